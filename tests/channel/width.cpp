// SPDX-License-Identifier: BSD-3-Clause
#include "width.hpp"

TEMPLATE_LIST_TEST_CASE("a lane's result does not depend on the width, double", "", test::all_channels) {
  same_on<TestType, double>(static_cast<wider<double>*>(nullptr));
}

TEMPLATE_LIST_TEST_CASE("dt = 0 changes nothing, double", "", test::gated_channels) {
  for (auto const& o : run<TestType, scalar<double>>(0.0)) CHECK(o.changed == o.start);
}
