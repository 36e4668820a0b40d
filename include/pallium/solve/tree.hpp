// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace pallium::solve {

/// The shape of a tree in the order in which sweeps walk it.
///
/// A *piece* is an unbranched run of nodes, from its bottom, which is a leaf or has several children, up to the node below
/// another piece's bottom. Along a piece everything stays in registers. *Positions* number the nodes as the upward sweep meets
/// them, so that all that is kept by position is read in the order of memory; downward it is the reverse.
///
/// A node is *fixed* if no diagonal in its subtree ever changes: then its elimination factor is a constant of the model.
/// Pieces are all fixed or all changing. Order: fixed ones; then by height above the leaves, so that neighbours in the order do
/// not wait for each other; then by length, so that a processor foresees where a run ends.
///
/// Nodes that keep a number between solves have a *row*, in the order of positions. Those that do not (branch points without
/// area, always bottoms) have the place ~k among the points.
struct tree {
  struct piece {
    std::int32_t first, last;     ///< positions [first, last), upward
    std::int32_t row;             ///< place of its bottom; the others follow as rows
    std::int32_t above;           ///< place of the node that its top hangs on
    std::int32_t child, children; ///< pieces that hang on its bottom: [child, child + children) of `tops`
    bool point() const noexcept { return row < 0; }
    /// Row of the first node that has one.
    std::int32_t first_row = 0;
  };
  struct top {
    std::int32_t position, place;
  };
  std::vector<piece> pieces;
  std::vector<top> tops;              ///< of the pieces that hang on something, by what they hang on, in the order of positions
  std::size_t fixed = 0;              ///< how many pieces, the first, are fixed
  std::vector<std::int32_t> node;     ///< at each position
  std::vector<std::int32_t> position; ///< of each node
  std::vector<std::int32_t> parent;   ///< position of the parent, per position; -1: the root
  std::vector<std::int32_t> place;    ///< per position
  std::int32_t rows = 0, points = 0;

  tree() = default;
  /// Nodes are numbered parents first. `changing`: nodes whose diagonal is not the same in every solve; empty: all. `pointlike`:
  /// nodes without a row, each with two children or more; empty: none.
  /// Errors: input_error unless parent[0] = -1 and 0 <= parent[i] < i for all others, or for a point that joins nothing.
  explicit tree(std::span<std::int32_t const> up, std::vector<char> changing = {}, std::vector<char> const& pointlike = {}) {
    std::size_t const n = up.size();
    if (changing.empty()) changing.assign(n, 1);
    std::vector<std::int32_t> children(n, 0), only(n, -1);
    for (std::size_t i = n; i-- > 0;) {
      if (i == 0 ? up[0] != -1 : up[i] < 0 || std::size_t(up[i]) >= i)
        throw input_error("solve::tree", "parent " + std::to_string(up[i]) + " of node " + std::to_string(i),
                          "a tree rooted at node 0, parents before children");
      if (!pointlike.empty() && pointlike[i] && children[i] < 2)
        throw input_error("solve::tree", std::to_string(children[i]) + " children of point " + std::to_string(i), "two or more");
      if (i == 0) continue;
      auto const p = static_cast<std::size_t>(up[i]);
      ++children[p];
      only[p] = static_cast<std::int32_t>(i);
      changing[p] = static_cast<char>(changing[p] | changing[i]);
    }
    auto const bottom = [&](std::size_t i) { return children[i] != 1 || changing[static_cast<std::size_t>(only[i])] != changing[i]; };
    struct run {
      std::size_t bottom, top;
      std::int32_t length, height;
      bool changes;
    };
    std::vector<run> runs;
    std::vector<std::int32_t> height(n, 0);  // of the piece that begins at a bottom
    for (std::size_t i = n; i-- > 0;) {
      if (!bottom(i)) continue;
      run r{i, i, 1, height[i], changing[i] != 0};
      for (; r.top > 0 && !bottom(static_cast<std::size_t>(up[r.top])); ++r.length) r.top = static_cast<std::size_t>(up[r.top]);
      if (r.top > 0) {
        auto& above = height[static_cast<std::size_t>(up[r.top])];
        above = std::max(above, r.height + 1);
      }
      runs.push_back(r);
    }
    std::stable_sort(runs.begin(), runs.end(), [](run const& a, run const& b) {
      return std::tuple(a.changes, a.height, a.length) < std::tuple(b.changes, b.height, b.length);
    });
    position.resize(n);
    for (run const& r : runs) {
      piece p{static_cast<std::int32_t>(node.size()), 0, 0, 0, 0, 0};
      p.first_row = rows;
      for (std::size_t i = r.bottom;; i = static_cast<std::size_t>(up[i])) {
        position[i] = static_cast<std::int32_t>(node.size());
        node.push_back(static_cast<std::int32_t>(i));
        place.push_back(!pointlike.empty() && pointlike[i] ? ~points++ : rows++);
        if (i == r.top) break;
      }
      p.last = static_cast<std::int32_t>(node.size());
      p.row = place[static_cast<std::size_t>(p.first)];
      pieces.push_back(p);
      fixed += !r.changes;
    }
    for (auto i : node) parent.push_back(i == 0 ? -1 : position[static_cast<std::size_t>(up[static_cast<std::size_t>(i)])]);
    std::vector<std::vector<top>> hanging(n);  // per position of a bottom
    for (auto& p : pieces) {
      std::int32_t const top_at = p.last - 1, on = parent[static_cast<std::size_t>(top_at)];
      p.above = on < 0 ? 0 : place[static_cast<std::size_t>(on)];
      if (on >= 0) hanging[static_cast<std::size_t>(on)].push_back({top_at, place[static_cast<std::size_t>(top_at)]});
    }
    for (auto& p : pieces) {
      auto const& mine = hanging[static_cast<std::size_t>(p.first)];
      p.child = static_cast<std::int32_t>(tops.size());
      p.children = static_cast<std::int32_t>(mine.size());
      tops.insert(tops.end(), mine.begin(), mine.end());
    }
  }
  std::size_t size() const noexcept { return node.size(); }
};

}  // namespace pallium::solve
