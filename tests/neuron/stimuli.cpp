// SPDX-License-Identifier: BSD-3-Clause
// Currents, a voltage clamp and trains of events against NEURON: benchmarks/peers/neuron/references/stimuli.py.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/ramp.hpp>
#include <pallium/stimulus/se_clamp.hpp>
#include <pallium/stimulus/sine.hpp>
#include <pallium/stimulus/spike_trains.hpp>
#include <pallium/stimulus/waveform.hpp>
#include <pallium/synapse/exp1.hpp>

#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "reference.hpp"

#include <cmath>
#include <vector>

using namespace pallium;
using namespace pallium::units;

namespace {

using neuron = cell<channels<channel::leak, channel::hh_na, channel::hh_k>, synapses<synapse::exp1>>;

neuron soma_with_hh() {
  morph::tree shape;
  shape.append({.kind = branch::soma, .parent = -1, .parent_x = 1, .points = {{0, 0, 0, 10}, {20, 0, 0, 10}}});
  neuron c(shape, discretize::nseg{});
  c.paint<channel::leak>(everywhere, {.g = 3e-4, .e = -54.3});
  c.paint<channel::hh_na>(everywhere, {.gbar = 0.12});
  c.paint<channel::hh_k>(everywhere, {.gbar = 0.036});
  c.reversal(everywhere, sodium, 50_mV).reversal(everywhere, potassium, -77_mV);
  c.place<synapse::exp1>(soma, {.tau = 3, .e = 0});
  return c;
}

template <class Scheme> using net_of = network<cells<neuron>, rules<>, Scheme>;

template <class Scheme>
record::trace watch(net_of<Scheme> const& net, std::vector<probe> probes, duration every, duration until) {
  record::trace trace(std::move(probes), every);
  simulation sim(net, exec::few<double, simd::scalar>{});
  sim.attach(trace);
  sim.run(until, 0.025_ms);
  return trace;
}

}  // namespace

TEST_CASE("currents and trains do in a cell what they do in NEURON") {
  net_of<scheme::backward_euler> net({.celsius = 6.3});
  net.add(7, soma_with_hh());
  std::vector<current> samples;
  std::vector<duration> times;
  for (int k = 0; k < 60; ++k) {
    samples.push_back({0.4 * std::sin(0.9 * k) * std::exp(-0.02 * k)});
    times.push_back({3 + 1.3 * k + 0.4 * std::sin(k)});
  }
  net.inject(0, soma(0.5), stimulus::current_clamp{0.15_nA, 10.01_ms, 60.02_ms});
  net.inject(1, soma(0.5), stimulus::ramp{.from = -0.1_nA, .to = 0.5_nA, .delay = 20_ms, .width = 60.03_ms});
  net.inject(2, soma(0.5), stimulus::sine{.amp = 0.25_nA, .frequency = 45_Hz, .phase = 0.4, .offset = 0.05_nA, .delay = 12.5_ms, .width = 80_ms});
  net.inject(3, soma(0.5), stimulus::waveform(samples, 1.3_ms));
  net.inject(4, soma(0.5), stimulus::waveform(times, samples, stimulus::between::linear));
  net.stimulate(gid_range{5, 7}, receptor{0}, 0.015625_uS,
                stimulus::spike_trains(5, {{2_ms, 10.01_ms, 10.02_ms, 31.3_ms, 31.3_ms, 64.01_ms}, {5.5_ms, 40_ms, 47.37_ms, 90_ms}}));
  std::vector<probe> probes;
  for (gid g = 0; g < 7; ++g) probes.push_back({g, 0, "v"});
  auto const trace = watch(net, probes, 0.5_ms, 100_ms);

  test::reference const theirs("stimuli");
  REQUIRE(trace.size() == theirs.rows());
  auto const row = [&](char const* mechanism, char const* column, std::size_t k) {
    test::prove(mechanism, "NEURON 8.2.2", "v with hh [mV]", theirs.difference(column, [&](std::size_t i) { return trace.value(i, k); }), 1e-8);
  };
  row("IClamp", "step", 0);
  row("ramp", "ramp", 1);
  row("sine", "sine", 2);
  row("waveform, held", "hold", 3);
  row("waveform, linear", "linear", 4);
  row("spike_trains", "train0", 5);
  row("spike_trains", "train1", 6);
}

TEST_CASE("a voltage clamp through a resistance is NEURON's SEClamp") {
  stimulus::se_clamp const clamp{.amp = {-75_mV, -10_mV, -40_mV}, .width = {10.01_ms, 20.02_ms, 15.5_ms}, .rs = 2};
  test::reference const theirs("seclamp");
  auto const play = [&]<class Scheme>(net_of<Scheme> net) {
    net.add(1, soma_with_hh());
    net.inject(0, soma(0.5), clamp);
    return watch(net, {{0, 0, "v"}, {0, 0, "i_clamp"}}, 0.3_ms, 60_ms);
  };
  auto const euler = play(net_of<scheme::backward_euler>({.celsius = 6.3}));
  auto const cn = play(net_of<scheme::crank_nicolson>({.celsius = 6.3}));
  REQUIRE(euler.size() == theirs.rows());
  test::prove("SEClamp", "NEURON 8.2.2", "v with hh [mV]", theirs.difference("v", [&](std::size_t i) { return euler.value(i, 0); }), 1e-10);
  test::prove("SEClamp", "NEURON 8.2.2", "i [nA]", theirs.difference("i", [&](std::size_t i) { return euler.value(i, 1); }), 1e-10);
  test::prove("SEClamp", "NEURON 8.2.2", "v with hh, Crank-Nicolson [mV]",
              theirs.difference("v_cn", [&](std::size_t i) { return cn.value(i, 0); }), 1e-10);
}
