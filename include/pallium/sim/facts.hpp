// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <cstddef>
#include <cstdint>

namespace pallium {

/// What a simulation weighs and has done so far.
struct simulation_facts {
  gid neurons = 0;  ///< computed, not virtual
  std::uint64_t compartments = 0, synapses = 0;
  std::size_t state_bytes = 0, synapse_bytes = 0, model_bytes = 0, calendar_bytes = 0;
  step steps = 0;
  step epoch = 0;  ///< steps between two exchanges of spikes
  std::uint64_t spikes = 0, events = 0;  ///< fired; put on their way to a synapse, from outside too
};

}  // namespace pallium
