// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// K+ current of the squid giant axon: i = gbar n^4 (v - ek). Hodgkin & Huxley 1952
/// (doi:10.1113/jphysiol.1952.sp004764), with rest at -65 mV; `hh_na` says what else NEURON's `hh` is.
struct hh_k {
  static constexpr std::string_view name = "hh_k";
  using ions = uses<potassium_t>;
  static constexpr q10 temperature{3, 6.3};
  template <class B> struct params { B gbar = 0.036; };  // [S/cm2]
  template <class B> struct state { B n; };

  template <class B> static gate<B> n(B v) {
    return linoid_against(-55.0 - v, 10.0, 0.01, 0.125 * exp((v + 65.0) * (-1.0 / 80.0)));
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) { return {n(x.v).inf}; }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.n = relax(s.n, n(x.v), x.q, dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    B const n2 = s.n * s.n;
    return ohmic(p.gbar * (n2 * n2), x.e(potassium));
  }
};
static_assert(check_channel<hh_k>());

}  // namespace pallium::channel
