// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/layout.hpp>
#include <pallium/core/error.hpp>
#include <pallium/morph/concept.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace pallium {

/// Where a compartment lies: from the point at its x0 to the point at its x1, and its mean radius [um].
struct segment_line {
  std::array<double, 3> from{}, to{};
  double radius = 0;
};

/// The line of every compartment of a cell, in their order. `layout` must come from `morphology`: positions along a
/// section are shares of its path length.
/// Errors: input_error if the sections do not fit.
template <morphology_source M> std::vector<segment_line> segment_lines(M const& morphology, compartments const& layout) {
  std::vector<segment_line> lines(layout.segments.size());
  std::size_t number = 0;
  for (section const& s : morphology) {
    if (number >= layout.sections.size())
      throw input_error("segment_lines", "a morphology of more sections", "that of the compartments, with " + std::to_string(layout.sections.size()));
    std::vector<double> arc(s.arc.begin(), s.arc.end());
    if (s.points.size() < 2 || (!arc.empty() && arc.size() != s.points.size()))
      throw input_error("segment_lines: section " + std::to_string(number), std::to_string(s.points.size()) + " points, " + std::to_string(arc.size()) + " path lengths",
                        "at least two points, and no path lengths or one for each");
    if (arc.empty()) {
      arc.push_back(0);
      for (std::size_t i = 1; i < s.points.size(); ++i) {
        point const &p = s.points[i - 1], &q = s.points[i];
        arc.push_back(arc.back() + std::sqrt((q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y) + (q.z - p.z) * (q.z - p.z)));
      }
    }
    auto const at = [&](double x) -> std::array<double, 3> {
      double const where = x * arc.back();
      std::size_t i = 1;
      while (i + 1 < arc.size() && arc[i] < where) ++i;
      double const run = arc[i] - arc[i - 1], share = run > 0 ? (where - arc[i - 1]) / run : 1;
      point const &p = s.points[i - 1], &q = s.points[i];
      return {p.x + share * (q.x - p.x), p.y + share * (q.y - p.y), p.z + share * (q.z - p.z)};
    };
    auto const& mine = layout.sections[number++];
    for (std::int32_t k = mine.first; k < mine.first + mine.count; ++k) {
      auto const& c = layout.segments[std::size_t(k)];
      lines[std::size_t(k)] = {at(c.x0), at(c.x1), 0.5 * layout.diameter[std::size_t(k)]};
    }
  }
  if (number != layout.sections.size())
    throw input_error("segment_lines", "a morphology of " + std::to_string(number) + " sections",
                      "that of the compartments, with " + std::to_string(layout.sections.size()));
  return lines;
}

}  // namespace pallium
