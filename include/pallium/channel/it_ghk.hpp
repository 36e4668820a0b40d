// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>
#include <pallium/membrane/ghk.hpp>

namespace pallium::channel {

/// T-type Ca2+ current of thalamic relay cells, a permeability: i = m^2 h ghk(pcabar, cai, cao, v), with NEURON's slope.
/// Huguenard & McCormick 1992 (doi:10.1152/jn.1992.68.4.1373), as Destexhe, Neubig, Ulrich & Huguenard 1998
/// (doi:10.1523/JNEUROSCI.18-10-03574.1998) have it: Q10 of 5 for m and of 3 for h from 24 degC, curves moved by `shift`
/// for the charge that the outer calcium screens.
struct it_ghk {
  static constexpr std::string_view name = "itGHK";
  using ions = uses<calcium_t>;
  static constexpr q10 temperature{5, 24};
  template <class B> struct params { B pcabar = 2e-4, shift = 2.0; };  // [cm/s] [mV]
  static constexpr std::string_view param_names[]{"pcabar", "shift"};
  template <class B> struct state { B m, h; };

  // of v + shift; times without temperature [ms]
  template <class B> static B m_inf(B v) { return boltzmann(v, -57.0, 6.2); }
  template <class B> static B h_inf(B v) { return boltzmann(v, -81.0, -4.0); }
  template <class B> static B m_tau(B v) {
    return 0.612 + 1.0 / (exp((v + 132.0) * (-1.0 / 16.7)) + exp((v + 16.8) * (1.0 / 18.2)));
  }
  template <class B> static B h_tau(B v) {  // jumps at -80 mV, as published
    auto const low = v < -80.0;
    return select(low, B(0.0), B(28.0)) + exp(select(low, (v + 467.0) * (1.0 / 66.6), (v + 22.0) * (-1.0 / 10.5)));
  }
  template <class B> static B h_factor(B celsius) {
    constexpr double ln3 = 1.0986122886681098;
    return exp((celsius - 24.0) * (0.1 * ln3));
  }

  template <class B> static state<B> steady(params<B> const& p, site<B, ions> const& x) {
    return {m_inf(x.v + p.shift), h_inf(x.v + p.shift)};
  }
  template <class B> static void advance(state<B>& s, params<B> const& p, site<B, ions> const& x, B dt) {
    B const v = x.v + p.shift;
    s.m = relax(s.m, m_inf(v), m_tau(v), x.q * dt, x.nudge);
    s.h = relax(s.h, h_inf(v), h_tau(v), h_factor(x.celsius) * dt, x.nudge);
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    B const open = p.pcabar * (s.m * s.m) * s.h;
    return neuron_tangent(ghk(open, x.in(calcium), x.out(calcium), x.v, calcium_t::valence, x.celsius), x.v);
  }
};
static_assert(check_channel<it_ghk>());

}  // namespace pallium::channel
