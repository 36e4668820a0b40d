// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/network/event_trains.hpp>

#include <utility>

namespace pallium {

/// A cell that is not simulated: its spikes are known in advance, played from a file or drawn by a process. A source of
/// projections like any cell, never a target. As nothing waits for its spikes, projections from it may have any delay >= 0 and
/// do not shorten the epoch.
class virtual_cell {
 public:
  struct options {
    bool by_index = false;  ///< trains are asked for by index in the population, not by gid: what lists of trains need
    bool recorded = false;  ///< its spikes are shown to recorders too
  };
  template <event_source S> explicit virtual_cell(S source) : virtual_cell(std::move(source), options{}) {}
  template <event_source S> virtual_cell(S source, options o) : spikes(std::move(source)), how(o) {}

  event_trains spikes;  ///< an event at step n is a spike at step n; its `pick` has no meaning
  options how;

  static constexpr std::size_t size() noexcept { return 0; }  ///< compartments
};

}  // namespace pallium
