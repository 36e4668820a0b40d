// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Low-voltage-activated Ca2+ current: i = gbar m^2 h (v - eca). Avery & Johnston 1996
/// (doi:10.1523/JNEUROSCI.16-18-05567.1996), time constants from Randall & Tsien 1997, both shifted by -10 mV.
struct ca_lva {
  static constexpr std::string_view name = "Ca_LVA";
  using ions = uses<calcium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static B m_inf(B v) { return boltzmann(v, -40.0, 6.0); }
  template <class B> static B h_inf(B v) { return boltzmann(v, -90.0, -6.4); }
  template <class B> static B m_tau(B v) { return 5.0 + 20.0 * boltzmann(v, -35.0, -5.0); }  // without temperature [ms]
  template <class B> static B h_tau(B v) { return 20.0 + 50.0 * boltzmann(v, -50.0, -7.0); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m_inf(x.v), h_inf(x.v)};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m_inf(x.v), m_tau(x.v), x.q * dt, x.nudge);
    s.h = relax(s.h, h_inf(x.v), h_tau(x.v), x.q * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m) * s.h, x.e(calcium));
  }
};
static_assert(check_channel<ca_lva>());

}  // namespace pallium::channel
