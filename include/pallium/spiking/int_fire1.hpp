// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/spiking/concept.hpp>

#include <array>

namespace pallium::spiking {

/// IntFire1, NEURON's leaky integrator without membrane: m' = -m / tau, an event of weight w adds w to m (no unit); above 1 the
/// neuron fires at once.
///
/// For `refrac` after a spike, and for the rest of the spike's own step, events are lost; then it starts from m = 0. An event at
/// the very end of `refrac` counts; events between grid times are taken at their own times, as in NEURON, and so are the spikes they make. In NEURON it may count or be lost, as its queue happens to order events of one time. m reads 2
/// while refractory, as in NEURON.
struct int_fire1 {
  static constexpr std::string_view name = "IntFire1";
  static constexpr std::array<std::string_view, 1> variables{"m"};
  template <class B> struct params { B tau = 10.0, refrac = 5.0; };  // [ms] [ms]
  struct constants {
    double rate;  ///< dt / tau
    step pause;   ///< refractory for so many steps, that of the spike included
    double refrac;  ///< the same, not rounded
  };
  struct state {
    double m;   ///< then; more than 1: refractory since then
    step when;  ///< in `spike::phase_unit`s
  };

  /// Errors: input_error unless tau > 0 and refrac >= 0.
  static constants prepare(params<double> const& p, double dt) {
    if (!(p.tau > 0) || !(p.refrac >= 0))
      throw input_error(name, "tau = " + std::to_string(p.tau) + ", refrac = " + std::to_string(p.refrac), "tau > 0 and refrac >= 0");
    return {dt / p.tau, first_step(p.refrac, dt), p.refrac / dt};
  }
  static state start(constants const&) noexcept { return {0.0, 0}; }
  static bool receive(state& s, constants const& c, double weight, step n) noexcept {
    return receive(s, c, weight, n, 0.0);
  }
  static bool receive(state& s, constants const& c, double weight, step n, double phase) noexcept {
    step const now = n * steps + static_cast<step>(phase / spike::phase_unit);
    bool const on_grid = now % steps == 0 && s.when % steps == 0;
    double const since = static_cast<double>(now - s.when) * spike::phase_unit;
    if (s.m > 1 && (on_grid ? (now - s.when) / steps < std::max(step{1}, c.pause) : since < c.refrac - 1e-9)) return false;
    s = {(s.m > 1 ? 0.0 : s.m * pallium::exp(-since * c.rate)) + weight, now};
    return s.m > 1;
  }
  static void fire(state& s, constants const&, step n) noexcept { s = {2.0, step_of(s) == n ? s.when : n * steps}; }
  static double value(state const& s, constants const& c, step n, std::size_t) noexcept {
    if (s.m > 1) return n - step_of(s) < c.pause ? s.m : 0.0;
    return s.m * pallium::exp(-static_cast<double>(std::max(step{0}, n * steps - s.when)) * spike::phase_unit * c.rate);
  }

 private:
  static constexpr step steps = step{1} << 24;
  static constexpr step step_of(state const& s) noexcept { return (s.when + steps / 2) >> 24; }
};
static_assert(check_point<int_fire1>());

}  // namespace pallium::spiking
