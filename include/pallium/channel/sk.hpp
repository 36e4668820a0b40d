// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// SK, small-conductance Ca2+-activated K+ current: i = gbar z (v - ek), z_inf = 1 / (1 + (0.00043 / cai)^4.8),
/// tau = 1 ms. Kohler et al. 1996 (doi:10.1126/science.273.5282.1709).
struct sk {
  static constexpr std::string_view name = "SK";
  using ions = uses<potassium_t, calcium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B z; };

  template <class B> static B inf(B cai) {
    B const c = select(cai < 1e-7, cai + 1e-7, cai);  // [mM]
    return 1.0 / (1.0 + pow(0.00043 / c, B(4.8)));
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {inf(x.in(calcium))}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.z = relax_at(s.z, inf(x.in(calcium)), B(1.0), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.z, x.e(potassium));
  }
};
static_assert(check_channel<sk>());

}  // namespace pallium::channel
