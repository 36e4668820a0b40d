// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/rng.hpp>
#include <pallium/simd/gaussian.hpp>
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <cmath>
#include <cstdint>

namespace pallium::stimulus {

/// White gaussian current, each target its own: mean + sd g_k during [delay + k every, delay + (k + 1) every), else 0.
///
/// g_k is keyed by (seed, stream, target, k), so neither dt nor anything else changes it; the spectral density at low
/// frequencies is 2 sd^2 every. Choose `every` a multiple of dt: what changes within a step is sampled at its middle.
/// Errors at `inject`: input_error for an interval that is not positive, an sd below 0, what is not finite (but the width).
struct noise {
  current mean{}, sd{};             ///< [nA]
  duration every{1};                ///< each number is held that long [ms]
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;         ///< tells stimuli of one network apart
  duration delay{};                 ///< [ms]
  duration width{detail::forever};  ///< [ms]
  current amplitude(gid target, duration t) const noexcept {
    if (!detail::in_window(t, delay, width)) return {};
    auto const k = static_cast<std::uint64_t>((t - delay) / every);
    return mean + gaussian(rng::draw(seed, stream, target, k)) * sd;
  }
  void check() const {
    detail::need_finite("noise", "mean", mean.value);
    detail::need(sd.value >= 0 && std::isfinite(sd.value), "noise", "sd", sd.value, "a finite number >= 0");
    detail::need(every.value > 0 && std::isfinite(every.value), "noise", "every", every.value, "a positive time");
    detail::need_window("noise", delay, width);
  }
};
static_assert(current_source<noise>);

}  // namespace pallium::stimulus
