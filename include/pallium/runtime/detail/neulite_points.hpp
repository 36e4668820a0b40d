// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/layout.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/neulite_compartments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime::detail {

/// An SWC file of which Neulite makes the compartments of a cell, and which of its compartments each segment is. Positions are made
/// up: only distances count.
struct neulite_shape {
  std::vector<io::neulite::swc_point> points{};
  std::vector<std::uint32_t> number{};  ///< Neulite's, per segment
};

class neulite_points {
  using swc_point = io::neulite::swc_point;

 public:
  /// Errors: input_error, `who` and the compartment, for a layout that is not Neulite's (`discretize::per_point`).
  static neulite_shape of(compartments const& c, std::string const& who) { return neulite_points(c, who).made(); }

 private:
  neulite_points(compartments const& c, std::string const& who) : c_(c), who_(who), point_(c.segments.size(), -1) {
    for (std::size_t s = 0; s < c.segments.size(); ++s) {
      auto const& node = c.nodes[std::size_t(c.node_of_segment[s])];
      parent_.push_back(node.parent < 0 ? -1 : c.nodes[std::size_t(node.parent)].segment);
      if (s > 0 && parent_[s] < 0) refuse(s, "a branch point without area");
      if (!same(c.half_axial[2 * s], c.half_axial[2 * s + 1])) refuse(s, "a resistance with unequal halves");
      radius_.push_back(std::sqrt(0.5 * c.segments[s].length / (std::numbers::pi * c.half_axial[2 * s])));
    }
    add(0, -1, 0, 0.5 * c.segments[0].length);
    for (std::size_t s = 1; s < c.segments.size(); ++s) {
      auto const& here = c.segments[s];
      if (parent_[s] != 0) {
        if (point_[std::size_t(parent_[s])] < 0) refuse(s, "a parent that comes later");
        add(s, point_[std::size_t(parent_[s])], here.length, radius_[s]);
      } else if (here.kind == branch::axon) {
        add(s, 0, here.length, radius_[s]);
      } else if (s + 1 < c.segments.size() && halves(s)) {
        add(s, 0, radius_[0], 2 * radius_[s] - radius_[s + 1]);  // the point that Neulite passes over: any place will do, each its own
        passed_ = point_[s];
        points_.back().y = ++neurites_;
        add(s + 1, passed_, 2 * here.length, radius_[s + 1]);
        ++s;
      } else if (same(area(here.length, radius_[0], radius_[s]), here.area)) {
        add(s, 0, here.length, radius_[s]);
      } else if (passed_ >= 0 && same(area(here.length, points_[std::size_t(passed_)].radius, radius_[s]), here.area)) {
        add(s, passed_, here.length, radius_[s]);
      } else {
        refuse(s, "a piece on the soma that is neither half of one nor beside one");
      }
    }
  }

  neulite_shape made() {
    // depth first, children in the order in which they were added
    std::size_t const n = points_.size();
    std::vector<std::vector<std::int32_t>> children(n);
    for (std::size_t i = n; i-- > 1;) children[std::size_t(points_[i].parent)].push_back(std::int32_t(i));
    std::vector<std::int32_t> stack{0}, now(n, -1);
    neulite_shape out;
    while (!stack.empty()) {
      auto const i = std::size_t(stack.back());
      stack.pop_back();
      now[i] = std::int32_t(out.points.size());
      out.points.push_back(points_[i]);
      if (i > 0) out.points.back().parent = now[std::size_t(points_[i].parent)];
      stack.insert(stack.end(), children[i].begin(), children[i].end());
    }
    // what Neulite makes of it, compared
    auto const theirs = io::neulite::compartments_of(out.points);
    std::vector<std::int32_t> of(n, -1);
    for (std::size_t k = 0; k < theirs.size(); ++k) of[std::size_t(theirs[k].point)] = std::int32_t(k);
    auto const theirs_of = [&](std::size_t s) { return of[std::size_t(now[std::size_t(point_[s])])]; };
    for (std::size_t s = 0; s < c_.segments.size(); ++s) {
      std::int32_t const k = theirs_of(s);
      if (k < 0) refuse(s, "no compartment of Neulite's");
      auto const& t = theirs[std::size_t(k)];
      out.number.push_back(std::uint32_t(k));
      std::int32_t const parent = s == 0 ? -1 : theirs_of(std::size_t(parent_[s]));
      double const half = 0.5 * t.length / (std::numbers::pi * t.radius * t.radius);
      if (t.parent != parent || !same(t.length, c_.segments[s].length) || !same(t.area, c_.segments[s].area) || !same(half, c_.half_axial[2 * s]))
        refuse(s, "another parent, length, area or resistance than Neulite's rule gives");
    }
    if (theirs.size() != c_.segments.size()) refuse(0, std::to_string(c_.segments.size()) + " compartments of " + std::to_string(theirs.size()));
    return out;
  }

  static bool same(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }
  static double area(double l, double from, double to) {
    return std::numbers::pi * (from + to) * std::sqrt(l * l + (to - from) * (to - from));
  }
  /// Segments s and s + 1 are the two halves of a piece, both on the soma.
  bool halves(std::size_t s) const {
    auto const &a = c_.segments[s], &b = c_.segments[s + 1];
    double const from = 2 * radius_[s] - radius_[s + 1];
    return parent_[s + 1] == 0 && a.kind == b.kind && from > 0 && same(a.length, b.length) && same(area(a.length, from, radius_[s]), a.area) &&
           same(area(b.length, radius_[s], radius_[s + 1]), b.area);
  }
  void add(std::size_t segment, std::int32_t parent, double distance, double radius) {
    point_[segment] = std::int32_t(points_.size());
    double const x = parent < 0 ? 0 : points_[std::size_t(parent)].x + distance, y = parent < 0 ? 0 : points_[std::size_t(parent)].y;
    points_.push_back({c_.segments[segment].kind, x, y, 0, radius, parent});
  }
  [[noreturn]] void refuse(std::size_t s, std::string const& found) const {
    throw input_error("Neulite: " + who_ + ", " + place_name(c_.segments[s]), found, "compartments by discretize::per_point");
  }

  compartments const& c_;
  std::string const& who_;
  std::vector<std::int32_t> parent_, point_;  ///< per segment: segment, point
  std::vector<double> radius_;                ///< distal, per segment
  std::vector<swc_point> points_;
  std::int32_t passed_ = -1, neurites_ = 0;
};

}  // namespace pallium::runtime::detail
