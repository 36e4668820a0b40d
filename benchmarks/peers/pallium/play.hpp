// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "scene.hpp"

#include <pallium/exec/concept.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cmath>
#include <fstream>

namespace peers {

/// Processor time of this process [s]: on a machine that does other things too, the clock on the wall tells little.
inline double seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}
/// Memory of this process that is in use [bytes], without what it has given back to the heap.
inline double resident() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  double all = 0, mine = 0;
  std::ifstream("/proc/self/statm") >> all >> mine;
  return mine * double(sysconf(_SC_PAGESIZE));
}

template <class Real> class player_of final : public player {
 public:
  explicit player_of(scene const& s) : scene_(s) {
    using namespace pallium;
    gid_range const ids = net_.add(s.o.cells, s.cell);
    net_.surroundings = s.surroundings;
    for (gid g = 0; g < ids.size(); ++g)
      net_.inject(ids[g], at(soma, 0.5), stimulus::current_clamp{{s.amps[std::size_t(g)]}, {0}, {1e9}});
    for (auto const& c : s.random) net_.connect(c);
    if (!s.rows.empty()) net_.connect(connect::table(s.rows));
  }

  nlohmann::json trace() override {
    using namespace pallium;
    std::vector<probe> probes;
    for (gid g = 0; g < scene_.watched_cells(); ++g)
      for (std::uint32_t k : scene_.watched()) probes.push_back({g, k, "v"});
    record::trace watch(probes, {scene_.o.dt});
    record::raster raster;
    simulation sim(net_, exec::native<Real>{});
    sim.attach(watch);
    sim.attach(raster);
    sim.run({scene_.o.tstop}, {scene_.o.dt});
    nlohmann::json v = nlohmann::json::array(), spikes = nlohmann::json::array();
    for (std::size_t k = 0; k < probes.size(); ++k) {
      std::vector<double> column;
      for (std::size_t i = 0; i < watch.size(); ++i) column.push_back(watch.value(i, k));
      v.push_back(column);
    }
    for (auto [cell, t] : raster) spikes.push_back({cell, std::lround(t / scene_.o.dt)});
    return {{"v", v}, {"spikes", spikes}};
  }

  nlohmann::json time() override {
    pallium::simulation sim(net_, pallium::exec::native<Real>{});
    double const begin = seconds();
    sim.prepare({scene_.o.dt});
    double const ready = seconds();
    sim.run({scene_.o.tstop}, {scene_.o.dt});
    return {{"seconds", seconds() - ready}, {"preparation", ready - begin}};
  }

  nlohmann::json facts() override {
    double const before = resident();
    pallium::simulation sim(net_, pallium::exec::native<Real>{});
    sim.prepare({scene_.o.dt});
    auto const f = sim.facts();
    return {{"compartments", f.compartments}, {"synapses", f.synapses}, {"synapse_bytes", f.synapse_bytes},
            {"state_bytes", f.state_bytes}, {"resident", resident() - before}, {"arch", pallium::simd::widest::name()}};
  }

 private:
  scene const& scene_;
  pallium::network<pallium::cells<neuron>> net_;
};

template <class Real> std::unique_ptr<player> make_player(scene const& s) { return std::make_unique<player_of<Real>>(s); }

}  // namespace peers
