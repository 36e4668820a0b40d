// SPDX-License-Identifier: BSD-3-Clause
// A small network of two models and a virtual population, whose spikes, voltages, currents and potentials are written; on any ranks.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/cell/geometry.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/io/sonata/ecp_writer.hpp>
#include <pallium/io/sonata/output_folder.hpp>
#include <pallium/io/sonata/report_writer.hpp>
#include <pallium/io/sonata/spike_writer.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/synapse/exp2.hpp>

#include <Eigen/Geometry>

#include <string>
#include <vector>

namespace test {

using namespace pallium;
using namespace pallium::units;

/// What was recorded in memory besides, on this rank.
struct memory {
  std::vector<std::pair<gid, double>> spikes;
  std::vector<probe> probes;
  std::vector<std::vector<double>> v;  ///< [step][probe]
};

/// 40 ms of 24 cells and 4 point neurons into a folder.
template <class Exec> memory play(Exec exec, std::string const& folder, bool overwrite) {
  constexpr duration dt = 0.1_ms, tstop = 40_ms;
  using neuron = cell<channels<channel::hh_na, channel::hh_k, channel::leak>, synapses<synapse::exp2>>;
  using point = point_cell<spiking::lif>;
  auto const shape = morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um});
  neuron cell(shape, discretize::nseg{});
  cell.paint<channel::hh_na>(soma, {});
  cell.paint<channel::hh_k>(soma, {});
  cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -65.0});
  auto const syn = cell.place<synapse::exp2>(at(dendrite, 0.5), {.tau1 = 0.5, .tau2 = 2.0});
  network<cells<neuron, point>> net(environment{.celsius = 6.3});  // the squid's: warmer it does not fire
  auto const ids = net.add(24, cell);
  auto const points = net.add(4, point(spiking::lif::params<double>{}));
  net.connect(connect::ring(ids, syn, {.weight = 20_nS, .delay = 0.7_ms}));
  for (gid const g : {ids[0], ids[9], ids[17]}) net.inject(g, at(soma, 0.5), stimulus::current_clamp{{0.3}, 1_ms, 20_ms});
  net.stimulate(points, point::input(), 9_mV, stimulus::poisson{.rate = 900_Hz, .seed = 5});

  auto const all = io::sonata::ranks::of(exec.comm);
  io::sonata::output_folder out(folder, overwrite, all);
  io::sonata::node_map nodes;
  nodes.add("cortex", {0, 16});
  nodes.add("thalamus", {16, 24}, 4);
  nodes.add("thalamus", points);
  io::sonata::spike_writer spikes(out.file("spikes.h5"), out.file("spikes.csv"), nodes, {}, all);

  simulation sim(net, exec);
  sim.prepare(dt);
  auto const here = [&](gid g) { return sim.here(g); };
  std::vector<io::sonata::report_cell> somata, whole;
  memory kept;
  for (gid g = 0; g < 24; ++g) {
    auto const n = *nodes.find(g);
    auto const& segments = cell.layout().segments;
    std::string const& population = nodes.populations()[n.population];
    somata.push_back({g, population, n.id, {{std::uint32_t(cell.segment_at(at(soma, 0.5))), 0, 0.5}}});
    kept.probes.push_back({g, somata.back().elements[0].segment, "v", {}});
    whole.push_back({g, population, n.id, {}});
    for (std::uint32_t s = 0; s < segments.size(); ++s)
      whole.back().elements.push_back({s, std::uint64_t(segments[s].section), 0.5 * (segments[s].x0 + segments[s].x1), {{1, 2, segments[s].section == 0 ? 1 : 3}}});
  }
  io::sonata::report_writer v(out.file("v.h5"), somata, {.when = {.dt = dt, .every = dt, .stop = tstop}}, all, here);
  io::sonata::report_writer im(out.file("im.h5"), whole, {.when = {.dt = dt, .every = 0.5_ms, .start = 5_ms, .stop = tstop}, .variable = "i_membrane", .buffer = 20000}, all);
  io::sonata::ecp_writer ecp(out.file("ecp.h5"), {{0, {30, 0, 0}}, {1, {30, -50, 10}}}, {.when = {.dt = dt, .every = dt, .stop = tstop}}, all);
  auto const lines = segment_lines(shape, cell.layout());
  for (gid g = 0; g < 24; ++g)
    if (here(g)) ecp.add(g, lines, Eigen::Isometry3d(Eigen::Translation3d(40.0 * double(g), 0, 15)));
  record::trace trace(kept.probes, dt);
  record::raster raster;
  sim.attach(spikes);
  sim.attach(v);
  sim.attach(im);
  sim.attach(ecp);
  sim.attach(trace);
  sim.attach(raster);
  sim.run(tstop, dt);
  spikes.finish();
  v.finish();
  im.finish();
  ecp.finish();
  out.finish();
  for (auto const& [cell_id, t] : raster) kept.spikes.push_back({cell_id, t});
  for (std::size_t i = 0; i < trace.size(); ++i) {
    kept.v.emplace_back();
    for (std::size_t p = 0; p < kept.probes.size(); ++p) kept.v.back().push_back(trace.value(i, p));
  }
  return kept;
}

}  // namespace test
