// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nata_t.hpp>

namespace pallium::channel {

/// Persistent Na+ current of Hay et al. 2011 (doi:10.1371/journal.pcbi.1002107): i = gbar m^3 h (v - ena), rates as at
/// 34 degC, tau_m = 6 / (alpha + beta) with the rates of `nata_t`, h that of `nap`. Magistretti & Alonso 1999
/// (doi:10.1085/jgp.114.4.491). Limits of rates at singular voltages as in `nata_t`.
struct nap_et2 : detail::at_34 {
  static constexpr std::string_view name = "Nap_Et2";
  using ions = uses<sodium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static gate<B> m(B v) { return {boltzmann(v, -52.6, 4.6), nata_t::m(v).rate * (1.0 / 6.0)}; }
  template <class B> static gate<B> h(B v) { return {nap::inf(v), nap::rate(v)}; }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m(x.v).inf, h(x.v).inf};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), factor(x), dt, x.nudge);
    s.h = relax(s.h, h(x.v), factor(x), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m * s.m) * s.h, x.e(sodium));
  }
};
static_assert(check_channel<nap_et2>());

}  // namespace pallium::channel
