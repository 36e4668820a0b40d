// SPDX-License-Identifier: BSD-3-Clause
// Neulite's own example against what its kernel gave.
#include "play.hpp"
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <map>
#include <sstream>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

using namespace pallium;
using namespace test;
namespace fs = std::filesystem;

namespace {

fs::path const data = fs::path(PALLIUM_SHARED_DIR) / "data/neulite";

io::neulite::config example() { return {.tstop = 800, .i_amp = 0.12, .i_delay = 100, .i_duration = 600}; }

std::vector<neulite_spike> read_spikes(fs::path const& path) {
  std::istringstream in(slurp(path));
  std::vector<neulite_spike> all;
  for (neulite_spike s{}; in >> s.ms >> s.neuron;) all.push_back(s);
  return all;
}

std::map<std::uint32_t, std::vector<std::int64_t>> by_neuron(std::vector<neulite_spike> const& all) {
  std::map<std::uint32_t, std::vector<std::int64_t>> out;
  for (auto const& s : all) out[s.neuron].push_back(s.ms);
  return out;
}

/// Farthest of two spikes of the same number [ms]; neurons with another count of spikes.
struct difference {
  std::int64_t farthest = 0;
  std::size_t other_count = 0;
};
difference compare(std::vector<neulite_spike> const& a, std::vector<neulite_spike> const& b, std::uint32_t neurons) {
  auto x = by_neuron(a), y = by_neuron(b);
  difference d;
  for (std::uint32_t n = 0; n < neurons; ++n) {
    d.other_count += x[n].size() != y[n].size();
    for (std::size_t k = 0; k < std::min(x[n].size(), y[n].size()); ++k) d.farthest = std::max(d.farthest, std::abs(x[n][k] - y[n][k]));
  }
  return d;
}

}  // namespace

TEST_CASE("kernel-test gives the spikes and voltages of Neulite's kernel") {
  if (!fs::exists(data / "reference/kernel-test_s.dat")) SKIP("shared data absent: data/neulite/reference");
  auto const c = io::neulite::read_circuit(data / "kernel-test/p.csv", data / "kernel-test/c.csv");
  CHECK(c.size() == 160);
  CHECK(c.connections.size() == 501);
  auto const expected = read_spikes(data / "reference/kernel-test_s.dat");
  REQUIRE(expected.size() == 2551);
  neulite_play p{.how = example(), .traced = {0, 1, 64, 128, 129, 159}};
  auto const found = play_double(c, p);
  CHECK(found.compartments == 128 * 3682 + 32 * 1900);
  auto const d = compare(found.spikes, expected, 160);
  CHECK(d.other_count == 0);
  CHECK(d.farthest <= 1);

  folder const here;  // voltages: compressed
  auto const csv_path = here / "v.csv";
  REQUIRE(std::system(("gzip -dc '" + (data / "reference/kernel-test_v_some.csv.gz").string() + "' > '" + csv_path + "'").c_str()) == 0);
  csv const v = read_csv(csv_path);
  REQUIRE(v.rows.size() >= 8000);
  double before = 0, whole = 0;
  auto const spikes = by_neuron(expected);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t k = 0; k < 8000; ++k) {
      double const difference = std::abs(v.rows[k][i + 1] - found.v[i][k]);
      whole = std::max(whole, difference);
      if (v.rows[k][0] < double(spikes.at(p.traced[i]).front())) before = std::max(before, difference);
    }
  CHECK(before < 1e-3);
  auto const in_float = play_float(c, p);
  auto const f = compare(in_float.spikes, expected, 160);
  std::printf("kernel-test, double: %zu spikes of %zu, farthest %ld ms; |dV| before the first spike %.1e mV, whole run %.1e mV (the reference has 6 decimals)\n"
              "kernel-test, float: %zu spikes, %zu neurons with another count, farthest %ld ms\n",
              found.spikes.size(), expected.size(), long(d.farthest), before, whole, in_float.spikes.size(), f.other_count, long(f.farthest));
  CHECK(f.other_count == 0);
}

TEST_CASE("sglexp-test, the flavour of one exponential, runs") {
  if (!fs::exists(data / "sglexp-test/p.csv")) SKIP("shared data absent: data/neulite/sglexp-test");
  auto const c = io::neulite::read_circuit(data / "sglexp-test/p.csv", data / "sglexp-test/c.csv");
  REQUIRE(c.connections.size() == 517);
  for (auto const& k : c.kinds) CHECK(k.rise == 0);
  neulite_play p{.how = example(), .traced = {}};
  p.how.tstop = 200;
  auto const found = play_double(c, p);
  CHECK(found.spikes.size() > 160);
  auto quiet = c;
  for (auto& x : quiet.connections) x.weight = 0;
  CHECK(play_double(quiet, p).spikes != found.spikes);
}
