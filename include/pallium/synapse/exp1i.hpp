// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/exp1.hpp>

namespace pallium::synapse {

/// exp1isyn, ExpSyn as a current: i = g e whatever v is, g' = -g / tau; a negative e depolarises.
struct exp1i : exp1 {
  static constexpr std::string_view name = "exp1isyn";
  static constexpr std::string_view other_names = "";
  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return {0.0, -s.g * c.e}; }
};
static_assert(check_synapse<exp1i>());

}  // namespace pallium::synapse
