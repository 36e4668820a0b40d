// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

/// A channel that satisfies the contract; every file of this folder spoils one thing in it.
struct sound_channel {
  static constexpr std::string_view name = "sound";
  using ions = pallium::uses<pallium::potassium_t>;
  template <class B> struct params { B gbar = 0.0; };  // [S/cm2]
  template <class B> struct state { B m; };

  template <class B, class Site> static state<B> steady(params<B> const&, Site const& x) { return {x.v * 0.01}; }
  template <class B, class Site> static void advance(state<B>& s, params<B> const&, Site const& x, B dt) {
    s.m = s.m + dt * (x.v * 0.01 - s.m);
  }
  template <class B, class Site>
  static pallium::membrane::linear<B> current(state<B> const& s, params<B> const& p, Site const& x) {
    return pallium::membrane::ohmic(p.gbar * s.m, x.e(pallium::potassium));
  }
};
static_assert(pallium::check_channel<sound_channel>());
