// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>
#include <pallium/channel/detail/factor.hpp>

namespace pallium::channel::detail {

/// Fast Na+ current of Colbert & Pan 2002 (doi:10.1038/nn0602-857), its half voltages apart:
/// i = gbar m^3 h (v - ena), E(x, y) = x / (exp(x / y) - 1),
/// alpha_m = 0.182 E(MHalf - v, 6), beta_m = 0.124 E(v - MHalf, 6), alpha_h = 0.015 E(v - HHalf, 6), beta_h =
/// 0.015 E(HHalf - v, 6), both gates faster by Factor.
template <int MHalf, int HHalf, class Factor = from_23>  // [mV]
struct fast_sodium : Factor {
  using ions = uses<sodium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static gate<B> m(B v) { return linoid_gate(v - double{MHalf}, 6.0, 0.182, 0.124); }
  template <class B> static gate<B> h(B v) { return linoid_gate(double{HHalf} - v, 6.0, 0.015, 0.015); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m(x.v).inf, h(x.v).inf};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), Factor::factor(x), dt, x.nudge);
    s.h = relax(s.h, h(x.v), Factor::factor(x), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m * s.m) * s.h, x.e(sodium));
  }
};

}  // namespace pallium::channel::detail
