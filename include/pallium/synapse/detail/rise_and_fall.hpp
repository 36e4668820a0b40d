// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>
#include <pallium/synapse/detail/params.hpp>

namespace pallium::synapse::detail {

/// The difference of two exponentials, b - a, that a unit event lets peak at 1: both jump by `norm`, then shrink by `rise`
/// (a) and `decay` (b) a step.
struct rise_and_fall {
  double norm, rise, decay;
  struct times {
    named rise, fall;  ///< [ms]
  };

  /// The rise is kept within [1e-9, 0.9999] of the fall, as in NEURON. Errors: input_error for a fall <= 0, a rise < 0.
  rise_and_fall(std::string_view mechanism, times const& of, double dt) {
    not_negative(mechanism, {of.rise});
    positive(mechanism, {of.fall});
    double const tau2 = of.fall.value, ratio = of.rise.value / tau2;
    double const tau1 = ratio > 0.9999 ? 0.9999 * tau2 : ratio < 1e-9 ? 1e-9 * tau2 : of.rise.value;
    double const gap = (tau2 - tau1) / tau2;
    // at the peak, tp = tau1 / gap ln(tau2 / tau1), exp(-tp / tau1) is exp(-tp / tau2) tau1 / tau2: no cancellation
    double const peak = tau1 / (tau2 * gap) * pallium::log(tau2 / tau1);  // tp / tau2
    norm = pallium::exp(peak) / gap;
    rise = decay_factor(tau1, dt);
    decay = decay_factor(tau2, dt);
  }
};

/// An event and a step of the two, for any records with these fields.
template <class State, class Constants, class B> void jump(State& s, Constants const& c, B weight) {
  B const by = weight * c.norm;
  s.a += by;
  s.b += by;
}
template <class State, class Constants> void fade(State& s, Constants const& c) {
  s.a *= c.rise;
  s.b *= c.decay;
}

}  // namespace pallium::synapse::detail
