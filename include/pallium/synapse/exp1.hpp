// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/params.hpp>
#include <pallium/synapse/concept.hpp>

namespace pallium::synapse {

/// ExpSyn, a conductance that jumps by the weight of an event and falls with tau: i = g (v - e), g' = -g / tau.
struct exp1 {
  static constexpr std::string_view name = "ExpSyn";
  static constexpr std::string_view other_names = "expsyn|exp1syn";
  static constexpr bool additive = true;
  template <class B> struct params { B tau = 0.1, e = 0.0; };  // [ms] [mV]
  static constexpr std::string_view param_names[]{"tau|tau1", "e|erev"};
  template <class B> struct constants { B decay, e; };  // [1] [mV]
  template <class B> struct state { B g; };             // [uS]

  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const&, B weight) { s.g += weight; }
  template <class B> static void advance(state<B>& s, constants<B> const& c) { s.g *= c.decay; }
  template <class B> static void settle(state<B>& s) { s.g = synapse::settle(s.g); }
  static int lasting(constants<double> const& c) { return synapse::lasting({c.decay}); }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }

 protected:
  static constants<double> prepare_as(std::string_view mechanism, params<double> const& p, double dt) {
    detail::positive(mechanism, {{"tau", p.tau}});
    return {decay_factor(p.tau, dt), p.e};
  }
};
static_assert(check_synapse<exp1>());

}  // namespace pallium::synapse
