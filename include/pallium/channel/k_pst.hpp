// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/detail/factor.hpp>
#include <pallium/channel/k_p.hpp>

namespace pallium::channel {

/// Persistent K+ current of Hay et al. 2011 (doi:10.1371/journal.pcbi.1002107): i = gbar m^2 h (v - ek), `k_p` with
/// another m_inf, all curves 10 mV lower, rates as at 34 degC. Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
struct k_pst : detail::at_34 {
  static constexpr std::string_view name = "K_Pst";
  using ions = uses<potassium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static B m_inf(B v) { return boltzmann(v, -11.0, 12.0); }
  template <class B> static B h_inf(B v) { return k_p::h_inf(v + 10.0); }
  template <class B> static B m_tau(B v) { return k_p::m_tau(v + 10.0); }  // without temperature [ms]
  template <class B> static B h_tau(B v) { return k_p::h_tau(v + 10.0); }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m_inf(x.v), h_inf(x.v)};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m_inf(x.v), m_tau(x.v), factor(x) * dt, x.nudge);
    s.h = relax(s.h, h_inf(x.v), h_tau(x.v), factor(x) * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m) * s.h, x.e(potassium));
  }
};
static_assert(check_channel<k_pst>());

}  // namespace pallium::channel
