// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace pallium {

/// The gas constant and Faraday's as a NEURON version uses them. The choice moves spikes by up to 0.5 ms
/// after some seconds, through the calcium reversal potential.
struct physical_constants {
  double gas = 8.31446261815324;      ///< R [J/(mol K)]
  double faraday = 96485.33212331;    ///< F in the Nernst equation [C/mol]
  double faraday_pool = 96485.33212331;  ///< F in CaDynamics [C/mol]
  friend constexpr bool operator==(physical_constants const&, physical_constants const&) = default;
};

/// CODATA 2018: NEURON 8 and later, recent BMTK outputs.
inline constexpr physical_constants modern_constants{};
/// NEURON 7 and earlier: the published SONATA outputs of 2018. Its Nernst equation had F = 96485.309, its table of units, which
/// CaDynamics uses, 96485.3: the calcium concentrations of those outputs say so to 1e-10.
inline constexpr physical_constants legacy_constants{8.3134, 96485.309, 96485.3};

/// What holds for the whole preparation.
struct environment {
  double celsius = 34;                            ///< temperature [degC]
  physical_constants constants = modern_constants;
  double spike_threshold = -15;                   ///< at the detector, soma(0.5), strict [mV]
};

}  // namespace pallium
