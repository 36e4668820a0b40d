// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/pool/concept.hpp>

namespace pallium::pool {

/// CaDynamics: a thin shell under the membrane, buffered, pumped out in one exponential (after Destexhe et al. 1994):
/// dcai/dt = -1e4 ica gamma / (2 F depth) - (cai - min_ca) / decay.
struct calcium_shell {
  static constexpr std::string_view name = "CaDynamics";
  using ion = calcium_t;
  /// share of the Ca2+ that is not buffered, time constant of removal, thickness of the shell, resting value
  template <class B> struct params { B gamma = 0.05, decay = 80.0, depth = 0.1, min_ca = 1e-4; };  // [1] [ms] [um] [mM]
  static constexpr std::string_view param_names[]{"gamma", "decay", "depth", "minCai"};
  template <class B> struct state { B cai; };                                                      // [mM]

  template <class B> static state<B> rest(params<B> const& p) { return {p.min_ca}; }
  template <class B> static void advance(state<B>& s, params<B> const& p, B ica, B faraday, B dt, B nudge = 0.0) {
    B const influx = ica * (-1e4 / calcium_t::valence) * p.gamma / (faraday * p.depth);  // [mM/ms]
    s.cai = relax(s.cai, p.min_ca + influx * p.decay, p.decay, dt, nudge);
  }
  template <class B> static B inside(state<B> const& s) { return s.cai; }
};
static_assert(check_pool<calcium_shell>());

}  // namespace pallium::pool
