// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstdint>
#include <pallium/atlas/apportion.hpp>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cortex_facts.hpp>
#include <pallium/atlas/gap_rules.hpp>
#include <string_view>

namespace pallium::atlas {

/// The populations that an area is made of: excitatory neurons by layer, inhibitory neurons by class.
enum class population : std::uint8_t { l23_e, l4_e, l5_e, l6_e, pv, sst, vip };
inline constexpr std::size_t population_count = 7;
inline constexpr std::array<std::string_view, population_count> population_names{"L2/3 E", "L4 E", "L5 E", "L6 E",
                                                                                 "PV",     "SST",  "VIP"};
constexpr std::size_t index(population p) noexcept { return static_cast<std::size_t>(p); }
constexpr bool is_excitatory(population p) noexcept { return index(p) < index(population::pv); }

/// Fractions of the neurons of an area in its populations; they sum to 1.
struct composition {
  std::array<double, population_count> fraction{};
  constexpr double operator[](population p) const noexcept { return fraction[index(p)]; }
  constexpr double inhibitory() const noexcept {
    return (*this)[population::pv] + (*this)[population::sst] + (*this)[population::vip];
  }
};

/// Composition of an area:
///
///     n_l  = f_l d_l                for l in 2/3, 4, 5, 6
///     E_l  = n_l (1 - i_l) / n      n = sum of n_l
///     I    = sum of n_l i_l / n
///     PV   = I s_PV,  SST = I s_SST,  VIP = I s_VIP
///
/// | symbol   | what                                         | source                                       |
/// |----------|----------------------------------------------|----------------------------------------------|
/// | f_l      | share of layer l in the area's volume        | `relative_layer_volumes`                     |
/// | d_l, i_l | V1's neurons per mm3, inhibitory fraction    | `v1_layers` (only the ratios of d_l matter)  |
/// | s        | split of inhibition of the area              | `split_of_inhibition` (a gap: of the module) |
///
/// An agranular area has no L4 E. Layer 1 is left out: in V1 0.9% of the neurons, all inhibitory. That the layers of
/// every area have V1's density ratios and inhibitory fractions is an assumption.
constexpr composition composition_of(area a) noexcept {
  auto const& f = relative_layer_volumes(a);
  std::array<double, 4> const share{f.l23, f.l4, f.l5, f.l6};
  std::array<v1_layer, 4> const v1{v1_layers::l23, v1_layers::l4, v1_layers::l5, v1_layers::l6};
  composition c;
  double all = 0, inhibitory = 0;
  for (std::size_t l = 0; l < 4; ++l) {
    double const n = share[l] * v1[l].neurons_per_mm3();
    c.fraction[l] = n * (1 - v1[l].inhibitory_fraction);
    inhibitory += n * v1[l].inhibitory_fraction;
    all += n;
  }
  for (std::size_t l = 0; l < 4; ++l) c.fraction[l] /= all;
  auto const s = split_of_inhibition(a);
  c.fraction[index(population::pv)] = inhibitory / all * s.pv;
  c.fraction[index(population::sst)] = inhibitory / all * s.sst;
  c.fraction[index(population::vip)] = inhibitory / all * s.vip;
  return c;
}

/// Share of an area in the neurons of its hemisphere, w(a) = V(a) / sum V; the 43 sum to 1.
///
/// Neurons spread over areas as volume does (Herculano-Houzel et al. 2013, doi:10.3389/fnana.2013.00035), except that
/// visual areas hold more than their volume's share: this rule leaves that out.
constexpr double relative_neuron_number(area a) noexcept {
  double all = 0;
  for (std::size_t i = 0; i < area_count; ++i) all += volume_both_hemispheres(nth_area(i));
  return volume_both_hemispheres(a) / all;
}

/// `total` neurons over the 86 areas in whole numbers, by `relative_neuron_number`; their sum is `total`.
/// Element `index(sided_area)`. The hemispheres are alike but for one neuron if the total is odd.
constexpr std::array<std::uint64_t, sided_area_count> neurons_per_area(std::uint64_t total) noexcept {
  std::array<double, sided_area_count> w{};
  for (std::size_t i = 0; i < sided_area_count; ++i) w[i] = volume(nth_sided_area(i));
  return apportion(total, w);
}

/// `total` neurons of an area over its populations in whole numbers; their sum is `total`.
constexpr std::array<std::uint64_t, population_count> neurons_per_population(area a, std::uint64_t total) noexcept {
  return apportion(total, composition_of(a).fraction);
}

}  // namespace pallium::atlas
