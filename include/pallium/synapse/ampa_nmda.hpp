// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/nmda.hpp>

namespace pallium::synapse {

/// AMPA and NMDA receptors side by side, opened by the same events: an event of weight w peaks at w in the AMPA part and at
/// NMDA_ratio * w in the NMDA part before its block by magnesium. i = (g_AMPA + g_NMDA free(v)) (v - e), each g a difference
/// of two exponentials as in Exp2Syn, free(v) as in `nmda`. The kinetics of the Blue Brain Project's ProbAMPANMDA without
/// its random release and its short-term plasticity. Markram et al. 2015 (doi:10.1016/j.cell.2015.09.029).
struct ampa_nmda {
  static constexpr std::string_view name = "AMPANMDA";
  static constexpr bool additive = true;
  template <class B> struct params {
    B tau_r_ampa = 0.2, tau_d_ampa = 1.7, tau_r_nmda = 0.29, tau_d_nmda = 43.0;  // [ms]
    B nmda_ratio = 0.71, e = 0.0, mg = 1.0;                                      // [1] [mV] [mM]
  };
  static constexpr std::string_view param_names[]{"tau_r_AMPA", "tau_d_AMPA", "tau_r_NMDA", "tau_d_NMDA",
                                                  "NMDA_ratio", "e|erev",     "mg"};
  template <class B> struct constants { B ampa_norm, ampa_rise, ampa_decay, nmda_norm, nmda_rise, nmda_decay, e, block; };
  template <class B> struct state { B ampa_a, ampa_b, nmda_a, nmda_b; };  // [uS]

  static constants<double> prepare(params<double> const& p, double dt) {
    detail::rise_and_fall const ampa(name, {{"tau_r_AMPA", p.tau_r_ampa}, {"tau_d_AMPA", p.tau_d_ampa}}, dt);
    detail::rise_and_fall const nmda(name, {{"tau_r_NMDA", p.tau_r_nmda}, {"tau_d_NMDA", p.tau_d_nmda}}, dt);
    detail::not_negative(name, {{"NMDA_ratio", p.nmda_ratio}, {"mg", p.mg}});
    return {ampa.norm,  ampa.rise,  ampa.decay, nmda.norm * p.nmda_ratio,
            nmda.rise,  nmda.decay, p.e,        p.mg / magnesium_half};
  }

  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0, 0.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const ampa = weight * c.ampa_norm, nmda = weight * c.nmda_norm;
    s.ampa_a += ampa;
    s.ampa_b += ampa;
    s.nmda_a += nmda;
    s.nmda_b += nmda;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.ampa_a *= c.ampa_rise;
    s.ampa_b *= c.ampa_decay;
    s.nmda_a *= c.nmda_rise;
    s.nmda_b *= c.nmda_decay;
  }
  template <class B> static void settle(state<B>& s) {
    s = {synapse::settle(s.ampa_a), synapse::settle(s.ampa_b), synapse::settle(s.nmda_a), synapse::settle(s.nmda_b)};
  }
  static int lasting(constants<double> const& c) {
    return synapse::lasting({c.ampa_rise, c.ampa_decay, c.nmda_rise, c.nmda_decay});
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B v) {
    return ohmic(s.ampa_b - s.ampa_a, c.e) +
           logistic_ohmic(s.nmda_b - s.nmda_a, magnesium_free(c.block, v), magnesium_slope, v, c.e);
  }
};
static_assert(check_synapse<ampa_nmda>());

}  // namespace pallium::synapse
