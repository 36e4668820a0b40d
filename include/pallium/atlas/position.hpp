// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <pallium/atlas/area.hpp>
#include <pallium/core/units.hpp>

namespace pallium::atlas {

/// Where the centre of an area comes from.
enum class position_source : std::uint8_t {
  centroid,   ///< volume centroid of the area
  estimated,  ///< placed by hand between its neighbours on the cortical map, +-0.5 mm
};

/// Approximate centre of an area in the axes of the CCFv3 [mm].
struct area_position {
  double ap = 0;  ///< from the front
  double dv = 0;  ///< from the top
  double ml = 0;  ///< from the midline (the table: distance; `position`: negative to the left)
  position_source source = position_source::estimated;
};

namespace detail {
using enum position_source;
/// Centroids: 100 um voxels of the CCFv3 (Wang et al. 2020, doi:10.1016/j.cell.2020.04.007) as in The Virtual
/// Brain's mouse connectome (Melozzi et al. 2017, doi:10.1523/ENEURO.0111-17.2017). The others are estimates.
inline constexpr std::array<area_position, area_count> position_table{{  // ap, dv, |ml|
    {2.30, 2.60, 1.20, estimated},  // FRP
    {4.02, 2.34, 0.97, centroid},   // MOs
    {4.58, 2.48, 0.91, centroid},   // ACAd
    {4.93, 2.40, 0.49, centroid},   // ACAv
    {3.50, 3.10, 0.50, estimated},  // PL
    {3.90, 4.00, 0.40, estimated},  // ILA
    {3.30, 3.60, 1.70, estimated},  // ORBl
    {3.00, 3.90, 0.40, estimated},  // ORBm
    {3.00, 3.60, 1.00, estimated},  // ORBvl
    {4.25, 4.35, 2.75, centroid},   // AId
    {3.70, 4.50, 2.30, estimated},  // AIv
    {6.20, 5.00, 4.00, estimated},  // AIp
    {4.22, 4.12, 2.82, centroid},   // GU
    {6.00, 4.20, 4.10, estimated},  // VISC
    {5.98, 3.55, 3.77, centroid},   // SSs
    {6.71, 1.34, 3.59, centroid},   // SSp-bfd
    {6.60, 1.30, 1.70, estimated},  // SSp-tr
    {5.90, 1.50, 2.00, estimated},  // SSp-ll
    {5.89, 2.17, 2.10, centroid},   // SSp-ul
    {6.00, 1.90, 2.60, estimated},  // SSp-un
    {5.67, 2.58, 3.50, centroid},   // SSp-n
    {4.31, 2.88, 3.74, centroid},   // SSp-m
    {4.41, 2.13, 2.34, centroid},   // MOp
    {7.90, 1.50, 3.40, estimated},  // VISal
    {8.70, 1.70, 3.70, estimated},  // VISl
    {8.78, 1.62, 2.45, centroid},   // VISp
    {9.40, 2.20, 3.60, estimated},  // VISpl
    {8.90, 2.10, 4.10, estimated},  // VISli
    {9.20, 2.60, 4.20, estimated},  // VISpor
    {7.60, 1.20, 3.00, estimated},  // VISrl
    {7.30, 1.00, 2.00, estimated},  // VISa
    {8.10, 0.90, 1.60, estimated},  // VISam
    {8.80, 1.00, 1.40, estimated},  // VISpm
    {8.30, 0.80, 0.90, estimated},  // RSPagl
    {7.63, 0.45, 0.62, centroid},   // RSPd
    {7.79, 1.22, 0.55, centroid},   // RSPv
    {7.62, 2.31, 4.58, centroid},   // AUDd
    {7.94, 2.88, 4.40, centroid},   // AUDp
    {8.60, 2.40, 4.40, estimated},  // AUDpo
    {7.39, 3.55, 5.03, centroid},   // AUDv
    {8.40, 3.40, 4.50, estimated},  // TEa
    {7.50, 4.66, 4.16, centroid},   // PERI
    {7.86, 4.18, 4.26, centroid},   // ECT
}};
}  // namespace detail

/// Centre of an area in one hemisphere: ml = -|ml| in the left one, +|ml| in the right one. Good enough for delays
/// and pictures, not for anatomy.
constexpr area_position position(sided_area s) noexcept {
  area_position p = detail::position_table[index(s.where)];
  if (s.side == hemisphere::left) p.ml = -p.ml;
  return p;
}

/// Straight line between the centres of two areas [mm]; 0 from an area to itself.
inline double distance_mm(sided_area a, sided_area b) noexcept {
  area_position const p = position(a), q = position(b);
  double const x = p.ap - q.ap, y = p.dv - q.dv, z = p.ml - q.ml;
  return std::sqrt(x * x + y * y + z * z);  // IEEE 754 asks for the correctly rounded root: the same bits everywhere
}

/// Conduction speed of long corticocortical axons [m/s = mm/ms]. AN ASSUMPTION for the mouse: 3.5 m/s was measured
/// between V1 and V2 of the macaque (Girard, Hupe and Bullier 2001, doi:10.1152/jn.2001.85.3.1328) and is what
/// multi-area models of cortex use (Schmidt et al. 2018, doi:10.1371/journal.pcbi.1006359). Axons of the mouse's
/// corpus callosum fall into a myelinated and a slower unmyelinated group (Li et al. 2016,
/// doi:10.1371/journal.pone.0165637), and a straight line is shorter than the path through the white matter:
/// real delays are longer and spread.
inline constexpr double assumed_conduction_speed = 3.5;

/// Axonal delay between two areas: distance [mm] / speed [m/s] gives [ms]. It is 0 within an area and may be less
/// than a simulation's minimum delay: the caller adds the synaptic delay, or clips.
inline duration axonal_delay(sided_area from, sided_area to, double speed = assumed_conduction_speed) noexcept {
  return {distance_mm(from, to) / speed};
}

}  // namespace pallium::atlas
