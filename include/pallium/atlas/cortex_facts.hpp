// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstdint>

/// Facts of the mouse cortex as a whole.
namespace pallium::atlas {

/// Neurons of one cerebral cortex (one hemisphere), entorhinal and piriform cortex included, so more than the
/// isocortex has (Herculano-Houzel, Watson and Paxinos 2013, doi:10.3389/fnana.2013.00035).
inline constexpr double neurons_per_cortical_hemisphere = 5.05e6;

/// The whole-cortex model of Kuriyama et al., "Microscopic-Level Mouse Whole Cortex Simulation Composed of 9 Million
/// Biophysical Neurons and 26 Billion Synapses on the Supercomputer Fugaku", SC '25: both hemispheres.
struct sc25_model {
  static constexpr std::uint32_t areas = 86;
  static constexpr std::uint64_t neurons = 9'000'000;
  static constexpr std::uint64_t synapses = 26'000'000'000;
  static constexpr double synapses_per_neuron = static_cast<double>(synapses) / static_cast<double>(neurons);
};

/// Synapses of the statistical connectome of Reimann et al. 2019 (doi:10.1038/s41467-019-11630-x): 88 billion among
/// 10 million neurons.
inline constexpr double reimann2019_synapses = 88e9;

/// One layer of the primary visual area, as the V1 model of the Allen Institute has it.
struct v1_layer {
  double thickness = 0;            ///< [um]
  double neurons_per_mm2 = 0;      ///< under one mm2 of cortical surface [1/mm2]
  double inhibitory_fraction = 0;  ///< of the neurons of the layer
  /// Neurons per volume [1/mm3] = 1000 neurons_per_mm2 / thickness.
  constexpr double neurons_per_mm3() const noexcept { return 1000.0 * neurons_per_mm2 / thickness; }
};

/// Layers of V1: seed file of AllenInstitute/biorealistic-v1-model (counts from electron microscopy; the model
/// continues Billeh et al. 2020, doi:10.1016/j.neuron.2020.01.040).
///
/// With layer 1, 132,400 neurons under a mm2 and 779 um: 170 thousand per mm3, about twice the mean of the cortex
/// (72-81 thousand per mm3: 9.0-10.1 million neurons in about 125 mm3). Whoever builds other areas from these
/// densities must scale them (`v1_density_factor`).
struct v1_layers {
  static constexpr v1_layer l1{119, 1'200, 1.0};
  static constexpr v1_layer l23{188, 37'100, 0.10};
  static constexpr v1_layer l4{148, 38'900, 0.11};
  static constexpr v1_layer l5{160, 23'000, 0.19};
  static constexpr v1_layer l6{164, 32'200, 0.07};
  static constexpr std::array<v1_layer, 5> all{l1, l23, l4, l5, l6};
};

/// Where the synapses onto an average piece of cortex come from, as published totals of the connectome have it.
/// `strength_shares()` computes the like from the matrices: 0.18, 0.63, 0.19.
struct published_strength_shares {
  static constexpr double within_area = 0.19;
  static constexpr double other_areas = 0.61;  ///< of the same hemisphere
  static constexpr double other_hemisphere = 0.20;
};

}  // namespace pallium::atlas
