// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/rng.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pallium {

/// Places that are drawn over the compartments of a cell: one compartment may be drawn several times, and each time is
/// a place of its own. `draw(compartments)` gives their numbers in the order of drawing, none where it finds no place.
template <class P>
concept drawn_places = requires(P const& p, std::span<compartment_info const> all) {
  { p.draw(all) } -> std::same_as<std::vector<std::int32_t>>;
};

/// n places drawn uniformly along the length of a region, with replacement: `uniform(dendrite & beyond(50_um), 20, seed)`.
///
/// Place k is at u_k L along the compartments of the region laid end to end, u_k keyed by (seed, k) alone: the first ten of
/// twenty are the ten, and neither another cell nor another expression changes them. Two draws over one region with one
/// seed are the same places. Errors: input_error for n = 0.
template <region_expression R> struct uniform_places {
  static constexpr std::uint32_t stream = 0x706c6163;  // "plac": apart from every other use of the seed
  R over;
  std::uint32_t n = 1;
  std::uint64_t seed = 0;

  std::vector<std::int32_t> draw(std::span<compartment_info const> all) const {
    if (n == 0) throw input_error("uniform", "0 places", "at least one");
    std::vector<std::int32_t> candidates, places;
    std::vector<double> end;  // path length up to the end of each candidate
    double total = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (over.contains(all[i])) {
        candidates.push_back(static_cast<std::int32_t>(i));
        end.push_back(total += all[i].length);
      }
    if (candidates.empty()) return places;
    places.reserve(n);
    for (std::uint32_t k = 0; k < n; ++k) {
      auto const w = rng::draw(seed, stream, 0, k);
      auto const it = std::upper_bound(end.begin(), end.end() - 1, rng::uniform(w[0], w[1]) * total);
      places.push_back(candidates[std::size_t(it - end.begin())]);
    }
    return places;
  }
};

template <region_expression R> uniform_places<R> uniform(R over, std::uint32_t n, std::uint64_t seed = 0) {
  return {std::move(over), n, seed};
}
/// n places anywhere on the cell.
inline uniform_places<kinds> uniform(std::uint32_t n, std::uint64_t seed) { return {everywhere, n, seed}; }

}  // namespace pallium
