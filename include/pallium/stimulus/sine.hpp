// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/trigonometry.hpp>
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <cmath>

namespace pallium::stimulus {

/// An oscillating current: offset + amp sin(2 pi frequency (t - delay) + phase) while delay <= t < delay + width, else 0.
/// Whole cycles are taken off first, so the thousandth is as exact as the first.
/// Errors at `inject`: input_error for what is not finite (the width may be infinite).
struct sine {
  current amp{};                      ///< [nA]
  pallium::frequency frequency{};     ///< `8_Hz`
  double phase = 0;                   ///< at the delay [rad]
  current offset{};                   ///< [nA]
  duration delay{};                   ///< [ms]
  duration width{detail::forever};    ///< [ms]
  current amplitude(duration t) const noexcept {
    if (!detail::in_window(t, delay, width)) return {};
    double const cycles = frequency.value * (t - delay).value;
    return offset + sin(0x1.921fb54442d18p+2 * (cycles - std::floor(cycles)) + phase) * amp;
  }
  void check() const {
    detail::need_finite("sine", "amp", amp.value);
    detail::need_finite("sine", "frequency", frequency.value);
    detail::need(std::abs(phase) < 1e6, "sine", "phase", phase, "an angle in radians, below 1e6");
    detail::need_finite("sine", "offset", offset.value);
    detail::need_window("sine", delay, width);
  }
};
static_assert(current_source<sine>);

}  // namespace pallium::stimulus
