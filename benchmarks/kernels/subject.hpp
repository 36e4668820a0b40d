// SPDX-License-Identifier: BSD-3-Clause
// The cell that the sweeps are measured on, as the engine makes it ready.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/sim/model.hpp>
#include <pallium/synapse/exp2.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace pallium::bench {

using passive_cell = cell<channels<channel::leak>>;
using synaptic_cell = cell<channels<channel::leak>, synapses<synapse::exp2>>;
template <class Cell, class T> using model_of = sim::model<Cell, T, scheme::backward_euler>;

constexpr double dt = 0.1, rest = -65.0;                    // [ms] [mV]
constexpr std::array<double, 2> opening{1e-5, 3e-5};        // a, b of every synapse at the start [uS]
constexpr std::array<double, 2> synapse_reversal{0.0, -70.0};

/// Only the root's equation changes from step to step; every compartment's does; every compartment has a synapse of each of two classes.
template <class T> model_of<passive_cell, T> const& fixed_model();
template <class T> model_of<passive_cell, T> const& changing_model();
template <class T> model_of<synaptic_cell, T> const& synaptic_model();

/// The same for those who compute it otherwise: the parent of each node, in uS the axial conductance to it, the capacitance of a step
/// and the leak, whether it is a compartment, the node in the middle of the soma; what a step leaves of a and b in both classes.
struct subject {
  std::vector<std::int32_t> parent;
  std::vector<double> axial, capacity, leak;
  std::vector<char> compartment;
  std::size_t compartments, soma;
  std::array<double, 2> rise, decay;
};
constexpr double leak_reversal = -85.0;
subject const& the_subject();

}  // namespace pallium::bench
