// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/neulite.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace pallium::io::neulite {

/// A compartment as Neulite makes it of the points of its SWC file.
struct compartment {
  std::int32_t parent = -1;  ///< compartment; -1: the root
  std::int32_t point = 0;    ///< for which it stands
  double length = 0, area = 0, radius = 0;  ///< [um], [um2]; of its distal end, which alone counts for its resistance [um]
};

/// Neulite's walk over the points, in its numbering: `discretize::per_point` states the rules and cuts sections by them, this one
/// tells which compartment stands for which point.
inline std::vector<compartment> compartments_of(std::span<swc_point const> points) {
  std::size_t const n = points.size();
  std::vector<char> has_children(n, 0);
  for (std::size_t i = 1; i < n; ++i) has_children[std::size_t(points[i].parent)] = 1;
  std::vector<compartment> all;
  std::vector<std::int32_t> of(n, -1);  // compartment of each point, -1: it has none, or not yet
  auto const cone = [&](std::int32_t parent, std::size_t point, double l, double from, double to) {
    all.push_back({parent, std::int32_t(point), l, std::numbers::pi * (from + to) * std::sqrt(l * l + (to - from) * (to - from)), to});
    return of[point] = std::int32_t(all.size() - 1);
  };
  for (std::size_t i = 0; i < n; ++i) {
    swc_point const& p = points[i];
    if (i == 0) {
      cone(-1, 0, 2 * p.radius, p.radius, p.radius);
      continue;
    }
    auto const up = std::size_t(p.parent);
    swc_point const& q = points[up];
    bool const axon = p.kind == branch::axon, on_soma = up == 0, near_soma = !on_soma && q.parent == 0;
    if (on_soma && has_children[i] && !axon) continue;
    double const x = p.x - q.x, y = p.y - q.y, z = p.z - q.z, l = std::sqrt(x * x + y * y + z * z);
    if (near_soma && !axon && of[up] < 0) {
      double const middle = 0.5 * (q.radius + p.radius);
      cone(0, up, 0.5 * l, q.radius, middle);
      cone(0, i, 0.5 * l, middle, p.radius);
    } else {
      std::int32_t const parent = (near_soma && !axon) || of[up] < 0 ? 0 : of[up];
      cone(parent, i, l, axon && on_soma ? p.radius : q.radius, p.radius);
    }
  }
  return all;
}

}  // namespace pallium::io::neulite
