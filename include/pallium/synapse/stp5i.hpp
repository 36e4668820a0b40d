// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/stp5.hpp>

namespace pallium::synapse {

/// stp5isyn, stp5syn as a current, i = g e whatever v is (a negative e depolarises), with p beginning at pbtilde.
struct stp5i : stp5 {
  static constexpr std::string_view name = "stp5isyn";
  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }
  template <class B> static state<B> rest(constants<B> const& c) {
    return {1.0, c.pbtilde, c.tau_r0, 1.0, c.pbtilde, 0.0, c.pbtilde};
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return {0.0, -s.g * c.e}; }
};
static_assert(check_synapse<stp5i>());

}  // namespace pallium::synapse
