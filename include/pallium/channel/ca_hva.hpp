// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// High-voltage-activated Ca2+ current: i = gbar m^2 h (v - eca). Reuveni, Friedman, Amitai & Gutnick 1993
/// (doi:10.1523/JNEUROSCI.13-11-04609.1993).
struct ca_hva {
  static constexpr std::string_view name = "Ca_HVA";
  using ions = uses<calcium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static gate<B> m(B v) {
    return linoid_against(-27.0 - v, 3.8, 0.055, 0.94 * exp((v + 75.0) * (-1.0 / 17.0)));
  }
  template <class B> static gate<B> h(B v) {
    // alpha = 0.000457 exp(-(v + 13) / 50), beta = 0.0065 / shut, shut = 1 + exp(-(v + 15) / 28); both times shut, one division
    B const shut = 1.0 + exp((v + 15.0) * (-1.0 / 28.0)), alpha = 0.000457 * exp((v + 13.0) * (-1.0 / 50.0)) * shut;
    B const sum = alpha + 0.0065, both = 1.0 / (sum * shut);
    return {alpha * shut * both, sum * sum * both};
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m(x.v).inf, h(x.v).inf};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), B(1.0), dt, x.nudge);
    s.h = relax(s.h, h(x.v), B(1.0), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m) * s.h, x.e(calcium));
  }
};
static_assert(check_channel<ca_hva>());

}  // namespace pallium::channel
