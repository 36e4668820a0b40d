// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/rise_and_fall.hpp>

namespace pallium::synapse {

/// Slope of the magnesium block [1/mV] and the concentration that halves the open channels at 0 mV [mM].
inline constexpr double magnesium_slope = 0.062, magnesium_half = 3.57;

/// The fraction of NMDA receptors that magnesium leaves free at v: 1 / (1 + [Mg] / 3.57 exp(-0.062 v)).
template <class B> B magnesium_free(B mg_over_half, B v) noexcept { return 1.0 / (1.0 + mg_over_half * exp(-magnesium_slope * v)); }

/// NMDA receptors with their block by magnesium: i = g free(v) (v - e), g = b - a as in Exp2Syn, so that an event of
/// weight w peaks at g = w before the block. Not linear in v: the slope in the matrix is NEURON's difference quotient.
/// Jahr & Stevens 1990 (doi:10.1523/JNEUROSCI.10-09-03178.1990).
struct nmda {
  static constexpr std::string_view name = "NMDA";
  static constexpr bool additive = true;
  template <class B> struct params { B tau1 = 0.29, tau2 = 43.0, e = 0.0, mg = 1.0; };  // [ms] [ms] [mV] [mM]
  static constexpr std::string_view param_names[]{"tau1", "tau2", "e|erev", "mg"};
  template <class B> struct constants { B norm, rise, decay, e, block; };  // [1] [1] [1] [mV] [1]
  template <class B> struct state { B a, b; };                            // [uS]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::rise_and_fall const g(name, {{"tau1", p.tau1}, {"tau2", p.tau2}}, dt);
    detail::not_negative(name, {{"mg", p.mg}});
    return {g.norm, g.rise, g.decay, p.e, p.mg / magnesium_half};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) { detail::jump(s, c, weight); }
  template <class B> static void advance(state<B>& s, constants<B> const& c) { detail::fade(s, c); }
  template <class B> static void settle(state<B>& s) { s = {synapse::settle(s.a), synapse::settle(s.b)}; }
  static int lasting(constants<double> const& c) { return synapse::lasting({c.rise, c.decay}); }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B v) {
    return logistic_ohmic(s.b - s.a, magnesium_free(c.block, v), magnesium_slope, v, c.e);
  }
};
static_assert(check_synapse<nmda>());

}  // namespace pallium::synapse
