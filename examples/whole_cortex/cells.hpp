// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cell_shapes.hpp"
#include "options.hpp"

#include <string>
#include <vector>

namespace whole_cortex {

/// Receptors that every cell of the cortex places, in this order; sites are spread evenly along what is named.
///
/// | receptor      | where                                                       | excitatory targets     | inhibitory targets     |
/// |---------------|-------------------------------------------------------------|------------------------|------------------------|
/// | `excitatory`  | dendrites: AMPA                                             | 1 and 3 ms, 0 mV       | 0.1 and 0.5 ms, 0 mV   |
/// | `perisomatic` | soma, dendrites within 60 um of soma(0): GABA-A, of PV cells | 2.7 and 15 ms, -70 mV  | 0.2 and 8 ms, -70 mV   |
/// | `dendritic`   | dendrites: GABA-A, of SST and VIP cells                     | the same               | the same               |
///
/// Time constants and potentials are those of the Allen Institute's biophysical models of V1 (AllenInstitute/bmtk, exp2syn).
/// Those of biorealistic-v1-model were measured at the soma, after dendrites had filtered them: here the dendrites do.
struct receptors {
  static constexpr pallium::receptor excitatory{0}, perisomatic{1}, dendritic{2};
};

inline constexpr double inhibitory_reversal_mV = -70;

/// A cell description and the classes that it serves.
struct cell_model {
  std::string name;
  neuron cell;
  serving serves{};
};

/// Models in which every class is served, and what stands for what, in a sentence each.
struct cell_set {
  std::string name;  ///< tells sets apart: a calibration belongs to one
  std::vector<cell_model> models;
  std::vector<std::string> notes;
};

/// The embedded cells: `cell_types()`, grown, with the channels of a published perisomatic model or, `model` all_active, of an
/// all-active one on the pyramids. Errors: input_error for a model, a discretisation or a number of sites that cannot be.
cell_set embedded_cells(options const& o);

/// The cells that DIR/cells.csv lists: name,swc,fit,model,classes. Classes, separated by ';', are E, PV, SST, VIP, L1, L23E, L4E,
/// L5E, L5ET, L5IT, L5NP, L6E, or one as `atlas::file_name_of` has it. Where no row names layer 1's neurons, what serves VIP
/// neurons of layer 2/3 serves them. Errors: input_error with file and line.
cell_set cells_from(std::string const& folder, options const& o);

}  // namespace whole_cortex
