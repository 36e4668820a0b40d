// SPDX-License-Identifier: BSD-3-Clause
// The one place of this folder where passive cells are simulated.
#include <pallium/exec/concept.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>

#include "cable.hpp"

namespace theory {
namespace {

struct waveform {
  std::function<double(double)> of;
  current amplitude(duration t) const { return {of(t.value)}; }
};

template <class Scheme>
std::vector<std::vector<double>> run(passive const& p, std::vector<drive> const& drives, double dt, int steps, int every,
                                     std::vector<std::uint32_t> watched) {
  network<cells<passive>, rules<>, Scheme> net;
  net.add(1, p);
  for (auto const& d : drives) net.inject(0, d.where, waveform{d.amplitude});
  if (watched.empty())
    for (std::uint32_t s = 0; s < p.size(); ++s) watched.push_back(s);
  std::vector<probe> probes;
  for (auto s : watched) probes.push_back({0, s, "v"});
  record::trace trace(probes, {every * dt});
  simulation sim(net, exec::few<double>{});
  sim.attach(trace);
  sim.run({steps * dt}, {dt});
  std::vector<std::vector<double>> v(trace.size(), std::vector<double>(watched.size()));
  for (std::size_t i = 0; i < v.size(); ++i)
    for (std::size_t s = 0; s < watched.size(); ++s) v[i][s] = trace.value(i, s);
  return v;
}

}  // namespace

std::vector<std::vector<double>> play(passive const& p, bool halves, std::vector<drive> const& drives, double dt, int steps, int every,
                                      std::vector<std::uint32_t> watched) {
  return halves ? run<scheme::crank_nicolson>(p, drives, dt, steps, every, watched)
                : run<scheme::backward_euler>(p, drives, dt, steps, every, watched);
}

}  // namespace theory
