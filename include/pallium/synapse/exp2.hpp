// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/synapse/concept.hpp>

#include <string>

namespace pallium::synapse {

/// Exp2Syn, a conductance that rises with tau1 and falls with tau2: i = g (v - e), g = b - a, a' = -a / tau1,
/// b' = -b / tau2; an event adds weight * norm to both. `norm` makes a lone event of weight w peak at g = w.
struct exp2 {
  static constexpr std::string_view name = "Exp2Syn";
  static constexpr bool additive = true;
  template <class B> struct params { B tau1 = 0.1, tau2 = 10.0, e = 0.0; };  // [ms] [ms] [mV]
  template <class B> struct constants { B norm, rise, decay, e; };           // [1] [1] [1] [mV]
  template <class B> struct state { B a, b; };                               // [uS]

  /// tau1 is kept within [1e-9, 0.9999] tau2, as in NEURON.
  static constants<double> prepare(params<double> const& p, double dt) {
    if (!(p.tau2 > 0) || !(p.tau1 >= 0))
      throw input_error(name, "tau1 = " + std::to_string(p.tau1) + ", tau2 = " + std::to_string(p.tau2),
                        "tau1 >= 0 and tau2 > 0");
    double const ratio = p.tau1 / p.tau2;
    double const tau1 = ratio > 0.9999 ? 0.9999 * p.tau2 : ratio < 1e-9 ? 1e-9 * p.tau2 : p.tau1;
    double const gap = (p.tau2 - tau1) / p.tau2;
    // at the peak, tp = tau1 / gap ln(tau2 / tau1), exp(-tp / tau1) is exp(-tp / tau2) tau1 / tau2: no cancellation
    double const peak = tau1 / (p.tau2 * gap) * pallium::log(p.tau2 / tau1);  // tp / tau2
    return {pallium::exp(peak) / gap, decay_factor(tau1, dt), decay_factor(p.tau2, dt), p.e};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const jump = weight * c.norm;
    s.a += jump;
    s.b += jump;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.a = settle(s.a * c.rise);
    s.b = settle(s.b * c.decay);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) {
    return ohmic(s.b - s.a, c.e);
  }
};
static_assert(check_synapse<exp2>());

}  // namespace pallium::synapse
