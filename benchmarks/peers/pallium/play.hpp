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

/// Processor time of this process: on a machine that does other things too, the clock on the wall tells little. It is there for what
/// two threads take together.
struct stopwatch {
  double processor = now(CLOCK_PROCESS_CPUTIME_ID), wall = now(CLOCK_MONOTONIC);
  static double now(clockid_t which) {
    timespec t{};
    clock_gettime(which, &t);
    return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
  }
  double seconds() const { return now(CLOCK_PROCESS_CPUTIME_ID) - processor; }
  nlohmann::json both() const { return {{"seconds", seconds()}, {"wall", now(CLOCK_MONOTONIC) - wall}}; }
};
/// Memory of this process that is in use [bytes], without what it has given back to the heap.
inline double resident() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  double all = 0, mine = 0;
  std::ifstream("/proc/self/statm") >> all >> mine;
  return mine * double(sysconf(_SC_PAGESIZE));
}

template <pallium::execution Exec> class player_of final : public player {
 public:
  player_of(scene const& s, Exec how) : scene_(s), how_(how) {
    using namespace pallium;
    gid_range const ids = net_.add(s.o.cells, s.cell);
    net_.surroundings = s.surroundings;
    for (gid g = 0; g < ids.size(); ++g)
      net_.inject(ids[g], at(soma, 0.5), stimulus::current_clamp{{s.amps[std::size_t(g)]}, {0}, {s.o.until}});
    for (auto const& c : s.random) net_.connect(c);
    if (!s.rows.empty()) net_.connect(connect::table(s.rows));
  }

  nlohmann::json trace(double ms) override {
    using namespace pallium;
    std::vector<probe> probes;
    for (gid g = 0; g < scene_.watched_cells(); ++g)
      for (std::uint32_t k : scene_.watched()) probes.push_back({g, k, "v"});
    record::trace watch(probes, {scene_.o.dt});
    record::raster raster;
    simulation sim(net_, how_);
    sim.attach(watch);
    sim.attach(raster);
    sim.run({ms}, {scene_.o.dt});
    nlohmann::json v = nlohmann::json::array(), spikes = nlohmann::json::array();
    for (std::size_t k = 0; k < probes.size(); ++k) {
      std::vector<double> column;
      for (std::size_t i = 0; i < watch.size(); ++i) column.push_back(watch.value(i, k));
      v.push_back(column);
    }
    for (auto [cell, t] : raster) spikes.push_back({cell, std::lround(t / scene_.o.dt)});
    return {{"v", v}, {"spikes", spikes}};
  }

  nlohmann::json time(double ms) override {
    pallium::simulation sim(net_, how_);
    stopwatch const all;
    sim.prepare({scene_.o.dt});
    double const preparation = all.seconds();
    stopwatch const loop;
    sim.run({ms}, {scene_.o.dt});
    nlohmann::json answer = loop.both();
    answer["preparation"] = preparation;
    return answer;
  }

  nlohmann::json on(double ms) override {
    if (!going_) {
      going_ = std::make_unique<simulation>(net_, how_);
      going_->prepare({scene_.o.dt});
    }
    auto const before = going_->facts().spikes;
    stopwatch const loop;
    going_->run({ms}, {scene_.o.dt});
    nlohmann::json answer = loop.both();
    answer["spikes"] = going_->facts().spikes - before;
    return answer;
  }

  nlohmann::json facts(double ms) override {
    double const before = resident();
    pallium::simulation sim(net_, how_);
    sim.prepare({scene_.o.dt});
    double const weight = resident() - before;
    sim.run({ms}, {scene_.o.dt});
    auto const f = sim.facts();
    auto const& m = f.memory;
    return {{"compartments", f.compartments}, {"synapses", f.synapses}, {"synapse_bytes", f.synapse_bytes},
            {"state", {{"v", m.voltages}, {"channels", m.channels}, {"pools", m.pools}, {"synapses", m.synapses}}},
            {"bookkeeping", m.bookkeeping}, {"scratch", m.scratch}, {"models", m.models}, {"calendar", m.calendar},
            {"resident", weight}, {"arch", pallium::simd::widest::name()}};
  }

 private:
  using network = pallium::network<pallium::cells<neuron>>;
  using simulation = pallium::simulation<network, Exec>;
  scene const& scene_;
  Exec how_;
  network net_;
  std::unique_ptr<simulation> going_;
};

template <class Real> std::unique_ptr<player> make_player(scene const& s) {
  return std::make_unique<player_of<pallium::exec::native<Real>>>(s, pallium::exec::native<Real>{});
}

}  // namespace peers
