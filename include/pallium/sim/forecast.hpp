// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/facts.hpp>

#include <functional>

namespace pallium {

/// What is assumed of a run that is only foreseen.
struct forecast_options {
  int ranks = 1;             ///< equal, each of as many threads as the policy has
  double rate_hz = 5;        ///< at which simulated cells fire
  gid sample = 8192;         ///< cells that are built and computed for a moment, of all populations alike
  double seconds = 0.5;      ///< how long
  double latency_us = 3;     ///< of a message between ranks
  double bytes_per_us = 5000;  ///< that a rank can send
};

/// A run that has not been made: `simulation::foresee`. Counts are of the whole network, memory is that of one rank.
struct forecast {
  int ranks = 1, threads = 1;
  gid neurons = 0;
  std::uint64_t compartments = 0;
  double synapses = 0, stored_synapses = 0;  ///< in tables: those of materialised projections
  memory_facts memory{};
  std::size_t bytes_per_rank = 0;
  step epoch = 0;                            ///< [steps]
  double wall_s_per_biological_s = 0, setup_s = 0;
  double compute_s = 0, events_s = 0, exchange_s = 0;  ///< parts of the former
  double spikes_per_s = 0, bytes_sent_per_s = 0;       ///< all spikes; what a rank sends, per biological second
};

}  // namespace pallium
