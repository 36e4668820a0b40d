// SPDX-License-Identifier: BSD-3-Clause
// Procedural synapses take no memory: ten times as many, and neither what the simulation says of itself nor what the system says changes.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>

#include <fstream>
#include <memory>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

using namespace pallium;
using namespace pallium::units;
using neuron = cell<channels<channel::leak>, synapses<synapse::exp2>>;
using how = exec::few<float>;
constexpr gid cells_in_all = 4000, firing = 4;
constexpr duration dt{0.1};

/// Memory of this process that is in use [bytes], without what others in it, tests before this one, have given back to the heap.
double resident() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  std::ifstream file("/proc/self/statm");
  double all = 0, there = 0;
  file >> all >> there;
  return there * double(sysconf(_SC_PAGESIZE));
}

/// Ready to run, and after 5 ms in which some cells fire once.
struct scene {
  explicit scene(std::uint64_t synapses) {
    neuron c(morph::ball_and_stick({.dendrite = 400_um}), discretize::max_length{20.001});
    c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
    c.initial_voltage({-70});
    receptor const r = c.place<synapse::exp2>(everywhere, {.tau1 = 1, .tau2 = 5});
    gid_range const all = net.add(cells_in_all, c);
    net.stimulate({0, firing}, r, conductance{1}, stimulus::spike_train{1_ms});
    connect::link const link{.weight = conductance{1e-9}, .delay = 1_ms};
    net.connect(connect::fixed_outdegree(all, all, synapses / 2, r, link, {.seed = 1, .stream = 1}), storage::procedural{});
    net.connect(connect::fixed_probability(all, all, double(synapses / 2) / double(cells_in_all), r, link, {.seed = 1, .stream = 2}), storage::procedural{});
    double const before = resident();
    sim = std::make_unique<simulation<network<cells<neuron>>, how>>(net, how{});
    sim->prepare(dt);
    ready = sim->facts().memory;
    sim->run(5_ms, dt);
    after = sim->facts();
    grown = resident() - before;
  }
  network<cells<neuron>> net;
  std::unique_ptr<simulation<network<cells<neuron>>, how>> sim;
  memory_facts ready;
  simulation_facts after;
  double grown = 0;
};

}  // namespace

TEST_CASE("procedural synapses take no memory") {
  scene const first(200);                   // what a process allocates once
  scene const few(200), many(2000);         // all stay, so that none takes what another left
  auto const same = [](memory_facts const& a, memory_facts const& b) {
    CHECK(a.voltages == b.voltages);
    CHECK(a.synapses == b.synapses);
    CHECK(a.bookkeeping == b.bookkeeping);
    CHECK(a.models == b.models);
  };
  same(few.ready, many.ready);
  same(few.after.memory, many.after.memory);
  CHECK(few.ready.connections == many.ready.connections);
  CHECK(few.ready.calendar == many.ready.calendar);
  CHECK(few.after.synapses == 0);  // in tables
  CHECK(many.after.synapses == 0);

  REQUIRE(few.after.spikes > 0);
  REQUIRE(many.after.spikes == few.after.spikes);
  CHECK(many.after.events > 9 * (few.after.events - firing));
  // a spike on its way is its events for an epoch; in tables the difference would be 4000 x 1800 synapses
  double const room = double(many.after.memory.calendar + many.after.memory.connections);
  CHECK(room < 1e6);
  CHECK(few.grown > double(cells_in_all) * 21 * 3 * 4);
  CHECK(many.grown < few.grown + room + 256e3);
  CHECK(many.grown < few.grown + 0.1 * 4000 * 1800);  // bytes per further synapse
}
