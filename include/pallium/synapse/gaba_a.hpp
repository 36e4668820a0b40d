// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/pulse.hpp>

namespace pallium::synapse {

/// GABA_A receptors as a two-state scheme, closed + transmitter <-> open, that saturates: i = g (v - e),
/// g' = Alpha C (w - g) - Beta g, where C is Cmax for Cdur ms from an event of weight w and 0 otherwise. The weight is g with
/// every receptor open; a lone event of the default kinetics reaches 0.96 of it. An event during a pulse makes it last Cdur
/// from then on; its weight counts from then on too. Steps are the exact solution, whatever Cdur is. Destexhe, Mainen &
/// Sejnowski 1994 (doi:10.1162/neco.1994.6.1.14); defaults of the authors' NEURON version.
///
/// One site is one synapse: give every presynaptic cell its own. Where many share a site and saturation does not
/// matter, `exp2` with tau2 = 5.6 ms, e = -80 mV is the cheap form.
struct gaba_a {
  static constexpr std::string_view name = "GABAa";
  static constexpr bool additive = false;
  template <class B> struct params {
    B alpha = 5.0, beta = 0.18, c_max = 1.0, c_dur = 1.0, e = -80.0;  // [1/(ms mM)] [1/ms] [mM] [ms] [mV]
  };
  static constexpr std::string_view param_names[]{"Alpha", "Beta", "Cmax", "Cdur", "Erev|e|erev"};
  template <class B> struct constants { B full, full_gain, last, last_gain, none, steps, e; };
  template <class B> struct state { B g, w, left; };  // [uS] [uS] [steps]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::positive(name, {{"Alpha", p.alpha}, {"Beta", p.beta}, {"Cmax", p.c_max}});
    detail::pulse const pulse(name, p.c_dur, dt);
    double const bind = p.alpha * p.c_max, rate = bind + p.beta, open = bind / rate;
    double const full = decay_factor(1 / rate, dt), last = decay_factor(1 / rate, pulse.rest);
    double const fall = decay_factor(1 / p.beta, dt - pulse.rest);
    return {full, -open * pallium::expm1(-rate * dt), last * fall, -open * pallium::expm1(-rate * pulse.rest) * fall,
            decay_factor(1 / p.beta, dt), pulse.steps, p.e};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    s.w = detail::unless_silent(weight, weight, s.w);
    s.left = detail::unless_silent(weight, c.steps, s.left);
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.g = settle(detail::by_phase(s.left, c.full, c.last, c.none) * s.g +
                 detail::by_phase(s.left, c.full_gain, c.last_gain, B(0.0)) * s.w);
    s.left = max(s.left - 1.0, B(0.0));
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }
};
static_assert(check_synapse<gaba_a>());

}  // namespace pallium::synapse
