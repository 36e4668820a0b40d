// SPDX-License-Identifier: BSD-3-Clause
// Point neurons against NEURON: the events of benchmarks/peers/neuron/references/spiking.py, each from a virtual cell of its own.
#include "../support/table.hpp"
#include "reference.hpp"

#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/spike_trains.hpp>

using namespace pallium;
using namespace pallium::units;

TEST_CASE("IntFire1 fires when NEURON's does, and m is its m") {
  using neuron = point_cell<spiking::int_fire1>;
  test::reference const m("spiking_IntFire1"), events("spiking_IntFire1_events"), fired("spiking_IntFire1_spikes");
  duration const dt = 0.125_ms, delay = 1_ms;

  network<cells<neuron, virtual_cell>> net;
  net.add(1, neuron({.refrac = 5.05}));
  net.add(1, neuron({.tau = 20, .refrac = 3.03}));
  net.add(1, neuron({.tau = 5.5, .refrac = 0}));
  std::vector<std::vector<duration>> trains;
  std::vector<connect::table::row> rows;
  for (std::size_t i = 0; i < events.rows(); ++i) {
    trains.push_back({duration{events["t"][i]} - delay});
    rows.push_back({3 + i, gid(events["cell"][i]), 0, {events["weight"][i]}, delay});
  }
  net.add(trains.size(), virtual_cell(stimulus::spike_trains(0, trains), {.by_index = true}));
  net.connect(connect::table(rows));

  record::raster raster;
  record::trace trace({{0, 0, "m"}, {1, 0, "m"}, {2, 0, "m"}}, 2 * dt);
  simulation sim(net, exec::few<double>{});
  sim.attach(raster);
  sim.attach(trace);
  sim.run(duration{m["t"].back()}, dt);

  REQUIRE(trace.size() == m.rows());
  double worst = 0;
  for (std::size_t k = 0; k < 3; ++k)
    worst = std::max(worst, m.difference(std::string("m_") + "abc"[k], [&](std::size_t i) { return trace.value(i, k); }));
  test::prove("IntFire1", "NEURON 8.2.2", "m, random events", worst, 1e-14);

  REQUIRE(raster.size() == fired.rows());
  REQUIRE(raster.size() >= 25);
  std::size_t apart = 0;
  for (std::size_t i = 0; i < fired.rows(); ++i) {
    auto const same = [&](record::raster::row const& r) { return r.cell == gid(fired["cell"][i]) && r.t == fired["t"][i]; };
    apart += std::count_if(raster.begin(), raster.end(), same) != 1;
  }
  test::prove("IntFire1", "NEURON 8.2.2", "spikes at another step, random events", double(apart), 0);
}
