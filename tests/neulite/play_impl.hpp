// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "play.hpp"

#include <pallium/runtime/neulite.hpp>
#ifdef _OPENMP
#include <pallium/exec/openmp.hpp>
#endif

namespace test {

#ifdef _OPENMP
using neulite_team = pallium::threads::openmp;
inline neulite_team team_of(int n) { return neulite_team(n); }
#else
using neulite_team = pallium::threads::serial;
inline neulite_team team_of(int) { return {}; }
#endif

template <class Real, std::size_t Registers> neulite_result play(pallium::io::neulite::circuit c, neulite_play const& p) {
  using namespace pallium;
  runtime::neulite_simulation<Real, neulite_team, simd::widest, Registers> sim(
      std::move(c), p.how, p.lose ? runtime::under_way::is_lost : runtime::under_way::arrives, !p.traced.empty(), team_of(p.threads));
  neulite_result r{.spikes = {}, .v = std::vector<std::vector<double>>(p.traced.size()), .compartments = sim.compartments(),
                   .synaptic_states = sim.synaptic_states()};
  for (std::int64_t ms = 0; ms < p.how.milliseconds(); ++ms) {
    for (std::uint32_t n : sim.advance()) r.spikes.push_back({ms, n});
    for (std::int64_t k = 0; k < sim.steps_per_ms(); ++k)
      for (std::size_t i = 0; i < p.traced.size(); ++i) r.v[i].push_back(sim.v(k, p.traced[i]));
  }
  return r;
}

}  // namespace test
