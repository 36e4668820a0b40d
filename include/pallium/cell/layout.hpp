// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pallium {

/// A morphology cut into compartments: what every discretisation returns and the engine computes on.
///
/// | member            | meaning                                                                        |
/// |-------------------|--------------------------------------------------------------------------------|
/// | `segments`        | the compartments with membrane, section by section, x ascending                |
/// | `diameter`        | length-averaged diameter of each segment [um]                                  |
/// | `half_axial`      | [2 s] left and [2 s + 1] right half of segment s: sum 4 ds / (pi d1 d2) [1/um] |
/// | `sections`        | per section of the morphology: kind, rank, length, its segments                |
/// | `links`           | per section, what it hangs on: `segments[s].link` points into it               |
/// | `nodes`           | the tree the solver sweeps: depth first, a parent before its children, 0 = root|
/// | `node_of_segment` | number of the node that carries segment s                                      |
///
/// A node without segment is a branch point of no area. Those with fewer than two children are not here:
/// dead ends carry no current, and two resistances in series are one, so both drop out exactly.
/// Resistances are kept as geometry because Ra is painted later: `axial_conductances`.
struct compartments {
  struct node {
    std::int32_t parent = -1;                 ///< < own number; -1 for the root
    std::int32_t segment = -1;                ///< what it carries, -1: a branch point of zero area
    std::array<std::int32_t, 2> path{-1, -1}; ///< half segments (numbers in `half_axial`) between it and its parent
    friend bool operator==(node const&, node const&) = default;
  };
  struct section_info {
    branch kind = branch::soma;
    std::int32_t index = 0;   ///< rank among the sections of its kind
    double length = 0;        ///< [um]
    double start = 0;         ///< path distance of its x = 0 from soma(0) [um]
    std::int32_t first = 0;   ///< its segments are [first, first + count)
    std::int32_t count = 0;
    bool uniform = true;      ///< segments of equal length
  };

  std::vector<compartment_info> segments;
  std::vector<double> diameter, half_axial;
  std::vector<section_info> sections;
  std::shared_ptr<std::vector<section_link> const> links;  ///< shared by copies, so that their pointers hold
  std::vector<node> nodes;
  std::vector<std::int32_t> node_of_segment;

  /// The segment that holds a place: floor(x * count), x = 1 the last one, as in NEURON. Nothing if there
  /// is no such section or x is not in [0, 1].
  std::optional<std::int32_t> segment_at(location const& place) const {
    for (section_info const& s : sections) {
      if (s.kind != place.kind || s.index != place.index) continue;
      return segment_at(s, place.x);
    }
    return std::nullopt;
  }
  /// The same by number of the section in the morphology (SONATA's afferent_section_id).
  std::optional<std::int32_t> segment_at(std::int32_t section, double x) const {
    if (section < 0 || std::size_t(section) >= sections.size()) return std::nullopt;
    return segment_at(sections[std::size_t(section)], x);
  }

  double total_area() const noexcept {  ///< [um2]
    double sum = 0;
    for (compartment_info const& s : segments) sum += s.area;
    return sum;
  }

 private:
  std::optional<std::int32_t> segment_at(section_info const& s, double x) const {
    if (!(x >= 0 && x <= 1) || s.count == 0) return std::nullopt;
    std::int32_t i = 0;
    if (s.uniform)
      i = static_cast<std::int32_t>(x * s.count);
    else
      while (i + 1 < s.count && segments[std::size_t(s.first + i)].x1 <= x) ++i;
    return s.first + std::min(i, s.count - 1);
  }
};

/// Axial conductance between each node and its parent [uS]; 0 for the root.
///
///     1 / g = 0.01 * sum over the half segments between them of Ra * half_axial     [MOhm]
///
/// `ra` is the axial resistivity of each segment [ohm cm], all > 0. Source: NEURON's fixed step, the right half of the
/// proximal segment in series with the left half of the distal one.
/// Errors: input_error if `ra` has not one positive finite number per segment.
inline void axial_conductances(compartments const& c, std::span<double const> ra, std::vector<double>& g) {
  if (ra.size() != c.segments.size())
    throw input_error("Ra", std::to_string(ra.size()) + " values",
                      "one for each of " + std::to_string(c.segments.size()) + " segments");
  for (std::size_t s = 0; s < ra.size(); ++s)
    if (!(ra[s] > 0) || !std::isfinite(ra[s]))
      throw input_error("Ra of " + place_name(c.segments[s]), std::to_string(ra[s]), "a positive number of ohm cm");
  g.assign(c.nodes.size(), 0.0);
  for (std::size_t i = 1; i < c.nodes.size(); ++i) {
    double r = 0;
    for (std::int32_t h : c.nodes[i].path)
      if (h >= 0) r += ra[std::size_t(h / 2)] * c.half_axial[std::size_t(h)];
    g[i] = 1.0 / (0.01 * r);
  }
}

namespace cell_detail {

/// Sets `c.nodes` and `c.node_of_segment` from vertices in any order (vertex s < segments.size() carries segment s,
/// the root is vertex 0): depth first from the root, siblings by vertex number. No recursion.
inline void number_depth_first(compartments& c, std::vector<compartments::node> const& vertices) {
  std::size_t const n = vertices.size();
  std::vector<std::int32_t> head(n, -1), next(n, -1), stack{0}, number(n, -1);
  for (std::size_t v = 1; v < n; ++v) {  // prepending: the last sibling is first in the list, so popped last
    auto const p = std::size_t(vertices[v].parent);
    next[v] = head[p];
    head[p] = std::int32_t(v);
  }
  c.nodes.clear();
  c.nodes.reserve(n);
  c.node_of_segment.assign(c.segments.size(), -1);
  while (!stack.empty()) {
    auto const v = std::size_t(stack.back());
    stack.pop_back();
    number[v] = std::int32_t(c.nodes.size());
    auto node = vertices[v];
    if (node.parent >= 0) node.parent = number[std::size_t(node.parent)];
    if (node.segment >= 0) c.node_of_segment[std::size_t(node.segment)] = number[v];
    c.nodes.push_back(node);
    for (std::int32_t w = head[v]; w >= 0; w = next[std::size_t(w)]) stack.push_back(w);
  }
  if (c.nodes.size() != n) throw input_error("morphology", "sections that do not hang on the root", "one tree");
}

}  // namespace cell_detail
}  // namespace pallium
