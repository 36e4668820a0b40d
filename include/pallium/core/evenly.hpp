// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/uniform.hpp>

namespace pallium {

/// n places spread evenly along the length of a region, without chance: `evenly(dendrite | apical, 48)`.
///
/// Place k is at (k + 1/2) L / n along the compartments of the region laid end to end, in their order. A compartment longer
/// than L / n holds several places, so that what draws among the places alike draws by length; their states are one, for
/// synapses that add up. Few places on many compartments are what a large network pays for: a state each, not one a compartment.
/// Errors: input_error for n = 0.
template <region_expression R> struct even_places {
  R over;
  std::uint32_t n = 1;

  std::vector<std::int32_t> draw(std::span<compartment_info const> all) const {
    if (n == 0) throw input_error("evenly", "0 places", "at least one");
    double total = 0, end = 0;
    for (auto const& c : all) total += over.contains(c) ? c.length : 0;
    std::vector<std::int32_t> places;
    std::int32_t last = -1;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!over.contains(all[i])) continue;
      last = static_cast<std::int32_t>(i);
      end += all[i].length;
      while (places.size() < n && (double(places.size()) + 0.5) * total < end * n) places.push_back(last);
    }
    if (last >= 0) places.resize(n, last);  // the sum of all may round to less than the last place
    return places;
  }
};

template <region_expression R> even_places<R> evenly(R over, std::uint32_t n) { return {std::move(over), n}; }

}  // namespace pallium
