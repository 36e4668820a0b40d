// SPDX-License-Identifier: BSD-3-Clause
// Every event arrives once, in its step: cells that add up what they receive, against a list kept beside.
#include "impulse.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <pallium/cell/discretize.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include <cmath>
#include <random>

using namespace pallium;
using namespace pallium::units;
using test::counter;

namespace {

using net_type = network<cells<counter>>;
constexpr double dt = 0.1;
constexpr double unit = 0x1p-20;  // nA: 7.6e-6 mV, seen in v with nine digits

/// A spike of cell `id` at step `at`: v is lifted by 60 mV in the step before and dropped in the step after.
void make_fire(net_type& net, gid id, receptor r, std::vector<step> const& at, double lift) {
  std::vector<duration> up, down;
  for (step s : at) {
    up.push_back({double(s - 1) * dt});
    down.push_back({double(s) * dt});
  }
  net.stimulate(id, r, {lift}, stimulus::spike_train(up));
  net.stimulate(id, r, {-lift}, stimulus::spike_train(down));
}

}  // namespace

TEST_CASE("every spike reaches every target once, floor(delay / dt + 0.5) steps later") {
  auto const seed = GENERATE(1u, 2u, 3u);
  std::mt19937 random(seed);
  auto const pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  auto const [cell, r] = test::make_counter();
  gid const n = gid(pick(30, 60));
  step const steps = 600;
  double const stiff = test::stiffness(cell, dt), lift = static_cast<float>(60 * stiff);

  net_type net;
  auto const m = net.model(cell);
  net.add(n / 2, m);
  net.add(n - n / 2, m);
  std::vector<std::vector<step>> fires(n);
  std::vector<std::vector<double>> expected(n, std::vector<double>(std::size_t(steps), 0.0));  // [nA]
  for (gid c = 0; c < n; ++c) {
    for (step s = pick(2, 40); s < steps; s += pick(2, 80)) fires[c].push_back(s);
    make_fire(net, c, r, fires[c], lift);
    for (step s : fires[c]) {
      expected[c][std::size_t(s - 1)] += lift;
      expected[c][std::size_t(s)] -= lift;
    }
  }
  std::uint64_t events = 0, spikes = 0;
  for (auto const& f : fires) {
    spikes += f.size();
    events += 2 * f.size();
  }
  double const shortest = GENERATE(0.1, 0.3, 0.7, 1.3);  // decides the epoch: 1, 3, 7, 10 steps
  bool const procedural = GENERATE(false, true);
  step const epoch = std::min<step>(step(std::floor(shortest / dt + 0.5)), 10), opened = (steps + epoch - 1) / epoch * epoch;
  auto const arrive = [&](gid source, edge const& e) {
    for (step s : fires[source]) {
      events += s + e.delay < opened;
      if (s + e.delay < steps) expected[e.target][std::size_t(s + e.delay)] += static_cast<double>(static_cast<float>(e.weight));
    }
  };
  std::vector<connect::table::row> rows;
  for (int i = 0; i < 1500; ++i) {
    double const delay = std::max(shortest, 0.01 * pick(10, 700));  // not whole steps; to seven epochs and more
    rows.push_back({gid(pick(0, int(n) - 1)), gid(pick(0, int(n) - 1)), 0, {pick(1, 90) * unit}, {delay}});
    auto const& w = rows.back();
    arrive(w.source, {w.target, 0, std::uint32_t(std::floor(w.delay.value / dt + 0.5)), w.weight.value});
  }
  net.connect(connect::table(rows));
  connect::fixed_probability const thin({0, n}, {n / 4, n}, 0.2, r, {{7 * unit}, {2.3}}, {.seed = seed, .stream = 1});
  connect::fixed_probability const thick({n / 3, n}, {0, n / 2}, 1.7, r, {{3 * unit}, {11.1}}, {.seed = seed, .stream = 2});
  connect::ring const ring({2, n - 1}, r, {{5 * unit}, {shortest}});
  auto const all = [&](auto const& c) {
    bulk<edge> edges;
    for (gid s = c.sources().first; s < c.sources().last; ++s) {
      edges.clear();
      c.from(s, {0, c.blocks()}, {dt}, edges);
      for (edge const& e : edges) arrive(s, e);
    }
    if (procedural) net.connect(c, storage::procedural{});
    else net.connect(c);
  };
  all(thin);
  all(ring);
  all(thick);

  std::vector<probe> probes;
  for (gid c = 0; c < n; ++c) probes.push_back({c, 0, "v"});
  record::trace trace(probes, {dt});
  record::raster raster;
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.attach(raster);
  sim.run({double(steps) * dt}, {dt});

  CHECK(sim.facts().epoch == epoch);
  CHECK(sim.facts().spikes == spikes);
  CHECK(sim.facts().events == events);
  std::size_t in_time = 0, wrong = 0;
  for (auto const& f : fires) in_time += f.size();
  CHECK(raster.size() == in_time);
  for (auto const& row : raster) {
    auto const& f = fires[row.cell];
    if (std::find(f.begin(), f.end(), step(std::lround(row.t / dt))) == f.end()) ++wrong;
  }
  CHECK(wrong == 0);
  for (gid c = 0; c < n; ++c)
    for (std::size_t s = 0; s < std::size_t(steps); ++s) {
      double const came = (trace.value(s + 1, c) - trace.value(s, c)) * stiff;
      if (!(std::abs(came - expected[c][s]) < 0.01 * unit)) ++wrong;
    }
  CHECK(wrong == 0);
}

