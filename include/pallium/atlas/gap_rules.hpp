// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/kim2017.hpp>
#include <pallium/atlas/layer_fractions.hpp>

/// The rules that fill the gaps of the tables. The tables themselves keep them: see `kim2017`.
namespace pallium::atlas {

/// Whether Kim et al. 2017 give the area a volume and counts; if not, every number below is by rule.
constexpr bool is_measured(area a) noexcept { return kim2017(a).total.has_value(); }

/// Volume of an area, both hemispheres [mm3]: Kim et al. 2017 where they have it, else
///
///     V(a) = min { V(b) : b in the module of a, V(b) measured }
///
/// The five gaps are small areas that CCFv3 carved out of older ones (SSp-un, VISli, VISpor, VISrl, VISa). The mean
/// of the module was rejected: it would make SSp-un as large as VISp (6.1 mm3). The sum over the 43 is 123 mm3.
constexpr double volume_both_hemispheres(area a) noexcept {
  if (auto const v = kim2017(a).total) return *v;
  double least = 0;
  for (std::size_t i = 0; i < area_count; ++i)
    if (auto const v = kim2017(nth_area(i)).total; v && module_of(nth_area(i)) == module_of(a))
      if (least == 0 || *v < least) least = *v;
  return least;
}

/// Volume of an area of one hemisphere [mm3]: half of both.
constexpr double volume(sided_area s) noexcept { return 0.5 * volume_both_hemispheres(s.where); }

/// Shares of the layers in the volume of an area, layer 1 included; they sum to 1.
struct layer_shares {
  double l1 = 0, l23 = 0, l4 = 0, l5 = 0, l6 = 0;
  constexpr double sum() const noexcept { return l1 + l23 + l4 + l5 + l6; }
};

namespace detail {
/// The total of Kim et al. 2017 covers all layers of the area, so its l1 / total means something. (FRP's does not.
/// VISl's covers the layer 2/3 that they leave out: the other layers make 73% of it.)
constexpr bool layers_complete(area a) noexcept {
  auto const& k = kim2017(a);
  return k.total && k.l1 && k.l5 && k.l6a;
}
}  // namespace detail

/// Layer shares by rule:
///
///     l1 = V_L1(a) / V(a)                          where the volume of Kim et al. 2017 covers all layers (37 areas),
///        = sum V_L1(b) / sum V(b)                  else, over those areas b of its module
///     l = (1 - l1) * relative_layer_volumes(a).l   for l in 2/3, 4, 5, 6
constexpr layer_shares shares_of_layers(area a) noexcept {
  double part = 0, whole = 0;
  for (std::size_t i = 0; i < area_count; ++i) {
    area const b = nth_area(i);
    bool const use = detail::layers_complete(a) ? b == a : module_of(b) == module_of(a);
    if (!use || !detail::layers_complete(b)) continue;
    part += *kim2017(b).l1;
    whole += *kim2017(b).total;
  }
  double const l1 = part / whole;
  auto const& r = relative_layer_volumes(a);
  return {l1, (1 - l1) * r.l23, (1 - l1) * r.l4, (1 - l1) * r.l5, (1 - l1) * r.l6};
}

/// Volumes of the layers of an area, both hemispheres [mm3]; they sum to `volume_both_hemispheres`.
struct layer_volumes {
  double l1 = 0, l23 = 0, l4 = 0, l5 = 0, l6 = 0;
  constexpr double sum() const noexcept { return l1 + l23 + l4 + l5 + l6; }
};

/// Layer volumes by rule:
///
///     V_l(a) = V(a) v_l / sum of v      v: the volumes of Kim et al. 2017, where they have every layer (36 areas)
///            = V(a) shares_of_layers(a) elsewhere (the five gaps, FRP, VISl)
///
/// Their layer 6a stands for layer 6, and what their layers leave of the total (up to 10%) goes to all in proportion.
constexpr layer_volumes volumes_of_layers(area a) noexcept {
  auto const& k = kim2017(a);
  double const v = volume_both_hemispheres(a);
  if (k.l1 && k.l23 && (k.l4 || is_agranular(a)) && k.l5 && k.l6a) {
    double const l4 = k.l4.value_or(0.0), factor = v / (*k.l1 + *k.l23 + l4 + *k.l5 + *k.l6a);
    return {*k.l1 * factor, *k.l23 * factor, l4 * factor, *k.l5 * factor, *k.l6a * factor};
  }
  auto const s = shares_of_layers(a);
  return {v * s.l1, v * s.l23, v * s.l4, v * s.l5, v * s.l6};
}

/// Shares of PV, SST and VIP in the inhibitory neurons of an area; they sum to 1.
struct inhibitory_split {
  double pv = 0, sst = 0, vip = 0;
  constexpr double sum() const noexcept { return pv + sst + vip; }
};

/// Split of inhibition: the counts of Kim et al. 2017 over their sum, pv = N_PV / (N_PV + N_SST + N_VIP) and so on,
/// where the area has counts, else the same with the counts summed over its module.
///
/// The three classes are taken for all of inhibition: the rest (Lamp5, Sncg, most of layer 1) is spread over them.
constexpr inhibitory_split split_of_inhibition(area a) noexcept {
  double pv = 0, sst = 0, vip = 0;
  for (std::size_t i = 0; i < area_count; ++i) {
    area const b = nth_area(i);
    auto const& k = kim2017(b);
    bool const use = is_measured(a) ? b == a : module_of(b) == module_of(a);
    if (!use || !k.pv || !k.sst || !k.vip) continue;
    pv += *k.pv;
    sst += *k.sst;
    vip += *k.vip;
  }
  double const all = pv + sst + vip;
  return {pv / all, sst / all, vip / all};
}

}  // namespace pallium::atlas
