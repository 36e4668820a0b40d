// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/detail/area_matrix.hpp>
#include <pallium/atlas/detail/reimann_23_contra.hpp>
#include <pallium/atlas/detail/reimann_23_ipsi.hpp>
#include <pallium/atlas/detail/reimann_4_contra.hpp>
#include <pallium/atlas/detail/reimann_4_ipsi.hpp>
#include <pallium/atlas/detail/reimann_5it_contra.hpp>
#include <pallium/atlas/detail/reimann_5it_ipsi.hpp>
#include <pallium/atlas/detail/reimann_5pt_contra.hpp>
#include <pallium/atlas/detail/reimann_5pt_ipsi.hpp>
#include <pallium/atlas/detail/reimann_6_contra.hpp>
#include <pallium/atlas/detail/reimann_6_ipsi.hpp>
#include <pallium/atlas/detail/reimann_all_contra.hpp>
#include <pallium/atlas/detail/reimann_all_ipsi.hpp>
#include <pallium/atlas/gap_rules.hpp>
#include <string_view>

namespace pallium::atlas {

/// Which neurons of the source area project: all, or those of a class. IT = intratelencephalic, PT = pyramidal tract,
/// CT = corticothalamic; in the data of Reimann et al. 2019 they are called 23, 4, 5it, 5pt and 6.
enum class projection_class : std::uint8_t { all, l23_it, l4_it, l5_it, l5_pt, l6_ct };
inline constexpr std::size_t projection_class_count = 6;
inline constexpr std::array<std::string_view, projection_class_count> projection_class_names{
    "all", "L2/3 IT", "L4 IT", "L5 IT", "L5 PT", "L6 CT"};
constexpr std::size_t index(projection_class c) noexcept { return static_cast<std::size_t>(c); }

/// The projections that a class of neurons makes, or nothing: L2/3 E, L4 E, L5 IT, L5 ET (PT), L6 E. L5 NP and all
/// inhibitory neurons stay within their area.
constexpr std::optional<projection_class> projection_class_of(cell_class c) noexcept {
  switch (c) {
    case cell_class::l23_e: return projection_class::l23_it;
    case cell_class::l4_e: return projection_class::l4_it;
    case cell_class::l5_it: return projection_class::l5_it;
    case cell_class::l5_et: return projection_class::l5_pt;
    case cell_class::l6_e: return projection_class::l6_ct;
    default: return std::nullopt;
  }
}

namespace detail {
/// The two matrices of a class.
template <projection_class C> struct reimann2019;
template <> struct reimann2019<projection_class::all> {
  static constexpr area_matrix const& ipsi = reimann_all_ipsi;
  static constexpr area_matrix const& contra = reimann_all_contra;
};
template <> struct reimann2019<projection_class::l23_it> {
  static constexpr area_matrix const& ipsi = reimann_23_ipsi;
  static constexpr area_matrix const& contra = reimann_23_contra;
};
template <> struct reimann2019<projection_class::l4_it> {
  static constexpr area_matrix const& ipsi = reimann_4_ipsi;
  static constexpr area_matrix const& contra = reimann_4_contra;
};
template <> struct reimann2019<projection_class::l5_it> {
  static constexpr area_matrix const& ipsi = reimann_5it_ipsi;
  static constexpr area_matrix const& contra = reimann_5it_contra;
};
template <> struct reimann2019<projection_class::l5_pt> {
  static constexpr area_matrix const& ipsi = reimann_5pt_ipsi;
  static constexpr area_matrix const& contra = reimann_5pt_contra;
};
template <> struct reimann2019<projection_class::l6_ct> {
  static constexpr area_matrix const& ipsi = reimann_6_ipsi;
  static constexpr area_matrix const& contra = reimann_6_contra;
};
}  // namespace detail

/// The library has the matrices of this class.
template <projection_class C>
concept projection_with_matrix = requires { detail::reimann2019<C>::ipsi; };

/// Connection density from one area onto another, either hemisphere (Reimann et al. 2019,
/// doi:10.1038/s41467-019-11630-x; voxel model of Knox et al. 2018, doi:10.1162/netn_a_00066, at the resolution of
/// areas, scaled). The brain is taken as symmetric: left to right equals right to left, and so on.
///
/// Unit: [synapses / um3 of the target]. The files name none; it is inferred. Density times the target's volume, over
/// all pairs of the 38 measured areas as targets, gives 75e9, near the 88e9 synapses of the paper, and shares
/// by distance as published (`strength_shares`). Where this matters, use the ratios: `input_share`.
///
/// The diagonal (an area onto itself, same hemisphere) includes the local circuit. Of `all` no entry is 0: the smallest
/// are below what tracing resolves.
///
/// The five classes are parts of `all`: between two areas they sum to it at most, over all pairs to 0.91 of it in the
/// hemisphere and 0.85 across. A class has 0 where its projection is too weak for a number. L4 IT leaves no agranular
/// area, nor GU and VISC; L5 PT no area of the anterolateral and temporal modules, and none of it reaches AIp.
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr double strength(sided_area from, sided_area to) noexcept {
  auto const& m = from.side == to.side ? detail::reimann2019<C>::ipsi : detail::reimann2019<C>::contra;
  return m[index(from.where)][index(to.where)];
}
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr double strength(area from, hemisphere from_side, area to, hemisphere to_side) noexcept {
  return strength<C>({from, from_side}, {to, to_side});
}

/// `strength` of a class that is known only when the program runs.
constexpr double connection_density(projection_class c, sided_area from, sided_area to) noexcept {
  switch (c) {
    case projection_class::l23_it: return strength<projection_class::l23_it>(from, to);
    case projection_class::l4_it: return strength<projection_class::l4_it>(from, to);
    case projection_class::l5_it: return strength<projection_class::l5_it>(from, to);
    case projection_class::l5_pt: return strength<projection_class::l5_pt>(from, to);
    case projection_class::l6_ct: return strength<projection_class::l6_ct>(from, to);
    case projection_class::all: break;
  }
  return strength<projection_class::all>(from, to);
}

/// Share of `from` in all synapses of the class onto `to`: strength(from, to) / sum over the 86 sources of
/// strength(s, to). Over all sources it sums to 1; where none has any (L5 PT onto AIp) it is 0.
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr double input_share(sided_area from, sided_area to) noexcept {
  double all = 0;
  for (std::size_t i = 0; i < sided_area_count; ++i) all += strength<C>(nth_sided_area(i), to);
  return all > 0 ? strength<C>(from, to) / all : 0.0;
}

/// Synapses from one area onto another, strength(from, to) * volume(to) [um3], if the unit above is right. Volumes
/// that nobody measured are by rule.
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr double synapses(sided_area from, sided_area to) noexcept {
  return strength<C>(from, to) * (volume(to) * 1e9);
}

/// Where the synapses of the whole cortex come from; sums to 1.
struct synapse_shares {
  double within_area = 0, other_areas = 0, other_hemisphere = 0;
};

/// Shares of `synapses` over all pairs: within an area, from other areas of the hemisphere, from the other hemisphere.
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr synapse_shares strength_shares() noexcept {
  synapse_shares s;
  for (std::size_t j = 0; j < area_count; ++j) {
    sided_area const to{nth_area(j), hemisphere::left};
    for (std::size_t i = 0; i < sided_area_count; ++i) {
      sided_area const from = nth_sided_area(i);
      double& slot = from == to ? s.within_area : from.side == to.side ? s.other_areas : s.other_hemisphere;
      slot += synapses<C>(from, to);
    }
  }
  double const all = s.within_area + s.other_areas + s.other_hemisphere;
  return {s.within_area / all, s.other_areas / all, s.other_hemisphere / all};
}

}  // namespace pallium::atlas
