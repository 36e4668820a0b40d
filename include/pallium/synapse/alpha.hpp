// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>
#include <pallium/synapse/detail/params.hpp>

namespace pallium::synapse {

/// The alpha function: i = g (v - e), and an event of weight w adds w (t / tau) exp(1 - t / tau) to g, which peaks at w
/// after tau. In equations a' = -a / tau, g' = (a - g) / tau, an event adds e w to a; a step is their exact solution. It
/// is what Exp2Syn tends to as tau1 -> tau2. (NEURON's AlphaSynapse has that shape once, from a set onset, and no events.)
/// Rall 1967 (doi:10.1152/jn.1967.30.5.1138).
struct alpha {
  static constexpr std::string_view name = "AlphaSyn";
  static constexpr bool additive = true;
  template <class B> struct params { B tau = 0.1, e = 0.0; };  // [ms] [mV]
  static constexpr std::string_view param_names[]{"tau", "e|erev"};
  template <class B> struct constants { B jump, decay, pass, e; };  // [1] [1] [1] [mV]
  template <class B> struct state { B a, g; };                      // [uS]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::positive(name, {{"tau", p.tau}});
    double const decay = decay_factor(p.tau, dt);
    return {pallium::exp(1.0), decay, dt / p.tau * decay, p.e};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) { s.a += weight * c.jump; }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.g = settle(s.g * c.decay + s.a * c.pass);
    s.a = settle(s.a * c.decay);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }
};
static_assert(check_synapse<alpha>());

}  // namespace pallium::synapse
