// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// M current, muscarinic K+, with a floor under its time constant: i = gbar m (v - ek),
/// tau = 15 ms + 1 / (alpha + beta). After Vervaeke et al. 2006.
struct im_v2 {
  static constexpr std::string_view name = "Im_v2";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{2.3, 30};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m; };

  template <class B> static gate<B> m(B v) {
    gate<B> const free = two_state(0.007 * exp((v + 48.0) * (2.4 / 26.12)), 0.007 * exp((v + 48.0) * (-3.6 / 26.12)));
    return {free.inf, free.rate / (15.0 * free.rate + 1.0)};
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {m(x.v).inf}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), x.q, dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.m, x.e(potassium));
  }
};
static_assert(check_channel<im_v2>());

}  // namespace pallium::channel
