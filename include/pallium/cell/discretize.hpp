// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/detail/per_point.hpp>
#include <pallium/cell/detail/sections.hpp>
#include <pallium/cell/layout.hpp>
#include <pallium/core/error.hpp>
#include <pallium/morph/concept.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace pallium {

/// How a morphology is cut into compartments.
template <class D, class M>
concept discretisation = requires(D const& cut, M const& morphology) {
  { cut(morphology) } -> std::same_as<compartments>;
};

namespace cell_detail {

/// Sections cut into `count[i]` equal segments and joined as NEURON joins them:
///
/// | a section on          | hangs by its left half on                                                   |
/// |-----------------------|-----------------------------------------------------------------------------|
/// | x = 1 of its parent   | the zero-area node there, itself on the right half of the last segment       |
/// | 0 < x < 1             | the centre of segment floor(x * count)                                      |
/// | x = 0 of the root     | the zero-area node there, on the left half of the root's first segment      |
/// | x = 0 of another      | what that one hangs on                                                      |
///
/// Zero-area nodes that join only two segments become one resistance; those that join one vanish.
inline compartments cut_sections(section_table const& t, std::vector<std::int32_t> const& count) {
  if (double const all = std::accumulate(count.begin(), count.end(), 0.0); all > 1e6)
    throw input_error("morphology", std::to_string(static_cast<std::int64_t>(all)) + " segments", "at most a million");
  compartments c;
  c.sections = t.info;
  for (std::size_t i = 0; i < t.sections.size(); ++i) {
    auto& s = c.sections[i];
    s.first = std::int32_t(c.segments.size());
    s.count = count[i];
    auto const halves = integrate(t.sections[i], t.arc[i], s.count);
    double const length = s.length / s.count;
    for (std::int32_t k = 0; k < s.count; ++k) {
      half_segment const &left = halves[2 * std::size_t(k)], &right = halves[2 * std::size_t(k) + 1];
      c.segments.push_back({.kind = s.kind, .section = std::int32_t(i), .index = s.index, .x0 = double(k) / s.count,
                            .x1 = double(k + 1) / s.count, .length = length, .area = left.area + right.area,
                            .distance = s.start + (2 * k + 1) * s.length / (2.0 * s.count)});
      c.diameter.push_back((left.diameter + right.diameter) / length);
      c.half_axial.push_back(left.axial);
      c.half_axial.push_back(right.axial);
    }
  }

  // Where each section hangs: a segment (>= 0), or a zero-area end: -1 - section for its x = 1, -1 - n for the root's
  // x = 0 (n the number of sections).
  std::size_t const n = t.sections.size();
  std::vector<std::int32_t> at(n, 0), children(n + 1, 0);
  for (std::int32_t i : t.order) {
    if (i == 0) continue;
    section const& s = t.sections[std::size_t(i)];
    auto const& p = c.sections[std::size_t(s.parent)];
    auto& place = at[std::size_t(i)];
    if (s.parent_x >= 1)
      place = -1 - s.parent;
    else if (s.parent_x > 0)
      place = p.first + std::min(static_cast<std::int32_t>(s.parent_x * p.count), p.count - 1);
    else
      place = s.parent == 0 ? -1 - std::int32_t(n) : at[std::size_t(s.parent)];
    if (place < 0) ++children[std::size_t(-1 - place)];
  }

  std::vector<compartments::node> vertices(c.segments.size());
  std::vector<std::int32_t> hub(n + 1, -1);  // vertex of a zero-area end where three or more meet
  auto const owner = [&](std::size_t end) {  // the half segment between a zero-area end and its own section
    return end == n ? 0 : 2 * (c.sections[end].first + c.sections[end].count - 1) + 1;
  };
  for (std::size_t e = 0; e <= n; ++e)
    if (children[e] > 1) {
      hub[e] = std::int32_t(vertices.size());
      vertices.push_back({.parent = owner(e) / 2, .segment = -1, .path = {owner(e), -1}});
    }
  for (std::size_t i = 0; i < n; ++i) {
    auto const first = c.sections[i].first;
    for (std::int32_t s = first; s < first + c.sections[i].count; ++s) {
      auto& v = vertices[std::size_t(s)];
      v.segment = s;
      if (s > first) {
        v.parent = s - 1;
        v.path = {2 * (s - 1) + 1, 2 * s};
      } else if (i > 0 && at[i] >= 0) {
        v.parent = at[i];
        v.path = {2 * s, -1};
      } else if (i > 0) {
        auto const end = std::size_t(-1 - at[i]);
        if (hub[end] >= 0) {
          v.parent = hub[end];
          v.path = {2 * s, -1};
        } else {
          v.parent = owner(end) / 2;
          v.path = {owner(end), 2 * s};
        }
      }
    }
  }
  number_depth_first(c, vertices);
  link_sections(c, t);
  return c;
}

/// Segments of a section, refused beyond a million: more is a wrong unit or a broken point.
inline std::int32_t checked_count(section_table const& t, std::size_t i, double count) {
  if (!(count <= 1e6))
    throw input_error("morphology: " + name_of(t.info[i]), "length " + std::to_string(t.info[i].length) + " um",
                      "at most a million segments");
  return static_cast<std::int32_t>(count);
}

inline void check_positive(char const* what, double um) {
  if (!(um > 0) || !std::isfinite(um)) throw input_error(what, std::to_string(um), "a positive number of um");
}

}  // namespace cell_detail

/// Discretisations: functors from a morphology to `compartments`.
/// Errors: input_error for a morphology without soma, a section of no length, a radius that is not positive, a number
/// that is not finite, a parameter that is not positive.
namespace discretize {

/// The Allen/BMTK rule: 1 + 2 int(L / dL) segments per section, areas and resistances by NEURON's
/// integration of the 3-d points. (BMTK's own parameter, "dL" 20 um, is half of this one.)
struct nseg {
  double dL = 40;  ///< [um]
  template <morphology_source M>
  compartments operator()(M const& morphology) const {
    cell_detail::check_positive("discretize::nseg: dL", dL);
    auto const t = cell_detail::read_sections(morphology);
    std::vector<std::int32_t> count(t.sections.size());
    for (std::size_t i = 0; i < count.size(); ++i)
      count[i] = cell_detail::checked_count(t, i, 1 + 2 * std::floor(t.info[i].length / dL));
    return cell_detail::cut_sections(t, count);
  }
};

/// The smallest odd number of segments per section such that none is longer than `um`; otherwise as `nseg`.
/// (Odd, so that x = 0.5 is always the centre of a segment.)
struct max_length {
  double um = 20;
  template <morphology_source M>
  compartments operator()(M const& morphology) const {
    cell_detail::check_positive("discretize::max_length", um);
    auto const t = cell_detail::read_sections(morphology);
    std::vector<std::int32_t> count(t.sections.size());
    for (std::size_t i = 0; i < count.size(); ++i)
      count[i] = cell_detail::checked_count(t, i, 1 + 2 * std::ceil((std::ceil(t.info[i].length / um) - 1) / 2));
    return cell_detail::cut_sections(t, count);
  }
};

/// Neulite's rule: one compartment per point of the reconstruction (cell/detail/per_point.hpp states it). Segments come
/// in the order of the sections and their points: read the file with `io::order::file` for Neulite's own numbers.
struct per_point {
  template <morphology_source M>
  compartments operator()(M const& morphology) const {
    return cell_detail::cut_points(cell_detail::read_sections(morphology));
  }
};

}  // namespace discretize
}  // namespace pallium
