// SPDX-License-Identifier: BSD-3-Clause
// What an event costs from the spike to the synapse: the spikes of an epoch are looked up or drawn, their events sorted and given to
// the states of their targets. Nothing else of a step is timed. Cells have 64 sites of two double-exponential classes, in float.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/core/region.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/synapse/exp2.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

using namespace pallium;

namespace {

using neuron = cell<channels<channel::leak>, synapses<synapse::exp2>>;
using net_type = network<cells<neuron>>;
using part = sim::part<net_type, simd::widest, float, simd::widest_macro_lane<simd::widest, float>>;
using model = sim::model<neuron, float, scheme::backward_euler>;
constexpr duration dt{0.1};
constexpr step epoch = 10;

/// Cells, all in one part, and a projection among them: `spikes` of them fire in every epoch.
struct scene {
  scene(gid n, int per_source, bool procedural, bool spread, gid firing) {
    neuron c(morph::ball_and_stick({.soma = {20}, .dendrite = {630}, .diameter = {1}}), discretize::max_length{10});
    c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
    receptor const r = c.place<synapse::exp2>(dendrite, {.tau1 = 0.5, .tau2 = 3});
    c.place<synapse::exp2>(dendrite, {.tau1 = 1, .tau2 = 8, .e = -80});
    gid_range const all = net.add(n, c);
    connect::link link{.weight = conductance{1e-6}, .delay = duration{1.5}};
    if (spread) link.delay = connect::gaussian(duration{3}, duration{0.5}).clipped(duration{1}, duration{5});
    connect::fixed_outdegree const rule({0, std::max(n, firing)}, all, std::uint64_t(per_source), r, link, {.seed = 1, .stream = 1});
    if (procedural) net.connect(rule, storage::procedural{});
    else net.connect(rule);
    made = std::make_unique<model>(net.models<neuron>()[0], net.surroundings, dt.value, std::vector<std::int32_t>{});
    who.populations.push_back({all, &net.models<neuron>()[0].receptors(), false});
    who.start(0, {{0, n}, {}});
    std::vector<gid> ids(n);
    for (gid g = 0; g < n; ++g) ids[g] = g;
    auto const address = cells.add(*made, ids);
    for (gid g = 0; g < n; ++g) who.put(g, {0, address[g]});
    cells.seal(net.projections(), who, 0, epoch, dt);
    store = sim::spike_store(epoch, sim::routes::last_lag(net.projections()[0].max_delay(dt), epoch));
    std::mt19937_64 random(3);
    for (step k = 0; k < 12; ++k) {
      store.open(k);
      add_spikes(k, firing, random);
    }
  }
  void add_spikes(step k, gid firing, std::mt19937_64& random) {
    for (gid i = 0; i < firing; ++i) store.add({random() % net.size(), k * epoch + 1 + step(random() % epoch)});
    store.sort();
  }
  /// Opens an epoch and gives its events to the cells.
  std::uint64_t open(step k) {
    std::uint64_t const before = cells.delivered;
    cells.open(k, dt, store, who);
    cells.for_each_group([&](auto& g) {
      for (sim::event const& e : cells.events.of(g.number)) sim::receive(*g.model, g.data.data(), g.width, e);
    });
    return cells.delivered - before;
  }
  net_type net;
  std::unique_ptr<model> made;
  sim::residents who;
  part cells;
  sim::spike_store store;
};

void deliver(benchmark::State& state, bool procedural, bool spread) {
  gid const n = gid(state.range(0));
  int const per_source = int(state.range(1));
  scene s(n, per_source, procedural, spread, gid(state.range(2)));
  std::uint64_t events = 0;
  for (auto _ : state) events += s.open(11);
  state.counters["events/s"] = benchmark::Counter(double(events), benchmark::Counter::kIsRate);
  if (!procedural) state.counters["bytes/synapse"] = double(s.cells.spikes_in.bytes()) / double(s.cells.spikes_in.size());
}

void build(benchmark::State& state) {
  gid const n = gid(state.range(0));
  std::uint64_t synapses = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto s = std::make_unique<scene>(n, 1, true, true, 0);
    auto net = std::make_unique<net_type>();
    connect::link const link{.weight = connect::lognormal(conductance{1e-3}, 0.5), .delay = connect::gaussian(duration{3}, duration{0.5}).clipped(duration{1}, duration{5})};
    net->connect(connect::fixed_outdegree({0, n}, {0, n}, 1000, receptor{0}, link, {.seed = 1, .stream = 1}));
    state.ResumeTiming();
    s->cells.seal(net->projections(), s->who, 0, epoch, dt);
    synapses += s->cells.spikes_in.size();
    state.counters["bytes/synapse"] = double(s->cells.spikes_in.bytes()) / double(s->cells.spikes_in.size());
  }
  state.counters["synapses/s"] = benchmark::Counter(double(synapses), benchmark::Counter::kIsRate);
}

}  // namespace

// cells, targets of a source, spikes in an epoch of 1 ms
BENCHMARK_CAPTURE(deliver, table_in_cache, false, false)->Args({512, 500, 50})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(deliver, table_in_cache_delays_spread, false, true)->Args({512, 500, 50})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(deliver, drawn_in_cache, true, false)->Args({512, 500, 50})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(deliver, table_from_memory, false, false)->Args({100000, 1000, 2000})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deliver, drawn_from_memory, true, false)->Args({100000, 1000, 2000})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deliver, drawn_from_memory_delays_spread, true, true)->Args({100000, 1000, 2000})->Unit(benchmark::kMillisecond);
BENCHMARK(build)->Arg(20000)->Unit(benchmark::kMillisecond);
