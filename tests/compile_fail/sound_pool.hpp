// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/pool/concept.hpp>

/// A pool that satisfies the contract; files of this folder spoil one thing in it.
struct sound_pool {
  static constexpr std::string_view name = "sound";
  using ion = pallium::calcium_t;
  template <class B> struct params { B tau = 80.0, rest = 1e-4; };  // [ms] [mM]
  template <class B> struct state { B inside; };                    // [mM]

  template <class B> static state<B> rest(params<B> const& p) { return {p.rest}; }
  template <class B> static void advance(state<B>& s, params<B> const& p, B current, B faraday, B dt) {
    s.inside = s.inside - dt * (current / faraday + (s.inside - p.rest) / p.tau);
  }
  template <class B> static B inside(state<B> const& s) { return s.inside; }
};
static_assert(pallium::check_pool<sound_pool>());
