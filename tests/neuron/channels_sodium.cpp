// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/nav.hpp>

#include "channels.hpp"

namespace {

using namespace pallium;
using neuron = cell<channels<channel::leak, channel::nats, channel::nata, channel::nav, channel::nap, channel::hh_na>>;

template <class C> void sodium_channel(double gbar, double celsius = 34) {
  auto c = test::one_compartment<neuron>();
  c.paint<C>(everywhere, {.gbar = gbar});
  c.reversal(everywhere, sodium, {53});
  test::prove_channel(C::name, c, celsius);
}

TEST_CASE("sodium channels are NEURON's") {
  sodium_channel<channel::nats>(0.05);
  sodium_channel<channel::nata>(0.05);
  sodium_channel<channel::nav>(0.05);
  sodium_channel<channel::nap>(0.0005);
  sodium_channel<channel::hh_na>(0.12, 12);
}

}  // namespace