TEST_CASE("what comes from outside arrives in the step nearest to its time") {
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(3, cell);
  net.stimulate(0, r, {unit}, stimulus::spike_train{{0_ms}, {0.04_ms}, {0.05_ms}, {0.16_ms}, {9.96_ms}, {25_ms}, {25_ms}});
  stimulus::poisson const background{.rate = {0.5}, .seed = 5, .stream = 9, .from = {3}, .until = {40}};
  net.stimulate({1, 3}, r, {unit}, background);
  std::vector<std::vector<int>> expected(3, std::vector<int>(500, 0));
  for (std::size_t s : {0u, 0u, 1u, 2u, 100u, 250u, 250u}) ++expected[0][s];
  std::size_t total = 7;
  for (gid c : {1u, 2u}) {
    std::vector<arrival> out;
    auto state = background.start(c);
    background.events(state, c, 500, {dt}, out);
    for (auto const& a : out) ++expected[c][std::size_t(a.at)];
    total += out.size();
  }
  CHECK(expected[1] != expected[2]);
  record::trace trace({{0, 0, "v"}, {1, 0, "v"}, {2, 0, "v"}}, {dt});
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.run(50_ms, {dt});
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t s = 0; s < 500; ++s) {
      INFO("cell " << c << ", step " << s);
      CHECK(std::lround((trace.value(s + 1, c) - trace.value(s, c)) * test::stiffness(cell, dt) / unit) == expected[c][s]);
    }
  CHECK(sim.facts().events == total);
}

TEST_CASE("a spike is the first grid time strictly above threshold after one not above") {
  auto const [cell, r] = test::make_counter();
  double const w = 60 * test::stiffness(cell, dt);
  auto const play = [&](double threshold, double v_init, std::vector<double>* v = nullptr) {
    auto c = cell;
    c.initial_voltage({v_init});
    net_type net;
    net.surroundings.spike_threshold = threshold;
    net.add(1, c);
    net.stimulate(0, r, {w}, stimulus::spike_train{{1_ms}, {5_ms}});
    net.stimulate(0, r, {-w}, stimulus::spike_train{{3_ms}});
    record::raster raster;
    record::trace trace({{0, 0, "v"}}, {dt});
    simulation sim(net, exec::native<double>{});
    sim.attach(raster);
    sim.attach(trace);
    sim.run(8_ms, {dt});
    if (v)
      for (std::size_t i = 0; i < trace.size(); ++i) v->push_back(trace.value(i, 0));
    std::vector<long> steps;
    for (auto const& s : raster) steps.push_back(std::lround(s.t / dt));
    return steps;
  };
  std::vector<double> v;
  play(0, -65, &v);
  REQUIRE(v[10] < -60);
  REQUIRE(v[11] > -10);
  double const first = v[11], second = v[51];
  CHECK(play(std::nextafter(std::min(first, second), -100.0), -65) == std::vector<long>{11, 51});
  CHECK(play(std::max(first, second), -65).empty());             // equal is not above
  CHECK(play(-15, 10).empty());                                  // above from the start to the end: no crossing
  CHECK(play(v[0], -65) == std::vector<long>{11, 51});           // at threshold, then above
  CHECK(play(-200, -65).empty());
}

TEST_CASE("a detector at threshold that rises later fires when it rises") {
  auto const [cell, r] = test::make_counter();
  double const w = static_cast<float>(20 * test::stiffness(cell, dt));  // one that keeps v where it lifts it
  net_type probe_net;
  probe_net.add(1, cell);
  probe_net.stimulate(0, r, {w}, stimulus::spike_train{{1_ms}, {2_ms}, {3_ms}});
  record::trace trace({{0, 0, "v"}}, {dt});
  simulation first(probe_net, exec::native<double>{});
  first.attach(trace);
  first.run(4_ms, {dt});
  net_type net(environment{.spike_threshold = trace.value(15, 0)});  // where v stands between the first two lifts
  net.add(1, cell);
  net.stimulate(0, r, {w}, stimulus::spike_train{{1_ms}, {2_ms}, {3_ms}});
  record::raster raster;
  simulation sim(net, exec::native<double>{});
  sim.attach(raster);
  sim.run(4_ms, {dt});
  REQUIRE(raster.size() == 1);
  CHECK(std::lround(raster[0].t / dt) == 21);
}

TEST_CASE("a network without cells, and a projection without edges, run") {
  net_type none;
  simulation idle(none, exec::native<double>{});
  idle.run(5_ms, {dt});
  CHECK(idle.now() == 50);

  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(2, cell);
  net.connect(connect::table(std::span<connect::table::row const>{}));
  net.connect(connect::fixed_probability({0, 2}, {0, 2}, 0, r, {{unit}, {1}}, {}));
  simulation sim(net, exec::native<double>{});
  sim.run(5_ms, {dt});
  CHECK(sim.facts().synapses == 0);
  CHECK(sim.facts().epoch == 10);
}
