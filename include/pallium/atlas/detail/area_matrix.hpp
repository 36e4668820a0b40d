// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <pallium/atlas/area.hpp>

namespace pallium::atlas::detail {

/// A number for every (source area, target area): matrix[source][target].
using area_matrix = std::array<std::array<double, area_count>, area_count>;

}  // namespace pallium::atlas::detail
