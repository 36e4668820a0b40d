// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// M current, muscarinic K+: i = gbar m (v - ek). Adams, Brown & Constanti 1982 (doi:10.1113/jphysiol.1982.sp014357).
struct im {
  static constexpr std::string_view name = "Im";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m; };

  template <class B> static gate<B> m(B v) {
    B const e = exp(0.1 * (v + 35.0));
    return two_state(3.3e-3 * e, 3.3e-3 / e);
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {m(x.v).inf}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), x.q, dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.m, x.e(potassium));
  }
};
static_assert(check_channel<im>());

}  // namespace pallium::channel
