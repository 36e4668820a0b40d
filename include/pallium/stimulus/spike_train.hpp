// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/stimulus/concept.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

namespace pallium::stimulus {

/// Events at given times (VecStim), the same for every target; each arrives at the nearest grid time,
/// halfway at the later one (NEURON's choice there is the rounding error of its clock).
/// Errors: input_error for a time that is negative or not finite.
class spike_train {
 public:
  explicit spike_train(std::vector<duration> times) {
    for (duration const t : times)
      if (!(t.value >= 0) || !std::isfinite(t.value))
        throw input_error("stimulus::spike_train", "time " + std::to_string(t.value) + " ms", "finite times >= 0");
    std::sort(times.begin(), times.end());
    times_ = std::make_shared<std::vector<duration> const>(std::move(times));
  }
  spike_train(std::initializer_list<duration> times) : spike_train(std::vector<duration>(times)) {}
  struct state {
    std::size_t next = 0;
  };
  state start(gid) const noexcept { return {}; }
  void events(state& s, gid, step until, duration dt, std::vector<arrival>& out) const {
    for (; s.next < times_->size() && to_steps((*times_)[s.next], dt) < until; ++s.next)
      out.push_back({to_steps((*times_)[s.next], dt), 0});
  }

 private:
  std::shared_ptr<std::vector<duration> const> times_;
};
static_assert(event_source<spike_train>);

}  // namespace pallium::stimulus
