// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Ih, hyperpolarisation-activated cation current: i = gbar m (v - e). Kole, Hallermann & Stuart 2006
/// (doi:10.1523/JNEUROSCI.3664-05.2006).
struct ih {
  static constexpr std::string_view name = "Ih";
  using ions = uses<>;
  template <class B> struct params { B gbar = 0.0, e = -45.0; };  // [S/cm2] [mV]
  static constexpr std::string_view param_names[]{"gbar", "ehcn"};
  template <class B> struct state { B m; };

  template <class B> static gate<B> m(B v) {
    return linoid_against(v + 154.9, 11.9, 6.43e-3, 0.193 * exp(v * (1.0 / 33.1)));
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {m(x.v).inf}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), B(1.0), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const&) {
    return ohmic(p.gbar * s.m, p.e);
  }
};
static_assert(check_channel<ih>());

}  // namespace pallium::channel
