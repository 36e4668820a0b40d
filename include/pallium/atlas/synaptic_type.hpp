// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <pallium/atlas/cell_class.hpp>
#include <string_view>

namespace pallium::atlas {

/// The nine types of neurons among which synapses have been measured: excitatory by layer, inhibitory by gene.
enum class synaptic_type : std::uint8_t { l23_e, l4_e, l5_et, l5_it, l5_np, l6_e, pv, sst, vip };
inline constexpr std::size_t synaptic_type_count = 9;
inline constexpr std::array<std::string_view, synaptic_type_count> synaptic_type_names{
    "L2/3 E", "L4 E", "L5 ET", "L5 IT", "L5 NP", "L6 E", "PV", "SST", "VIP"};
constexpr std::size_t index(synaptic_type t) noexcept { return static_cast<std::size_t>(t); }

/// A number for every (source type, target type): matrix[source][target].
using synaptic_matrix = std::array<std::array<double, synaptic_type_count>, synaptic_type_count>;

/// The synapses of a class are those of its type, whatever the layer of an inhibitory neuron; those of layer 1
/// count as VIP. Source: naming scheme of AllenInstitute/biorealistic-v1-model.
constexpr synaptic_type synaptic_type_of(cell_class c) noexcept {
  switch (kind_of(c)) {
    case cell_kind::pv: return synaptic_type::pv;
    case cell_kind::sst: return synaptic_type::sst;
    case cell_kind::vip:
    case cell_kind::l1_inhibitory: return synaptic_type::vip;
    case cell_kind::excitatory: break;
  }
  switch (c) {
    case cell_class::l23_e: return synaptic_type::l23_e;
    case cell_class::l4_e: return synaptic_type::l4_e;
    case cell_class::l5_et: return synaptic_type::l5_et;
    case cell_class::l5_it: return synaptic_type::l5_it;
    case cell_class::l5_np: return synaptic_type::l5_np;
    default: return synaptic_type::l6_e;
  }
}

}  // namespace pallium::atlas
