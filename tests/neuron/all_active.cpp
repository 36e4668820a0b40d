// SPDX-License-Identifier: BSD-3-Clause
// An all-active cell from its two files, as benchmarks/peers/neuron/references/all_active.py sets it up in NEURON.
#include <pallium/exec/concept.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/runtime/allen_model.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include "../support/table.hpp"
#include "reference.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;
/// What the fit file inserts.
using neuron = cell<channels<channel::leak, channel::nav, channel::nata_t, channel::nats2_t, channel::nap_et2, channel::kv3_1,
                             channel::k_pst, channel::k_tst, channel::im, channel::im_v2, channel::ih, channel::sk,
                             channel::ca_hva, channel::ca_lva>,
                    synapses<>, pools<pool::calcium_shell>>;

neuron built(runtime::axon_form axon) {
  std::string const stem = PALLIUM_SOURCE_DIR "/tests/neuron/data/all_active";
  return runtime::allen_model<neuron>(io::swc(stem + ".swc"), io::read_allen_fit(stem + "_fit.json"), discretize::nseg{}, axon);
}

template <class Scheme> void compare(std::string const& axon, runtime::axon_form form, std::string const& file, double bound) {
  test::reference const theirs("all_active_" + file);
  neuron const cell = built(form);
  network<cells<neuron>, rules<>, Scheme> net;
  net.surroundings.celsius = 34;
  gid const id = net.add(1, cell)[0];
  net.inject(id, at(soma, 0.5), stimulus::current_clamp{-0.1_nA, 5_ms, 15_ms});
  net.inject(id, at(soma, 0.5), stimulus::current_clamp{0.4_nA, 30_ms, 60_ms});
  auto const segment = [&](branch k, std::int32_t i) { return std::uint32_t(cell.segment_at(at(k, i, 0.5))); };
  std::vector<probe> const probes{{id, segment(branch::soma, 0), "v"}, {id, segment(branch::axon, 1), "v"},
                                  {id, segment(branch::dendrite, 2), "v"}, {id, segment(branch::apical, 0), "v"},
                                  {id, segment(branch::axon, 1), "cai"}};
  record::trace trace(probes, 0.25_ms);
  simulation sim(net, exec::few<double, simd::scalar>{});
  sim.attach(trace);
  sim.run(100_ms, 0.025_ms);
  REQUIRE(trace.size() == theirs.rows());
  double v = 0;
  std::size_t k = 0;
  for (char const* place : {"soma", "axon", "dend", "apic"})
    v = std::max(v, theirs.difference(std::string("v_") + place, [&](std::size_t i) { return trace.value(i, k); })), ++k;
  std::string const scheme = file == axon ? "backward Euler" : "Crank-Nicolson", name = "all-active cell, " + axon + " axon";
  test::prove(name, "NEURON 8.2.2", "v at four places, " + scheme + " [mV]", v, bound);
  test::prove(name, "NEURON 8.2.2", "cai in the axon, " + scheme + " [mM]",
              theirs.difference("cai", [&](std::size_t i) { return trace.value(i, 4); }), bound * 1e-7);
}

}  // namespace

TEST_CASE("an all-active cell with its stub axon is NEURON's") {
  compare<scheme::backward_euler>("stub", runtime::axon_form::stub, "stub", 4e-8);
  compare<scheme::crank_nicolson>("stub", runtime::axon_form::stub, "stub_cn", 4e-8);
}
TEST_CASE("an all-active cell with its reconstructed axon is NEURON's") {
  compare<scheme::backward_euler>("reconstructed", runtime::axon_form::reconstructed, "reconstructed", 4e-8);
  compare<scheme::crank_nicolson>("reconstructed", runtime::axon_form::reconstructed, "reconstructed_cn", 4e-8);
}
