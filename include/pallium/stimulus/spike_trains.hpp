// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/stimulus/concept.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pallium::stimulus {

/// Events at given times (VecStim), each target its own: trains[i] goes to cell first + i, other cells get none; each event
/// arrives at the nearest grid time, halfway at the later one (NEURON's choice there is the rounding error of its clock); at
/// a point neuron, and from a virtual cell to one, at its own time.
/// Errors: input_error for a time that is negative or not finite.
class spike_trains {
 public:
  spike_trains(gid first, std::vector<std::vector<duration>> trains) : first_(first) {
    for (std::size_t i = 0; i < trains.size(); ++i) {
      for (duration const t : trains[i])
        if (!(t.value >= 0) || !std::isfinite(t.value))
          throw input_error("stimulus::spike_trains: train " + std::to_string(i), "time " + std::to_string(t.value) + " ms",
                            "finite times >= 0");
      std::sort(trains[i].begin(), trains[i].end());
    }
    trains_ = std::make_shared<std::vector<std::vector<duration>> const>(std::move(trains));
  }
  struct state {
    std::size_t next = 0;
  };
  state start(gid) const noexcept { return {}; }
  void events(state& s, gid target, step until, duration dt, std::vector<arrival>& out) const {
    if (target < first_ || target - first_ >= trains_->size()) return;
    auto const& mine = (*trains_)[std::size_t(target - first_)];
    for (; s.next < mine.size() && to_steps(mine[s.next], dt) < until; ++s.next) {
      step const n = to_steps(mine[s.next], dt);
      double const off = mine[s.next] / dt - static_cast<double>(n);  // -0.5 to 0.5
      auto const phase = std::abs(off) < 1e-7 ? 0.0 : std::round(off / spike::phase_unit);
      out.push_back({n, 0, static_cast<std::int32_t>(std::clamp(phase, -0x1p23, 0x1p23 - 1))});
    }
  }

 private:
  gid first_;
  std::shared_ptr<std::vector<std::vector<duration>> const> trains_;
};
static_assert(event_source<spike_trains>);

}  // namespace pallium::stimulus
