// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/pulse.hpp>

namespace pallium::synapse {

/// GABA_B receptors, whose G-protein opens K+ channels: i = g (v - e), g = w s^4 / (s^4 + KD), r' = K1 C (1 - r) - K2 r,
/// s' = K3 r - K4 s, where C is Cmax for Cdur ms from an event and 0 otherwise. r is the fraction of receptors bound, s the
/// G-protein [uM]; the weight w is g with every channel open. An event during a pulse makes it last Cdur from then on; w is
/// the weight of the latest event. A lone event opens next to nothing, a burst much. Steps are the exact solution,
/// whatever Cdur is. Destexhe & Sejnowski 1995 (doi:10.1073/pnas.92.21.9515); defaults of the authors' NEURON version.
///
/// One site is one synapse: give every presynaptic cell its own.
struct gaba_b {
  static constexpr std::string_view name = "GABAb";
  static constexpr bool additive = false;
  template <class B> struct params {
    B k1 = 0.52, k2 = 0.0013, k3 = 0.098, k4 = 0.033, kd = 100.0;  // [1/(ms mM)] [1/ms] [uM/ms] [1/ms] [uM4]
    B c_max = 0.5, c_dur = 0.3, e = -95.0;                         // [mM] [ms] [mV]
  };
  static constexpr std::string_view param_names[]{"K1", "K2", "K3", "K4", "KD", "Cmax", "Cdur", "Erev|e|erev"};
  /// r <- r_* r + gain_*, s <- fall s + feed_* r + drift_*, in a step with transmitter (full), in its last, without (none).
  template <class B> struct constants {
    B r_full, gain_full, feed_full, drift_full, r_last, gain_last, feed_last, drift_last, r_none, feed_none;
    B fall, kd, steps, e;
  };
  template <class B> struct state { B r, s, w, left; };  // [1] [uM] [uS] [steps]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::positive(name, {{"K1", p.k1}, {"K2", p.k2}, {"K3", p.k3}, {"K4", p.k4}, {"KD", p.kd}, {"Cmax", p.c_max}});
    detail::pulse const pulse(name, p.c_dur, dt);
    piece const full(p, p.c_max, dt), on(p, p.c_max, pulse.rest), off(p, 0, dt - pulse.rest), none(p, 0, dt);
    return {full.r, full.gain, full.feed, full.drift,
            off.r * on.r, off.r * on.gain, off.fall * on.feed + off.feed * on.r, off.fall * on.drift + off.feed * on.gain,
            none.r, none.feed, none.fall, p.kd, pulse.steps, p.e};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0, 0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    s.w = detail::unless_silent(weight, weight, s.w);
    s.left = detail::unless_silent(weight, c.steps, s.left);
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.s = settle(c.fall * s.s + detail::by_phase(s.left, c.feed_full, c.feed_last, c.feed_none) * s.r +
                 detail::by_phase(s.left, c.drift_full, c.drift_last, B(0.0)));
    s.r = settle(detail::by_phase(s.left, c.r_full, c.r_last, c.r_none) * s.r +
                 detail::by_phase(s.left, c.gain_full, c.gain_last, B(0.0)));
    s.left = max(s.left - 1.0, B(0.0));
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) {
    B const x = select(s.s < 1e-6, B(0.0), s.s), x2 = x * x, x4 = x2 * x2;  // so that not even s^4 is denormal in float
    return ohmic(s.w * (x4 / (x4 + c.kd)), c.e);
  }

 private:
  /// The exact solution after t ms of constant transmitter: r <- r r + gain, s <- fall s + feed r + drift.
  struct piece {
    double r, gain, fall, feed, drift;
    piece(params<double> const& p, double transmitter, double t) {
      double const bind = p.k1 * transmitter, rate = bind + p.k2, bound = bind / rate;
      r = decay_factor(1 / rate, t);
      gain = -bound * pallium::expm1(-rate * t);
      fall = decay_factor(1 / p.k4, t);
      feed = p.k3 * overlap(rate, p.k4, t);
      drift = bound * (-p.k3 / p.k4 * pallium::expm1(-p.k4 * t) - feed);
    }
    /// (exp(-a t) - exp(-b t)) / (b - a), with its limit t exp(-a t) at b = a.
    static double overlap(double a, double b, double t) {
      double const z = (b - a) * t;
      return pallium::exp(-a * t) * t * (z * z < 1e-24 ? 1 - 0.5 * z : -pallium::expm1(-z) / z);
    }
  };
};
static_assert(check_synapse<gaba_b>());

}  // namespace pallium::synapse
