// SPDX-License-Identifier: BSD-3-Clause
// A generated network against Neulite's equations typed a second time.
#include "oracle.hpp"
#include "play.hpp"
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstdio>

using namespace pallium;
using namespace test;

namespace {

io::neulite::config driven(double tstop) { return {.tstop = tstop, .dt = 0.1, .threshold = -15, .i_amp = 0.25, .i_delay = 5, .i_duration = tstop - 15}; }

double farthest_apart(std::vector<double> const& a, std::vector<double> const& b, std::size_t until) {
  double m = 0;
  for (std::size_t k = 0; k < std::min(until, a.size()); ++k) m = std::max(m, std::abs(a[k] - b[k]));
  return m;
}

}  // namespace

TEST_CASE("a network with all channels, synapses on its dendrites, is Neulite's equations solved in long double") {
  bool const single = GENERATE(false, true);
  folder const here;
  write_scene(here, 3, 3, single);
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  REQUIRE(c.size() == 6);
  CHECK((c.kinds.front().rise == 0) == single);
  neulite_play const p{.how = driven(100), .traced = {0, 1, 2, 3, 4, 5}};
  auto const expected = oracle::neulite(c, p.how, false).play(p.traced);
  auto const found = play_double(c, p), narrow = play_float(c, p);
  REQUIRE(expected.spikes.size() >= 15);
  CHECK(found.spikes == expected.spikes);
  double worst = 0, in_float = 0;
  std::size_t const first = std::size_t(expected.spikes.front().ms) * 10;
  for (std::size_t i = 0; i < 6; ++i) {
    REQUIRE(found.v[i].size() == 1000);
    REQUIRE(expected.v[i].size() == 1000);
    worst = std::max(worst, farthest_apart(found.v[i], expected.v[i], 1000));
    in_float = std::max(in_float, farthest_apart(narrow.v[i], expected.v[i], first));
  }
  std::printf("%s: %zu spikes, largest |dV| over 100 ms %.1e mV; in float, before the first spike, %.1e mV\n",
              single ? "one exponential" : "two exponentials", expected.spikes.size(), worst, in_float);
  CHECK(worst < 1e-7);
  CHECK(in_float < 5e-2);
}

TEST_CASE("the same with a step of 0.05 ms") {
  folder const here;
  write_scene(here, 2, 2, false, 20);
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  neulite_play p{.how = driven(40), .traced = {0, 1, 2, 3}};
  p.how.dt = 0.05;
  auto const expected = oracle::neulite(c, p.how, false).play(p.traced), found = play_double(c, p);
  REQUIRE(!expected.spikes.empty());
  CHECK(found.spikes == expected.spikes);
  for (std::size_t i = 0; i < 4; ++i) {
    REQUIRE(found.v[i].size() == 800);
    CHECK(farthest_apart(found.v[i], expected.v[i], 800) < 1e-7);
  }
}

TEST_CASE("a synapse acts from the start of millisecond t + d + 2, and each neuron starts at the leak's potential") {
  folder const here;
  here.write("a.swc", "0 1 0 0 0 8 -1\n1 3 0 9 0 1 0\n2 3 0 40 0 1 1\n");
  here.write("a.csv", ions(true));
  here.write("p.csv", "2, 3, A, a.swc, a.csv\n");
  int const delay = GENERATE(1, 3, 9);
  here.write("c.csv", fmt::format("0,1,2,0.002,5,1,0,{},e\n", delay));
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  neulite_play p{.how = {.tstop = 60, .i_amp = 0.4, .i_delay = 2, .i_duration = 50}, .traced = {0, 1}};
  auto const with = play_double(c, p);
  here.write("c.csv", fmt::format("0,1,2,0,5,1,0,{},e\n", delay));
  auto const without = play_double(io::neulite::read_circuit(here / "p.csv", here / "c.csv"), p);
  CHECK(with.v[0][0] == -80);
  REQUIRE(!with.spikes.empty());
  std::int64_t const t = with.spikes.front().ms;
  std::size_t k = 0;
  while (k < with.v[1].size() && with.v[1][k] == without.v[1][k]) ++k;
  CHECK(k == std::size_t(10 * (t + delay + 2) + 1));  // v at the end of the first step that sees it
  CHECK(with.v[0] == without.v[0]);
}

TEST_CASE("spikes that a later one overwrites are lost only if that is asked for") {
  folder const here;
  here.write("a.swc", "0 1 0 0 0 8 -1\n1 3 0 9 0 1 0\n2 3 0 40 0 1 1\n");
  here.write("a.csv", ions(false));
  here.write("p.csv", "2, 3, A, a.swc, a.csv\n");
  here.write("c.csv", "0,1,2,0.0005,5,1,0,30,e\n0,1,0,0.0005,5,1,0,2,e\n");  // 30 ms: longer than between two spikes; 2 ms: shorter
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  neulite_play p{.how = {.tstop = 200, .i_amp = 0.6, .i_delay = 2, .i_duration = 120}, .traced = {1}};
  auto const kept = play_double(c, p);
  p.lose = true;
  auto const lost = play_double(c, p);
  std::vector<std::int64_t> gaps;
  std::int64_t last = -1;
  for (auto const& s : kept.spikes) {
    if (s.neuron != 0) continue;
    if (last >= 0) gaps.push_back(s.ms - last);
    last = s.ms;
  }
  REQUIRE(gaps.size() >= 3);
  REQUIRE(*std::ranges::min_element(gaps) <= 30);
  REQUIRE(*std::ranges::min_element(gaps) > 2);
  auto const exact = oracle::neulite(c, p.how, false).play({1}), exact_lost = oracle::neulite(c, p.how, true).play({1});
  CHECK(kept.spikes == exact.spikes);
  CHECK(lost.spikes == exact_lost.spikes);
  CHECK(farthest_apart(kept.v[0], exact.v[0], 2000) < 1e-6);
  CHECK(farthest_apart(lost.v[0], exact_lost.v[0], 2000) < 1e-6);
  CHECK(farthest_apart(kept.v[0], lost.v[0], 2000) > 0.1);
}

TEST_CASE("bits depend neither on threads nor on the width of groups nor on the order of the connections") {
  folder const here;
  write_scene(here, 21, 9, false, 11);
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  neulite_play p{.how = driven(60), .traced = {0, 7, 15, 16, 20, 21, 29}};
  auto const one = play_double(c, p);
  REQUIRE(one.spikes.size() >= 20);
  CHECK(one.compartments == 21 * std::uint64_t(c.types[0].points.size() - 0) + 9 * std::uint64_t(c.types[1].points.size()));
  auto const narrow = play_narrow(c, p);
  CHECK(narrow.spikes == one.spikes);
  CHECK(narrow.v == one.v);
  p.threads = 3;
  auto const three = play_double(c, p);
  CHECK(three.spikes == one.spikes);
  CHECK(three.v == one.v);
  auto turned = c;
  std::ranges::reverse(turned.connections);
  auto const other = play_double(turned, p);
  CHECK(other.spikes == one.spikes);
  CHECK(other.v == one.v);
}
