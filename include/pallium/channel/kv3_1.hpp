// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Kv3.1, fast non-inactivating K+ current: i = gbar m (v - ek).
struct kv3_1 {
  static constexpr std::string_view name = "Kv3_1";
  using ions = uses<potassium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m; };

  template <class B> static B inf(B v) { return boltzmann(v, 18.7, 9.7); }
  template <class B> static B rate(B v) { return 0.25 * (1.0 + exp((v + 46.56) * (-1.0 / 44.14))); }  // 1/tau [1/ms]

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {inf(x.v)}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax_at(s.m, inf(x.v), rate(x.v), dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.m, x.e(potassium));
  }
};
static_assert(check_channel<kv3_1>());

}  // namespace pallium::channel
