// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/atlas/mouse_cortex.hpp>
#include <pallium/runtime/allen_cell.hpp>

#include <array>
#include <string>
#include <vector>

namespace whole_cortex {

using neuron = pallium::runtime::allen_cell;

/// Receptors that every cell of the cortex places, in this order.
struct receptors {
  static constexpr pallium::receptor excitatory{0};   ///< AMPA on dendrites
  static constexpr pallium::receptor perisomatic{1};  ///< GABA-A on the soma, from PV cells
  static constexpr pallium::receptor dendritic{2};    ///< GABA-A on dendrites, from SST and VIP cells
};

/// A cell description and the populations it serves.
struct cell_model {
  std::string name;
  neuron cell;
  std::array<bool, pallium::atlas::population_count> serves{};
};

/// The embedded cells: dendrites grown from a seed, one per population, with the channels of a published perisomatic
/// model of a neuron like it. Or those that DIR/cells.csv lists. `note` says what stands for what.
/// Errors: input_error with file and line.
struct cell_set {
  std::vector<cell_model> models;
  std::vector<std::string> notes;
};
cell_set embedded_cells();
cell_set cells_from(std::string const& folder);

}  // namespace whole_cortex
