// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/new_file.hpp>
#include <pallium/io/neulite.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <system_error>
#include <vector>

namespace pallium::io::neulite {

/// Writes a circuit as Neulite reads it, in a folder from which Neulite is then started: population.csv, connection.csv (rows sorted
/// by pre, as its MPI flavour wants them; without tau_rise if no connection has one), config.h, and NAME.swc and NAME_ion.csv for each
/// type of cell. Numbers read back as the same. Nothing that is there is overwritten.
/// Errors: input_error for a file that is there already, a folder that cannot be written, connections of one and of two
/// exponentials together, a delay that a register of 32 bits does not hold.
inline void write_circuit(std::filesystem::path const& folder, circuit const& c, config const& run) {
  bool const one = std::ranges::all_of(c.kinds, [](kinetics const& k) { return k.rise == 0; });
  if (!one && std::ranges::any_of(c.kinds, [](kinetics const& k) { return k.rise == 0; }))
    throw input_error("Neulite", "synapses of one exponential beside synapses of two", "all of one sort");
  for (connection const& x : c.connections)
    if (x.delay > 30)
      throw input_error("Neulite: connection " + std::to_string(x.pre) + " -> " + std::to_string(x.post),
                        "a delay of " + std::to_string(x.delay) + " ms", "at most 30 ms, which its register holds");
  std::vector<std::string> names(c.types.size());
  for (population const& p : c.populations) {
    if (!names[p.type].empty()) continue;
    std::string name = p.name.empty() ? "cell" : p.name;
    for (char& ch : name)
      if (std::isalnum(static_cast<unsigned char>(ch)) == 0 && ch != '_' && ch != '-') ch = '_';
    while (std::ranges::find(names, name) != names.end()) name += "_" + std::to_string(p.type);
    names[p.type] = name;
  }
  std::vector<std::filesystem::path> all{folder / "population.csv", folder / "connection.csv", folder / "config.h"};
  for (auto const& n : names) all.insert(all.end(), {folder / (n + ".swc"), folder / (n + "_ion.csv")});
  std::error_code ec;
  std::filesystem::create_directories(folder, ec);
  if (ec || !std::filesystem::is_directory(folder)) throw input_error(folder.string(), "a folder that cannot be made", "a folder for Neulite's files");
  for (auto const& f : all)
    if (std::filesystem::exists(f)) throw input_error(f.string(), "a file that is there already", "a folder without Neulite's files");

  for (std::size_t t = 0; t < c.types.size(); ++t) {
    if (names[t].empty()) continue;
    detail::new_file swc(folder / (names[t] + ".swc")), ion(folder / (names[t] + "_ion.csv"));
    for (std::size_t i = 0; i < c.types[t].points.size(); ++i) {
      auto const& p = c.types[t].points[i];
      swc << i << " " << int(p.kind) << " " << p.x << " " << p.y << " " << p.z << " " << p.radius << " " << p.parent << "\n";
    }
    ion << "# type, cm, ra, g_leak, e_leak, gamma, decay";
    for (auto const* name : channel_names) ion << ", " << name;
    ion << "\n";
    for (std::size_t k = 0; k < 4; ++k)
      if (auto const& row = c.types[t].rows[k]) {
        ion << k + 1 << "," << row->cm << "," << row->ra << "," << row->g_leak << "," << row->e_leak;
        if (row->active) {
          ion << "," << row->gamma << "," << row->decay;
          for (double g : row->gbar) ion << "," << g;
        }
        ion << "\n";
      }
    swc.finish();
    ion.finish();
  }

  detail::new_file populations(folder / "population.csv");
  populations << "# n_cell, n_comp, name, swc_file, ion_file\n";
  for (population const& p : c.populations)
    populations << p.cells << "," << c.types[p.type].points.size() << "," << (p.name.empty() ? names[p.type] : p.name) << "," << names[p.type]
                << ".swc," << names[p.type] << "_ion.csv\n";
  populations.finish();

  std::vector<std::size_t> order(c.connections.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return c.connections[i].pre; });
  detail::new_file connections(folder / "connection.csv");
  connections << (one ? "# pre, post, post_compartment, weight, tau_decay, erev, delay, e|i\n"
                      : "# pre, post, post_compartment, weight, tau_decay, tau_rise, erev, delay, e|i\n");
  for (std::size_t i : order) {
    connection const& x = c.connections[i];
    kinetics const& k = c.kinds[x.kind];
    connections << x.pre << "," << x.post << "," << x.compartment << "," << x.weight << "," << k.decay;
    if (!one) connections << "," << k.rise;
    connections << "," << k.erev << "," << x.delay << (x.excitatory ? ",e\n" : ",i\n");
  }
  connections.finish();

  detail::new_file header(folder / "config.h");
  header << "#pragma once\n#define TSTOP (" << run.tstop << ")\n#define DT (" << run.dt << ")\n#define INV_DT (" << run.steps_per_ms()
         << ")\n#define SPIKE_THRESHOLD (" << run.threshold << ")\n#define I_AMP (" << run.i_amp << ")  // nA\n#define I_DELAY (" << run.i_delay
         << ")\n#define I_DURATION (" << run.i_duration << ")\n";
  header.finish();
}

}  // namespace pallium::io::neulite
