// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// Na+ current of the squid giant axon: i = gbar m^3 h (v - ena). Hodgkin & Huxley 1952
/// (doi:10.1113/jphysiol.1952.sp004764), with rest at -65 mV. With `hh_k` and a `leak` of 0.3 mS/cm2 at -54.3 mV it is
/// NEURON's `hh` without its table of rates (usetable_hh = 0); the defaults there: ena = 50 mV, celsius = 6.3.
struct hh_na {
  static constexpr std::string_view name = "hh_na";
  using ions = uses<sodium_t>;
  static constexpr q10 temperature{3, 6.3};
  template <class B> struct params { B gbar = 0.12; };  // [S/cm2]
  template <class B> struct state { B m, h; };

  template <class B> static gate<B> m(B v) {
    return linoid_against(-40.0 - v, 10.0, 0.1, 4.0 * exp((v + 65.0) * (-1.0 / 18.0)));
  }
  /// alpha = 0.07 exp(-(v + 65) / 20), beta = 1 / (1 + exp(-(v + 35) / 10)), from one exponential.
  template <class B> static gate<B> h(B v) {
    constexpr double e3 = 20.085536923187668;  // exp(3)
    B const e = exp((v + 65.0) * (-1.0 / 20.0));
    return two_state(0.07 * e, 1.0 / (1.0 + e3 * (e * e)));
  }

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    return {m(x.v).inf, h(x.v).inf};
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    s.m = relax(s.m, m(x.v), x.q, dt, x.nudge);
    s.h = relax(s.h, h(x.v), x.q, dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * (s.m * s.m * s.m) * s.h, x.e(sodium));
  }
};
static_assert(check_channel<hh_na>());

}  // namespace pallium::channel
