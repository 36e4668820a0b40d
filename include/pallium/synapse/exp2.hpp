// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/rise_and_fall.hpp>

namespace pallium::synapse {

/// Exp2Syn, a conductance that rises with tau1 and falls with tau2: i = g (v - e), g = b - a, a' = -a / tau1,
/// b' = -b / tau2; an event adds weight * norm to both. `norm` makes a lone event of weight w peak at g = w.
struct exp2 {
  static constexpr std::string_view name = "Exp2Syn";
  static constexpr std::string_view other_names = "exp2syn";
  static constexpr bool additive = true;
  template <class B> struct params { B tau1 = 0.1, tau2 = 10.0, e = 0.0; };  // [ms] [ms] [mV]
  static constexpr std::string_view param_names[]{"tau1", "tau2", "e|erev"};
  template <class B> struct constants { B norm, rise, decay, e; };  // [1] [1] [1] [mV]
  template <class B> struct state { B a, b; };                      // [uS]

  /// tau1 is kept within [1e-9, 0.9999] tau2, as in NEURON.
  static constants<double> prepare(params<double> const& p, double dt) {
    detail::rise_and_fall const g(name, {{"tau1", p.tau1}, {"tau2", p.tau2}}, dt);
    return {g.norm, g.rise, g.decay, p.e};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) { detail::jump(s, c, weight); }
  template <class B> static void advance(state<B>& s, constants<B> const& c) { detail::fade(s, c); }
  template <class B> static void settle(state<B>& s) { s = {synapse::settle(s.a), synapse::settle(s.b)}; }
  static int lasting(constants<double> const& c) { return synapse::lasting({c.rise, c.decay}); }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) {
    return ohmic(s.b - s.a, c.e);
  }
};
static_assert(check_synapse<exp2>());

}  // namespace pallium::synapse
