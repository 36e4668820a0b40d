// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <cmath>

namespace pallium::stimulus {

/// `count` pulses: `amp` while s_k <= t < s_k + width with s_k = delay + k interval, k = 0 .. count - 1, else 0.
/// Errors at `inject`: input_error for an interval that is not longer than the width, and what is not finite (the count
/// may be infinite).
struct pulse_train {
  current amp{};                    ///< [nA]
  duration delay{};                 ///< beginning of the first pulse [ms]
  duration width{};                 ///< of a pulse [ms]
  duration interval{};              ///< from beginning to beginning [ms]
  double count = detail::forever;   ///< pulses
  current amplitude(duration t) const noexcept {
    if (t < delay) return {};
    double const k = std::floor((t - delay) / interval);
    for (double i : {k, k + 1, k - 1})  // rounding may have missed by one
      if (i >= 0 && i < count && detail::in_window(t, delay + i * interval, width)) return amp;
    return {};
  }
  void check() const {
    detail::need_finite("pulse_train", "amp", amp.value);
    detail::need_window("pulse_train", delay, width);
    detail::need(interval > width && std::isfinite(interval.value), "pulse_train", "interval", interval.value,
                 "longer than the width");
    detail::need(count >= 0, "pulse_train", "count", count, "0 or more pulses");
  }
};
static_assert(current_source<pulse_train>);

}  // namespace pallium::stimulus
