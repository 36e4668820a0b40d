// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/stimulus/concept.hpp>

#include <limits>
#include <string>

namespace pallium::stimulus {

/// A Poisson process of constant rate, independent for each target: intervals -ln(u) / rate, u keyed by (seed, stream,
/// target, number of the event). Each event arrives at the nearest grid time.
struct poisson {
  frequency rate{};                                                ///< `20_Hz`
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;                                        ///< tells stimuli of one network apart
  duration from{};                                                 ///< no event before
  duration until{std::numeric_limits<double>::infinity()};         ///< no event from then on

  struct state {
    double next = 0;             ///< time of the next event [ms]
    std::uint64_t number = 0;    ///< how many were drawn
    std::uint32_t pick = 0;
  };
  /// Errors: input_error for a rate that is negative or not finite, or a beginning before t = 0.
  void check() const {
    if (!(rate.value >= 0 && rate.value < std::numeric_limits<double>::infinity()) || !(from.value >= 0))
      throw input_error("stimulus::poisson", std::to_string(rate.value * 1e3) + " Hz from " + std::to_string(from.value) + " ms",
                        "a finite rate >= 0 and a time >= 0");
  }
  state start(gid target) const {
    check();
    state s{from.value, 0, 0};
    draw(s, target);
    return s;
  }
  void events(state& s, gid target, step before, duration dt, std::vector<arrival>& out) const {
    while (s.next < until.value) {
      step const at = to_steps({s.next}, dt);
      if (at >= before) return;
      out.push_back({at, s.pick});
      draw(s, target);
    }
  }

 private:
  void draw(state& s, gid target) const {
    auto const w = rng::draw(seed, stream, target, s.number++);
    s.next = rate.value > 0 ? s.next - log(rng::uniform(w[0], w[1])) / rate.value
                            : std::numeric_limits<double>::infinity();
    s.pick = w[2];
  }
};
static_assert(event_source<poisson>);

}  // namespace pallium::stimulus
