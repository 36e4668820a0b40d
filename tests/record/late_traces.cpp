// SPDX-License-Identifier: BSD-3-Clause
// A trace that begins late sees what one that sees everything has at those times, whatever the epoch and the pieces of the run.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/synapse/exp2.hpp>

#include <cstddef>
#include <vector>

using namespace pallium;
using namespace pallium::units;

namespace {

using neuron = cell<channels<channel::hh_na, channel::hh_k, channel::leak>, synapses<synapse::exp2>>;
using point = point_cell<spiking::lif>;

class late : public record::trace {
 public:
  late(std::vector<probe> probes, duration every, duration first) : trace(std::move(probes), every), first_(first) {}
  duration first() const noexcept { return first_; }

 private:
  duration first_;
};
static_assert(late_trace_sink<late> && !late_trace_sink<record::trace>);

network<cells<neuron, point>> make(std::vector<probe>& probes) {
  neuron cell(morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um}), discretize::nseg{});
  cell.paint<channel::hh_na>(soma, {});
  cell.paint<channel::hh_k>(soma, {});
  cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -65.0});
  auto const syn = cell.place<synapse::exp2>(at(dendrite, 0.5), {.tau1 = 0.5, .tau2 = 2.0});
  network<cells<neuron, point>> net;
  auto const ids = net.add(5, cell);
  auto const points = net.add(2, point(spiking::lif::params<double>{}));
  net.connect(connect::ring(ids, syn, {.weight = 20_nS, .delay = 0.7_ms}));
  net.inject(ids, at(soma, 0.5), stimulus::current_clamp{{0.1}, 1_ms, 50_ms});
  net.stimulate(points, point::input(), 5_mV, stimulus::poisson{.rate = 900_Hz, .seed = 5});
  for (gid g : {ids[0], ids[3]}) probes.push_back({g, 0, "v"}), probes.push_back({g, 3, "v"}), probes.push_back({g, 0, "i_hh_k"});
  probes.push_back({points[1], 0, "v"});
  return net;
}

}  // namespace

TEST_CASE("a trace that begins late sees what one that sees all does at those times") {
  constexpr duration dt = 0.1_ms;
  std::vector<probe> probes;
  auto const net = make(probes);
  for (std::vector<double> const& pieces : {std::vector<double>{20}, {0, 0.3, 0.1, 7.6, 12}}) {
    record::trace all(probes, dt);
    struct wish {
      int every, first;
    };
    std::vector<wish> const wishes{{1, 1}, {1, 0}, {2, 1}, {3, 1}, {5, 4}, {7, 8}, {64, 1}, {1, 150}, {50, 201}};
    std::vector<late> some;
    for (wish const w : wishes) some.emplace_back(probes, double(w.every) * dt, double(w.first) * dt);
    simulation sim(net, exec::few<double>{});
    sim.attach(all);
    for (late& l : some) sim.attach(l);
    for (double const piece : pieces) sim.run({piece}, dt);
    REQUIRE(all.size() == 201);
    CHECK(sim.facts().epoch == 7);
    CHECK(all.value(200, 0) != all.value(0, 0));
    CHECK(all.value(200, 6) != all.value(0, 6));
    for (std::size_t k = 0; k < wishes.size(); ++k) {
      INFO("every " << wishes[k].every << " from " << wishes[k].first);
      std::size_t row = 0;
      bool same = true;
      for (int n = wishes[k].first; n <= 200; n += wishes[k].every, ++row) {
        REQUIRE(row < some[k].size());
        CHECK(some[k].times()[row] == all.times()[std::size_t(n)]);
        for (std::size_t p = 0; p < probes.size(); ++p) same = same && some[k].value(row, p) == all.value(std::size_t(n), p);
      }
      CHECK(same);
      CHECK(some[k].size() == row);
    }
  }
}

TEST_CASE("a trace cannot begin before the simulation") {
  std::vector<probe> probes;
  auto const net = make(probes);
  late early(probes, 1_ms, -1_ms);
  simulation sim(net, exec::few<double>{});
  sim.attach(early);
  CHECK_THROWS_WITH(sim.run(1_ms, 0.1_ms), Catch::Matchers::ContainsSubstring("a time >= 0"));
}
