// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>

/// A synapse that satisfies the contract; files of this folder spoil one thing in it.
struct sound_synapse {
  static constexpr std::string_view name = "sound";
  static constexpr bool additive = true;
  template <class B> struct params { B tau = 2.0, e = 0.0; };  // [ms] [mV]
  template <class B> struct constants { B decay, e; };
  template <class B> struct state { B g; };  // [uS]

  static constants<double> prepare(params<double> const& p, double dt) { return {pallium::synapse::decay_factor(p.tau, dt), p.e}; }
  template <class B> static state<B> rest(constants<B> const&) { return {0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const&, B weight) { s.g += weight; }
  template <class B> static void advance(state<B>& s, constants<B> const& c) { s.g = s.g * c.decay; }
  template <class B> static pallium::membrane::linear<B> current(state<B> const& s, constants<B> const& c, B) {
    return pallium::membrane::ohmic(s.g, c.e);
  }
};
static_assert(pallium::check_synapse<sound_synapse>());
