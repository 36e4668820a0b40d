// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>

#if defined(__FAST_MATH__)
#error "pallium: -ffast-math breaks the law that results do not depend on the machine's shape; compile without it"
#endif

namespace pallium {

using gid = std::uint64_t;  ///< global cell number, dense from 0 (a 32-bit local index inside a rank)
using step = std::int64_t;  ///< number of time steps since t = 0

/// Cells [first, last).
struct gid_range {
  gid first = 0, last = 0;
  constexpr gid size() const noexcept { return last - first; }
  constexpr gid operator[](gid i) const noexcept { return first + i; }
  constexpr bool contains(gid g) const noexcept { return first <= g && g < last; }
  friend constexpr bool operator==(gid_range, gid_range) = default;
};

/// A threshold crossing: the first grid time at which the detector's v is above threshold.
struct spike {
  static constexpr double phase_unit = 0x1p-24;  ///< [steps]

  gid source = 0;
  step at = 0;
  /// How far from the grid time `at` it is, -2^23 to 2^23 - 1 in `phase_unit`s: that of a played spike, of a point neuron that an
  /// event between grid times made fire. 0 of cells with compartments, which see an event at the nearest grid time.
  std::int32_t phase = 0;
  friend constexpr bool operator==(spike, spike) = default;
};

/// A set of synaptic sites of one kind on a cell, by order of placement: what a projection connects to. Every cell
/// model among a projection's targets must have placed that many.
struct receptor {
  std::uint32_t index = 0;
  friend constexpr bool operator==(receptor, receptor) = default;
};

/// One synapse of a projection, as its source sees it.
struct edge {
  gid target = 0;
  std::uint32_t site = 0;   ///< number of the synaptic site on the target, or a draw over a receptor's sites
  std::uint32_t delay = 0;  ///< whole steps, floor(ms / dt + 0.5), > 0 between simulated cells
  double weight = 0;        ///< in the unit that the synapse or point neuron states: [uS], [mV], [1]
  friend constexpr bool operator==(edge const&, edge const&) = default;
};

/// The same, as its target sees it.
struct incoming_edge {
  gid source = 0;
  std::uint32_t site = 0, delay = 0;
  double weight = 0;
  friend constexpr bool operator==(incoming_edge const&, incoming_edge const&) = default;
};

/// Blocks [first, last) of a projection's targets.
struct block_range {
  std::uint32_t first = 0, last = 0;
  constexpr std::uint32_t size() const noexcept { return last - first; }
  friend constexpr bool operator==(block_range, block_range) = default;
};

}  // namespace pallium
