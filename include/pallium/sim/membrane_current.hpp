// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/layout.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pallium::sim {

/// The axial current that flows into a compartment [nA], a weighted sum of voltage differences:
///
///     sum over j of g_j (v_j - v),   j the compartments next to it, directly or over a branch point
///
/// A branch point has no area, so what flows in flows out: its voltage is the conductance-weighted mean of its
/// neighbours', and it is eliminated here.
class axial_inflow {
 public:
  /// `g`: conductance from each node to its parent [uS] (`axial_conductances`).
  template <class Real> axial_inflow(compartments const& layout, std::span<Real const> g, std::int32_t segment) : own_(segment) {
    std::int32_t const node = layout.node_of_segment[std::size_t(segment)];
    for_each_neighbour(layout, g, node, [&](std::int32_t other, double conductance) {
      for (auto const& [s, w] : beyond(layout, g, other, node, conductance)) terms_.emplace_back(s, w);
    });
  }
  /// v(segment) [mV] -> [nA]
  template <class V> double operator()(V const& v) const {
    double sum = 0;
    for (auto const& [s, w] : terms_) sum += w * (v(s) - v(own_));
    return sum;
  }

 private:
  using terms = std::vector<std::pair<std::int32_t, double>>;
  template <class Real, class F> static void for_each_neighbour(compartments const& c, std::span<Real const> g, std::int32_t node, F&& f) {
    if (node > 0) f(c.nodes[std::size_t(node)].parent, static_cast<double>(g[std::size_t(node)]));
    for (std::size_t n = std::size_t(node) + 1; n < c.nodes.size() && c.nodes[n].parent >= node; ++n)  // depth first: a subtree is a run
      if (c.nodes[n].parent == node) f(std::int32_t(n), static_cast<double>(g[n]));
  }
  /// What lies behind a conductance to `node`, seen from `from`: conductances to compartments.
  template <class Real>
  static terms beyond(compartments const& c, std::span<Real const> g, std::int32_t node, std::int32_t from, double conductance) {
    if (auto const s = c.nodes[std::size_t(node)].segment; s >= 0) return {{s, conductance}};
    terms all;
    double total = 0;
    for_each_neighbour(c, g, node, [&](std::int32_t other, double between) {
      if (other == from) return;
      for (auto const& t : beyond(c, g, other, node, between)) {
        all.push_back(t);
        total += t.second;
      }
    });
    for (auto& t : all) t.second *= conductance / (conductance + total);
    return all;
  }

  std::int32_t own_;
  terms terms_;
};

}  // namespace pallium::sim
