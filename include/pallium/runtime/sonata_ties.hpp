// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace pallium::runtime {

/// Played spikes whose events lie exactly between two grid times: NEURON delivers an event in step n if t_event <= t_n + dt/2, where
/// its clock t_n is dt/2 added up 2n times, so that rounding decides. Such times are moved by 1e-6 dt to the side on which NEURON's are.
/// `delay`: that of the synapses of these cells, if it is one.
inline void settle_ties(std::vector<std::vector<duration>>& trains, duration delay, duration dt) {
  struct tie {
    step n;
    duration* at;
  };
  std::vector<tie> ties;
  for (auto& train : trains)
    for (duration& t : train) {
      double const x = t / dt, n = std::floor(x);
      if (std::abs(x - n - 0.5) < 1e-6 && x < 1e8) ties.push_back({static_cast<step>(n), &t});
    }
  std::sort(ties.begin(), ties.end(), [](tie const& a, tie const& b) { return a.n < b.n; });
  double const half = 0.5 * dt.value;
  double clock = 0;
  step now = 0;
  for (tie const& one : ties) {
    for (step const n = one.n + to_steps(delay, dt); now < n; ++now) clock += half, clock += half;
    bool const early = one.at->value + delay.value <= clock + half;
    *one.at = (static_cast<double>(one.n) + (early ? 0.5 - 1e-6 : 0.5 + 1e-6)) * dt;
  }
  for (auto& train : trains) std::sort(train.begin(), train.end());
}

}  // namespace pallium::runtime
