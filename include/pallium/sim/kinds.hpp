// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/point_cell.hpp>
#include <pallium/network/virtual_cell.hpp>

#include <type_traits>

namespace pallium::sim {

/// What the engine does with a cell type of a network: point neurons go from event to event, virtual cells are played, everything
/// else has compartments and goes step by step.
template <class T> inline constexpr bool is_point = false;
template <class M> inline constexpr bool is_point<point_cell<M>> = true;
template <class T> inline constexpr bool is_virtual = std::is_same_v<T, virtual_cell>;
template <class T> inline constexpr bool has_compartments = !is_point<T> && !is_virtual<T>;
template <class... Ts> inline constexpr bool any_without_compartments = (!has_compartments<Ts> || ...);

}  // namespace pallium::sim
