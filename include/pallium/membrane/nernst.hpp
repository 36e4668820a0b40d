// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/environment.hpp>
#include <pallium/simd/math.hpp>

namespace pallium::membrane {

/// Reversal potential of an ion, 1000 R T / (z F) ln(out / in) [mV]: concentrations > 0 [mM], temperature [degC].
/// At 34 degC, in = 1e-4, out = 2, z = 2: 131.06344 mV (modern constants), 131.04672 mV (legacy ones).
template <class B>
B nernst(B in, B out, int valence, double celsius, physical_constants const& constants = modern_constants) noexcept {
  return (1000.0 * constants.gas * (celsius + 273.15) / (valence * constants.faraday)) * log(out / in);
}

}  // namespace pallium::membrane
