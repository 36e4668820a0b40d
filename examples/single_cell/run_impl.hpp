// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "run.hpp"

#include <pallium/exec/concept.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <chrono>
#include <cmath>

namespace single_cell {

template <class Real, class Scheme>
result simulate(pallium::runtime::allen_cell const& cell, options const& o, std::vector<site> const& sites, progress const& tell) {
  using namespace pallium;
  network<cells<runtime::allen_cell>, rules<>, Scheme> net;
  net.surroundings.celsius = o.celsius;
  net.surroundings.constants = o.constants == "legacy" ? legacy_constants : modern_constants;
  gid const id = net.add(1, cell)[0];
  net.inject(id, at(soma, 0.5), stimulus::current_clamp{{o.amp}, {o.delay}, {o.duration}});

  std::vector<probe> probes;
  for (site const& s : sites) probes.push_back({id, std::uint32_t(cell.segment_at(s.where)), "v"});
  probes.push_back({id, std::uint32_t(cell.segment_at(at(soma, 0.5))), "cai"});
  // every 0.1 ms where that is a whole number of steps, else every step
  double const whole = std::round(0.1 / o.dt);
  duration const every{whole >= 1 && std::abs(whole * o.dt - 0.1) < 1e-9 ? whole * o.dt : o.dt};

  simulation sim(net, exec::few<Real>{});
  record::raster spikes;
  record::trace trace(probes, every);
  sim.attach(spikes);
  sim.attach(trace);
  sim.after_epoch([&](auto const& s) { tell(s.time().value); });
  sim.prepare({o.dt});
  auto const begin = std::chrono::steady_clock::now();
  sim.run({o.tstop}, {o.dt});

  result r;
  r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  r.t.assign(trace.times().begin(), trace.times().end());
  r.v.resize(sites.size());
  for (std::size_t i = 0; i < trace.size(); ++i) {
    for (std::size_t k = 0; k < sites.size(); ++k) r.v[k].push_back(trace.value(i, k));
    r.cai.push_back(trace.value(i, sites.size()));
  }
  for (auto [cell_id, t] : spikes) r.spikes.push_back(t);
  return r;
}

template <class Real>
result run(pallium::runtime::allen_cell const& cell, options const& o, std::vector<site> const& sites, progress const& tell) {
  if (o.scheme == "crank_nicolson") return simulate<Real, pallium::scheme::crank_nicolson>(cell, o, sites, tell);
  return simulate<Real, pallium::scheme::backward_euler>(cell, o, sites, tell);
}

}  // namespace single_cell
