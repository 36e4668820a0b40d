// SPDX-License-Identifier: BSD-3-Clause
// A step of a cell: so many copies, no recording, one thread. Counters: time per cell and step, per compartment and step.
#pragma once
#include <pallium/exec/concept.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/runtime/allen_model.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>

namespace cell_step {

using namespace pallium;
using namespace pallium::units;

/// Allen model 472363762 (264 compartments) where the shared data are; else grown dendrites with a few of its channels.
inline runtime::allen_cell const& subject() {
  static runtime::allen_cell const cell = [] {
    std::filesystem::path const cells = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/cells";
    if (std::filesystem::exists(cells / "472363762_fit.json"))
      return runtime::perisomatic_cell(io::swc(cells / "Scnn1a_473845048_m.swc"), io::read_allen_fit(cells / "472363762_fit.json"),
                                       discretize::nseg{});
    runtime::allen_cell c(morph::stub_axon{}(morph::procedural::layer4()(1)), discretize::nseg{});
    c.paint<channel::leak>(everywhere, {.g = 3e-5, .e = -85});
    c.paint<channel::nats>(soma, {.gbar = 0.98});
    c.paint<channel::kv3_1>(soma, {.gbar = 0.06});
    c.initial_voltage(-85_mV);
    return c;
  }();
  return cell;
}

template <class Exec> void step_of(benchmark::State& state) {
  runtime::allen_cell const& cell = subject();
  network<cells<runtime::allen_cell>> net;
  auto const ids = net.add(static_cast<gid>(state.range(0)), cell);
  net.inject(ids, at(soma, 0.5), stimulus::current_clamp{0.2_nA, 0_ms, 1e9_ms});
  simulation sim(net, Exec{});
  sim.prepare(0.1_ms);
  for (auto _ : state) sim.run(20_ms, 0.1_ms);
  double const steps = 200.0 * double(state.range(0)) * double(state.iterations());
  auto const per = [&](double n) { return benchmark::Counter(n, benchmark::Counter::kIsRate | benchmark::Counter::kInvert); };
  state.counters["s/cell-step"] = per(steps);
  state.counters["s/compartment-step"] = per(steps * double(cell.size()));
  state.SetLabel(std::to_string(cell.size()) + " compartments, dt 0.1 ms, " + Exec::arch::name());
}

}  // namespace cell_step
