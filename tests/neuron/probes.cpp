// SPDX-License-Identifier: BSD-3-Clause
// What can be watched against what NEURON records: benchmarks/peers/neuron/references/probes.py.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/cell/geometry.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/record/extracellular.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>

#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "reference.hpp"

using namespace pallium;
using namespace pallium::units;

namespace {

using neuron = cell<channels<channel::leak, channel::nats, channel::kv3_1, channel::ca_hva, channel::sk>,
                    synapses<synapse::exp2>, pools<pool::calcium_shell>>;

morph::tree branched() {
  morph::tree t;
  auto const cylinder = [&](branch kind, std::int32_t parent, double length, double diameter) {
    return t.append({.kind = kind, .parent = parent, .parent_x = 1,
                     .points = {{0, 0, 0, diameter / 2}, {length, 0, 0, diameter / 2}}, .arc = {0, length}});
  };
  auto const body = cylinder(branch::soma, -1, 20, 20), stem = cylinder(branch::dendrite, body, 100, 2);
  cylinder(branch::dendrite, stem, 150, 1);
  cylinder(branch::dendrite, stem, 60, 1.2);
  return t;
}

/// The cell of the reference, and what drives it.
struct scene {
  neuron c{branched(), discretize::nseg{}};
  network<cells<neuron>> net{environment{.celsius = 34}};
  receptor r;

  scene() {
    c.axial_resistance(everywhere, 120);
    c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
    c.paint<channel::nats>(soma, {.gbar = 0.5});
    c.paint<channel::kv3_1>(soma, {.gbar = 0.2});
    c.paint<channel::ca_hva>(soma, {.gbar = 5e-4});
    c.paint<channel::sk>(soma, {.gbar = 1e-3});
    c.paint<pool::calcium_shell>(soma, {});
    c.reversal(soma, sodium, 53_mV).reversal(soma, potassium, -107_mV);
    c.initial_voltage(-70_mV);
    r = c.place<synapse::exp2>(at(branch::dendrite, 1, 0.5), {.tau1 = 0.5, .tau2 = 4, .e = 0});
    net.add(1, c);
    net.stimulate(0, r, {3.0 / 1024}, stimulus::spike_train{4_ms, 9_ms, 9.5_ms});
    net.inject(0, at(soma, 0.5), stimulus::current_clamp{{0.4}, {12}, {20}});
  }
  void play(auto& recorder) {
    simulation sim(net, exec::few<double>{});
    sim.attach(recorder);
    sim.run(40_ms, 0.025_ms);
  }
};

}  // namespace

TEST_CASE("probes see what NEURON records") {
  scene its;
  neuron const& c = its.c;
  receptor const r = its.r;
  std::uint32_t const s0 = 0, s1 = std::uint32_t(c.segment_at(at(branch::dendrite, 0, 0.9))),
                      s2 = std::uint32_t(c.segment_at(at(branch::dendrite, 1, 0.5)));
  struct row {
    char const* column;
    probe watched;
    bool old;     ///< NEURON's is that of the step before
    double size;  ///< of the numbers, the unit of the difference
    char const* unit;
  };
  std::vector<row> const rows{{"v", {0, s0, "v"}, false, 1, "[mV]"},
                              {"cai", {0, s0, "cai"}, false, 1e-4, "[1e-4 mM]"},
                              {"eca", {0, s0, "eca"}, true, 100, "[100 mV]"},
                              {"m_Kv3_1", {0, s0, "m_Kv3_1"}, false, 1, "[1]"},
                              {"z_SK", {0, s0, "z_SK"}, false, 1, "[1]"},
                              {"ica", {0, s0, "ica"}, true, 0.1, "[0.1 mA/cm2]"},
                              {"ik", {0, s0, "ik"}, true, 1, "[mA/cm2]"},
                              {"ina", {0, s0, "ina_NaTs"}, true, 1, "[mA/cm2]"},
                              {"i_pas", {0, s0, "i_pas"}, true, 1e-2, "[0.01 mA/cm2]"},
                              {"g_Exp2Syn", {0, s2, "g_Exp2Syn", r}, true, 1e-3, "[nS]"},
                              {"i_Exp2Syn", {0, s2, "i_Exp2Syn"}, true, 0.1, "[0.1 nA]"},
                              {"i_soma", {0, s0, "i_membrane"}, false, 1, "[nA]"},
                              {"i_branching", {0, s1, "i_membrane"}, false, 0.1, "[0.1 nA]"},
                              {"i_synapse", {0, s2, "i_membrane"}, false, 0.1, "[0.1 nA]"}};
  std::vector<probe> probes;
  for (row const& x : rows) probes.push_back(x.watched);
  record::trace trace(probes, 0.025_ms);
  its.play(trace);

  test::reference const neurons("probes");
  REQUIRE(4 * (neurons.rows() - 1) + 1 == trace.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    auto const& theirs = neurons[rows[k].column];
    double const difference = neurons.difference(rows[k].column, [&](std::size_t i) {
      if (i == 0) return theirs[0];  // nothing was computed yet
      return trace.value(4 * i - (rows[k].old ? 1 : 0), k);
    });
    test::prove("probe " + rows[k].watched.variable, "NEURON 8.2.2", std::string(rows[k].column) + ' ' + rows[k].unit,
                difference / rows[k].size, 1e-9);
  }
}

TEST_CASE("the extracellular potential is that of NEURON's membrane currents") {
  scene its;
  record::extracellular field({{30, 25, 10}, {-200, 150, 60}}, 0.1_ms);
  field.add(0, segment_lines(branched(), its.c.layout()));
  its.play(field);
  test::reference const neurons("extracellular");
  REQUIRE(neurons.rows() == field.size());
  std::size_t electrode = 0;
  for (std::string const column : {"near", "far"}) {
    double const difference = neurons.difference(column, [&](std::size_t i) { return field.value(i, electrode); });
    test::prove("extracellular potential", "NEURON 8.2.2", column + " [uV]", 1e3 * difference, 1e-9);
    ++electrode;
  }
}
