// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>

#include "channels.hpp"

namespace {

using namespace pallium;
using neuron = cell<channels<channel::leak, channel::kv2like, channel::kv3_1, channel::k_p, channel::k_t, channel::kd, channel::im,
                             channel::im_v2, channel::ih, channel::hh_k>>;

template <class C> void potassium_channel(double gbar, double celsius = 34) {
  auto c = test::one_compartment<neuron>();
  c.paint<C>(everywhere, {.gbar = gbar});
  c.reversal(everywhere, potassium, {-107});
  test::prove_channel(C::name, c, celsius);
}

TEST_CASE("potassium channels and Ih are NEURON's") {
  potassium_channel<channel::kv2like>(0.01);
  potassium_channel<channel::kv3_1>(0.01);
  potassium_channel<channel::k_p>(0.005);
  potassium_channel<channel::k_t>(0.01);
  potassium_channel<channel::kd>(0.001);
  potassium_channel<channel::im>(0.001);
  potassium_channel<channel::im_v2>(0.001);
  potassium_channel<channel::ih>(0.002);
  potassium_channel<channel::hh_k>(0.036, 12);
}

}  // namespace
