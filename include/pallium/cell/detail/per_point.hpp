// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/detail/sections.hpp>
#include <pallium/cell/layout.hpp>
#include <pallium/morph/concept.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace pallium::cell_detail {

/// Neulite's compartments: one per point, from its parent's position to its own, with these exceptions.
///
/// | point                                   | compartment                                                        |
/// |-----------------------------------------|--------------------------------------------------------------------|
/// | the soma                                | cylinder of length and diameter 2 r; the root                      |
/// | first of a neurite on the soma, no axon | none of its own                                                    |
/// | first child of such a point             | two: the piece cut in half, both hanging on the soma               |
/// | other children of such a point          | one, hanging on the soma; an axon's on the first of the two, if    |
/// |                                         | they are there by then                                             |
/// | first of an axon on the soma            | from the soma's centre, with its own radius at both ends           |
/// | a dendrite's on such a point            | one, hanging on the soma                                           |
///
/// Area pi (r0 + r1) sqrt(l^2 + (r1 - r0)^2); each half resistance is half of l / (pi r1^2), r1 the distal
/// radius; conductance between neighbours 2 / (R_i + R_p). A section's first point is its parent's, as readers of SWC
/// files make it.
/// Source: Neulite 1.0.3 (the rules), which numbers compartments in the order of the file.
struct point_cutter {
  compartments c{};
  std::vector<compartments::node> vertices{};

  /// Adds the compartment a -> b over [x0, x1] of a section. Returns its number.
  std::int32_t add(std::int32_t section, std::int32_t parent, point const& a, point const& b, double x0, double x1) {
    auto& s = c.sections[std::size_t(section)];
    double const l = distance(a, b), dr = b.radius - a.radius;
    if (!(l > 0))
      throw input_error("morphology: " + name_of(s), "two points at the same place", "a compartment of some length");
    auto const n = std::int32_t(c.segments.size());
    c.segments.push_back({.kind = s.kind, .section = section, .index = s.index, .x0 = x0, .x1 = x1, .length = l,
                          .area = std::numbers::pi * (a.radius + b.radius) * std::sqrt(l * l + dr * dr),
                          .distance = s.start + 0.5 * (x0 + x1) * s.length});
    c.diameter.push_back(a.radius + b.radius);
    double const half = 0.5 * l / (std::numbers::pi * b.radius * b.radius);
    c.half_axial.insert(c.half_axial.end(), {half, half});
    compartments::node v{.parent = parent, .segment = n, .path = {-1, -1}};
    if (parent >= 0) v.path = {2 * parent + 1, 2 * n};
    vertices.push_back(v);
    ++s.count;
    return n;
  }
};

inline compartments cut_points(section_table const& t) {
  point_cutter cut;
  cut.c.sections = t.info;
  for (auto& s : cut.c.sections) s.uniform = false;

  // The soma: a single point read as a cylinder of three points; its centre is the middle one.
  section const& soma = t.sections[0];
  point const centre = soma.points[soma.points.size() / 2];
  point far = centre;
  far.x -= 2 * centre.radius;
  cut.add(0, -1, far, centre, 0, 1);

  std::vector<std::int32_t> tip(t.sections.size(), 0);  // compartment of each section's last point
  std::vector<bool> parent_of(t.sections.size(), false), skipped(t.sections.size(), false);
  for (std::size_t i = 1; i < t.sections.size(); ++i) parent_of[std::size_t(t.sections[i].parent)] = true;
  struct half {
    point of;
    std::int32_t compartment;
  };
  std::vector<half> passed_over;                        // first points of neurites on the soma that have their halves
  std::vector<point> axons;                             // first points of axons on the soma
  auto const same_place = [](point const& a, point const& b) { return a.x == b.x && a.y == b.y && a.z == b.z; };
  for (std::size_t i = 1; i < t.sections.size(); ++i) {
    section const& s = t.sections[i];
    auto const number = std::int32_t(i), parent = s.parent;
    if (parent > number)
      throw input_error("morphology: " + name_of(t.info[i]), "a parent that comes later", "parents first");
    auto const& arc = t.arc[i];
    auto const x = [&](std::size_t k) { return arc[k] / arc.back(); };
    cut.c.sections[i].first = std::int32_t(cut.c.segments.size());
    std::int32_t at = parent == 0 ? 0 : tip[std::size_t(parent)];
    std::size_t k = 1;
    bool const wired = parent == 0 && !same_place(s.points[0], centre);  // its first point is its own
    bool const on_first = parent > 0 && t.sections[std::size_t(parent)].parent == 0 &&
                          (s.parent_x == 0 || skipped[std::size_t(parent)]);  // it hangs on such a first point
    auto const its_half = [&] { return std::ranges::find_if(passed_over, [&](half const& h) { return same_place(h.of, s.points[0]); }); };
    if (on_first) at = s.kind == branch::axon && its_half() != passed_over.end() ? its_half()->compartment : 0;
    bool const on_axon = parent > 0 && s.kind != branch::axon && t.sections[std::size_t(parent)].parent == 0 &&
                         std::ranges::any_of(axons, [&](point const& p) { return same_place(p, s.points[0]); });
    if (on_axon) at = 0;
    if (s.kind == branch::axon && wired) {
      point from = centre;
      from.radius = s.points[0].radius;
      axons.push_back(s.points[0]);
      at = cut.add(number, 0, from, s.points[0], 0, 0);
    } else if (parent == 0 && !wired) {  // a neurite of one point, and what hangs on it
      if (s.kind != branch::axon && s.points.size() == 2 && parent_of[i]) {
        skipped[i] = true;
        continue;
      }
      point from = s.kind == branch::axon ? s.points[1] : centre;
      from.x = centre.x, from.y = centre.y, from.z = centre.z;
      if (s.kind == branch::axon) axons.push_back(s.points[1]);
      at = cut.add(number, 0, from, s.points[1], 0, x(1));
      k = 2;
    } else if (wired || (on_first && !on_axon && s.kind != branch::axon)) {
      bool const used = its_half() != passed_over.end();
      point const &a = s.points[0], &b = s.points[1];
      if (used) {
        at = cut.add(number, 0, a, b, 0, x(1));
      } else {
        point const middle{0.5 * (a.x + b.x), 0.5 * (a.y + b.y), 0.5 * (a.z + b.z), 0.5 * (a.radius + b.radius)};
        passed_over.push_back({a, cut.add(number, 0, a, middle, 0, 0.5 * x(1))});
        at = cut.add(number, 0, middle, b, 0.5 * x(1), x(1));
      }
      k = 2;
    }
    for (; k < s.points.size(); ++k) at = cut.add(number, at, s.points[k - 1], s.points[k], x(k - 1), x(k));
    tip[i] = at;
  }
  number_depth_first(cut.c, cut.vertices);
  link_sections(cut.c, t);
  return cut.c;
}

}  // namespace pallium::cell_detail
