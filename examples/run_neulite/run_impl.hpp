// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "run.hpp"

#include <pallium/runtime/neulite.hpp>
#ifdef _OPENMP
#include <pallium/exec/openmp.hpp>
#endif

#include <chrono>
#include <string>
#include <utility>

namespace run_neulite {

#ifdef _OPENMP
inline auto team(int threads) { return pallium::threads::openmp(threads); }
#else
inline auto team(int threads) {
  if (threads != 1) throw pallium::input_error("--threads", std::to_string(threads), "1: this program was built without OpenMP");
  return pallium::threads::serial{};
}
#endif

template <class Real> outcome run(pallium::io::neulite::circuit&& c, request const& r) {
  using namespace pallium::runtime;
  using clock = std::chrono::steady_clock;
  neulite_simulation<Real, decltype(team(1))> sim(std::move(c), r.how, r.lose_spikes ? under_way::is_lost : under_way::arrives,
                                                  !r.traced.empty(), team(r.threads));
  outcome o{.compartments = sim.compartments(), .synaptic_states = sim.synaptic_states()};
  std::vector<double> v;
  for (std::int64_t ms = 0; ms < r.how.milliseconds(); ++ms) {
    auto const begin = clock::now();
    auto const spikes = sim.advance();
    o.seconds += std::chrono::duration<double>(clock::now() - begin).count();
    o.steps += sim.steps_per_ms();
    v.clear();
    if (!r.traced.empty())
      for (std::int64_t k = 0; k < sim.steps_per_ms(); ++k)
        for (std::uint32_t const n : r.traced) v.push_back(sim.v(k, n));
    r.done(ms, spikes, v);
  }
  return o;
}

}  // namespace run_neulite
