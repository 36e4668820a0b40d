// SPDX-License-Identifier: BSD-3-Clause
// One rank of many, the others imagined: it computes its own share, has the load of a rank, and costs nothing for the number of ranks.
#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/distance.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/exchange/dry_run.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace pallium;
using namespace pallium::units;

namespace {

using fire1 = point_cell<spiking::int_fire1>;
using network_type = network<cells<fire1, virtual_cell>>;
template <class Schedule = schedule::lockstep>
using dry = exec::policy<simd::widest, double, exchange::dry_run, Schedule, threads::serial, 1>;
constexpr duration dt{0.1};

/// Cells that all hear as much noise and are as likely connected.
network_type alike(gid n, bool local = false) {
  network_type net;
  auto const all = net.add(n, fire1({.tau = 20, .refrac = 1}));
  net.stimulate(all, fire1::input(), {0.5}, stimulus::poisson{.rate = 200_Hz, .seed = 3});
  if (local) {  // on a torus of 25 x 20 tiles
    connect::sheet const flat(all, {.width = 1250_um, .height = 1000_um, .columns = 25, .rows = 20});
    net.connect(connect::distance(flat, flat, connect::gaussian(0.3, 50_um), fire1::input(), {.weight = {1e-3}, .delay = 2_ms}, {.seed = 7, .torus = true}),
                storage::procedural{});
    return net;
  }
  net.connect(connect::fixed_probability(all, all, 30 / double(n), fire1::input(), {.weight = {1e-3}, .delay = 2_ms}, {.seed = 7}), storage::procedural{});
  return net;
}

std::size_t resident() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, there = 0;
  file >> all >> there;
  return there * std::size_t(sysconf(_SC_PAGESIZE));
}

struct spike_list {
  std::vector<spike> all;
  void spikes(std::span<spike const> some, duration) { all.insert(all.end(), some.begin(), some.end()); }
};

struct load {
  simulation_facts facts;
  exchange_facts sent, got;
};
template <class Schedule> load run_rank(network_type const& net, int rank, int ranks, duration t) {
  exchange::dry_run const comm({rank, ranks});
  simulation sim(net, dry<Schedule>{comm, {}});
  sim.run(t, dt);
  return {sim.facts(), comm.facts(), comm.received()};
}

}  // namespace

TEST_CASE("dry_run: a rank computes its share alone") {
  auto const net = alike(1000);
  gid sum = 0, next = 0;
  for (int r = 0; r < 7; ++r) {
    exchange::dry_run const comm({r, 7});
    simulation sim(net, dry<>{comm, {}});
    spike_list spikes;
    sim.attach(spikes);
    sim.run(50_ms, dt);
    CHECK(sim.facts().rank == r);
    CHECK(sim.facts().ranks == 7);
    sum += sim.facts().neurons;
    gid mine = 0;
    for (gid g = 0; g < net.size(); ++g) mine += sim.here(g);
    CHECK(mine == sim.facts().neurons);
    CHECK(sim.here(next));
    next += mine;
    REQUIRE(!spikes.all.empty());
    for (spike const& s : spikes.all) CHECK(sim.here(s.source));
    CHECK(comm.sends_to() == 6);
    CHECK(comm.hears_from() == 6);
  }
  CHECK(sum == net.size());
}


