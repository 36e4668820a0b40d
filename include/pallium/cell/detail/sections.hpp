// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/layout.hpp>
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/morph/concept.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace pallium::cell_detail {

inline double distance(point const& a, point const& b) noexcept {
  double const x = b.x - a.x, y = b.y - a.y, z = b.z - a.z;
  return std::sqrt(x * x + y * y + z * z);
}

/// The sections of a morphology, checked: what follows need not look again.
struct section_table {
  std::vector<section> sections;
  std::vector<std::vector<double>> arc;                  ///< path length at each point [um]
  std::vector<compartments::section_info> info;          ///< all but the segments
  std::vector<std::int32_t> order;                       ///< sections, every parent before its children
};

inline std::string name_of(compartments::section_info const& s) {
  return "section " + std::string(section_name(s.kind)) + "[" + std::to_string(s.index) + "]";
}

inline void check_section(section const& s, std::size_t number, std::size_t total,
                          compartments::section_info const& info, std::vector<double>& arc) {
  auto const refuse = [&](std::string const& found, std::string const& expected) {
    throw input_error("morphology: " + name_of(info), found, expected);
  };
  if (number == 0) {
    if (s.kind != branch::soma || s.parent != -1) refuse("a first section that is not a root soma", "the soma first");
  } else {
    if (s.parent < 0) refuse("no parent", "one root, the first section");
    if (std::size_t(s.parent) >= total || std::size_t(s.parent) == number)
      refuse("parent " + std::to_string(s.parent), "the number of another section");
    if (!(s.parent_x >= 0 && s.parent_x <= 1)) refuse("parent x " + std::to_string(s.parent_x), "0 to 1");
  }
  if (s.points.size() < 2) refuse(std::to_string(s.points.size()) + " point(s)", "at least two");
  for (point const& p : s.points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z))
      refuse("a coordinate that is not finite", "a number of um");
    if (!(p.radius > 0) || !std::isfinite(p.radius))
      refuse("radius " + std::to_string(p.radius), "a positive number of um");
  }
  if (s.arc.empty()) {
    arc.assign(s.points.size(), 0.0);
    for (std::size_t i = 1; i < arc.size(); ++i) arc[i] = arc[i - 1] + distance(s.points[i - 1], s.points[i]);
  } else {
    if (s.arc.size() != s.points.size())
      refuse(std::to_string(s.arc.size()) + " path lengths",
             "one for each of " + std::to_string(s.points.size()) + " points");
    arc.assign(s.arc.begin(), s.arc.end());
    for (std::size_t i = 0; i < arc.size(); ++i)
      if (i == 0 ? arc[i] != 0 : !(arc[i] >= arc[i - 1])) refuse("path lengths that decrease", "ascending from 0");
  }
  if (!(arc.back() > 0) || !std::isfinite(arc.back()))
    refuse("length " + std::to_string(arc.back()), "a positive one: remove the section or move its points apart");
}

/// Copies and checks the sections. Errors: input_error naming the section.
template <morphology_source M>
section_table read_sections(M const& morphology) {
  section_table t;
  for (section const& s : morphology) t.sections.push_back(s);
  std::size_t const n = t.sections.size();
  if (n == 0) throw input_error("morphology", "no section", "a soma at least");
  std::array<std::int32_t, 256> rank{};
  t.arc.resize(n);
  t.info.resize(n);
  std::vector<std::int32_t> head(n, -1), next(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    section const& s = t.sections[i];
    t.info[i].kind = s.kind;
    t.info[i].index = rank[std::size_t(s.kind)]++;
    check_section(s, i, n, t.info[i], t.arc[i]);
    t.info[i].length = t.arc[i].back();
  }
  for (std::size_t i = n; i-- > 1;) {
    auto const p = std::size_t(t.sections[i].parent);
    next[i] = head[p];
    head[p] = std::int32_t(i);
  }
  t.order.reserve(n);
  t.order.push_back(0);
  for (std::size_t k = 0; k < t.order.size(); ++k) {  // breadth first; finds cycles by what it does not reach
    auto const p = std::size_t(t.order[k]);
    for (std::int32_t i = head[p]; i >= 0; i = next[std::size_t(i)]) {
      auto& child = t.info[std::size_t(i)];
      child.start = t.info[p].start + t.sections[std::size_t(i)].parent_x * t.info[p].length;
      t.order.push_back(i);
    }
  }
  if (t.order.size() != n) throw input_error("morphology", "sections that do not hang on the root", "one tree");
  return t;
}

/// Tells each segment what its section hangs on.
inline void link_sections(compartments& c, section_table const& t) {
  auto links = std::make_shared<std::vector<section_link>>(t.sections.size());
  for (std::size_t i = 0; i < links->size(); ++i) {
    std::int32_t const parent = t.sections[i].parent;
    (*links)[i] = {t.info[i].kind, t.info[i].index, parent < 0 ? nullptr : links->data() + parent};
  }
  for (compartment_info& s : c.segments) s.link = links->data() + s.section;
  c.links = std::move(links);
}

/// One half segment: integrals along the polyline, with the diameter linear between points.
struct half_segment {
  double area = 0;      ///< sum (pi/2) (d1 + d2) sqrt(ds^2 + ((d2 - d1)/2)^2)  [um2]
  double axial = 0;     ///< sum 4 ds / (pi d1 d2)                              [1/um]
  double diameter = 0;  ///< sum ds (d1 + d2) / 2                               [um2]
  void add(double ds, double d1, double d2) noexcept {
    double const half = 0.5 * (d2 - d1);
    area += 0.5 * std::numbers::pi * (d1 + d2) * std::sqrt(ds * ds + half * half);
    axial += 4.0 * ds / (std::numbers::pi * d1 * d2);
    diameter += 0.5 * (d1 + d2) * ds;
  }
};

/// NEURON's integration of a section's 3-d points over 2 * count half segments of equal length. The bounds are formed
/// as NEURON forms them, since rounding decides on which side of one a repeated point falls.
inline std::vector<half_segment> integrate(section const& s, std::vector<double> const& arc, std::int32_t count) {
  std::vector<half_segment> halves(2 * std::size_t(count));
  std::size_t const last = arc.size() - 1;
  double const ds = arc[last] / count;
  double x = 0, d = 2 * s.points[0].radius, end = 0;
  std::size_t j = 0;  // the current piece is from point j to point j + 1
  for (std::size_t h = 0; h < halves.size(); ++h) {
    end = (h % 2 == 0 ? double(h / 2) * ds : end) + ds / 2;
    while (j + 1 < last && arc[j + 1] <= end) {
      double const to = 2 * s.points[j + 1].radius;
      halves[h].add(arc[j + 1] - x, d, to);
      x = arc[++j];
      d = to;
    }
    double const length = arc[j + 1] - arc[j], f = length < 1e-10 ? 1 : (end - arc[j]) / length;
    double const to = (1 - f) * 2 * s.points[j].radius + f * 2 * s.points[j + 1].radius;
    halves[h].add(end - x, d, to);
    x = end;
    d = to;
  }
  return halves;
}

}  // namespace pallium::cell_detail
