// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cells.hpp"
#include "options.hpp"

#include <pallium/network/network.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace whole_cortex {

using cortex_network = pallium::network<pallium::cells<neuron>>;

/// Neurons of one area and population that share a cell model; their gids are consecutive.
struct patch {
  pallium::gid_range ids;
  std::size_t model = 0;  ///< in the cell set
};

/// A population of an area.
struct cortex_population {
  std::size_t area = 0;  ///< atlas::index(sided_area)
  pallium::atlas::population kind{};
  pallium::gid_range ids;
  std::vector<patch> patches;
};

/// Poisson background of one cell model in one population: found by `calibrate`.
struct background {
  double rate_hz = 0;
};
using background_table = std::vector<std::array<background, pallium::atlas::population_count>>;  ///< [model][population]

/// Firing rate that the background alone gives a cell of a population, and the conductance of one event.
double background_target_hz(pallium::atlas::population p);
pallium::conductance background_weight(pallium::atlas::population p);

/// The cortex as a description: areas, their populations, the projections between these.
///
/// Every neuron receives on average
///  * `synapses::excitatory` synapses from the excitatory neurons of the 86 areas, shared out by the connectome
///    (`atlas::input_share`: own area 18%, other areas of the hemisphere 63%, other hemisphere 19%),
///  * `synapses::inhibitory` ones from the inhibitory neurons of its own area, by the table `inhibition` of cortex.cpp.
/// Each projection is a source population onto the excitatory or the inhibitory neurons of an area; a pair is connected
/// with a fixed probability, several times if the area is so small that the probability exceeds 1. A delay is
/// 1 ms plus the distance of the areas over the speed of conduction (1.5 ms within an area).
class cortex {
 public:
  struct synapses {
    static constexpr double excitatory = 120, inhibitory = 40;
  };
  cortex(options const& o, cell_set const& cells, background_table const& drive);

  cortex_network net;
  std::vector<cortex_population> populations;                 ///< by area, then kind
  std::array<pallium::gid_range, pallium::atlas::sided_area_count> areas{};
  cortex_population const& of(pallium::gid g) const noexcept { return populations[population_of_[std::size_t(g)]]; }

 private:
  void add_cells(options const& o, cell_set const& cells);
  void connect(options const& o);
  void drive(options const& o, background_table const& table);
  cortex_population const& at(std::size_t area, pallium::atlas::population p) const noexcept {
    return populations[area * pallium::atlas::population_count + pallium::atlas::index(p)];
  }
  pallium::gid_range range(std::size_t area, pallium::atlas::population first, pallium::atlas::population last) const noexcept {
    return {at(area, first).ids.first, at(area, last).ids.last};
  }
  std::vector<std::uint32_t> population_of_;
};

}  // namespace whole_cortex
