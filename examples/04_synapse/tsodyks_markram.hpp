// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>

/// A synapse whose release facilitates (u) and runs out of resources (r): at an event of weight w
///     u += U (1 - u),   g += w u r,   r -= u r;      between events  g' = -g / tau, u' = -u / tau_f, r' = (1 - r) / tau_r
/// Tsodyks, Pawelzik & Markram 1998 (doi:10.1162/089976698300017502).
struct tsodyks_markram {
  static constexpr std::string_view name = "my_tm";
  static constexpr bool additive = false;  // two events are not one of twice the weight: every site has a state of its own
  template <class B> struct params { B tau = 3.0, tau_f = 500.0, tau_r = 200.0, U = 0.1, e = 0.0; };  // [ms] [ms] [ms] [1] [mV]
  template <class B> struct constants { B decay, decay_f, decay_r, U, e; };
  template <class B> struct state { B g, u, r; };

  static constants<double> prepare(params<double> const& p, double dt) {
    using pallium::synapse::decay_factor;
    return {decay_factor(p.tau, dt), decay_factor(p.tau_f, dt), decay_factor(p.tau_r, dt), p.U, p.e};
  }
  template <class B> static state<B> rest(constants<B> const&) { return {0.0, 0.0, 1.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    B const heard = select(abs(weight) > 0.0, B(1.0), B(0.0));  // an event of weight 0 changes nothing
    s.u += heard * c.U * (1.0 - s.u);
    s.g += weight * s.u * s.r;
    s.r -= heard * s.u * s.r;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s = {pallium::synapse::settle(s.g * c.decay), pallium::synapse::settle(s.u * c.decay_f), 1.0 - (1.0 - s.r) * c.decay_r};
  }
  template <class B> static pallium::membrane::linear<B> current(state<B> const& s, constants<B> const& c, B) {
    return pallium::membrane::ohmic(s.g, c.e);
  }
};
static_assert(pallium::check_synapse<tsodyks_markram>());
