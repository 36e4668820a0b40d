// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Kd, slowly inactivating K+ current: i = gbar m h (v - ek). Foust et al. 2011 (doi:10.1523/JNEUROSCI.2752-11.2011).
/// Its rates do not depend on temperature.
struct kd {
  static constexpr std::string_view name = "Kd";
  using ions = uses<potassium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static B m_inf(B v) { return boltzmann(v, -43.0, 8.0); }
  template <class B> static B h_inf(B v) { return boltzmann(v, -67.0, -7.3); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m_inf(x.v), h_inf(x.v)};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax_at(s.m, m_inf(x.v), B(1.0), dt, x.nudge);
    s.h = relax_at(s.h, h_inf(x.v), B(1.0 / 1500.0), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.m * s.h, x.e(potassium));
  }
};
static_assert(check_channel<kd>());

}  // namespace pallium::channel
