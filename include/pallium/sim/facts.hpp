// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <cstddef>
#include <cstdint>

namespace pallium {

/// Where the memory of a simulation is [bytes].
///
/// | member                                      | what                                                                    |
/// |---------------------------------------------|-------------------------------------------------------------------------|
/// | `voltages` `channels` `pools` `synapses`    | states of cells with compartments, by owner                             |
/// | `point_neurons`                             | states of cells without, and their ids                                  |
/// | `bookkeeping`                               | of each cell: its id, where it is, currents into it, gap junctions, probes |
/// | `scratch`                                   | of each thread, used again for each of its groups                       |
/// | `models`                                    | what all cells of a model share                                         |
/// | `connections` `calendar`                    | synapse tables and what is known of projections; spikes and events on their way |
///
/// A synapse class costs its states once at each compartment where it was placed, whatever the number of synapses. States
/// include the idle lanes of a group that is not full: populations of multiples of a group's width have none.
struct memory_facts {
  std::size_t voltages = 0, channels = 0, pools = 0, synapses = 0, point_neurons = 0, bookkeeping = 0, scratch = 0, models = 0,
              connections = 0, calendar = 0;
};

/// What a simulation weighs and has done so far, on this rank.
struct simulation_facts {
  int rank = 0, ranks = 1, threads = 1;
  gid neurons = 0;  ///< computed, not virtual
  std::uint64_t compartments = 0, synapses = 0;  ///< synapses: materialised ones
  std::size_t state_bytes = 0, synapse_bytes = 0, model_bytes = 0, calendar_bytes = 0;
  memory_facts memory{};  ///< the same by part
  step steps = 0;
  step epoch = 0;  ///< steps between two exchanges of spikes
  std::uint64_t spikes = 0, events = 0;  ///< fired; arrived in the epochs opened so far, from outside too
};

}  // namespace pallium
