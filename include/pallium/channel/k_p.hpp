// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Persistent K+ current: i = gbar m^2 h (v - ek). Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
struct k_p {
  static constexpr std::string_view name = "K_P";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static B m_inf(B v) { return boltzmann(v, -14.3, 14.6); }
  template <class B> static B h_inf(B v) { return boltzmann(v, -54.0, -11.0); }
  // without temperature [ms]; the first jumps at -50 mV, as published
  template <class B> static B m_tau(B v) {
    auto const low = v < -50.0;
    return 1.25 + select(low, B(175.03), B(13.0)) * exp(0.026 * select(low, v, -v));
  }
  template <class B> static B h_tau(B v) { return 360.0 + (1010.0 + 24.0 * (v + 55.0)) * bell(v, -75.0, 48.0); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m_inf(x.v), h_inf(x.v)};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m_inf(x.v), m_tau(x.v), x.q * dt, x.nudge);
    s.h = relax(s.h, h_inf(x.v), h_tau(x.v), x.q * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m) * s.h, x.e(potassium));
  }
};
static_assert(check_channel<k_p>());

}  // namespace pallium::channel
