// SPDX-License-Identifier: BSD-3-Clause
#include "wiring.hpp"

#include <algorithm>

namespace whole_cortex {

in_degrees::in_degrees() {
  auto const neurons = atlas::neurons_per_class(atlas::sc25_model::neurons);
  per_class<double> count{};
  double all = 0, wanted = 0;
  for (auto const& area : neurons)
    for (std::size_t c = 0; c < class_count; ++c) count[c] += double(area[c]), all += double(area[c]);
  double const density = atlas::v1_density_factor(atlas::sc25_model::neurons);

  for (std::size_t c = 0; c < class_count; ++c) wanted += count[c] * atlas::v1_synapses_onto(cell_class(c));
  double const mean = atlas::sc25_model::synapses_per_neuron;
  for (std::size_t c = 0; c < class_count; ++c) total_[c] = atlas::v1_synapses_onto(cell_class(c)) * mean * all / wanted;

  constexpr double pi = 0x1.921fb54442d18p+1;
  double connections = 0;
  for (std::size_t k = 0; k < class_count; ++k)
    for (std::size_t c = 0; c < class_count; ++c) {
      double const sigma = 1e-3 * atlas::lateral_sigma_um(cell_class(k), cell_class(c));  // [mm]
      local_[k][c] = atlas::pmax(cell_class(k), cell_class(c)) * density * atlas::v1_neurons_per_mm2(cell_class(k)) * 2 * pi * sigma * sigma;
      connections += local_[k][c] * count[c];
    }
  contacts_ = atlas::published_strength_shares::within_area * mean * all / connections;
  for (std::size_t c = 0; c < class_count; ++c) {
    double sum = 0;
    for (std::size_t k = 0; k < class_count; ++k) sum += local_[k][c] *= contacts_;
    far_[c] = std::max(0.0, total_[c] - sum);
  }
}

double target_rate_hz(cell_class c) {
  switch (c) {
    case cell_class::l1_inh: return 2.2;
    case cell_class::l23_e: return 0.63;
    case cell_class::l23_pv: return 7.4;
    case cell_class::l23_sst: return 3.8;
    case cell_class::l23_vip: return 8;
    case cell_class::l4_e: return 2.1;
    case cell_class::l4_pv: return 8.9;
    case cell_class::l4_sst: return 3.8;
    case cell_class::l4_vip: return 3.1;
    case cell_class::l5_et:
    case cell_class::l5_it:
    case cell_class::l5_np: return 3.6;
    case cell_class::l5_pv: return 8.9;
    case cell_class::l5_sst: return 3.9;
    case cell_class::l5_vip: return 8;
    case cell_class::l6_e: return 1.9;
    case cell_class::l6_pv: return 9.8;
    case cell_class::l6_sst: return 7;
    case cell_class::l6_vip: return 6.7;
  }
  return 0;
}

}  // namespace whole_cortex
