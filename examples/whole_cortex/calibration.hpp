// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cells.hpp"
#include "options.hpp"
#include "wiring.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace whole_cortex {

inline constexpr std::size_t receptor_count = 3;
/// Which receptor of its targets a class of neurons uses: PV cells the perisomatic one, other inhibitory cells that on dendrites.
inline pallium::receptor receptor_from(cell_class k) noexcept {
  if (atlas::is_excitatory(k)) return receptors::excitatory;
  return atlas::kind_of(k) == atlas::cell_kind::pv ? receptors::perisomatic : receptors::dendritic;
}

/// What makes the cortex live with some cells: found by `calibrate` (calibrate.hpp), kept in a JSON file.
struct calibration {
  /// Poisson background of the cells of one model in one class: excitatory events from outside the cortex.
  struct background {
    double rate_hz = 0, weight_nS = 0;
  };
  std::string cells;                                         ///< `cell_set::name` that it was made with
  double dt = 0;                                             ///< [ms]
  excitation_factors excitation{1, 1};
  per_class<std::array<double, receptor_count>> mV_per_nS{};  ///< peak of the potential at the soma by the peak conductance of one synapse
  std::vector<std::string> models;
  /// Background found in a cortex of so many neurons. In miniatures fewer cells make the same number of synapses, so what arrives is
  /// less independent; a background of its own makes up for that.
  struct sized {
    std::uint64_t neurons = 0;
    std::vector<per_class<background>> drive;  ///< [model][class]
  };
  std::vector<sized> sizes;                                  ///< rising
  std::string how;                                           ///< in words, for the reader of the file

  /// Background in a cortex of some size: the logarithms of rate and weight are linear in log(neurons) between two sizes, constant outside.
  background background_of(std::size_t model, cell_class c, std::uint64_t neurons) const noexcept;

  /// Peak conductance of one synapse [nS] that moves a soma of class `to` as V1's tables say of a connection from `from`.
  double weight_nS(cell_class from, cell_class to, double synapses_of_a_connection) const noexcept {
    double const unit = mV_per_nS[index(to)][receptor_from(from).index];
    double const factor = !atlas::is_excitatory(from) ? 1 : atlas::is_excitatory(to) ? excitation.of_excitatory : excitation.of_inhibitory;
    return unit > 0 ? factor * atlas::psp_mV(from, to) / synapses_of_a_connection / unit : 0;
  }
};

/// Entries of models for classes that they do not serve are not used. Errors: input_error with file and key for what is not such a file, or one made for other cells.
calibration read_calibration(std::string const& file, cell_set const& cells);
/// The one that comes with the program, if it was made for these cells and this step.
bool embedded_calibration(cell_set const& cells, double dt, calibration& out);
/// Numbers of about the right size, for a forecast: nothing is simulated with them.
calibration nominal_calibration(cell_set const& cells);
/// Before the work: whether `write_calibration` will be able to. Errors: as its.
void claim_calibration(std::string const& file);
/// Appears under its name when complete. Errors: input_error if it cannot be written.
void write_calibration(std::string const& file, calibration const& c);

}  // namespace whole_cortex
