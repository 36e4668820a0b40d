// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/gap_rules.hpp>
#include <pallium/atlas/position.hpp>

/// Where neurons of an area lie: rules that make of each area a flat piece of cortex of the right volume, at its place,
/// facing outwards. Good for pictures and for lateral distances within an area, not for anatomy: real areas are curved,
/// of their own outline, and their pieces meet, where these overlap and leave gaps.
///
/// Nothing here is rounded otherwise than by + - * / and the square root: the same bits everywhere.
namespace pallium::atlas {

/// Thickness of all areas [um]: V1's layers together (`v1_layers`, 779). AN ASSUMPTION: the tables give no thickness.
/// An area that is thicker has less surface than comes out here.
inline constexpr double assumed_thickness_um = [] {
  double sum = 0;
  for (auto const& l : v1_layers::all) sum += l.thickness;
  return sum;
}();

/// Surface of an area of one hemisphere [mm2]: volume / thickness. Over all areas and both hemispheres 158 mm2.
constexpr double surface_mm2(sided_area s) noexcept { return volume(s) / (1e-3 * assumed_thickness_um); }

/// Depth below the pia [um].
struct depth_range {
  double top = 0, bottom = 0;
};

/// The depths of a layer of an area: the thickness divided as the area's volume is (`volumes_of_layers`), layer 1 at
/// the top. Layer 4 of an agranular area has no extent.
constexpr depth_range depths_of(area a, layer l) noexcept {
  auto const v = volumes_of_layers(a);
  std::array<double, layer_count> const part{v.l1, v.l23, v.l4, v.l5, v.l6};
  double above = 0;
  for (std::size_t i = 0; i < index(l); ++i) above += part[i];
  double const through = l == layer::l6 ? v.sum() : above + part[index(l)];
  return {assumed_thickness_um * (above / v.sum()), assumed_thickness_um * (through / v.sum())};
}

/// A direction or place in the axes of the CCFv3: ap to the back, dv down, ml to the right.
struct ccf_vector {
  double ap = 0, dv = 0, ml = 0;
  friend constexpr bool operator==(ccf_vector const&, ccf_vector const&) = default;
};

/// The axes of an area, unit vectors: `x` backwards along the surface, `y` = `out` x `x`, `out` away from the brain.
/// (x, y, out) is right-handed in both hemispheres, so y points to the right in dorsal areas of either.
struct area_frame {
  ccf_vector x{}, y{}, out{};
};

namespace detail {
/// The line within the right hemisphere that areas look away from [mm]: two points placed by hand, so that dorsal,
/// lateral, medial and frontal areas face up, aside, to the midline and to the front.
inline constexpr ccf_vector core_front{4.0, 3.3, 1.5}, core_back{8.0, 3.2, 2.2};

constexpr double dot(ccf_vector const& a, ccf_vector const& b) noexcept {
  return a.ap * b.ap + a.dv * b.dv + a.ml * b.ml;
}
constexpr ccf_vector cross(ccf_vector const& a, ccf_vector const& b) noexcept {
  return {a.dv * b.ml - a.ml * b.dv, a.ml * b.ap - a.ap * b.ml, a.ap * b.dv - a.dv * b.ap};
}
/// a + f b.
constexpr ccf_vector plus(ccf_vector const& a, double f, ccf_vector const& b) noexcept {
  return {a.ap + f * b.ap, a.dv + f * b.dv, a.ml + f * b.ml};
}
inline ccf_vector unit(ccf_vector const& a) noexcept {
  double const length = std::sqrt(dot(a, a));
  return {a.ap / length, a.dv / length, a.ml / length};
}
}  // namespace detail

/// Axes of an area:
///
///     out = (p - q) / |p - q|,   p: centre of the area, q: the nearest point of the line core_front to core_back
///     x   = e - (e . out) out, scaled to 1,   e: the axis to the back
///
/// In the left hemisphere `out` and `x` are those of the right one mirrored, and `y` the mirrored one reversed.
inline area_frame frame_of(sided_area s) noexcept {
  using namespace detail;
  auto const at = position({s.where, hemisphere::right});
  ccf_vector const p{at.ap, at.dv, at.ml}, line = plus(core_back, -1.0, core_front);
  double const along = std::clamp(dot(plus(p, -1.0, core_front), line) / dot(line, line), 0.0, 1.0);
  ccf_vector out = unit(plus(p, -1.0, plus(core_front, along, line)));
  ccf_vector const back{1, 0, 0};
  ccf_vector x = unit(plus(back, -dot(back, out), out));
  if (s.side == hemisphere::left) {
    out.ml = -out.ml;
    x.ml = -x.ml;
  }
  return {x, cross(out, x), out};
}

/// The outline of an area: an ellipse of semi-axes a along `x` and b along `y` [um], pi a b = `surface_mm2`.
///
/// A circle, but where that would cross the midline: there b is cut to 0.9 of the way, at most to half, and a grows, as
/// areas along the midline are indeed long. Those on the medial wall may still reach over it, by less than 0.25 mm.
struct area_outline {
  double a = 0, b = 0;
  constexpr bool contains(double x_um, double y_um) const noexcept {
    double const x = x_um / a, y = y_um / b;
    return x * x + y * y <= 1.0;
  }
};
inline area_outline outline_of(sided_area s) noexcept {
  double const square = 1e6 * surface_mm2(s) / 3.14159265358979323846;
  double const radius = std::sqrt(square);
  auto const frame = frame_of(s);
  // What is left at the end of the cortex, pia or white matter, that is nearer to the midline.
  double const room = 1e3 * std::abs(position(s).ml) - 0.5 * assumed_thickness_um * std::abs(frame.out.ml);
  double const slope = std::abs(frame.y.ml);
  double b = radius;
  if (slope * b > 0.9 * room) b = std::max(0.5 * radius, 0.9 * room / slope);
  return {square / b, b};
}

/// Place of a point of an area [mm]: x and y along the surface from its centre, depth below the pia [um]. The centre of
/// the area (`position`) is at half its thickness.
inline ccf_vector place(sided_area s, area_frame const& frame, double x_um, double y_um, double depth_um) noexcept {
  auto const c = position(s);
  double const up = 0.5 * assumed_thickness_um - depth_um;
  ccf_vector const p = detail::plus(detail::plus({c.ap, c.dv, c.ml}, 1e-3 * x_um, frame.x), 1e-3 * y_um, frame.y);
  return detail::plus(p, 1e-3 * up, frame.out);
}
inline ccf_vector place(sided_area s, double x_um, double y_um, double depth_um) noexcept {
  return place(s, frame_of(s), x_um, y_um, depth_um);
}

}  // namespace pallium::atlas
