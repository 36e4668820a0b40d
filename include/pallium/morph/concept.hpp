// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/place.hpp>

#include <concepts>
#include <cstdint>
#include <ranges>
#include <span>

namespace pallium {

/// A point of a reconstruction.
struct point {
  double x = 0, y = 0, z = 0, radius = 0;  ///< [um]
  friend bool operator==(point const&, point const&) = default;
};

/// An unbranched run of points. File formats address places as (section number, x in 0..1).
struct section {
  std::int32_t parent = -1;      ///< number of the parent section, -1 for the root
  double parent_x = 1;           ///< where on the parent it hangs: 0, 0.5 or 1
  branch kind = branch::soma;    ///< its index within its kind is its rank among the sections of that kind
  std::span<point const> points; ///< proximal to distal, at least two
  /// Path length at each point from the first one [um], for readers that must round as NEURON does;
  /// empty: straight-line distances between the points.
  std::span<double const> arc;
};

/// Anything that yields sections. The first one is the soma, the root of the tree.
///
/// Guarantees of the source: section numbers are positions in the range; the parent links lead to the first
/// section without a cycle; spans stay valid as long as the source does. A parent may come after its child:
/// files number sections kind by kind, so an axon on a dendrite precedes it.
template <class M>
concept morphology_source = std::ranges::forward_range<M const> &&
                            std::same_as<std::ranges::range_value_t<M const>, section>;

}  // namespace pallium
