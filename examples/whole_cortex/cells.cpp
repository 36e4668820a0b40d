// SPDX-License-Identifier: BSD-3-Clause
#include "cells.hpp"

#include <pallium/core/evenly.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/runtime/allen_model.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>

namespace whole_cortex {
namespace {

using namespace pallium;
using atlas::cell_class;
using atlas::cell_kind;

constexpr std::size_t fewest = 100;  ///< compartments of a cell

/// How dendrites are cut: the Allen rule; `grown`, twice as fine where that is fewer than 100 compartments; `coarse`, with the
/// longest dL, in steps of 5 um, that leaves 100.
struct cut_rule {
  bool coarse = false, grown = false;
  template <morphology_source M> compartments operator()(M const& tree) const {
    if (coarse)
      for (double dL = 200; dL > 20; dL -= 5)
        if (auto c = discretize::nseg{dL}(tree); c.segments.size() >= fewest) return c;
    auto c = discretize::nseg{}(tree);
    return grown && c.segments.size() < fewest ? discretize::nseg{20}(tree) : c;
  }
};

/// The soma, and the other places evenly on dendrites up to 60 um along the path from soma(0); all on the soma where there are none.
struct perisomatic_places {
  std::uint32_t n;
  std::vector<std::int32_t> draw(std::span<compartment_info const> all) const {
    auto places = evenly(soma, 1).draw(all);
    if (n == 1) return places;
    auto near = evenly((dendrite | apical) & within(length{60}), n - 1).draw(all);
    if (near.empty()) near.assign(n - 1, places.at(0));
    places.insert(places.end(), near.begin(), near.end());
    return places;
  }
};

void place_receptors(neuron& c, bool inhibitory, options const& o) {
  synapse::exp2::params<double> const ampa = inhibitory ? synapse::exp2::params<double>{.tau1 = 0.1, .tau2 = 0.5, .e = 0}
                                                        : synapse::exp2::params<double>{.tau1 = 1, .tau2 = 3, .e = 0},
                                      gaba = inhibitory ? synapse::exp2::params<double>{.tau1 = 0.2, .tau2 = 8, .e = -70}
                                                        : synapse::exp2::params<double>{.tau1 = 2.7, .tau2 = 15, .e = -70};
  c.place<synapse::exp2>(evenly(dendrite | apical, o.sites[0]), ampa);
  c.place<synapse::exp2>(perisomatic_places{o.sites[1]}, gaba);
  c.place<synapse::exp2>(evenly(dendrite | apical, o.sites[2]), gaba);
}

void check(options const& o) {
  if (o.model != "perisomatic" && o.model != "all_active") throw input_error("--model", o.model, "perisomatic or all_active");
  if (o.compartments != "nseg" && o.compartments != "coarse") throw input_error("--compartments", o.compartments, "nseg or coarse");
  for (auto n : o.sites)
    if (n < 1 || n > 10000) throw input_error("--sites", std::to_string(n), "1 to 10000 for each receptor");
}

bool excites(serving const& s) {
  for (std::size_t i = 0; i < s.size(); ++i)
    if (s[i]) return is_excitatory(atlas::nth_cell_class(i));
  return false;
}

/// Whether a class belongs to a name in cells.csv.
bool means(std::string_view name, cell_class c) {
  using enum cell_class;
  bool const e = is_excitatory(c), l5 = c == l5_et || c == l5_it || c == l5_np;
  return name == "E" ? e : name == "PV" ? kind_of(c) == cell_kind::pv : name == "SST" ? kind_of(c) == cell_kind::sst
       : name == "VIP" ? kind_of(c) == cell_kind::vip : name == "L1" ? c == l1_inh : name == "L23E" ? c == l23_e
       : name == "L4E" ? c == l4_e : name == "L5E" ? l5 : name == "L5ET" ? c == l5_et : name == "L5IT" ? c == l5_it
       : name == "L5NP" ? c == l5_np : name == "L6E" ? c == l6_e : name == file_name_of(c);
}

std::vector<std::string> split(std::string const& text, char at) {
  std::vector<std::string> parts(1);
  for (char c : text)
    if (c == at) parts.emplace_back();
    else if (c != '\r') parts.back() += c;
  return parts;
}

/// The classes of a row. Errors: input_error at `where`.
serving classes_of(std::string const& text, std::string const& where) {
  serving serves{};
  bool inhibitory = false, excitatory = false;
  for (auto const& name : split(text, ';')) {
    bool known = false;
    for (std::size_t i = 0; i < serves.size(); ++i)
      if (cell_class const c = atlas::nth_cell_class(i); means(name, c)) {
        serves[i] = known = true;
        (is_excitatory(c) ? excitatory : inhibitory) = true;
      }
    if (!known)
      throw input_error(where, fmt::format("class \"{}\"", name),
                        "E, L23E, L4E, L5E, L5ET, L5IT, L5NP, L6E, PV, SST, VIP, L1 or a class such as l23_pv");
  }
  if (inhibitory && excitatory) throw input_error(where, fmt::format("classes \"{}\"", text), "either excitatory or inhibitory ones");
  return serves;
}

}  // namespace

cell_set embedded_cells(options const& o) {
  check(o);
  cell_set set;
  set.name = fmt::format("embedded cells, {}, {}, sites {} {} {}", o.model, o.compartments, o.sites[0], o.sites[1], o.sites[2]);
  for (auto const& type : cell_types()) {
    auto const serves = served_by(type);
    bool const active = o.model == "all_active" && excites(serves);
    morph::stub_axon stub;
    if (active) stub = {.diameter = {all_active_axon_um, all_active_axon_um}, .parent_x = 1};
    neuron c(stub(type.shape(type.seed)), cut_rule{.coarse = o.compartments == "coarse", .grown = true});
    active ? paint_all_active(c) : paint_perisomatic(c, *type.channels);
    place_receptors(c, !excites(serves), o);
    set.notes.push_back(fmt::format("{}: grown dendrites, {} compartments, channels of Allen model {}{}", type.name, c.size(),
                                    active ? all_active_name : type.channels->name, active ? ", all-active" : ""));
    set.models.push_back({std::string(type.name), std::move(c), serves});
  }
  return set;
}

cell_set cells_from(std::string const& folder, options const& o) {
  namespace fs = std::filesystem;
  check(o);
  fs::path const list = fs::path(folder) / "cells.csv";
  std::ifstream file(list);
  if (!file) throw input_error(list.string(), "no such file", "a table name,swc,fit,model,classes");
  cell_set set;
  set.name = fmt::format("cells of {}, {}, sites {} {} {}", (std::filesystem::path(folder) / "").lexically_normal().parent_path().filename().string(), o.compartments, o.sites[0], o.sites[1], o.sites[2]);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::string const where = list.string() + ":" + std::to_string(number);
    auto const field = split(line, ',');
    if (line.empty() || line == "\r" || line[0] == '#') continue;
    if (number == 1 && field[0] == "name") {
      if (field != std::vector<std::string>{"name", "swc", "fit", "model", "classes"})
        throw input_error(where, fmt::format("header {}", line), "name,swc,fit,model,classes");
      continue;
    }
    if (field.size() != 5) throw input_error(where, fmt::format("{} fields", field.size()), "name,swc,fit,model,classes");
    bool const all_active = field[3] == "all_active";
    if (!all_active && field[3] != "perisomatic") throw input_error(where, fmt::format("model \"{}\"", field[3]), "perisomatic or all_active");
    auto const serves = classes_of(field[4], where);
    auto const shape = io::swc(fs::path(folder) / field[1], io::coordinates::bmtk);
    auto const fit = io::read_allen_fit(fs::path(folder) / field[2]);
    cut_rule const cut{.coarse = o.compartments == "coarse"};
    set.models.push_back({field[0], all_active ? runtime::all_active_cell(shape, fit, cut) : runtime::perisomatic_cell(shape, fit, cut), serves});
    place_receptors(set.models.back().cell, !excites(serves), o);
    set.notes.push_back(fmt::format("{}: {}, {} compartments, serves {}", field[0], field[1], set.models.back().cell.size(), field[4]));
  }
  auto const served = [&](cell_class c) {
    return std::any_of(set.models.begin(), set.models.end(), [&](cell_model const& m) { return m.serves[index(c)]; });
  };
  if (!served(cell_class::l1_inh) && served(cell_class::l23_vip)) {
    for (auto& m : set.models) m.serves[index(cell_class::l1_inh)] = m.serves[index(cell_class::l23_vip)];
    set.notes.push_back("l1_inh: no row names it; what serves l23_vip does");
  }
  for (std::size_t i = 0; i < atlas::cell_class_count; ++i)
    if (!served(atlas::nth_cell_class(i)))
      throw input_error(list.string(), fmt::format("no cell for {}", file_name_of(atlas::nth_cell_class(i))),
                        "at least one cell whose classes hold it");
  return set;
}

}  // namespace whole_cortex
