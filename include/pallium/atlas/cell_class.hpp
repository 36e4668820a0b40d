// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <pallium/atlas/cortex_facts.hpp>
#include <string_view>

namespace pallium::atlas {

/// The 19 classes of neurons of the cortex, in the order of the 19 x 19 connection probabilities (see
/// `v1_connections.hpp`). E: excitatory; ET: extratelencephalic, IT: intratelencephalic, NP: near-projecting;
/// PV, SST, VIP: inhibitory, by the gene that they express. Layer 1 has inhibitory neurons alone.
enum class cell_class : std::uint8_t {
  l1_inh,                                          // layer 1
  l23_e, l23_pv, l23_sst, l23_vip,                 // layer 2/3
  l4_e, l4_pv, l4_sst, l4_vip,                     // layer 4
  l5_et, l5_it, l5_np, l5_pv, l5_sst, l5_vip,      // layer 5
  l6_e, l6_pv, l6_sst, l6_vip                      // layer 6
};
inline constexpr std::size_t cell_class_count = 19;

constexpr std::size_t index(cell_class c) noexcept { return static_cast<std::size_t>(c); }
constexpr cell_class nth_cell_class(std::size_t i) noexcept { return static_cast<cell_class>(i); }

/// Names for people.
inline constexpr std::array<std::string_view, cell_class_count> cell_class_names{
    "L1 inh", "L2/3 E", "L2/3 PV", "L2/3 SST", "L2/3 VIP", "L4 E",   "L4 PV", "L4 SST", "L4 VIP", "L5 ET",
    "L5 IT",  "L5 NP",  "L5 PV",   "L5 SST",   "L5 VIP",   "L6 E",   "L6 PV", "L6 SST", "L6 VIP"};
/// Names for files: lower case letters, digits and '_'; the enumerators.
inline constexpr std::array<std::string_view, cell_class_count> cell_class_file_names{
    "l1_inh", "l23_e", "l23_pv", "l23_sst", "l23_vip", "l4_e",   "l4_pv", "l4_sst", "l4_vip", "l5_et",
    "l5_it",  "l5_np", "l5_pv",  "l5_sst",  "l5_vip",  "l6_e",   "l6_pv", "l6_sst", "l6_vip"};

constexpr std::string_view name_of(cell_class c) noexcept { return cell_class_names[index(c)]; }
constexpr std::string_view file_name_of(cell_class c) noexcept { return cell_class_file_names[index(c)]; }

/// The class of either of its names ("L5 IT" or "l5_it", exact), or nothing.
constexpr std::optional<cell_class> find_cell_class(std::string_view name) noexcept {
  for (std::size_t i = 0; i < cell_class_count; ++i)
    if (cell_class_names[i] == name || cell_class_file_names[i] == name) return nth_cell_class(i);
  return std::nullopt;
}

/// The layers of the cortex. Layers 2 and 3 are one, layer 6 is 6a and 6b.
enum class layer : std::uint8_t { l1, l23, l4, l5, l6 };
inline constexpr std::size_t layer_count = 5;
inline constexpr std::array<std::string_view, layer_count> layer_names{"L1", "L2/3", "L4", "L5", "L6"};
constexpr std::size_t index(layer l) noexcept { return static_cast<std::size_t>(l); }
constexpr std::string_view name_of(layer l) noexcept { return layer_names[index(l)]; }

constexpr layer layer_of(cell_class c) noexcept {
  return c < cell_class::l23_e  ? layer::l1
         : c < cell_class::l4_e  ? layer::l23
         : c < cell_class::l5_et ? layer::l4
         : c < cell_class::l6_e  ? layer::l5
                                 : layer::l6;
}

/// What a class is, whatever its layer.
enum class cell_kind : std::uint8_t { excitatory, pv, sst, vip, l1_inhibitory };
inline constexpr std::size_t cell_kind_count = 5;
inline constexpr std::array<std::string_view, cell_kind_count> cell_kind_names{"E", "PV", "SST", "VIP", "L1 inh"};
constexpr std::size_t index(cell_kind k) noexcept { return static_cast<std::size_t>(k); }
constexpr std::string_view name_of(cell_kind k) noexcept { return cell_kind_names[index(k)]; }

constexpr cell_kind kind_of(cell_class c) noexcept {
  using enum cell_class;
  switch (c) {
    case l1_inh: return cell_kind::l1_inhibitory;
    case l23_pv: case l4_pv: case l5_pv: case l6_pv: return cell_kind::pv;
    case l23_sst: case l4_sst: case l5_sst: case l6_sst: return cell_kind::sst;
    case l23_vip: case l4_vip: case l5_vip: case l6_vip: return cell_kind::vip;
    default: return cell_kind::excitatory;
  }
}
constexpr bool is_excitatory(cell_class c) noexcept { return kind_of(c) == cell_kind::excitatory; }

/// What the V1 model of the Allen Institute says of a class (seed file of AllenInstitute/biorealistic-v1-model).
struct v1_class {
  double share = 0;          ///< of the excitatory, or of the inhibitory, neurons of its layer
  double synapse_shape = 0;  ///< synapses onto a neuron: lognormal, shape
  double synapse_scale = 0;  ///< and scale
};

namespace detail {
/// Layer 4 E is there four lines (Nr5a1, Rorb, Scnn1a, other: 0.12, 0.26, 0.30, 0.32), which have the same synapses.
inline constexpr std::array<v1_class, cell_class_count> v1_class_table{{
    {1.0, 0.856, 2808.682},                  // L1 inh
    {1.0, 0.363, 3815.682},                  // L2/3 E
    {0.29591836734693877, 0.433, 7432.587},  // L2/3 PV
    {0.21428571428571427, 0.55, 5305.151},   // L2/3 SST
    {0.4897959183673469, 0.537, 2355.279},   // L2/3 VIP
    {1.0, 0.345, 2188.765},                  // L4 E
    {0.5523809523809524, 0.433, 7432.587},   // L4 PV
    {0.29523809523809524, 0.55, 5305.151},   // L4 SST
    {0.1523809523809524, 0.537, 2355.279},   // L4 VIP
    {0.26, 0.424, 7406.546},                 // L5 ET
    {0.7, 0.331, 2552.072},                  // L5 IT
    {0.04, 1.376, 679.745},                  // L5 NP
    {0.4857142857142857, 0.433, 7432.587},   // L5 PV
    {0.42857142857142855, 0.55, 5305.151},   // L5 SST
    {0.08571428571428572, 0.537, 2355.279},  // L5 VIP
    {1.0, 0.241, 2292.098},                  // L6 E
    {0.4583333333333333, 0.433, 7432.587},   // L6 PV
    {0.4583333333333333, 0.55, 5305.151},    // L6 SST
    {0.08333333333333333, 0.537, 2355.279},  // L6 VIP
}};

/// e^x for 0 <= x < 1 to the last bit or two, the same on every machine: 20 terms of its series, and no libm.
constexpr double exp_of_fraction(double x) noexcept {
  double sum = 1;
  for (int n = 20; n > 0; --n) sum = 1 + x / n * sum;
  return sum;
}
}  // namespace detail

constexpr v1_class const& v1_class_of(cell_class c) noexcept { return detail::v1_class_table[index(c)]; }

/// V1's neurons of a class under one mm2 of cortical surface [1/mm2]:
///
///     d = n_l (1 - i_l) share  (excitatory)   or   n_l i_l share  (inhibitory),   n_l and i_l of `v1_layers`
constexpr double v1_neurons_per_mm2(cell_class c) noexcept {
  auto const& l = v1_layers::all[index(layer_of(c))];
  double const fraction = is_excitatory(c) ? 1 - l.inhibitory_fraction : l.inhibitory_fraction;
  return l.neurons_per_mm2 * fraction * v1_class_of(c).share;
}

/// The same per volume of its layer [1/mm3].
constexpr double v1_neurons_per_mm3(cell_class c) noexcept {
  return 1000.0 * v1_neurons_per_mm2(c) / v1_layers::all[index(layer_of(c))].thickness;
}

/// Mean number of synapses onto a neuron of V1, from all sources: scale exp(shape^2 / 2), the mean of the lognormal.
constexpr double v1_synapses_onto(cell_class c) noexcept {
  auto const& v = v1_class_of(c);
  return v.synapse_scale * detail::exp_of_fraction(0.5 * v.synapse_shape * v.synapse_shape);
}

}  // namespace pallium::atlas
