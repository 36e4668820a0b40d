// SPDX-License-Identifier: BSD-3-Clause
// The tree that the sweeps are measured on: numbers alone.
#pragma once
#include <cstdint>
#include <vector>

namespace pallium::bench {

/// A cell's compartments and branch points: the parent of each node, and in uS the axial conductance to it, the capacitance of a step
/// of 0.1 ms and the leak.
struct subject {
  std::vector<std::int32_t> parent;
  std::vector<double> axial, capacity, leak;
};
/// Scnn1a 473845048 of the Allen Institute cut by length (264 compartments) where the shared data are, else a layer-4 cell grown here.
subject const& the_subject();

}  // namespace pallium::bench
