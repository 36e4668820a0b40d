// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/simd/lane.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pallium::solve {

/// The shape of a tree as the sweeps walk it: unbranched chains of consecutive nodes, and the hubs where they meet.
///
/// Nodes are numbered depth first (a node's first child is the next number), so a chain runs from a head, which is the
/// root or a later child of a hub, down to a leaf. Along a chain everything stays in registers; only a hub's sums and
/// its solution go through memory.
struct tree {
  struct chain {
    std::int32_t head, leaf;  ///< nodes head..leaf, consecutive
    std::int32_t hub;         ///< hub the head hangs on, -1: the root
  };
  std::vector<chain> chains;
  std::vector<std::int32_t> hub;  ///< per node: its number among the hubs, -1: fewer than two children
  std::int32_t hubs = 0;

  tree() = default;
  /// Errors: input_error unless parent[0] = -1 and the numbering is depth first.
  explicit tree(std::span<std::int32_t const> parent) : hub(parent.size(), -1) {
    auto const n = static_cast<std::int32_t>(parent.size());
    std::vector<std::int32_t> last(parent.size()), size(parent.size(), 1);  // of each subtree, to check the numbering
    for (std::int32_t i = n - 1; i >= 0; --i) {
      auto const u = static_cast<std::size_t>(i);
      last[u] = std::max(last[u], i);
      if (i == 0 ? parent[0] != -1 : parent[u] < 0 || parent[u] >= i)
        throw input_error("solve::tree", "parent " + std::to_string(parent[u]) + " of node " + std::to_string(i),
                          "a tree rooted at node 0, parents before children");
      if (last[u] - i + 1 != size[u])  // depth first: a subtree is a range of numbers
        throw input_error("solve::tree", "node " + std::to_string(i) + " apart from its children's children", "nodes numbered depth first");
      if (i == 0) continue;
      auto const p = static_cast<std::size_t>(parent[u]);
      last[p] = std::max(last[p], last[u]);
      size[p] += size[u];
    }
    for (std::int32_t i = 1, head = 0; i <= n; ++i) {
      bool const cut = i == n || parent[static_cast<std::size_t>(i)] != i - 1;
      if (!cut) continue;
      std::int32_t const p = parent[static_cast<std::size_t>(head)];
      if (p >= 0 && hub[static_cast<std::size_t>(p)] < 0) hub[static_cast<std::size_t>(p)] = hubs++;
      chains.push_back({head, i - 1, p < 0 ? -1 : hub[static_cast<std::size_t>(p)]});
      head = i;
    }
  }
  std::size_t size() const noexcept { return hub.size(); }
};

/// Scratch of one solve of width L: rows of L numbers, aligned for the lane type.
template <class Real> struct workspace {
  Real *factor, *solution;           ///< a row per node
  Real *hub_d, *hub_b, *hub_x;       ///< a row per hub; `hub_d` and `hub_b` are zero between solves
};

/// Solves a tree of equations for every lane at once (Hines 1984, doi:10.1016/0020-7101(84)90008-4):
///
///     d_i x_i - a_i x_parent(i) - sum over children c of a_c x_c = b_i
///
/// `a[i]` is the same for all lanes (axial conductance to the parent, 0 for the root). `assemble(i, d, b)` yields
/// node i's diagonal and right side; it is called once per node, tips first, so that assembly and elimination are one
/// sweep. `found(i, x)` receives the solution, root first. No pivoting: the matrix must be diagonally dominant.
template <class B, class Assemble, class Found>
inline void hines(tree const& t, typename B::value_type const* a, workspace<typename B::value_type> const& w,
                  Assemble&& assemble, Found&& found) {
  constexpr std::size_t L = B::size;
  for (std::size_t c = t.chains.size(); c-- > 0;) {
    auto const chain = t.chains[c];
    B child_f(0.0), child_a(0.0), child_b(0.0);  // what the node below passes up: d -= a f, b += f b
    for (std::int32_t n = chain.leaf; n >= chain.head; --n) {
      auto const i = static_cast<std::size_t>(n);
      B d, b;
      assemble(i, d, b);
      d = fma(child_f, child_a, d);
      b = fma(child_f, child_b, b);
      if (std::int32_t const h = t.hub[i]; h >= 0) {
        auto const at = static_cast<std::size_t>(h) * L;
        d = d + B::load(w.hub_d + at);
        b = b + B::load(w.hub_b + at);
        B(0.0).store(w.hub_d + at);
        B(0.0).store(w.hub_b + at);
      }
      B const inverse = 1.0 / d;
      child_f = inverse * B(a[i]);
      child_a = B(-a[i]);
      child_b = b;
      child_f.store(w.factor + i * L);
      (b * inverse).store(w.solution + i * L);
    }
    if (chain.hub >= 0) {
      auto const at = static_cast<std::size_t>(chain.hub) * L;
      fma(child_f, child_a, B::load(w.hub_d + at)).store(w.hub_d + at);
      fma(child_f, child_b, B::load(w.hub_b + at)).store(w.hub_b + at);
    }
  }
  for (auto const chain : t.chains) {
    B x = chain.hub >= 0 ? B::load(w.hub_x + static_cast<std::size_t>(chain.hub) * L) : B(0.0);
    for (std::int32_t n = chain.head; n <= chain.leaf; ++n) {
      auto const i = static_cast<std::size_t>(n);
      x = fma(B::load(w.factor + i * L), x, B::load(w.solution + i * L));
      found(i, x);
      if (std::int32_t const h = t.hub[i]; h >= 0) x.store(w.hub_x + static_cast<std::size_t>(h) * L);
    }
  }
}

}  // namespace pallium::solve
