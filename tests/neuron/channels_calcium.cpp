// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/it_ghk.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/pool/calcium_shell.hpp>

#include "channels.hpp"

namespace {

using namespace pallium;
using neuron = cell<channels<channel::leak, channel::ca_hva, channel::ca_lva, channel::sk, channel::it_ghk>, synapses<>, pools<pool::calcium_shell>>;

TEST_CASE("calcium channels, the calcium pool and what it drives are NEURON's") {
  neuron const passive = test::one_compartment<neuron>();
  neuron low = passive, high = passive;
  low.paint<channel::ca_lva>(everywhere, {.gbar = 0.003});
  high.paint<channel::ca_hva>(everywhere, {.gbar = 0.001});
  neuron ghk = passive;
  ghk.paint<channel::it_ghk>(everywhere, {.pcabar = 2e-4});
  ghk.paint<pool::calcium_shell>(everywhere, {.gamma = 0.04, .decay = 20});
  neuron pool = high;
  pool.paint<pool::calcium_shell>(everywhere, {.gamma = 0.04, .decay = 20});
  neuron sk = pool;
  sk.paint<channel::sk>(everywhere, {.gbar = 0.003});
  sk.reversal(everywhere, potassium, {-107});
  test::prove_channel("pas", passive);
  test::prove_channel("Ca_LVA", low);
  test::prove_channel("Ca_HVA", high);
  test::prove_channel("CaDynamics", pool);
  test::prove_channel("SK", sk);
  test::prove_channel("itGHK", ghk);
}

}  // namespace
