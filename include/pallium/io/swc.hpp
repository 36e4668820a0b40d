// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/io/detail/swc_lines.hpp>
#include <pallium/morph/concept.hpp>
#include <pallium/morph/tree.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io {

/// What happens to coordinates on their way in. Spike times depend on it: lengths change by up to 1e-3 relative.
///
/// | value  | coordinates                                         | a neurite of one point on the soma   |
/// |--------|-----------------------------------------------------|--------------------------------------|
/// | bmtk   | float, 6 significant digits, float: BMTK's importer | is removed                           |
/// | neuron | float, 8 significant digits, float: NEURON 8.2's    | runs from the soma's centre, as there|
/// | exact  | as written, in double precision                     | the same                             |
enum class coordinates { bmtk, neuron, exact };

/// How sections are numbered: soma, axon, dend, apic, each in file order, as NEURON's and SONATA's `all`; or by
/// their first point in the file, as Neulite numbers compartments.
enum class order { kind, file };

namespace detail {

inline double rounded(double x, coordinates how) {
  if (how == coordinates::exact) return x;
  std::array<char, 64> text;
  auto const end = std::to_chars(text.data(), text.data() + text.size(), x, std::chars_format::general,
                                 how == coordinates::bmtk ? 6 : 8).ptr;
  std::from_chars(text.data(), end, x);
  return static_cast<double>(static_cast<float>(x));
}

/// Adds a point as NEURON's pt3dadd stores it; the arc grows by differences of floats, in double.
inline void add_point(morph::tree::part& s, double x, double y, double z, double diameter, coordinates how) {
  s.points.push_back({rounded(x, how), rounded(y, how), rounded(z, how), 0.5 * rounded(diameter, how)});
  if (how == coordinates::exact) return;
  std::size_t const n = s.points.size();
  if (n == 1) return s.arc.push_back(0);
  point const &a = s.points[n - 2], &b = s.points[n - 1];
  auto const gap = [](double from, double to) { return double(static_cast<float>(to) - static_cast<float>(from)); };
  double const dx = gap(a.x, b.x), dy = gap(a.y, b.y), dz = gap(a.z, b.z);
  s.arc.push_back(s.arc.back() + std::sqrt(dx * dx + dy * dy + dz * dz));
}

/// Points of the soma that stand for one: 1, or 3 by NeuroMorpho's convention as NEURON recognises it.
inline std::size_t check_soma(std::vector<swc_line> const& p, std::string const& file) {
  auto const where = [&](std::size_t i) { return file + ":" + std::to_string(p[i].line); };
  std::size_t const n = std::size_t(std::ranges::count(p, branch::soma, &swc_line::kind));
  if (n == 0) throw input_error(file, "no point of type 1", "a soma, on which everything hangs");
  if (p[0].kind != branch::soma || p[0].parent >= 0)
    throw input_error(where(0), "a first point of type " + std::to_string(int(p[0].kind)), "the soma (type 1) as root");
  if (n == 1) return 1;
  auto const child_of_root = [&](std::size_t i) { return p[i].kind == branch::soma && p[i].parent == 0; };
  if (n == 3 && child_of_root(1) && child_of_root(2) && p[1].single[3] == p[0].single[3] &&
      p[2].single[3] == p[0].single[3] &&
      std::ranges::none_of(p, [](swc_line const& q) { return q.parent == 1 || q.parent == 2; })) {
    double length = 0;
    for (std::size_t i : {1u, 2u}) {
      double const dx = p[i].value[0] - p[0].value[0], dy = p[i].value[1] - p[0].value[1],
                   dz = p[i].value[2] - p[0].value[2];
      length += std::sqrt(dx * dx + dy * dy + dz * dz);
    }
    if (std::abs(length / (2 * p[0].value[3]) - 1) < 0.01) return 3;
  }
  std::size_t second = 1;
  while (p[second].kind != branch::soma) ++second;
  throw input_error(where(second), "a soma of " + std::to_string(n) + " points (a contour, stack or chain)",
                    "one point, or three as NeuroMorpho.org writes them: points 2 and 3 of the root's radius r, at "
                    "distance r on either side of it, carrying nothing");
}

/// Of each point: does it begin a section, for its parent branches, is not on the line before or is of another type;
/// `proximal`: it hangs on the first point of a neurite that hangs on the soma, so on x = 0 of that one;
/// `open`: by NEURON's count a section would run on after it.
struct section_bounds {
  std::vector<bool> starts, proximal, open;
};
inline section_bounds find_sections(std::vector<swc_line> const& p) {
  std::vector<std::int64_t> weight(p.size(), 0);  // in hundredths, NEURON's bookkeeping: 1 + .01 + .01
  std::vector<bool> proximal(p.size(), false), starts(p.size(), true), open(p.size(), false);
  for (std::size_t i = 1; i < p.size(); ++i) {
    if (p[i].parent < 0) continue;
    auto const q = std::size_t(p[i].parent);
    weight[q] += 100;
    if (q + 1 != i) {
      weight[q] += 1;
      if (q > 1 && p[q].kind != branch::soma && p[q].parent == 0) {  // q > 1: NEURON leaves out the second line
        proximal[i] = true;
        weight[q] = 100;
      }
    }
    if (p[q].kind != p[i].kind) weight[q] += 1;
  }
  for (std::size_t i = 1; i < p.size(); ++i) {
    starts[i] = p[i].parent <= 0 || proximal[i] || weight[std::size_t(p[i].parent)] > 100;
    open[i] = weight[i] == 100;
  }
  return {std::move(starts), std::move(proximal), std::move(open)};
}

inline void drop(std::vector<morph::tree::part>& parts, std::vector<bool> const& gone) {
  std::vector<std::int32_t> number(parts.size(), -1);
  std::int32_t kept = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {  // parents first: a parent is already on a section that stays
    auto& s = parts[i];
    if (s.parent >= 0 && gone[std::size_t(s.parent)]) {
      auto const& g = parts[std::size_t(s.parent)];
      s.parent_x = g.parent_x;
      s.parent = g.parent;
    }
    if (!gone[i]) number[i] = kept++;
  }
  std::vector<morph::tree::part> rest;
  rest.reserve(std::size_t(kept));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (gone[i]) continue;
    if (parts[i].parent >= 0) parts[i].parent = number[std::size_t(parts[i].parent)];
    rest.push_back(std::move(parts[i]));
  }
  parts = std::move(rest);
}

