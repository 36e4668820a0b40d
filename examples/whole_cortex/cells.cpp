// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/runtime/allen_model.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace whole_cortex {
namespace {

using namespace pallium;
using atlas::population;

/// Densities [S/cm2] of a perisomatic model: Allen Cell Types Database (celltypes.brain-map.org), biophysical model of the
/// specimen named; ena 53, ek -107 mV, 34 degC. Fast-spiking models have NaV, Kd, Kv2like and Im_v2, the others NaTs, Nap,
/// K_P and Im.
struct channel_set {
  double ra, cm_soma, cm_dendrite, e_pas, g_soma, g_axon, g_dendrite, g_apical;
  double na, nap, kp, kt, kv31, im, ih, sk, ca_hva, ca_lva, gamma, decay;
  double kd = 0, kv2 = 0;
  bool fast_spiking = false;
};

// model 472363762, a Scnn1a neuron of layer 4/5
constexpr channel_set scnn1a{138.28, 1.0, 2.12, -92.499, 5.71881e-06, 0.000457388, 3.23933e-06, 9.58619e-05,
                             0.98229, 0.000209349, 0.0517584, 0.000731607, 0.0572648, 0.00120212, 4.12226e-05,
                             0.00019222, 0.000535997, 0.00700613, 0.00125108, 717.917};
// model 473863035, an Nr5a1 neuron of layer 4
constexpr channel_set nr5a1{122.88, 1.0, 2.28, -89.4614, 0.000545892, 0.000215422, 6.28272e-06, 5.9319e-06,
                            0.609271, 6.21618e-05, 0.0181474, 0.000555828, 0.124685, 0.0020489, 3.72693e-05,
                            0.000417432, 0.000972722, 0.00662965, 0.00071152, 798.68};
// model 472912177, a Pvalb neuron
constexpr channel_set pvalb{143.65, 2.16, 2.16, -95.5371, 0.000267055, 0.000662464, 9.80198e-06, 9.80198e-06,
                            0.0585202, 0, 0, 0.0333859, 0.650761, 0.00775049, 5.11629e-05,
                            0.00273401, 0.00056479, 0.00321148, 0.00772044, 20.3002, 0.000311925, 0.0510602, true};

/// Receptors with the time constants and reversal potentials of the Allen Institute's V1 examples (AMPA, GABA-A).
void place_receptors(neuron& c, bool inhibitory) {
  if (inhibitory) {
    c.place<synapse::exp2>(dendrite | apical, {.tau1 = 0.1, .tau2 = 0.5, .e = 0});
    c.place<synapse::exp2>(soma, {.tau1 = 0.2, .tau2 = 8, .e = -70});
    c.place<synapse::exp2>(dendrite | apical, {.tau1 = 0.2, .tau2 = 8, .e = -70});
  } else {
    c.place<synapse::exp2>(dendrite | apical, {.tau1 = 1, .tau2 = 3, .e = 0});
    c.place<synapse::exp2>(soma, {.tau1 = 2.7, .tau2 = 15, .e = -70});
    c.place<synapse::exp2>(dendrite | apical, {.tau1 = 2.7, .tau2 = 15, .e = -70});
  }
}

neuron grow(morph::procedural const& shape, std::uint64_t seed, channel_set const& p) {
  neuron c(morph::stub_axon{}(shape(seed)), discretize::nseg{});
  c.axial_resistance(everywhere, p.ra);
  c.capacitance(soma | axon, p.cm_soma);
  c.capacitance(dendrite | apical, p.cm_dendrite);
  for (auto const& [where, g] : {std::pair{soma, p.g_soma}, {axon, p.g_axon}, {dendrite, p.g_dendrite}, {apical, p.g_apical}})
    c.paint<channel::leak>(where, {.g = g, .e = p.e_pas});
  if (p.fast_spiking) {
    c.paint<channel::nav>(soma, {.gbar = p.na});
    c.paint<channel::kd>(soma, {.gbar = p.kd});
    c.paint<channel::kv2like>(soma, {.gbar = p.kv2});
    c.paint<channel::im_v2>(soma, {.gbar = p.im});
  } else {
    c.paint<channel::nats>(soma, {.gbar = p.na});
    c.paint<channel::nap>(soma, {.gbar = p.nap});
    c.paint<channel::k_p>(soma, {.gbar = p.kp});
    c.paint<channel::im>(soma, {.gbar = p.im});
  }
  c.paint<channel::k_t>(soma, {.gbar = p.kt});
  c.paint<channel::kv3_1>(soma, {.gbar = p.kv31});
  c.paint<channel::ih>(soma, {.gbar = p.ih});
  c.paint<channel::sk>(soma, {.gbar = p.sk});
  c.paint<channel::ca_hva>(soma, {.gbar = p.ca_hva});
  c.paint<channel::ca_lva>(soma, {.gbar = p.ca_lva});
  c.paint<pool::calcium_shell>(soma, {.gamma = p.gamma, .decay = p.decay});
  c.reversal(soma, sodium, {53});
  c.reversal(soma, potassium, {-107});
  c.initial_voltage({p.e_pas});
  return c;
}

std::array<bool, atlas::population_count> only(population p) {
  std::array<bool, atlas::population_count> a{};
  a[atlas::index(p)] = true;
  return a;
}

/// What a class in cells.csv means: E any excitatory population, L23E L4E L5E L6E one of them, PV, SST, VIP.
bool add_class(std::array<bool, atlas::population_count>& serves, std::string const& name) {
  constexpr std::array<std::string_view, atlas::population_count> names{"L23E", "L4E", "L5E", "L6E", "PV", "SST", "VIP"};
  bool known = name == "E";
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name || (name == "E" && atlas::is_excitatory(population(i)))) serves[i] = known = true;
  return known;
}

