// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/nav.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/io/allen_fit.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/runtime/catalogue.hpp>
#include <pallium/synapse/exp2.hpp>

namespace pallium::runtime {

/// Every mechanism of the Allen Cell Types models. A compartment pays only for those its fit file inserts.
using allen_cell = cell<channels<channel::leak, channel::nats, channel::nata, channel::nav, channel::nap, channel::kv2like,
                                 channel::kv3_1, channel::k_p, channel::k_t, channel::kd, channel::im, channel::im_v2,
                                 channel::ih, channel::sk, channel::ca_hva, channel::ca_lva>,
                        synapses<synapse::exp2>, pools<pool::calcium_shell>>;

/// A perisomatic Allen model, set up as BioNet does (`ctdb:Biophys1.hoc` with `aibs_perisomatic`): passive everywhere,
/// then the rows of the genome in their order, then the reversal potentials. `reconstruction` as read from its SWC: its
/// axon is replaced by the stub. v_init is the file's.
/// Errors: input_error with file and key for a fit that is not perisomatic, a mechanism or param that `Cell` does not have.
template <class Cell = allen_cell, class Cut>
Cell perisomatic_cell(morph::tree const& reconstruction, io::allen_fit const& fit, Cut const& cut) {
  std::string const file = fit.path.string();
  auto const quoted = [](std::string text) { return text.insert(0, 1, '"') += '"'; };
  if (fit.all_active() || !fit.ra || !fit.e_pas)
    throw input_error(file + ": passive[0]", "no cm, ra and e_pas for the whole cell (an all-active fit)", "a perisomatic fit");
  Cell c(morph::stub_axon{}(reconstruction), cut);
  c.axial_resistance(everywhere, *fit.ra);
  for (auto const& [kind, cm] : fit.cm) c.capacitance(of_kind(kind), cm);
  c.template paint<channel::leak>(everywhere, {.g = 0.001, .e = *fit.e_pas});
  for (std::size_t i = 0; i < fit.genome.size(); ++i) {
    io::allen_fit::row const& row = fit.genome[i];
    std::string const key = file + ": genome[" + std::to_string(i) + "]";
    // "gbar_Kv3_1" of mechanism Kv3_1 is its gbar; rows without a mechanism speak of the leak: "g_pas"
    std::string const mechanism = row.mechanism.empty() ? "pas" : row.mechanism, tail = "_" + mechanism;
    std::string const param = row.name.ends_with(tail) ? row.name.substr(0, row.name.size() - tail.size()) : "";
    std::string_view const wrong = set_by_name(c, of_kind(row.kind), mechanism, param, row.value);
    if (wrong == "mechanism") throw input_error(key + ".mechanism", quoted(row.mechanism), "one of " + mechanism_names<Cell>());
    if (wrong == "param") throw input_error(key + ".name", quoted(row.name), "a param of " + mechanism);
  }
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
  return c;
}

}  // namespace pallium::runtime
