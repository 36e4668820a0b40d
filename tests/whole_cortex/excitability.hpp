// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exec/concept.hpp>
#include <pallium/network/network.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace test {

/// How a cell answers steps of current of 1 s after 0.5 s of rest, at dt 0.1 ms in single precision, as the cortex is run.
struct excitability {
  double rest_mV = 0, resistance_MOhm = 0;  ///< at -20 pA
  bool silent = true;                       ///< without current
  double rheobase_nA = 0;                   ///< the least of the steps that makes it fire; they are 10 % apart
  struct answer {
    double nA;
    int first, second;  ///< spikes in each half of the step
  };
  std::vector<answer> steps;

  /// The step nearest to a multiple of the rheobase.
  answer const& at(double times) const {
    std::size_t best = 0;
    auto const off = [&](std::size_t i) { return std::abs(std::log(steps[i].nA / (times * rheobase_nA))); };
    for (std::size_t i = 1; i < steps.size(); ++i)
      if (off(i) < off(best)) best = i;
    return steps[best];
  }
};

template <class Neuron> excitability excite(Neuron const& cell) {
  using namespace pallium;
  using namespace pallium::units;
  constexpr int n = 62;
  std::vector<double> nA{0, -0.02};
  for (int k = 0; k < n; ++k) nA.push_back(0.005 * std::pow(1.1, k));
  network<cells<Neuron>> net;
  auto const ids = net.add(gid(nA.size()), cell);
  for (std::size_t i = 1; i < nA.size(); ++i)
    net.inject(ids.first + i, soma(0.5), stimulus::current_clamp{current{nA[i]}, 500_ms, 1000_ms});
  simulation sim(net, exec::few<float, simd::widest>{});  // one width: less to compile
  record::raster spikes;
  record::trace v({{0, 0, "v"}, {1, 0, "v"}}, 1_ms);
  sim.attach(spikes);
  sim.attach(v);
  sim.run(1500_ms, 0.1_ms);
  excitability e;
  std::size_t const last = v.size() - 2;  // the step ends with the run
  e.rest_mV = v.value(last, 0);
  e.resistance_MOhm = (v.value(last, 1) - e.rest_mV) / -0.02;
  for (std::size_t i = 2; i < nA.size(); ++i) e.steps.push_back({nA[i], 0, 0});
  for (auto const& [id, t] : spikes) {
    if (id == 0) e.silent = false;
    if (id >= 2 && t >= 500) ++(t < 1000 ? e.steps[id - 2].first : e.steps[id - 2].second);
  }
  for (auto const& s : e.steps)
    if (e.rheobase_nA == 0 && s.first + s.second > 0) e.rheobase_nA = s.nA;
  return e;
}

}  // namespace test
