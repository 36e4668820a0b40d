// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/exchange/concept.hpp>
#include <pallium/sim/memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace pallium::sim {

/// Where a cell is computed: which part of this rank, which group and lane there.
struct place {
  static constexpr std::uint32_t elsewhere = std::numeric_limits<std::uint32_t>::max(), played = elsewhere - 1;  ///< another rank's; a virtual cell
  std::uint32_t part = elsewhere, address = 0;
};

/// The cells of this rank among all, 8 bytes for each: nothing here grows with the cells of other ranks.
class residents {
 public:
  struct population {
    gid_range ids;
    std::vector<receptor_sites> const* receptors;
    bool is_virtual;
  };
  rank_map map;
  std::vector<population> populations;  ///< in order of their gids

  void start(int rank, rank_map m) {
    map = std::move(m);
    own_ = map.range(rank);
    places_.assign(std::size_t(map.locals(rank)), {});
    rank_ = rank;
  }
  int rank() const noexcept { return rank_; }
  gid_range own() const noexcept { return own_; }
  gid size() const noexcept { return populations.empty() ? 0 : populations.back().ids.last; }  ///< cells of all ranks

  place find(gid cell) const noexcept {
    if (own_.contains(cell)) return places_[std::size_t(cell - own_.first)];
    if (map.placed.empty()) return {};
    std::size_t const i = map.placed_at(cell);
    return i < map.placed.size() ? places_[std::size_t(own_.size()) + i] : place{};
  }
  void put(gid cell, place p) { places_[std::size_t(map.local(rank_, cell))] = p; }
  bool here(gid cell) const noexcept { return map.rank_of(cell) == rank_; }

  std::size_t population_of(gid cell) const noexcept {
    return std::size_t(std::partition_point(populations.begin(), populations.end(), [&](population const& p) { return p.ids.last <= cell; }) -
                       populations.begin());
  }
  /// Calls f(cell) for those cells of a range that this rank computes, ascending.
  template <class F> void for_each_in(gid_range r, F&& f) const {
    gid const first = std::clamp(own_.first, r.first, r.last), last = std::clamp(own_.last, first, r.last);
    auto placed = std::lower_bound(map.placed.begin(), map.placed.end(), r.first, [](auto const& p, gid c) { return p.first < c; });
    auto const visitors = [&](gid before) {
      for (; placed != map.placed.end() && placed->first < before; ++placed)
        if (placed->second == rank_) f(placed->first);
    };
    visitors(first);
    for (gid g = first; g < last; ++g) {
      if (placed != map.placed.end() && placed->first == g) {
        if (placed->second == rank_) f(g);
        ++placed;
      } else {
        f(g);
      }
    }
    visitors(r.last);
  }
  gid count_in(gid_range r) const {
    gid n = 0;
    for_each_in(r, [&](gid) { ++n; });
    return n;
  }
  std::size_t bytes() const noexcept { return bytes_of(places_) + bytes_of(map.border) + bytes_of(map.placed) + bytes_of(populations); }

 private:
  int rank_ = 0;
  gid_range own_;
  std::vector<place> places_;
};

}  // namespace pallium::sim
