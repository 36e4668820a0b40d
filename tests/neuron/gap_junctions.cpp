// SPDX-License-Identifier: BSD-3-Clause
// Three spiking cells in a row against NEURON's parallel transfer: benchmarks/peers/neuron/references/gap.py.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <catch2/catch_template_test_macros.hpp>

#include "../support/table.hpp"
#include "reference.hpp"

using namespace pallium;
using namespace pallium::units;

namespace {

using neuron = cell<channels<channel::leak, channel::nats, channel::kv3_1>>;

}  // namespace

TEMPLATE_TEST_CASE("cells joined by gap junctions do what they do in NEURON", "", scheme::backward_euler, scheme::crank_nicolson) {
  neuron c(morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1.5_um}), discretize::nseg{});
  c.axial_resistance(everywhere, 120);
  c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
  c.paint<channel::nats>(soma, {.gbar = 0.5});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.2});
  c.reversal(soma, sodium, 53_mV).reversal(soma, potassium, -107_mV);
  c.initial_voltage(-70_mV);
  network<cells<neuron>, rules<>, TestType> net({.celsius = 34});
  auto const ids = net.add(3, c);
  net.couple({ids[0], at(soma, 0.5), ids[1], at(dendrite, 0.5), 2_nS});
  net.couple({ids[1], at(dendrite, 0.9), ids[2], at(dendrite, 0.9), 5_nS});
  net.inject(ids[0], at(soma, 0.5), stimulus::current_clamp{{0.3}, {5}, {60}});
  net.inject(ids[2], at(soma, 0.5), stimulus::current_clamp{{-0.1}, {30}, {20}});

  std::vector<probe> probes;
  for (gid k = 0; k < 3; ++k) probes.push_back({ids[k], 0, "v"});
  for (gid k = 0; k < 3; ++k) probes.push_back({ids[k], std::uint32_t(c.segment_at(at(dendrite, 0.5))), "v"});
  record::trace trace(probes, 0.25_ms);
  simulation sim(net, exec::few<double>{});
  sim.attach(trace);
  sim.run(80_ms, 0.025_ms);

  bool const halves = TestType::halves;
  test::reference const neurons(halves ? "gap_cn" : "gap");
  REQUIRE(neurons.rows() == trace.size());
  double worst = 0;
  for (std::size_t k = 0; k < 6; ++k)
    worst = std::max(worst, neurons.difference((k < 3 ? "v" : "d") + std::to_string(k % 3), [&](std::size_t i) { return trace.value(i, k); }));
  test::prove("gap junction", "NEURON 8.2.2", halves ? "v [mV], Crank-Nicolson" : "v [mV]", worst, halves ? 1e-8 : 1e-9);
}
