// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/plastic.hpp>

namespace pallium::synapse {

/// stp5syn, the full model: depression n, facilitation p, use-dependent recovery tau_r, desensitisation D, a baseline of
/// release pb that use lowers. i = g (v - e), n' = (1 - n) / tau_r, p' = (pb - p) / tau_f, tau_r' = (tau_r0 - tau_r) / tau_FDR,
/// D' = (1 - D) / tau_D, pb' = (pbtilde - pb) / tau_i, g' = -g / tau_1, stepped in this order. An event does g += weight P,
/// n -= n p, p += a_f (1 - p), tau_r -= a_FDR tau_r, D -= a_D p n D, pb -= a_i pb, each with what is changed already; P is
/// n p D as it was when the current was last computed, in the step before: two events in a step find the same P.
/// p begins at 1, as in the original. One site is one synapse. Hennig 2013, eqs 3, 4, 5, 8 and 10 (doi:10.3389/fncom.2013.00045).
struct stp5 {
  static constexpr std::string_view name = "stp5syn";
  static constexpr bool additive = false;
  template <class B> struct params {
    B tau_1 = 10.0, tau_r0 = 1000.0, tau_fdr = 1000.0, a_fdr = 0.5;                     // [ms] [ms] [ms] [1]
    B tau_d = 100.0, a_d = 0.5, tau_i = 100.0, a_i = 0.5, tau_f = 10.0, a_f = 0.5;      // [ms] [1] each
    B pbtilde = 0.5, e = 0.0;                                                           // [1] [mV]
  };
  static constexpr std::string_view param_names[]{"tau_1", "tau_r0", "tau_FDR", "a_FDR", "tau_D",   "a_D",
                                                  "tau_i", "a_i",    "tau_f",   "a_f",   "pbtilde", "e|erev"};
  template <class B> struct constants {
    B dt, decay, tau_r0, back, a_fdr, regain, a_d, to_pbtilde, a_i, to_pb, a_f, pbtilde, e;
  };
  template <class B> struct state { B n, p, tau_r, d, pb, g, p_max; };  // [1] [1] [ms] [1] [1] [uS] [1]

  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }

  template <class B> static state<B> rest(constants<B> const& c) { return {1.0, 1.0, c.tau_r0, 1.0, c.pbtilde, 0.0, 1.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const heard = detail::heard(weight);
    s.g += weight * s.p_max;
    s.n -= heard * s.n * s.p;
    s.p += heard * c.a_f * (1.0 - s.p);
    s.tau_r -= heard * c.a_fdr * s.tau_r;
    s.d -= heard * c.a_d * s.p * s.n * s.d;
    s.pb -= heard * c.a_i * s.pb;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.p_max = s.n * s.p * s.d;
    s.n = relax(s.n, B(1.0), s.tau_r, c.dt);
    s.p += c.to_pb * (s.pb - s.p);
    s.tau_r += c.back * (c.tau_r0 - s.tau_r);
    s.d += c.regain * (1.0 - s.d);
    s.pb += c.to_pbtilde * (c.pbtilde - s.pb);
    s.g = settle(s.g * c.decay);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }

 protected:
  static constants<double> prepare_as(std::string_view mechanism, params<double> const& p, double dt) {
    detail::positive(mechanism, {{"tau_1", p.tau_1}, {"tau_r0", p.tau_r0}, {"tau_FDR", p.tau_fdr},
                                 {"tau_D", p.tau_d}, {"tau_i", p.tau_i}, {"tau_f", p.tau_f}});
    detail::fraction(mechanism, {{"a_FDR", p.a_fdr}, {"a_D", p.a_d}, {"a_i", p.a_i}, {"a_f", p.a_f}, {"pbtilde", p.pbtilde}});
    return {dt, decay_factor(p.tau_1, dt), p.tau_r0, detail::approach(p.tau_fdr, dt), p.a_fdr, detail::approach(p.tau_d, dt),
            p.a_d, detail::approach(p.tau_i, dt), p.a_i, detail::approach(p.tau_f, dt), p.a_f, p.pbtilde, p.e};
  }
};
static_assert(check_synapse<stp5>());

}  // namespace pallium::synapse
