// SPDX-License-Identifier: BSD-3-Clause
// What a neuron weighs by simulation::facts: v, two states for each class of synapses at a compartment, the gates, and nothing else.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/synapse/exp2.hpp>

namespace {

using namespace pallium;
using namespace pallium::units;
using neuron = cell<channels<channel::leak, channel::nats, channel::kv3_1, channel::sk>, synapses<synapse::exp2>, pools<pool::calcium_shell>>;

neuron describe(int classes, bool active) {
  neuron c(morph::ball_and_stick({.dendrite = 1000_um}), discretize::max_length{20});
  c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
  c.initial_voltage({-70});
  if (active) {
    c.paint<channel::nats>(soma, {.gbar = 0.1});       // m, h
    c.paint<channel::kv3_1>(everywhere, {.gbar = 0.01});  // m
    c.paint<channel::sk>(soma, {.gbar = 1e-4});         // z
    c.paint<pool::calcium_shell>(soma, {});             // cai
  }
  for (int k = 0; k < classes; ++k) {
    c.place<synapse::exp2>(everywhere, {.tau1 = 1, .tau2 = 5. * (k + 1), .e = k ? -80. : 0.});
    c.place<synapse::exp2>(dendrite, {.tau1 = 1, .tau2 = 5. * (k + 1), .e = k ? -80. : 0.});  // the same class again
  }
  return c;
}

template <class Real> simulation_facts facts_of(neuron const& c, gid cells, bool connected = false) {
  network<::cells<neuron>> net;
  gid_range const ids = net.add(cells, c);
  if (connected) net.connect(connect::fixed_probability(ids, ids, 0.5, {0}, {{1e-4}, {1}}, {}));
  simulation sim(net, exec::native<Real>{});
  sim.run(1_ms, 0.1_ms);
  return sim.facts();
}

}  // namespace

TEMPLATE_TEST_CASE("v and two states a class of synapses at each compartment, and nothing else", "", double, float) {
  neuron const bare = describe(0, false), two = describe(2, false), active = describe(2, true);
  std::size_t const cells = 128, n = two.size(), real = sizeof(TestType);  // whole groups: no idle lane

  auto const states = [](memory_facts const& m) { return m.voltages + m.channels + m.pools + m.synapses; };
  auto const none = facts_of<TestType>(bare, cells).memory, m = facts_of<TestType>(two, cells).memory, gates = facts_of<TestType>(active, cells).memory;
  CHECK(states(none) == cells * n * real);
  CHECK(m.voltages == cells * n * real);
  CHECK(m.synapses == cells * n * 4 * real);
  CHECK(states(m) == cells * n * (real == 8 ? 40 : 20));  // bytes a compartment
  CHECK(states(gates) == states(m) + cells * (n + 2 + 1 + 1) * real);
  CHECK(gates.channels == cells * (n + 2 + 1) * real);
  CHECK(gates.pools == cells * real);

  SECTION("more synapses add nothing to it") {
    auto const connected = facts_of<TestType>(two, cells, true);
    CHECK(states(connected.memory) == states(m));
    CHECK(connected.synapses > 4000);
    CHECK(connected.memory.connections == connected.synapse_bytes);
    CHECK(connected.memory.calendar > 0);
  }
  SECTION("what is shared or of a thread does not grow with the cells") {
    auto const twice = facts_of<TestType>(active, 2 * cells).memory;
    CHECK(states(twice) == 2 * states(gates));
    CHECK(twice.models == gates.models);
    CHECK(twice.scratch == gates.scratch);
    CHECK(twice.scratch > 0);
    CHECK(twice.bookkeeping - gates.bookkeeping <= cells * 64);  // not of a compartment
  }
}

TEST_CASE("the sums of facts are those of its parts") {
  neuron const c = describe(2, true);
  auto const f = facts_of<double>(c, 100, true);  // idle lanes
  auto const& m = f.memory;
  CHECK(m.voltages + m.channels + m.pools + m.synapses <= f.state_bytes);
  CHECK(f.state_bytes <= m.voltages + m.channels + m.pools + m.synapses + m.bookkeeping);
  CHECK(m.models == f.model_bytes);
  CHECK(m.connections == f.synapse_bytes);
  CHECK(m.calendar == f.calendar_bytes);
  CHECK(m.point_neurons == 0);
  CHECK(m.voltages % (c.size() * 8) == 0);
  CHECK(m.voltages >= 100 * c.size() * 8);
}
