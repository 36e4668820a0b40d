// SPDX-License-Identifier: BSD-3-Clause
// A small network with everything in it, played in different ways that must not matter.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>

#include <cmath>
#include <random>
#include <optional>

namespace test {

using namespace pallium;

using neuron = cell<channels<channel::leak, channel::nats, channel::kv3_1, channel::ca_lva, channel::sk>,
                    synapses<synapse::exp2>, pools<pool::calcium_shell>>;
using scalar_double = exec::few<double, simd::scalar>;
using scalar_float = exec::few<float, simd::scalar>;
using native_double = exec::native<double>;
using native_float = exec::native<float>;

struct scene {
  gid first = 0, n = 40;              ///< inputs are those of cells first ... first + n - 1
  bool connected = true;
  bool coupled = true;                ///< by gap junctions too, if connected
  bool crank_nicolson = false;
  std::vector<double> runs{60.0};     ///< [ms]
  bool watched = true;                ///< a trace is attached
  std::optional<double> idle_delay{}; ///< of a projection of weight 0: it only shortens the epoch [ms]
  double dt = 0.05;
};

struct result {
  std::vector<spike> spikes;
  std::vector<double> trace;          ///< [sample][cell][v soma, membrane current of the tip, cai]
  simulation_facts facts;
  friend bool operator==(result const& a, result const& b) { return a.spikes == b.spikes && a.trace == b.trace; }
  /// What cell k did.
  std::vector<double> of(gid k, gid n) const {
    std::vector<double> mine;
    for (std::size_t i = 3 * std::size_t(k); i < trace.size(); i += 3 * std::size_t(n)) mine.insert(mine.end(), {trace[i], trace[i + 1], trace[i + 2]});
    for (spike const& s : spikes)
      if (s.source == k) mine.push_back(double(s.at));
    return mine;
  }
};

inline neuron make_neuron(double stick, double na) {
  neuron c(morph::ball_and_stick({.soma = {20}, .dendrite = {stick}, .diameter = {2}}), discretize::max_length{50});
  c.paint<channel::leak>(everywhere, {.g = 2e-4, .e = -75});
  c.paint<channel::nats>(soma, {.gbar = na});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.15});
  c.paint<channel::ca_lva>(everywhere, {.gbar = 1e-3});
  c.paint<channel::sk>(soma, {.gbar = 1e-3});
  c.paint<pool::calcium_shell>(soma, {.gamma = 0.01, .decay = 40});
  c.reversal(soma, sodium, {53});
  c.reversal(everywhere, potassium, {-90});
  c.initial_voltage({-75});
  return c;
}

struct keep_spikes {
  std::vector<spike> all;
  void spikes(std::span<spike const> s, duration) { all.insert(all.end(), s.begin(), s.end()); }
};

template <class Scheme, class Exec> result play_with(scene const& s, Exec exec) {
  network<cells<neuron>, rules<>, Scheme> net;
  neuron large = make_neuron(300, 0.5), small = make_neuron(120, 0.4);
  receptor excite{}, inhibit{};
  for (neuron* c : {&large, &small}) {
    excite = c->place<synapse::exp2>(dendrite, {.tau1 = 0.5, .tau2 = 3, .e = 0});
    inhibit = c->place<synapse::exp2>(everywhere, {.tau1 = 0.7, .tau2 = 8, .e = -85});
  }
  gid const n = s.n;
  gid_range all{0, n};
  if (s.connected) {  // populations of two models, taken in turns
    auto const a = net.model(large), b = net.model(small);
    net.add(n / 2, a);
    net.add(n / 4, b);
    net.add(n - n / 2 - n / 4, a);
  } else {
    net.add(n, large);
  }
  for (gid k = 0; k < n; ++k) {
    std::mt19937_64 random(s.first + k + 1);
    auto const draw = [&] { return double(random() >> 11) * 0x1p-53; };
    net.inject(k, at(soma, 0.5), stimulus::current_clamp{{0.25 * draw()}, {5 * draw()}, {100}});
    std::vector<duration> times(8);
    for (auto& t : times) t = {60 * draw()};
    net.stimulate(k, excite, {0.004}, stimulus::spike_train(times));
  }
  if (s.connected) {
    net.stimulate(all, excite, {0.002}, stimulus::poisson{.rate = {0.1}, .seed = 3, .stream = 1});
    net.stimulate({0, n / 2}, inhibit, {0.001}, stimulus::poisson{.rate = {0.05}, .seed = 3, .stream = 2});
    net.connect(connect::fixed_probability({0, n / 2}, all, 0.3, excite, {{0.0007}, {1.5}}, {.seed = 4, .stream = 1}));
    net.connect(connect::fixed_probability({n / 2, n}, all, 1.2, inhibit, {{0.0005}, {0.85}}, {.seed = 4, .stream = 2}));
    net.connect(connect::ring(all, excite, {{0.003}, {2.2}}));
    std::vector<connect::table::row> rows;
    for (gid k = 0; k < 5 * n; ++k) rows.push_back({k % n, (k * 7 + 3) % n, std::uint32_t(k % 3), {0.0001 * double(k % 5)}, {0.8 + 0.013 * double(k % 300)}});
    net.connect(connect::table(rows));
  }
  if (s.connected && s.coupled)  // chains of three or two cells, some of both models, and cells that have no gap junction
    for (gid k = 0; k + 1 < n; k += 6) {
      net.couple({k, at(dendrite, 0.5), k + 1, at(soma, 0.5), {0.003}});
      if (k + 4 < n && k % 12 == 0) net.couple({k + 1, at(dendrite, 1), k + 4, at(dendrite, 0.2), {0.002}});
    }
  if (n == 40 && s.connected && s.coupled) net.couple({3, at(dendrite, 1), 33, at(dendrite, 1), {0.005}});
  if (s.idle_delay) net.connect(connect::ring(all, excite, {{0}, {*s.idle_delay}}));

  std::vector<probe> probes;
  for (gid k = 0; k < n; ++k)
    for (auto const& [where, what] : {std::pair{at(soma, 0.5), "v"}, {at(dendrite, 1), "i_membrane"}, {at(soma, 0.5), "cai"}})
      probes.push_back({k, std::uint32_t(((s.connected && k >= n / 2 && k < n / 2 + n / 4) ? small : large).segment_at(where)), what});
  record::trace trace(probes, {2 * s.dt});
  keep_spikes spikes;
  simulation sim(net, std::move(exec));
  sim.attach(spikes);
  if (s.watched) sim.attach(trace);
  for (double t : s.runs) sim.run({t}, {s.dt});
  result r{spikes.all, {}, sim.facts()};
  for (std::size_t i = 0; i < trace.size(); ++i)
    for (std::size_t k = 0; k < probes.size(); ++k) r.trace.push_back(trace.value(i, k));
  return r;
}

/// One file each, so that they compile side by side.
result play_scalar(scene const&);
result play_native(scene const&);
result play_scalar_float(scene const&);
result play_native_float(scene const&);
/// Nothing without OpenMP.
std::optional<result> play_openmp(scene const&, int threads);

}  // namespace test