TEST_CASE("dry_run: the load of a rank, as one process finds it for the same cells") {
  for (bool local : {false, true}) {
    auto const net = alike(4000, local);
    simulation whole(net, exec::few<double>{});
    whole.run(200_ms, dt);
    auto const all = whole.facts();
    for (int ranks : {8, 50})
      for (int r : {0, ranks / 3, ranks - 1}) {
        auto const mine = run_rank<schedule::lockstep>(net, r, ranks, 200_ms);
        double const share = double(mine.facts.neurons) / double(all.neurons);
        INFO((local ? "by distance, " : "at random, ") << r << " of " << ranks << ", " << mine.facts.neurons << " cells");
        CHECK(std::abs(share * ranks - 1) < 0.06);
        // spikes of a rank scatter by themselves and others repeat them: sigma of a rank's rate is that of some thousand events
        CHECK(std::abs(double(mine.facts.events) / (share * double(all.events)) - 1) < 0.1);
        CHECK(std::abs(double(mine.facts.spikes) / (share * double(all.spikes)) - 1) < 0.15);
        // what it sends, others send too
        CHECK(mine.sent.spikes > 0);
        CHECK(std::abs(double(mine.got.spikes) / double(mine.sent.spikes) - 1) < 0.1);
        CHECK(double(mine.got.bytes) < 5 * double(mine.got.spikes));
        CHECK(mine.sent.bytes < 5 * mine.sent.spikes);
        auto const epochs = std::uint64_t(mine.facts.steps / mine.facts.epoch + 1);  // the first is of step 0 alone; a delay lasts two
        if (!local) CHECK(mine.sent.messages == std::uint64_t(ranks - 1) * (epochs / 2));
      }
  }
}

TEST_CASE("dry_run: overlap gets what lockstep gets, later") {
  auto const net = alike(1000);
  auto const a = run_rank<schedule::lockstep>(net, 2, 5, 100_ms), b = run_rank<schedule::overlap>(net, 2, 5, 100_ms);
  CHECK(a.facts.spikes > 0);
  CHECK(std::abs(double(a.facts.events) / double(b.facts.events) - 1) < 0.02);
  CHECK(a.sent.spikes > 0);
  CHECK(std::abs(double(a.sent.spikes) / double(b.sent.spikes) - 1) < 0.05);
}

TEST_CASE("dry_run: a rank of a million starts and runs at once") {
  constexpr int ranks = 1'000'000;
  constexpr gid per_rank = 10;
  for (bool ring : {true, false}) {
    network_type net;
    auto const all = net.add(per_rank * ranks, fire1({.tau = 20, .refrac = 1}));
    net.stimulate(all, fire1::input(), {1.1}, stimulus::poisson{.rate = 100_Hz, .seed = 3});
    connect::link const link{.weight = {1e-3}, .delay = 1_ms};
    if (ring) {
      net.connect(connect::ring(all, fire1::input(), link), storage::procedural{});
    } else {
      connect::sheet const flat(all, {.width = 50'000_um, .height = 50'000_um, .columns = 1000, .rows = 1000});
      net.connect(connect::distance(flat, flat, connect::gaussian(0.1, 50_um), fire1::input(), link, {.seed = 7}), storage::procedural{});
    }
    std::size_t const before = resident();
    auto const begin = std::chrono::steady_clock::now();
    exchange::dry_run const comm({ranks / 2 + 77, ranks});
    simulation sim(net, dry<>{comm, {}});
    sim.prepare(dt);
    double const started = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    sim.run(100_ms, dt);
    double const took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() - started;
    auto const f = sim.facts();
    INFO((ring ? "ring: " : "by distance: ") << started << " s to start, " << took << " s for 100 epochs, " << (resident() - before) / 1000 << " kB, "
                                             << comm.sends_to() << " ranks sent to");
    CHECK(f.neurons >= per_rank - 2);
    CHECK(f.neurons <= per_rank + 2);
    CHECK(f.spikes > 20);
    CHECK(comm.received().spikes > 0);
    CHECK(comm.sends_to() > 0);  // of a ring too some: a rule names blocks of targets, which hold many of such small ranks
    CHECK(comm.sends_to() < 200);
    CHECK(comm.hears_from() < 400);
    CHECK(started < 3);
    CHECK(took < 3);
    CHECK(resident() - before < 60'000'000);  // 8 bytes a rank for the borders, as much for a while, and what malloc keeps
  }
}

TEST_CASE("dry_run: a rank that is none of them is refused") {
  CHECK_THROWS_AS(exchange::dry_run({3, 3}), input_error);
  CHECK_THROWS_AS(exchange::dry_run({-1, 3}), input_error);
  CHECK_THROWS_AS(exchange::dry_run({0, 0}), input_error);
}
