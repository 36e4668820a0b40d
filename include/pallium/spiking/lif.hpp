// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/spiking/concept.hpp>

#include <array>

namespace pallium::spiking {

/// The leaky integrate-and-fire neuron with jumps of voltage, NEST's iaf_psc_delta:
/// tau_m V' = E_L - V + tau_m I_e / C_m; an event of weight w adds w to V [mV].
///
/// At grid times, after all events of the step, V >= V_th makes it fire; it is then held at V_reset for `t_ref`, and events that
/// arrive in that time, its last step included, are lost. Between events V is its closed form, so that crossings under a constant
/// current are found at once, without going step by step. V begins at E_L.
/// Lapicque 1907, as in Gerstner & Kistler 2002, ISBN 9780521890793, chapter 4.
struct lif {
  static constexpr std::string_view name = "LIF";
  static constexpr std::array<std::string_view, 1> variables{"v"};
  /// [ms] [pF] [mV] [mV] [mV] [ms] [pA]
  template <class B> struct params {
    B tau_m = 10.0, C_m = 250.0, E_L = -70.0, V_th = -55.0, V_reset = -70.0, t_ref = 2.0, I_e = 0.0;
  };
  struct constants {
    double rate;                    ///< dt / tau_m
    double rest, threshold, reset;  ///< [mV]; rest: where V tends to under I_e
    double first;                   ///< V at t = 0 [mV]
    step pause;
  };
  struct state {
    double v;    ///< at step `at` [mV]
    step at;
    step until;  ///< last step at which events are lost
  };

  /// Errors: input_error unless tau_m, C_m > 0, t_ref >= 0 and V_reset < V_th.
  static constants prepare(params<double> const& p, double dt) {
    if (!(p.tau_m > 0) || !(p.C_m > 0) || !(p.t_ref >= 0))
      throw input_error(name,
                        "tau_m = " + std::to_string(p.tau_m) + ", C_m = " + std::to_string(p.C_m) + ", t_ref = " + std::to_string(p.t_ref),
                        "tau_m > 0, C_m > 0 and t_ref >= 0");
    if (!(p.V_reset < p.V_th))
      throw input_error(name, "V_reset = " + std::to_string(p.V_reset) + ", V_th = " + std::to_string(p.V_th), "V_reset < V_th");
    return {dt / p.tau_m, p.E_L + p.I_e * p.tau_m / p.C_m, p.V_th, p.V_reset, p.E_L, first_step(p.t_ref, dt)};
  }
  static state start(constants const& c) noexcept { return {c.first, 0, -1}; }
  static bool receive(state& s, constants const& c, double weight, step n) noexcept {
    if (n > s.until) s = {value(s, c, n, 0) + weight, n, s.until};
    return false;
  }
  static void fire(state& s, constants const& c, step n) noexcept { s = {c.reset, n + c.pause, n + c.pause}; }
  static double value(state const& s, constants const& c, step n, std::size_t) noexcept {
    return n <= s.at ? s.v : c.rest + (s.v - c.rest) * pallium::exp(-static_cast<double>(n - s.at) * c.rate);
  }
  static step next(state const& s, constants const& c) noexcept {
    if (s.v >= c.threshold) return s.at;
    if (!(c.rest > c.threshold)) return never;
    double const steps = pallium::log((c.rest - s.v) / (c.rest - c.threshold)) / c.rate;
    if (!(steps < 0x1p50)) return never;
    step n = s.at + std::max(step{1}, static_cast<step>(std::ceil(steps)));
    while (n > s.at + 1 && value(s, c, n - 1, 0) >= c.threshold) --n;  // rounding of the logarithm
    while (value(s, c, n, 0) < c.threshold) ++n;
    return n;
  }
};
static_assert(check_point<lif>());

}  // namespace pallium::spiking
