// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/stp1.hpp>

namespace pallium::synapse {

/// stp4syn. The original adds to stp1syn a facilitation p and its tau_f, but p begins at 1, has p' = 0, grows by p0 (1 - p) at an
/// event and does not enter g: it stays 1 and changes nothing, so what is left are the equations of stp1syn. Hennig 2013,
/// eqs 3 and 4 (doi:10.3389/fncom.2013.00045).
struct stp4 : stp1 {
  static constexpr std::string_view name = "stp4syn";
  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }
};
static_assert(check_synapse<stp4>());

}  // namespace pallium::synapse
