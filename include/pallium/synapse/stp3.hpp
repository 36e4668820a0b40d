// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/plastic.hpp>

namespace pallium::synapse {

/// stp3syn, depression, faster recovery with use, desensitisation: i = g (v - e), n' = (1 - n) / tau_r, g' = -g / tau_1,
/// tau_r' = (tau_r0 - tau_r) / tau_FDR, D' = (1 - D) / tau_D, stepped in this order. An event does g += weight n p0 D,
/// n -= n p0, tau_r -= a_FDR tau_r, D -= a_D p0 n D with the n just changed. (The original's tau_f has no effect and is not here.)
/// One site is one synapse. Hennig 2013, eqs 3, 5 and 10 (doi:10.3389/fncom.2013.00045).
struct stp3 {
  static constexpr std::string_view name = "stp3syn";
  static constexpr bool additive = false;
  template <class B> struct params {
    B tau_1 = 10.0, p0 = 0.3, tau_r0 = 1000.0, tau_fdr = 1000.0, a_fdr = 0.5;  // [ms] [1] [ms] [ms] [1]
    B tau_d = 100.0, a_d = 0.5, e = 0.0;                                       // [ms] [1] [mV]
  };
  static constexpr std::string_view param_names[]{"tau_1", "p0", "tau_r0", "tau_FDR", "a_FDR", "tau_D", "a_D", "e|erev"};
  template <class B> struct constants { B dt, decay, p0, tau_r0, back, a_fdr, regain, a_d, e; };
  template <class B> struct state { B n, g, tau_r, d; };  // [1] [uS] [ms] [1]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::positive(name, {{"tau_1", p.tau_1}, {"tau_r0", p.tau_r0}, {"tau_FDR", p.tau_fdr}, {"tau_D", p.tau_d}});
    detail::fraction(name, {{"p0", p.p0}, {"a_FDR", p.a_fdr}, {"a_D", p.a_d}});
    return {dt,      decay_factor(p.tau_1, dt),      p.p0,  p.tau_r0, detail::approach(p.tau_fdr, dt),
            p.a_fdr, detail::approach(p.tau_d, dt), p.a_d, p.e};
  }

  template <class B> static state<B> rest(constants<B> const& c) { return {1.0, 0.0, c.tau_r0, 1.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const heard = detail::heard(weight);
    s.g += weight * s.n * c.p0 * s.d;
    s.n -= heard * s.n * c.p0;
    s.tau_r -= heard * c.a_fdr * s.tau_r;
    s.d -= heard * c.a_d * c.p0 * s.n * s.d;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.n = relax(s.n, B(1.0), s.tau_r, c.dt);
    s.g = settle(s.g * c.decay);
    s.tau_r += c.back * (c.tau_r0 - s.tau_r);
    s.d += c.regain * (1.0 - s.d);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }
};
static_assert(check_synapse<stp3>());

}  // namespace pallium::synapse
