// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/detail/area_matrix.hpp>
#include <pallium/atlas/detail/reimann_all_contra.hpp>
#include <pallium/atlas/detail/reimann_all_ipsi.hpp>
#include <pallium/atlas/gap_rules.hpp>

namespace pallium::atlas {

/// Which neurons of the source area project: all, or those of a class. IT = intratelencephalic, PT = pyramidal tract,
/// CT = corticothalamic; in the data of Reimann et al. 2019 they are called 23, 4, 5it, 5pt and 6.
enum class projection_class : std::uint8_t { all, l23_it, l4_it, l5_it, l5_pt, l6_ct };

namespace detail {
/// The two matrices of a class. A class gets its own by a specialisation beside its data; without one, asking for
/// the class does not compile.
template <projection_class C> struct reimann2019;
template <> struct reimann2019<projection_class::all> {
  static constexpr area_matrix const& ipsi = reimann_all_ipsi;
  static constexpr area_matrix const& contra = reimann_all_contra;
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
/// The diagonal (an area onto itself, same hemisphere) includes the local circuit. No entry is 0: the smallest are
/// below what tracing resolves.
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

/// Share of `from` in all synapses onto `to`: strength(from, to) / sum over the 86 sources of strength(s, to).
/// Over all sources it sums to 1.
template <projection_class C = projection_class::all>
  requires projection_with_matrix<C>
constexpr double input_share(sided_area from, sided_area to) noexcept {
  double all = 0;
  for (std::size_t i = 0; i < sided_area_count; ++i) all += strength<C>(nth_sided_area(i), to);
  return strength<C>(from, to) / all;
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
