// SPDX-License-Identifier: BSD-3-Clause
// How many registers a group of cells fills changes no bit, whatever is left over for narrower groups.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/synapse/exp2.hpp>

#include <vector>

#include "../support/lanes.hpp"

namespace {

using namespace pallium;
using namespace pallium::units;
using neuron = cell<channels<channel::nats, channel::kv3_1, channel::leak>, synapses<synapse::exp2>>;

struct result {
  std::vector<std::pair<gid, step>> spikes;
  std::vector<double> v;
  bool operator==(result const&) const = default;
};

template <class Arch, class Real, std::size_t Registers> result play(gid cells_in_all) {
  neuron c(morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um}), discretize::nseg{});
  c.paint<channel::nats>(soma, {.gbar = 0.5});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.2});
  c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70.0});
  auto const syn = c.place<synapse::exp2>(at(dendrite, 0.5), {.tau1 = 0.5, .tau2 = 2.0});
  network<cells<neuron>> net;
  auto const ids = net.add(cells_in_all, c);
  for (gid g = 0; g < cells_in_all; g += 3) net.inject(ids[g], soma(0.5), stimulus::current_clamp{{0.05 + 0.01 * double(g % 7)}, {1}, {30}});
  net.connect(connect::ring(ids, syn, {.weight = 20_nS, .delay = 1.3_ms}));
  using how = exec::policy<Arch, Real, exchange::local, schedule::lockstep, threads::serial, Registers>;
  static_assert(execution<how> && how::registers == Registers);
  simulation sim(net, how{});
  record::raster raster;
  sim.attach(raster);
  sim.run(40_ms, 0.05_ms);
  result r;
  for (auto [id, t] : raster) r.spikes.emplace_back(id, to_steps({t}, {0.05}));
  for (gid g = 0; g < cells_in_all; ++g)
    for (std::uint32_t s = 0; s < c.size(); ++s) r.v.push_back(sim.voltage(g, s));
  return r;
}

/// Numbers of cells that leave nothing, one cell, or a group of each width over.
template <class Real> void same_bits() {
  using wide = simd::widest;
  for (gid n : {1, 2, 3, 5, 7, 13, 37, 41}) {
    auto const one = play<test::same_bits_as<wide>, Real, 1>(n);
    if (n > 2) REQUIRE(!one.spikes.empty());
    INFO(n << " cells");
    CHECK(play<wide, Real, 1>(n) == one);
    CHECK(play<wide, Real, 2>(n) == one);
    CHECK(play<wide, Real, 4>(n) == one);
  }
}

}  // namespace

TEST_CASE("registers in a group change no bit, double") { same_bits<double>(); }
TEST_CASE("registers in a group change no bit, float") { same_bits<float>(); }