inline void sort_by_kind(std::vector<morph::tree::part>& parts) {
  std::vector<std::int32_t> order(parts.size()), number(parts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = std::int32_t(i);
  std::ranges::stable_sort(order, {}, [&](std::int32_t i) { return parts[std::size_t(i)].kind; });
  for (std::size_t i = 0; i < order.size(); ++i) number[std::size_t(order[i])] = std::int32_t(i);
  std::vector<morph::tree::part> sorted;
  sorted.reserve(parts.size());
  for (std::int32_t i : order) {
    auto& s = parts[std::size_t(i)];
    if (s.parent >= 0) s.parent = number[std::size_t(s.parent)];
    sorted.push_back(std::move(s));
  }
  parts = std::move(sorted);
}

}  // namespace detail

/// Reads an SWC reconstruction into sections as NEURON's Import3d does.
///
/// - The soma, one point of radius r, becomes a cylinder (x - r, x, x + r), 2 r long and wide. Three points by
///   NeuroMorpho's convention count as the first of them. Any other soma is refused.
/// - A section begins where its parent point branches, is not on the line before, or is of another type. It starts with
///   a copy of that point and hangs on x = 1.
/// - A section on the soma starts with its own first point and hangs on soma(0.5): the gap has no resistance. What
///   hangs on the first point of such a section hangs on its x = 0. Extra roots count as hanging on the soma.
/// - Sections of two identical points are removed; what hung on them hangs in their place.
///
/// Errors: input_error, one line with file and line, for anything that is not such a file: see the tests.
/// Source: NEURON 8.2 share/lib/hoc/import3d (rules), SWC: doi 10.1016/S0165-0270(98)00091-0.
inline morph::tree swc(std::filesystem::path const& path, coordinates how = coordinates::bmtk,
                       order numbering = order::kind) {
  auto const points = detail::read_swc_lines(path);
  std::size_t const soma_points = detail::check_soma(points, path.string());
  bool const exact = how == coordinates::exact;
  auto const at = [&](std::size_t i, std::size_t k) {
    return exact ? points[i].value[k] : double(points[i].single[k]);
  };
  auto const add = [&](morph::tree::part& s, std::size_t i, double diameter) {
    detail::add_point(s, at(i, 0), at(i, 1), at(i, 2), diameter, how);
  };
  auto const same = [&](std::size_t i, std::size_t j) {
    return at(i, 0) == at(j, 0) && at(i, 1) == at(j, 1) && at(i, 2) == at(j, 2);
  };

  auto const [starts, proximal, open] = detail::find_sections(points);
  std::vector<morph::tree::part> parts(1);
  std::vector<bool> gone(1, false);
  std::vector<std::int32_t> section_of(points.size(), 0);
  double const r = at(0, 3);
  parts[0].parent_x = 0;
  for (double x : {at(0, 0) - r, at(0, 0), at(0, 0) + r})
    detail::add_point(parts[0], x, at(0, 1), at(0, 2), 2 * r, how);

  for (std::size_t i = soma_points, end; i < points.size(); i = end) {
    for (end = i + 1; end < points.size() && !starts[end];) ++end;
    morph::tree::part s{.kind = points[i].kind, .parent = 0, .parent_x = 0.5, .points = {}};
    auto const parent = std::size_t(std::max(points[i].parent, std::int32_t(0)));
    bool const on_soma = parent == 0, single = end == i + 1;
    if (!on_soma) {
      s.parent = section_of[parent];
      s.parent_x = proximal[i] ? 0 : 1;
    }
    bool const with_parent = !on_soma || single;
    if (with_parent) add(s, parent, 2 * (on_soma ? at(i, 3) : at(parent, 3)));
    for (std::size_t k = i; k < end; ++k) {
      section_of[k] = std::int32_t(parts.size());
      add(s, k, 2 * at(k, 3));
    }
    bool const no_length = s.points.size() == 2 && same(with_parent ? parent : i, end - 1);
    // `open`: a neurite that goes on from here, on a later line. NEURON 8.2 would join it to the next line's points.
    gone.push_back(no_length || (on_soma && single && (how == coordinates::bmtk || open[i])));
    parts.push_back(std::move(s));
  }
  detail::drop(parts, gone);
  if (numbering == order::kind) detail::sort_by_kind(parts);
  return morph::tree(std::move(parts));
}

}  // namespace pallium::io
