// SPDX-License-Identifier: BSD-3-Clause
// What must not matter to a mixed network, bit for bit: parts, epochs, pieces of a run, recorders.
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <bit>

using namespace pallium;
using namespace pallium::units;

namespace {

constexpr duration dt = 0.1_ms;

struct outcome {
  std::vector<std::pair<gid, double>> spikes;
  std::vector<std::uint64_t> values;
  step epoch = 0;
  friend bool operator==(outcome const& a, outcome const& b) { return a.spikes == b.spikes && a.values == b.values; }
};

struct way {
  int parts = 1;
  double shortest = 2.0;                    ///< a delay [ms] that nobody uses but that makes the epoch
  std::vector<double> pieces = {40.0};      ///< of the run [ms]
  double every = 0.1;                       ///< [ms] between samples
};

/// Weights without few digits, so that every change of order shows.
outcome play(way const& how, unsigned seed) {
  auto const [cell, r] = test::make_counter();
  double const stiff = test::stiffness(cell, dt.value);
  test::mixed net;
  gid_range const points = net.add(150, test::fire1({.tau = 15, .refrac = 1.5}));
  gid_range const leaky = net.add(70, test::leaky({.I_e = 380}));
  gid_range const counters = net.add(25, cell);
  gid_range const noise = net.add(60, virtual_cell(stimulus::poisson{.rate = 150_Hz, .seed = seed, .stream = 3}));
  auto const w = [&](gid target, double scale) -> synaptic_weight {
    return {points.contains(target) ? 0.237 * scale : leaky.contains(target) ? 1.413 * scale : 1.9 * scale * stiff};
  };
  std::mt19937 random(seed);
  auto const pick = [&](gid_range a) { return a.first + std::uniform_int_distribution<gid>(0, a.size() - 1)(random); };
  auto const real = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
  gid_range const simulated{points.first, counters.last};
  std::vector<connect::table::row> rows, replays;
  for (int i = 0; i < 4000; ++i) {
    gid const target = pick(simulated);
    rows.push_back({pick(simulated), target, 0, w(target, real(-0.6, 1)), {real(2.0, 7.0)}});
  }
  for (int i = 0; i < 2500; ++i) {
    gid const target = pick(simulated);
    replays.push_back({pick(noise), target, 0, w(target, real(-0.2, 1)), {real(0, 4.0)}});
  }
  net.connect(connect::table(rows));
  net.connect(connect::table(replays));
  std::vector<connect::table::row> const shorter{{counters.first, counters.first, 0, {0.0}, {how.shortest}}};
  net.connect(connect::table(shorter));
  net.stimulate(points, test::fire1::input(), {0.11}, stimulus::poisson{.rate = 200_Hz, .seed = seed, .stream = 1});
  net.stimulate(counters, r, {55 * stiff}, stimulus::poisson{.rate = 40_Hz, .seed = seed, .stream = 2});
  net.stimulate(counters, r, {-40 * stiff}, stimulus::poisson{.rate = 55_Hz, .seed = seed, .stream = 4});
  net.surroundings.spike_threshold = -20;

  std::vector<probe> probes;
  for (gid c = 0; c < counters.last; c += 3) probes.push_back({c, 0, points.contains(c) ? "m" : "v"});
  record::trace trace(probes, {how.every});
  record::raster raster;
  simulation sim(net, test::in_parts{.team = {how.parts}});
  sim.attach(raster);
  sim.attach(trace);
  for (double piece : how.pieces) sim.run({piece}, dt);

  outcome o;
  o.epoch = sim.facts().epoch;
  for (auto const& s : raster) o.spikes.push_back({s.cell, s.t});
  for (std::size_t i = 0; i < trace.size(); ++i) {
    auto const n = std::lround(trace.times()[i] / dt.value);
    if (n % 10 == 0)
      for (std::size_t k = 0; k < probes.size(); ++k) o.values.push_back(std::bit_cast<std::uint64_t>(trace.value(i, k)));
  }
  return o;
}

}  // namespace

TEST_CASE("parts, epochs, pieces and recorders change no bit of a mixed network") {
  auto const seed = GENERATE(5u, 6u);
  outcome const once = play({}, seed);
  REQUIRE(once.epoch == 10);
  std::size_t of_points = 0, of_leaky = 0, of_counters = 0;
  for (auto const& [cell, t] : once.spikes) ++(cell < 150 ? of_points : cell < 220 ? of_leaky : of_counters);
  REQUIRE((of_points > 500 && of_leaky > 200 && of_counters > 20));

  CHECK(play({.parts = 2}, seed) == once);
  CHECK(play({.parts = 5}, seed) == once);
  auto const fine = play({.shortest = 0.1}, seed);
  CHECK(fine.epoch == 1);
  CHECK(fine == once);
  CHECK(play({.parts = 2, .shortest = 0.7}, seed) == once);
  CHECK(play({.pieces = {0.1, 0.8, 0.1, 3.3, 0.0, 12.7, 23.0}}, seed) == once);
  CHECK(play({.parts = 3, .shortest = 0.4, .pieces = {0.3, 17.9, 21.8}}, seed) == once);
  CHECK(play({.every = 1}, seed) == once);
  CHECK(play({}, seed + 10).spikes != once.spikes);
}
