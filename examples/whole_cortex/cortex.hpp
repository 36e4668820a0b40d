// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "calibration.hpp"
#include "cells.hpp"
#include "options.hpp"
#include "scenario.hpp"
#include "wiring.hpp"

#include <pallium/connect/sheet.hpp>
#include <pallium/network/network.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace whole_cortex {

using cortex_network = pallium::network<pallium::cells<neuron>>;

/// Neurons of one population that share a cell model; their gids are consecutive.
struct patch {
  pallium::gid_range ids;
  std::size_t model = 0;  ///< in the cell set
};

/// The neurons of one class in one area.
struct cortex_population {
  std::size_t area = 0;  ///< atlas::index(sided_area)
  cell_class kind{};
  pallium::gid_range ids;
  std::vector<patch> patches;
};

/// The cortex as a description: 86 areas, 19 classes of neurons in each, the projections between them.
///
/// **Neurons.** `atlas::neurons_per_class`, in proportion to volume, layer by layer. A cortex of fewer neurons than the real one is a
/// patch of every area, full depth and real density, a square whose opposite sides are joined (so is a whole area: no neuron lacks
/// the neighbours that it would have across the border).
///
/// **Within an area** a neuron receives `in_degrees::local` synapses from each class, more from near ones: p(r) = a exp(-r^2 / 2 sigma^2), a
/// Poisson number for each pair. In a patch that is smaller than the gaussian, a is larger: a pair has several synapses, the number
/// that a neuron receives stays. A class that an area lacks (layer 4 of agranular areas; small miniatures) leaves its share to the
/// others of its kind; what no excitatory class of an area can give comes from afar, and synapses of a kind of inhibition that an area lacks
/// (mostly layer 1's, in small areas of a miniature) are not there.
///
/// **From other areas** it receives `in_degrees::far` synapses, shared out over all areas and classes that project by
///
///     density of the class's axons in the target area x profile of that projection in the target's layer
///
/// so the numbers of synapses onto a neuron do not depend on the scale. What does: in a miniature more pairs have several synapses,
/// and inputs are more correlated than in the whole.
///
/// **Weights** are lognormal around `calibration::weight_nS`. **Delays**: the latency of the pair of classes within an area (measured between
/// neighbours, so the way is in it), that of its source plus `atlas::axonal_delay`, by distance, between areas.
class cortex {
 public:
  cortex(options const& o, cell_set const& cells, calibration const& c, scenario const& s);

  cortex_network net;
  std::vector<cortex_population> populations;  ///< [area * class_count + class]
  std::array<pallium::gid_range, atlas::sided_area_count> areas{};
  in_degrees const degrees;
  bool procedural = false;
  double expected_synapses = 0;
  std::vector<std::string> idle;  ///< what of the scenario reaches no neuron of this cortex, in words

  cortex_population const& at(std::size_t area, cell_class c) const noexcept { return populations[area * class_count + index(c)]; }
  cortex_population const& of(pallium::gid g) const noexcept;
  /// Centre of the cell in the axes of the CCFv3 [mm]. Patches are laid over the outlines of their areas, a miniature's stretched.
  std::array<double, 3> position(pallium::gid g) const;
  /// The cells of a population on their patch.
  pallium::connect::sheet sheet(cortex_population const& p) const;

 private:
  void add_cells(cell_set const& cells, scenario const& s);
  void connect_within(std::size_t area, scenario const& s);
  void connect_far(scenario const& s);
  void drive(scenario const& s);
  double side_um(std::size_t area) const noexcept;  ///< of the patch
  template <class Rule> void connect(Rule rule);

  options const options_;
  calibration const calibration_;
  std::array<per_class<std::uint64_t>, atlas::sided_area_count> count_{};  ///< before any is removed
};

}  // namespace whole_cortex
