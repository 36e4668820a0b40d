// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/plastic.hpp>

namespace pallium::synapse {

/// stp2syn, depression whose recovery speeds up with use: i = g (v - e), g' = -g / tau_1, n' = (1 - n) / tau_r,
/// tau_r' = (tau_r0 - tau_r) / tau_FDR, stepped in this order. An event does g += weight P, n -= n p0, tau_r -= a_FDR tau_r,
/// where P is n p0 as it was when the current was last computed, in the step before: two events in a step find the same P.
/// One site is one synapse. Hennig 2013, eqs 3 and 5 (doi:10.3389/fncom.2013.00045).
struct stp2 {
  static constexpr std::string_view name = "stp2syn";
  static constexpr bool additive = false;
  template <class B> struct params {
    B tau_1 = 5.0, p0 = 0.3, tau_r0 = 1000.0, tau_fdr = 1000.0, a_fdr = 0.5, e = 0.0;  // [ms] [1] [ms] [ms] [1] [mV]
  };
  static constexpr std::string_view param_names[]{"tau_1", "p0", "tau_r0", "tau_FDR", "a_FDR", "e|erev"};
  template <class B> struct constants { B dt, decay, p0, tau_r0, back, a_fdr, e; };  // [ms] [1] [1] [ms] [1] [1] [mV]
  template <class B> struct state { B n, tau_r, g, p_max; };                         // [1] [ms] [uS] [1]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::positive(name, {{"tau_1", p.tau_1}, {"tau_r0", p.tau_r0}, {"tau_FDR", p.tau_fdr}});
    detail::fraction(name, {{"p0", p.p0}, {"a_FDR", p.a_fdr}});
    return {dt, decay_factor(p.tau_1, dt), p.p0, p.tau_r0, detail::approach(p.tau_fdr, dt), p.a_fdr, p.e};
  }

  template <class B> static state<B> rest(constants<B> const& c) { return {1.0, c.tau_r0, 0.0, c.p0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const heard = detail::heard(weight);
    s.g += weight * s.p_max;
    s.n -= heard * s.n * c.p0;
    s.tau_r -= heard * c.a_fdr * s.tau_r;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.p_max = s.n * c.p0;
    s.g = settle(s.g * c.decay);
    s.n = relax(s.n, B(1.0), s.tau_r, c.dt);
    s.tau_r += c.back * (c.tau_r0 - s.tau_r);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }
};
static_assert(check_synapse<stp2>());

}  // namespace pallium::synapse
