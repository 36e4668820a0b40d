// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstdint>
#include <pallium/atlas/apportion.hpp>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/gap_rules.hpp>

/// The rules by which the neurons of the cortex are shared out over areas and classes.
namespace pallium::atlas {

/// A real number for every class, and a count.
using per_class = std::array<double, cell_class_count>;
using class_counts = std::array<std::uint64_t, cell_class_count>;

/// Neurons of an area of one hemisphere by class, if it had V1's densities:
///
///     n_l   = V_l d_l / 2                              neurons of layer l
///     E_l   = n_l (1 - i_l)                            layers 2/3, 4, 6; in layer 5 times 0.26 ET, 0.70 IT, 0.04 NP
///     I     = sum of n_l i_l over layers 2/3 to 6      layer 1: n_1 of its own class
///     I_k,l = I s_k V_l d_k,l / sum over m of V_m d_k,m      k: PV, SST, VIP
///
/// | symbol        | what                                                       | source                            |
/// |---------------|------------------------------------------------------------|-----------------------------------|
/// | V_l           | volume of the layer, both hemispheres                      | `volumes_of_layers`               |
/// | d_l, i_l      | V1's neurons per mm3 of the layer, inhibitory fraction     | `v1_layers`                       |
/// | 0.26 ...      | V1's excitatory neurons of layer 5                         | `v1_class`                        |
/// | s_k           | split of inhibition of the area                            | `split_of_inhibition`             |
/// | d_k,l         | V1's neurons of kind k per mm3 of layer l                  | `v1_neurons_per_mm3`              |
///
/// An agranular area has no class of layer 4. That the layers of all areas have V1's densities, but for a factor
/// (`v1_density_factor`), and its inhibitory fractions is an assumption.
constexpr per_class neurons_at_v1_density(area a) noexcept {
  auto const volumes = volumes_of_layers(a);
  std::array<double, layer_count> const v{volumes.l1, volumes.l23, volumes.l4, volumes.l5, volumes.l6};
  per_class n{};
  double inhibitory = 0;
  for (std::size_t l = 1; l < layer_count; ++l)
    inhibitory += v[l] * v1_layers::all[l].neurons_per_mm3() * v1_layers::all[l].inhibitory_fraction;
  per_class at_v1{};
  std::array<double, cell_kind_count> of_kind{};
  for (std::size_t c = 0; c < cell_class_count; ++c) {
    auto const which = nth_cell_class(c);
    at_v1[c] = v[index(layer_of(which))] * v1_neurons_per_mm3(which);
    of_kind[index(kind_of(which))] += at_v1[c];
  }
  auto const split = split_of_inhibition(a);
  for (std::size_t c = 0; c < cell_class_count; ++c) {
    auto const kind = kind_of(nth_cell_class(c));
    double const share = kind == cell_kind::pv ? split.pv : kind == cell_kind::sst ? split.sst : split.vip;
    bool const as_it_is = kind == cell_kind::excitatory || kind == cell_kind::l1_inhibitory;
    n[c] = 0.5 * (as_it_is ? at_v1[c] : inhibitory * share * at_v1[c] / of_kind[index(kind)]);
  }
  return n;
}

/// Neurons of both hemispheres at V1's densities.
constexpr double cortex_at_v1_density() noexcept {
  double all = 0;
  for (std::size_t i = 0; i < area_count; ++i)
    for (double n : neurons_at_v1_density(nth_area(i))) all += 2 * n;
  return all;
}

/// The factor by which all densities are V1's if the cortex has `total` neurons. V1 is about twice as dense as the
/// cortex on average: with 9 million neurons it is 0.46.
constexpr double v1_density_factor(std::uint64_t total) noexcept {
  return static_cast<double>(total) / cortex_at_v1_density();
}

namespace detail {
/// Gives every element below its floor a unit of the largest element (of equals the first), in order; the sum
/// stays. An element that would itself fall below its floor gives nothing.
template <std::size_t N>
constexpr void lift_to(std::array<std::uint64_t, N>& part, std::array<std::uint64_t, N> const& floor) noexcept {
  for (std::size_t k = 0; k < N; ++k)
    while (part[k] < floor[k]) {
      std::size_t most = 0;
      for (std::size_t j = 1; j < N; ++j)
        if (part[j] > part[most]) most = j;
      if (part[most] <= floor[most]) return;
      --part[most];
      ++part[k];
    }
}
}  // namespace detail

/// `n` neurons of an area over its classes, in whole numbers whose sum is n: first over the five kinds (excitatory,
/// PV, SST, VIP, layer 1), then each kind over its layers, both by largest remainders (`apportion`). So the balance of
/// excitation and inhibition holds in small areas, too.
///
/// From n = 8 on there are at least one excitatory, PV, SST and VIP neuron: a kind without one takes it from the
/// largest kind.
constexpr class_counts neurons_of_area_per_class(area a, std::uint64_t n) noexcept {
  auto const weight = neurons_at_v1_density(a);
  std::array<double, cell_kind_count> of_kind{};
  for (std::size_t c = 0; c < cell_class_count; ++c) of_kind[index(kind_of(nth_cell_class(c)))] += weight[c];
  auto kinds = apportion(n, of_kind);
  if (n >= 8) detail::lift_to<cell_kind_count>(kinds, {1, 1, 1, 1, 0});
  class_counts count{};
  for (std::size_t k = 0; k < cell_kind_count; ++k) {
    per_class mine{};
    for (std::size_t c = 0; c < cell_class_count; ++c)
      if (index(kind_of(nth_cell_class(c))) == k) mine[c] = weight[c];
    auto const part = apportion(kinds[k], mine);
    for (std::size_t c = 0; c < cell_class_count; ++c) count[c] += part[c];
  }
  return count;
}

/// `total` neurons of the cortex by area and class, in whole numbers whose sum is `total`: element
/// [index(sided_area)][index(cell_class)].
///
/// Areas first: in proportion to their neurons at V1's densities, by largest remainders; so an area with a thick layer
/// 4 has more neurons than its volume's share. From total = 86 on every area
/// has at least one neuron: an empty one takes it from the largest. Then `neurons_of_area_per_class`. The two
/// hemispheres of an area differ by one neuron at most.
constexpr std::array<class_counts, sided_area_count> neurons_per_class(std::uint64_t total) noexcept {
  std::array<double, sided_area_count> weight{};
  for (std::size_t i = 0; i < area_count; ++i) {
    double n = 0;
    for (double x : neurons_at_v1_density(nth_area(i))) n += x;
    weight[i] = weight[i + area_count] = n;
  }
  auto areas = apportion(total, weight);
  if (total >= sided_area_count) {
    std::array<std::uint64_t, sided_area_count> one{};
    one.fill(1);
    detail::lift_to(areas, one);
  }
  std::array<class_counts, sided_area_count> count{};
  for (std::size_t i = 0; i < sided_area_count; ++i)
    count[i] = neurons_of_area_per_class(nth_sided_area(i).where, areas[i]);
  return count;
}

}  // namespace pallium::atlas
