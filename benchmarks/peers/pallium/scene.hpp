// SPDX-License-Identifier: BSD-3-Clause
// What is simulated side by side: cells of one model, currents into them, synapses between them.
#pragma once
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/core/environment.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/runtime/allen_cell.hpp>

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace peers {

using neuron = pallium::runtime::allen_cell;

struct options {
  std::string model = "perisomatic", data, real = "double", describe, coordinates = "bmtk";
  pallium::gid cells = 4;
  pallium::gid copies = 1;         ///< of a network from a file, side by side, not connected to each other
  double synapses = 0, dt = 0.1, tstop = 100;
  std::vector<double> amps{};      ///< [nA] into the first and the last cell, the others between; empty: the model's own
  double until = 1e9;              ///< when the currents end [ms]
  int threads = 1;
};

struct scene {
  options o;
  pallium::morph::tree shape;                           ///< what the cell was cut from
  neuron cell;
  std::vector<double> amps{};                           ///< into soma(0.5) of each cell [nA]
  std::vector<pallium::connect::fixed_probability> random{};
  std::vector<pallium::connect::table::row> rows{};     ///< synapses one by one
  pallium::environment surroundings{};
  std::string swc{};                                    ///< the file that the cell comes from, if it does

  /// Compartments whose v is compared, in the first cells: soma(0.5), the last one.
  std::vector<std::uint32_t> watched() const {
    return {std::uint32_t(cell.segment_at(pallium::at(pallium::soma, 0.5))), std::uint32_t(cell.size() - 1)};
  }
  pallium::gid watched_cells() const { return std::min<pallium::gid>(o.cells, 4); }
};

/// Errors: input_error for what is not there.
scene make_scene(options const& o);

/// Writes PREFIX.json, all that NEURON needs to build the same, and PREFIX.edges, the synapses: 4 int32 (source, target,
/// compartment, receptor) and 2 double (weight [uS], delay [ms]) each.
void describe(scene const& s, std::string const& prefix);

/// A network that can be run again and again, for a time [ms].
struct player {
  virtual ~player() = default;
  virtual nlohmann::json trace(double ms) = 0;  ///< spikes as [cell, step], v of the watched compartments at every step
  virtual nlohmann::json time(double ms) = 0;   ///< seconds of one run that nobody watches, and of its preparation
  virtual nlohmann::json on(double ms) = 0;     ///< one simulation goes on from where the last `on` left it: seconds and spikes of this part
  virtual nlohmann::json facts(double ms) = 0;  ///< what a simulation weighs, by the system's account when prepared, by its own at `ms`
};
/// One thread, `real` as the options say.
template <class Real> std::unique_ptr<player> make_player(scene const& s);
extern template std::unique_ptr<player> make_player<float>(scene const&);
extern template std::unique_ptr<player> make_player<double>(scene const&);
/// As many threads as the options say. Errors: input_error where OpenMP is absent.
std::unique_ptr<player> make_threaded_player(scene const& s);

}  // namespace peers
