// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Persistent Na+ current: i = gbar m_inf(v) h (v - ena), m instantaneous, so i is not linear in v and its tangent
/// g = gbar h (m_inf + dm_inf/dv (v - ena)) enters the matrix, with the small terms of `logistic_ohmic`.
/// Magistretti & Alonso 1999 (doi:10.1085/jgp.114.4.491).
struct nap {
  static constexpr std::string_view name = "Nap";
  using ions = uses<sodium_t>;
  static constexpr q10 temperature{2.3, 21};
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B h; };

  template <class B> static B inf(B v) { return boltzmann(v, -48.8, -10.0); }
  template <class B> static B rate(B v) {  // 1/tau without temperature [1/ms]; tau is not 1/(alpha + beta) of inf
    return 2.88e-6 * linoid(v + 17.0, 4.63) + 6.94e-6 * linoid(-(v + 64.4), 2.63);
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {inf(x.v)}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.h = relax_at(s.h, inf(x.v), x.q * rate(x.v), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return logistic_ohmic(p.gbar * s.h, boltzmann(x.v, -52.6, 4.6), 1.0 / 4.6, x.v, x.e(sodium));
  }
};
static_assert(check_channel<nap>());

}  // namespace pallium::channel
