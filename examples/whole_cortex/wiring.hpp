// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/atlas/mouse_cortex.hpp>

#include <array>
#include <cstdint>

namespace whole_cortex {

namespace atlas = pallium::atlas;
using atlas::cell_class;
inline constexpr std::size_t class_count = atlas::cell_class_count;
template <class T> using per_class = std::array<T, class_count>;

/// How many synapses the neurons of a class receive, from whom, and what one of them does: V1's tables, scaled to the cortex as a whole.
/// They are the same in all areas; where an area has fewer neurons of a class than V1, these make more synapses each.
///
/// | symbol      | what                                       | rule                                                                                   |
/// |-------------|--------------------------------------------|----------------------------------------------------------------------------------------|
/// | N(c)        | synapses onto a neuron of class c          | V1's mean number for c, times one factor for all, so that the cortex has 26e9 for 9e6 neurons |
/// | C(k, c)     | connections from k within the area         | pmax(k, c) rho(k) 2 pi sigma^2: the lateral gaussian over a plane of V1's density rho, times the cortex's neurons per volume over V1's |
/// | m           | synapses of a connection                   | such that 19 % of all synapses come from the own area (`published_strength_shares`)     |
/// | local(k, c) | synapses from k within the area            | m C(k, c)                                                                              |
/// | far(c)      | synapses from other areas, all excitatory  | N(c) - sum over k of local(k, c), at least 0                                           |
class in_degrees {
 public:
  in_degrees();
  double total(cell_class to) const noexcept { return total_[index(to)]; }
  double local(cell_class from, cell_class to) const noexcept { return local_[index(from)][index(to)]; }
  double far(cell_class to) const noexcept { return far_[index(to)]; }
  double synapses_of_a_connection() const noexcept { return contacts_; }

 private:
  per_class<double> total_{}, far_{};
  per_class<per_class<double>> local_{};
  double contacts_ = 0;
};

/// Spread of the logarithm of weights (lognormal): the shape of somatic potentials at rest is 0.8 to 1.3 for the pairs of
/// which Campagnola, Seeman et al. 2022 (doi:10.1126/science.abj5861) have ten or more.
inline constexpr double weight_sigma = 1.0;
inline constexpr double largest_weight = 10;  ///< in means; what is above is set to it

/// Mean rates that calibration aims at [Hz]: medians of the V1 model's targets (its table of background weights), measured in awake
/// mice; VIP cells of layers 2/3 and 5, SST cells of layer 6 and excitatory ones of layer 5 are lowered a little, into what is published for
/// their kind as a whole.
double target_rate_hz(cell_class c);

}  // namespace whole_cortex
