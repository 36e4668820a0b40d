// SPDX-License-Identifier: BSD-3-Clause
#include "width.hpp"

TEMPLATE_LIST_TEST_CASE("a lane's result does not depend on the width, float", "", test::all_channels) {
  same_on<TestType, float>(static_cast<wider<float>*>(nullptr));
}

TEMPLATE_LIST_TEST_CASE("dt = 0 changes nothing, float", "", test::gated_channels) {
  for (auto const& o : run<TestType, scalar<float>>(0.0)) CHECK(o.changed == o.start);
}