std::vector<std::string> split(std::string const& text, char at) {
  std::vector<std::string> parts(1);
  for (char c : text)
    if (c == at) parts.emplace_back();
    else if (c != '\r') parts.back() += c;
  return parts;
}

}  // namespace

cell_set embedded_cells() {
  using morph::procedural;
  cell_set set;
  auto const add = [&](population p, procedural const& shape, std::uint64_t seed, channel_set const& channels, char const* from) {
    set.models.push_back({std::string(atlas::population_names[atlas::index(p)]), grow(shape, seed, channels), only(p)});
    place_receptors(set.models.back().cell, !atlas::is_excitatory(p));
    set.notes.push_back(fmt::format("{}: grown dendrites, {} compartments, channels of Allen model {}", set.models.back().name,
                                    set.models.back().cell.size(), from));
  };
  add(population::l23_e, procedural::layer23(), 23, nr5a1, "473863035 (Nr5a1)");
  add(population::l4_e, procedural::layer4(), 4, scnn1a, "472363762 (Scnn1a)");
  add(population::l5_e, procedural::layer5(), 5, scnn1a, "472363762 (Scnn1a)");
  add(population::l6_e, procedural::layer6(), 6, nr5a1, "473863035 (Nr5a1)");
  add(population::pv, procedural::basket(), 71, pvalb, "472912177 (Pvalb)");
  add(population::sst, procedural::basket(), 72, pvalb, "472912177 (Pvalb)");
  add(population::vip, procedural::basket(), 73, pvalb, "472912177 (Pvalb)");
  return set;
}

cell_set cells_from(std::string const& folder) {
  namespace fs = std::filesystem;
  fs::path const list = fs::path(folder) / "cells.csv";
  std::ifstream file(list);
  if (!file) throw input_error(list.string(), "no such file", "a table name,swc,fit,model,classes");
  cell_set set;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::string const where = list.string() + ":" + std::to_string(number);
    auto const field = split(line, ',');
    if (line.empty() || line[0] == '#') continue;
    if (number == 1 && field[0] == "name") {
      if (field != std::vector<std::string>{"name", "swc", "fit", "model", "classes"})
        throw input_error(where, fmt::format("header {}", line), "name,swc,fit,model,classes");
      continue;
    }
    if (field.size() != 5) throw input_error(where, fmt::format("{} fields", field.size()), "name,swc,fit,model,classes");
    bool const all_active = field[3] == "all_active";
    if (!all_active && field[3] != "perisomatic") throw input_error(where, fmt::format("model \"{}\"", field[3]), "perisomatic or all_active");
    std::array<bool, atlas::population_count> serves{};
    bool inhibitory = false, excitatory = false;
    for (auto const& name : split(field[4], ';')) {
      if (!add_class(serves, name)) throw input_error(where, fmt::format("class \"{}\"", name), "E, L23E, L4E, L5E, L6E, PV, SST or VIP");
    }
    for (std::size_t i = 0; i < serves.size(); ++i)
      if (serves[i]) (atlas::is_excitatory(population(i)) ? excitatory : inhibitory) = true;
    if (inhibitory == excitatory) throw input_error(where, fmt::format("classes \"{}\"", field[4]), "either excitatory or inhibitory ones");
    auto const shape = io::swc(fs::path(folder) / field[1], io::coordinates::bmtk);
    auto const fit = io::read_allen_fit(fs::path(folder) / field[2]);
    set.models.push_back({field[0], all_active ? runtime::all_active_cell(shape, fit, discretize::nseg{})
                                               : runtime::perisomatic_cell(shape, fit, discretize::nseg{}), serves});
    place_receptors(set.models.back().cell, inhibitory);
    set.notes.push_back(fmt::format("{}: {}, {} compartments, serves {}", field[0], field[1], set.models.back().cell.size(), field[4]));
  }
  for (std::size_t i = 0; i < atlas::population_count; ++i) {
    bool served = false;
    for (auto const& m : set.models) served = served || m.serves[i];
    if (!served)
      throw input_error(list.string(), fmt::format("no cell for {}", atlas::population_names[i]),
                        "at least one cell whose classes hold it");
  }
  return set;
}

}  // namespace whole_cortex
