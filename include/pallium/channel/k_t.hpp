// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Transient K+ current: i = gbar m^4 h (v - ek). Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
struct k_t {
  static constexpr std::string_view name = "K_T";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static B m_inf(B v) { return boltzmann(v, -47.0, 29.0); }
  template <class B> static B h_inf(B v) { return boltzmann(v, -66.0, -10.0); }
  template <class B> static B m_tau(B v) { return 0.34 + 0.92 * bell(v, -71.0, 59.0); }  // without temperature [ms]
  template <class B> static B h_tau(B v) { return 8.0 + 49.0 * bell(v, -73.0, 23.0); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m_inf(x.v), h_inf(x.v)};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m_inf(x.v), m_tau(x.v), x.q * dt, x.nudge);
    s.h = relax(s.h, h_inf(x.v), h_tau(x.v), x.q * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    B const m2 = s.m * s.m;
    return ohmic(p.gbar * (m2 * m2) * s.h, x.e(potassium));
  }
};
static_assert(check_channel<k_t>());

}  // namespace pallium::channel
