// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/k_pst.hpp>
#include <pallium/channel/k_tst.hpp>
#include <pallium/channel/nap_et2.hpp>
#include <pallium/channel/nata_t.hpp>
#include <pallium/channel/nats2_t.hpp>

#include "channels.hpp"

namespace {

using namespace pallium;
using neuron = cell<channels<channel::leak, channel::k_pst, channel::k_tst, channel::nata_t, channel::nats2_t, channel::nap_et2>>;

/// At 30 degC: theirs is 34 whatever the preparation's is.
template <class C> void fixed_temperature_channel(double gbar) {
  auto c = test::one_compartment<neuron>();
  c.paint<C>(everywhere, {.gbar = gbar});
  c.reversal(everywhere, sodium, {53});
  c.reversal(everywhere, potassium, {-107});
  test::prove_channel(C::name, c, 30);
}

TEST_CASE("channels of the hall-of-fame models are NEURON's") {
  fixed_temperature_channel<channel::k_pst>(0.005);
  fixed_temperature_channel<channel::k_tst>(0.02);
  fixed_temperature_channel<channel::nata_t>(0.05);
  fixed_temperature_channel<channel::nats2_t>(0.05);
  fixed_temperature_channel<channel::nap_et2>(0.005);
}

}  // namespace
