// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/rng.hpp>
#include <pallium/simd/gaussian.hpp>
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <cmath>
#include <cstdint>

namespace pallium::stimulus {

/// Coloured noise, each target its own: di = (mean - i) dt / tau + sd sqrt(2 / tau) dW, stationary from the start.
///
/// Mean `mean`, variance sd^2, autocovariance sd^2 exp(-|s| / tau). The update over a step is exact, whatever dt is:
///
///     i(t + dt) = mean + (i(t) - mean) exp(-dt / tau) + sd sqrt(1 - exp(-2 dt / tau)) g_n
///
/// g_n keyed by (seed, stream, target, n). The current is held during a step; outside [delay, delay + width) it is 0, while
/// the process goes on. Source: Gillespie 1996, doi:10.1103/PhysRevE.54.2084.
/// Errors at `inject`: input_error for a tau that is not positive, an sd below 0, what is not finite (but the width).
struct ornstein_uhlenbeck {
  current mean{}, sd{};             ///< [nA]
  duration tau{};                   ///< [ms]
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;         ///< tells stimuli of one network apart
  duration delay{};                 ///< [ms]
  duration width{detail::forever};  ///< [ms]

  struct state {
    double x = 0;                   ///< (i - mean) / sd at the step that comes next
    duration dt{};                  ///< what the factors are for
    double decay = 0, spread = 0;
  };
  state start(gid target) const noexcept { return {gaussian(rng::draw(seed, stream, target, 0))}; }
  current next(state& s, gid target, step n, duration dt) const noexcept {
    current const now = mean + s.x * sd;
    if (dt != s.dt) {
      s.dt = dt;
      s.decay = exp(-(dt / tau));
      s.spread = sqrt(-expm1(-2.0 * (dt / tau)));
    }
    s.x = s.decay * s.x + s.spread * gaussian(rng::draw(seed, stream, target, static_cast<std::uint64_t>(n) + 1));
    return detail::in_window((static_cast<double>(n) + 0.5) * dt, delay, width) ? now : current{};
  }
  void check() const {
    detail::need_finite("ornstein_uhlenbeck", "mean", mean.value);
    detail::need(sd.value >= 0 && std::isfinite(sd.value), "ornstein_uhlenbeck", "sd", sd.value, "a finite number >= 0");
    detail::need(tau.value > 0 && std::isfinite(tau.value), "ornstein_uhlenbeck", "tau", tau.value, "a positive time");
    detail::need_window("ornstein_uhlenbeck", delay, width);
  }
};
static_assert(current_source<ornstein_uhlenbeck>);

}  // namespace pallium::stimulus
