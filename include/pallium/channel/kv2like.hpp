// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Kv2-like K+ current: i = gbar m^2 (h1 + h2) / 2 (v - ek), two inactivations of one steady state and two speeds.
/// After Keren et al. 2005, adjusted to Liu & Bean 2014.
struct kv2like {
  static constexpr std::string_view name = "Kv2like";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h1, h2; };

  template <class B> static gate<B> m(B v) {
    return linoid_against(43.0 - v, 11.0, 0.12, 0.02 * exp((v + 1.27) * (-1.0 / 120.0)));
  }
  template <class B> static B h_inf(B v) { return boltzmann(v, -58.0, -11.0); }
  // without temperature [ms]
  template <class B> static B h1_tau(B v) { return 360.0 + (1010.0 + 23.7 * (v + 54.0)) * bell(v, -75.0, 48.0); }
  template <class B> static B h2_tau(B v) { return 2350.0 + 1380.0 * exp(-0.011 * v) - 210.0 * exp(-0.03 * v); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    B const h = h_inf(x.v);
    return {m(x.v).inf, h, h};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    B const h = h_inf(x.v), tau = h2_tau(x.v);
    s.m = relax(s.m, m(x.v), 0.4 * x.q, dt, x.nudge);
    s.h1 = relax(s.h1, h, h1_tau(x.v), x.q * dt, x.nudge);
    // the formula turns negative below -119 mV; there 1e-3 ms at any temperature, as newer copies of the mechanism
    s.h2 = relax(s.h2, h, select(tau < 0.0, 1e-3 * x.q, tau), x.q * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m) * (0.5 * (s.h1 + s.h2)), x.e(potassium));
  }
};
static_assert(check_channel<kv2like>());

}  // namespace pallium::channel
