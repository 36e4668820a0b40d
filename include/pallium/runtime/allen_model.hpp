// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/allen_fit.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/runtime/catalogue.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace pallium::runtime {

/// What becomes of the reconstructed axon: two cylinders take its place, or it stays.
enum class axon_form { stub, reconstructed };

namespace detail {

inline std::string quoted(std::string const& text) { return '"' + text + '"'; }

/// A row of the genome: cm, Ra, or a param of a mechanism, which it inserts. `key` names the row in messages.
template <class Cell> void paint_row(Cell& c, io::allen_fit::row const& row, std::string const& key) {
  kinds const where = of_kind(row.kind);
  bool const bare = row.mechanism.empty();  // a row without a mechanism speaks of the section or of the leak: "g_pas"
  if (bare && (row.name == "cm" || row.name == "Ra")) {
    if (!(row.value > 0)) throw input_error(key + ".value", std::to_string(row.value), "a positive " + row.name);
    row.name == "cm" ? c.capacitance(where, row.value) : c.axial_resistance(where, row.value);
    return;
  }
  // "gbar_Kv3_1" of mechanism Kv3_1 is its gbar
  std::string const mechanism = bare ? "pas" : row.mechanism, tail = "_" + mechanism;
  std::string const param = row.name.ends_with(tail) ? row.name.substr(0, row.name.size() - tail.size()) : "";
  std::string_view const wrong = set_by_name(c, where, mechanism, param, row.value);
  if (wrong == "mechanism") throw input_error(key + ".mechanism", quoted(row.mechanism), "one of " + mechanism_names<Cell>());
  if (wrong == "param")
    throw input_error(key + ".name", quoted(row.name), bare ? "cm, Ra, g_pas or e_pas" : "a param of " + mechanism);
}

/// What a fit file says of a cell that has its shape: passive everywhere, then the rows of the genome in their order, then
/// the reversal potentials (where no channel of the ion is, nothing reads them: BioNet's leaving them out is the same).
template <class Cell> void apply(Cell& c, io::allen_fit const& fit) {
  std::string const file = fit.path.string();
  if (fit.ra) c.axial_resistance(everywhere, *fit.ra);
  for (auto const& [kind, cm] : fit.cm) c.capacitance(of_kind(kind), cm);
  c.template paint<channel::leak>(everywhere, {.g = 0.001, .e = fit.e_pas.value_or(-70)});  // NEURON's pas
  for (std::size_t i = 0; i < fit.genome.size(); ++i)
    paint_row(c, fit.genome[i], file + ": genome[" + std::to_string(i) + "]");
  for (auto const& [kind, potentials] : fit.erev)
    for (auto const& [name, e] : potentials) {
      bool known = false;
      Cell::ion_list::for_each([&]<class I>(std::type_identity<I>) {
        if (name != "e" + std::string(I::name)) return;
        c.reversal(of_kind(kind), I{}, voltage{e});
        known = true;
      });
      if (!known) throw input_error(file + ": conditions[0].erev", quoted(name), "ena or ek");
    }
  c.initial_voltage({fit.v_init});
}

}  // namespace detail

/// A perisomatic Allen model, set up as BioNet does (`ctdb:Biophys1.hoc` with `aibs_perisomatic`). `reconstruction` as read
/// from its SWC: its axon is replaced by the stub, unless it is to stay. v_init is the file's.
/// Errors: input_error with file and key for a fit that is not perisomatic, a mechanism or param that `Cell` does not have.
template <class Cell = allen_cell, class Cut>
Cell perisomatic_cell(morph::tree const& reconstruction, io::allen_fit const& fit, Cut const& cut,
                      axon_form axon = axon_form::stub) {
  if (fit.all_active() || !fit.ra || !fit.e_pas)
    throw input_error(fit.path.string() + ": passive[0]", "no cm, ra and e_pas for the whole cell (an all-active fit)",
                      "a perisomatic fit");
  Cell c(axon == axon_form::stub ? morph::stub_axon{}(reconstruction) : reconstruction, cut);
  detail::apply(c, fit);
  return c;
}

/// An all-active Allen model, set up as BioNet does (`ctdb:Biophys1.hoc` with `aibs_allactive`, or `aibs_allactive_fullaxon`
/// where the axon is to stay): channels, cm, Ra and the leak of each kind of section are rows of the genome; the stub has the
/// axon's diameters and hangs on the end of the soma. What a file says of the whole cell as well holds until a row changes it.
/// Errors: input_error with file and key for a mechanism or param that `Cell` does not have, a cm or Ra that is not positive,
/// a stub for a reconstruction without axon.
template <class Cell = allen_cell, class Cut>
Cell all_active_cell(morph::tree const& reconstruction, io::allen_fit const& fit, Cut const& cut,
                     axon_form axon = axon_form::stub) {
  bool const stub = axon == axon_form::stub;
  if (stub && reconstruction.count(branch::axon) == 0)
    throw input_error(fit.path.string() + ": an all-active model", "a reconstruction without axon",
                      "one with the axon that gives its stub the diameters");
  Cell c(stub ? morph::stub_axon::all_active(reconstruction)(reconstruction) : reconstruction, cut);
  detail::apply(c, fit);
  return c;
}

/// The Allen model that a fit file describes: all-active if the genome has cm and Ra of each kind of section, perisomatic if
/// the file has them for the whole cell. Errors: as the one it is.
template <class Cell = allen_cell, class Cut>
Cell allen_model(morph::tree const& reconstruction, io::allen_fit const& fit, Cut const& cut, axon_form axon = axon_form::stub) {
  return fit.all_active() ? all_active_cell<Cell>(reconstruction, fit, cut, axon)
                          : perisomatic_cell<Cell>(reconstruction, fit, cut, axon);
}

}  // namespace pallium::runtime
