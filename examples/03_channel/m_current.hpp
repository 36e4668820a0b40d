// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

/// Slow K+ current that muscarine blocks: i = gbar m (v - ek). Yamada, Koch & Adams 1989 (Methods in Neuronal Modeling, ch. 4).
struct m_current {
  template <class B> using site = pallium::membrane::site<B, pallium::uses<pallium::potassium_t>>;
  static constexpr std::string_view name = "my_m";
  using ions = pallium::uses<pallium::potassium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m; };

  template <class B> static B inf(B v) { return pallium::membrane::boltzmann(v, -35, 10); }
  template <class B> static B tau(B v) {  // [ms]
    B const e = exp((v + 35.0) * 0.05);
    return 1000.0 / (3.3 * (e + 1.0 / e));
  }
  template <class B> static state<B> steady(params<B> const&, site<B> const& x) { return {inf(x.v)}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B> const& x, B dt) {
    s.m = pallium::membrane::relax(s.m, inf(x.v), tau(x.v), dt, x.nudge);
  }
  template <class B> static pallium::membrane::linear<B> current(state<B> const& s, params<B> const& p, site<B> const& x) {
    return pallium::membrane::ohmic(p.gbar * s.m, x.e(pallium::potassium));
  }
};
static_assert(pallium::check_channel<m_current>());
