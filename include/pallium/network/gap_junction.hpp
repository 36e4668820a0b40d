// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <cstdint>
#include <numeric>
#include <queue>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pallium {

/// An electrical synapse: an ohmic conductance between two compartments, of two cells or of one.
///
///     i_a = g (v_a - v_b),   i_b = g (v_b - v_a)        [nA], outward
///
/// Each side sees its own v at t + dt and the other's at t, as NEURON does with ParallelContext.setup_transfer and
/// `i = g (v - vgap)`: no iteration, whatever the number of threads; the error is of order dt. Cells so coupled run step by
/// step together, on one rank and one thread. A compartment joined to itself has no current.
struct gap_junction {
  gid a = 0;
  location at_a{};
  gid b = 0;
  location at_b{};
  conductance g{};
};

/// The cells that gap junctions hold together.
struct gap_components {
  std::vector<gid> cells;           ///< those that have a gap junction, ascending
  std::vector<std::size_t> of;      ///< component of each, numbered by their smallest cells
  std::size_t count = 0;

  gap_components() = default;
  explicit gap_components(std::span<gap_junction const> junctions) {
    for (gap_junction const& j : junctions) {
      cells.push_back(j.a);
      cells.push_back(j.b);
    }
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    std::vector<std::size_t> parent(cells.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    auto const root = [&](std::size_t i) {
      while (parent[i] != i) i = parent[i] = parent[parent[i]];
      return i;
    };
    for (gap_junction const& j : junctions) {
      std::size_t const a = root(find(j.a)), b = root(find(j.b));
      parent[std::max(a, b)] = std::min(a, b);  // the smallest cell stands for its component
    }
    of.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) of[i] = root(i) == i ? count++ : of[root(i)];
  }
  std::size_t find(gid cell) const noexcept {
    return std::size_t(std::lower_bound(cells.begin(), cells.end(), cell) - cells.begin());
  }
  bool contains(gid cell) const noexcept {
    std::size_t const i = find(cell);
    return i < cells.size() && cells[i] == cell;
  }

  /// Deals the components to `parts` by weight (`weight(cell)`), the heaviest first, each to the part that has least: the part of
  /// each component. Errors: input_error for a component heavier than `limit`.
  template <class Weight> std::vector<std::size_t> deal(std::size_t parts, Weight const& weight, std::uint64_t limit) const {
    std::vector<std::uint64_t> size(count, 0);
    std::vector<std::size_t> number(count, 0), order(count), part(count, 0);
    std::vector<gid> first(count, 0);
    for (std::size_t i = cells.size(); i-- > 0;) {
      size[of[i]] += weight(cells[i]);
      ++number[of[i]];
      first[of[i]] = cells[i];
    }
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return size[x] > size[y]; });
    using load = std::pair<std::uint64_t, std::size_t>;  // of a part; of equal ones the first is on top
    std::vector<load> all(count > 0 ? parts : 0);
    for (std::size_t p = 0; p < all.size(); ++p) all[p].second = p;
    std::priority_queue<load, std::vector<load>, std::greater<load>> least({}, std::move(all));
    for (std::size_t c : order) {
      if (size[c] > limit)
        throw input_error("gap junctions", std::to_string(number[c]) + " cells coupled with one another, from cell " + std::to_string(first[c]) +
                                               ", which need " + std::to_string(size[c]) + " bytes",
                          "at most " + std::to_string(limit) + " bytes: such cells live on one rank and one thread");
      auto const [sum, p] = least.top();
      part[c] = p;
      least.pop();
      least.emplace(sum + size[c], p);
    }
    return part;
  }
};

}  // namespace pallium
