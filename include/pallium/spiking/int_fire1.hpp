// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/spiking/concept.hpp>

#include <array>

namespace pallium::spiking {

/// IntFire1, NEURON's leaky integrator without membrane: m' = -m / tau, an event of weight w adds w to m (no unit); above 1 the
/// neuron fires at once.
///
/// For `refrac` after a spike, and for the rest of the spike's own step, events are lost; then it starts from m = 0. An event at
/// the very end of `refrac` counts; in NEURON it may count or be lost, as its queue happens to order events of one time. m reads 2
/// while refractory, as in NEURON.
struct int_fire1 {
  static constexpr std::string_view name = "IntFire1";
  static constexpr std::array<std::string_view, 1> variables{"m"};
  template <class B> struct params { B tau = 10.0, refrac = 5.0; };  // [ms] [ms]
  struct constants {
    double rate;  ///< dt / tau
    step pause;   ///< refractory for so many steps, that of the spike included
  };
  struct state {
    double m;  ///< at step `at`; more than 1: refractory since then
    step at;
  };

  /// Errors: input_error unless tau > 0 and refrac >= 0.
  static constants prepare(params<double> const& p, double dt) {
    if (!(p.tau > 0) || !(p.refrac >= 0))
      throw input_error(name, "tau = " + std::to_string(p.tau) + ", refrac = " + std::to_string(p.refrac), "tau > 0 and refrac >= 0");
    return {dt / p.tau, first_step(p.refrac, dt)};
  }
  static state start(constants const&) noexcept { return {0.0, 0}; }
  static bool receive(state& s, constants const& c, double weight, step n) noexcept {
    if (s.m > 1 && n - s.at < std::max(step{1}, c.pause)) return false;
    s = {value(s, c, n, 0) + weight, n};
    return s.m > 1;
  }
  static void fire(state& s, constants const&, step n) noexcept { s = {2.0, n}; }
  static double value(state const& s, constants const& c, step n, std::size_t) noexcept {
    if (s.m > 1) return n - s.at < c.pause ? s.m : 0.0;
    return s.m * pallium::exp(-static_cast<double>(n - s.at) * c.rate);
  }
};
static_assert(check_point<int_fire1>());

}  // namespace pallium::spiking
