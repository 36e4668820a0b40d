// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <concepts>
#include <cstdint>
#include <string>

namespace pallium::stimulus {

/// A Poisson process whose rate is a function of time, independent for each target.
///
/// Thinning (Lewis and Shedler 1979, doi:10.1002/nav.3800260304), which is exact: candidates come at the constant rate
/// `bound`, intervals -ln(u) / bound, and one at t is an event with probability rate(t) / bound. What is drawn for a candidate
/// is keyed by (seed, stream, target, number of the candidate). Each event arrives at the nearest grid time.
///
///     stimulus::poisson_rate{.rate = [](duration t) { return t < 100_ms ? 5_Hz : 40_Hz; }, .bound = 40_Hz, .seed = 1}
///     stimulus::poisson_rate{.rate = stimulus::rate_table({5_Hz, 40_Hz, 10_Hz}, 100_ms)}   // knows its bound
///
/// The caller guarantees that `rate` is a pure function and, for the same bits on every machine, that it calls pallium::sin
/// and pallium::exp, not libm's. Errors: input_error for a rate that is negative or above the bound, when it is met.
template <class Rate>
  requires requires(Rate const& r, duration t) { { r(t) } -> std::convertible_to<frequency>; }
struct poisson_rate {
  Rate rate;
  frequency bound{};                   ///< at least the rate at any time; 0: `rate.largest()`
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;            ///< tells stimuli of one network apart
  duration from{};                     ///< no event before
  duration until{detail::forever};     ///< no event from then on

  struct state {
    double next = 0;                   ///< time of the next candidate [ms]
    std::uint64_t number = 0;          ///< how many were drawn
    std::uint32_t pick = 0, chance = 0;
  };
  void check() const {
    double const b = ceiling();
    detail::need(b >= 0 && b < detail::forever, "poisson_rate", "bound", b, "a finite rate per ms, >= 0, at least the rate at any time");
    detail::need(from.value >= 0, "poisson_rate", "from", from.value, "a time >= 0");
  }
  state start(gid target) const {
    check();
    state s{from.value};
    draw(s, target);
    return s;
  }
  void events(state& s, gid target, step before, duration dt, std::vector<arrival>& out) const {
    while (s.next < until.value) {
      step const at = to_steps({s.next}, dt);
      if (at >= before) return;
      double const r = frequency(rate(duration{s.next})).value, b = ceiling();
      if (!(r >= 0 && r <= b))
        throw input_error("stimulus::poisson_rate", "a rate of " + std::to_string(1e3 * r) + " Hz at " + std::to_string(s.next) + " ms",
                          "0 to the bound, " + std::to_string(1e3 * b) + " Hz");
      if ((static_cast<double>(s.chance) + 0.5) * 0x1p-32 * b < r) out.push_back({at, s.pick});
      draw(s, target);
    }
  }

 private:
  double ceiling() const {
    if constexpr (requires { { rate.largest() } -> std::convertible_to<frequency>; })
      if (bound.value == 0) return frequency(rate.largest()).value;
    return bound.value;
  }
  void draw(state& s, gid target) const {
    auto const w = rng::draw(seed, stream, target, s.number++);
    double const b = ceiling();
    s.next = b > 0 ? s.next - log(rng::uniform(w[0], w[1])) / b : detail::forever;
    s.pick = w[2];
    s.chance = w[3];
  }
};

}  // namespace pallium::stimulus
