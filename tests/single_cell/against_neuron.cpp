// SPDX-License-Identifier: BSD-3-Clause
// The program against NEURON 8.2.2, cell by cell: spikes, v at the soma and in a dendrite, calcium.
#include "../support/table.hpp"
#include "program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <optional>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

namespace {

using test::csv;
namespace fs = std::filesystem;
fs::path const data = fs::path(PALLIUM_SHARED_DIR) / "data";

/// The cells of the reference: five perisomatic models, two all-active ones.
std::vector<nlohmann::json> reference_cells() {
  if (!fs::exists(data / "reference/index.json")) SKIP("shared data absent: data/reference/index.json");
  std::vector<nlohmann::json> cells;
  for (auto const& c : nlohmann::json::parse(test::slurp(data / "reference/index.json"))) cells.push_back(c);
  REQUIRE(cells.size() == 7);
  return cells;
}

struct setting {
  char const* dt;
  int secondorder;
};

struct recording {
  std::vector<double> spikes;
  csv traces;  // t, v at the soma, v in the dendrite, cai
};

recording neuron(nlohmann::json const& cell, setting const& s) {
  auto const stem = data / "reference" /
                    fmt::format("{}_dt{}_so{}", cell.at("name").get<std::string>(), s.dt, s.secondorder);
  return {test::read_csv(stem.string() + "_spikes.csv").column(0), test::read_csv(stem.string() + "_v.csv")};
}

/// `stronger`: the current is amp * (1 + stronger).
recording pallium(nlohmann::json const& cell, setting const& s, std::string const& real = "double", double stronger = 0) {
  test::folder const here;
  auto const number = [&](char const* key, double factor = 1) { return fmt::format("{}", cell.at(key).get<double>() * factor); };
  auto const path = [&](char const* key) { return (data / "cells" / cell.at(key).get<std::string>()).string(); };
  double const end = cell.at("tstop_ms");
  auto const r = test::run_program(
      here, {"--swc", path("swc"), "--fit", path("fit"), "--amp", number("amp_nA", 1 + stronger), "--delay", number("delay_ms"),
             "--duration", number("duration_ms"), "--tstop", fmt::format("{}", end), "--v-init", number("v_init_mV"),
             "--celsius", number("celsius"), "--dt", s.dt, "--scheme", s.secondorder ? "crank_nicolson" : "backward_euler",
             "--real", real, "--probe",
             fmt::format("{}:{}", cell.at("dend_probe_section").get<std::string>(), cell.at("dend_probe_x").get<double>()),
             "--out", here / "o"});
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.out.find(fmt::format("segments: {}\n", cell.at("segments").get<int>())) != std::string::npos);
  return {test::read_csv(here / "o_spikes.csv").column(0), test::read_csv(here / "o_v.csv")};
}

long steps_off(double a, double b, setting const& s) { return std::lround((a - b) / std::stod(s.dt)); }

/// The first spike at another step than the other's; the number of spikes if there is none.
std::size_t departure(recording const& a, recording const& b, setting const& s) {
  std::size_t const n = std::min(a.spikes.size(), b.spikes.size());
  for (std::size_t i = 0; i < n; ++i)
    if (steps_off(a.spikes[i], b.spikes[i], s) != 0) return i;
  return n;
}

/// Largest difference in a column up to a time.
double largest(recording const& a, recording const& b, std::size_t column, double until) {
  double m = 0;
  for (std::size_t i = 0; i < b.traces.rows.size() && b.traces.rows[i][0] <= until + 1e-9; ++i)
    m = std::max(m, std::abs(a.traces.rows[i][column] - b.traces.rows[i][column]));
  return m;
}

struct comparison {
  std::size_t spikes, expected, first_off;
  long farthest = 0;               // steps
  double before[2], fifth[2], all[2], cai;  // soma, dendrite [mV]; [mM]
};

comparison compare(recording const& mine, recording const& ref, setting const& s) {
  REQUIRE(mine.traces.rows.size() == ref.traces.rows.size());
  comparison c{.spikes = mine.spikes.size(), .expected = ref.spikes.size(), .first_off = departure(mine, ref, s),
               .before = {}, .fifth = {}, .all = {}, .cai = largest(mine, ref, 3, 1e9)};
  for (std::size_t i = 0; i < std::min(c.spikes, c.expected); ++i)
    c.farthest = std::max(c.farthest, std::abs(steps_off(mine.spikes[i], ref.spikes[i], s)));
  double const first = ref.spikes.empty() ? 1e9 : ref.spikes[0] - 1, fifth = ref.spikes.size() < 5 ? 1e9 : ref.spikes[4];
  for (std::size_t k : {0u, 1u}) {
    c.before[k] = largest(mine, ref, k + 1, first);
    c.fifth[k] = largest(mine, ref, k + 1, fifth);
    c.all[k] = largest(mine, ref, k + 1, 1e9);
  }
  return c;
}

void heading(char const* real) {
  fmt::print("\n{}, against NEURON 8.2.2 [mV; the reference has 7 decimals]. soma | dendrite: before the first spike, up to the "
             "fifth, whole run\n{:25} {:>5} {:>7} {:>9} {:>10}   {:28} {:28}\n",
             real, "cell", "dt", "spikes", "first off", "steps off", "max |dV| soma", "max |dV| dendrite");
}
void row(nlohmann::json const& cell, setting const& s, comparison const& c) {
  fmt::print("{:25} {:>5} {:>3}/{:<3} {:>9} {:>10}   {:8.1e} {:8.1e} {:8.1e}   {:8.1e} {:8.1e} {:8.1e}\n",
             cell.at("name").get<std::string>(), s.dt, c.spikes, c.expected,
             c.first_off == c.expected ? std::string("none") : fmt::format("{}", c.first_off), c.farthest, c.before[0],
             c.fifth[0], c.all[0], c.before[1], c.fifth[1], c.all[1]);
  std::fflush(stdout);
}

}  // namespace

TEST_CASE("backward Euler in double is NEURON, every spike at its step") {
  // One cell (all-active, dt = 0.1 ms) magnifies rounding on the flanks of its later spikes. Where a bound of the whole run
  // does not hold, the difference must be what the same program makes of a current that differs in the 13th digit.
  auto const cells = reference_cells();
  heading("backward Euler, double");
  for (auto const& cell : cells)
    for (setting const s : {setting{"0.025", 0}, {"0.1", 0}}) {
      INFO(cell.at("name") << ", dt " << s.dt);
      auto const mine = pallium(cell, s);
      auto const c = compare(mine, neuron(cell, s), s);
      row(cell, s, c);
      CHECK(c.spikes == c.expected);
      CHECK(c.farthest == 0);
      double moved[2] = {}, moved_cai = 0;  // by a current that differs by 1e-13 of it
      if (!(c.all[0] < 1e-5 && c.all[1] < 1e-5 && c.cai < 1e-10)) {
        for (double stronger : {1e-13, -1e-13}) {
          auto const twin = compare(pallium(cell, s, "double", stronger), mine, s);
          for (int k : {0, 1}) moved[k] = std::max(moved[k], twin.all[k]);
          moved_cai = std::max(moved_cai, twin.cai);
        }
        fmt::print("{:25} leaves itself by {:.1e} | {:.1e} mV when the current changes by 1e-13 of it\n", "", moved[0], moved[1]);
      }
      for (int k : {0, 1}) {
        CHECK(c.before[k] < 1e-7);  // the reference's last digit is 1e-7
        CHECK(c.all[k] < std::max(1e-5, 4 * moved[k]));
        CHECK(moved[k] < 1e-3);
      }
      test::prove(cell.at("name").get<std::string>(), "NEURON 8.2.2",
                  fmt::format("v at the soma and in a dendrite up to the fifth spike, dt {} [mV]", s.dt),
                  std::max(c.fifth[0], c.fifth[1]), 2e-7);
      CHECK(c.cai < std::max(1e-10, 4 * moved_cai));
    }
}

TEST_CASE("Crank-Nicolson in double is NEURON until growing rounding parts any two runs") {
  // At dt = 0.1 ms the scheme rings after every spike and small differences grow from spike to spike: the same program,
  // given a current that differs in the 13th or 12th digit, leaves itself where it leaves NEURON. Backward Euler damps them.
  auto const cells = reference_cells();
  setting const s{"0.1", 2}, damped{"0.1", 0};
  heading("Crank-Nicolson, double");
  for (auto const& cell : cells) {
    INFO(cell.at("name"));
    auto const mine = pallium(cell, s), ref = neuron(cell, s);
    auto const c = compare(mine, ref, s);
    row(cell, s, c);
    for (int k : {0, 1}) {
      CHECK(c.before[k] < 1e-7);
      CHECK(c.fifth[k] < 1e-3);
    }
    CHECK(c.first_off >= 5);

    std::size_t fewest = c.spikes, most = c.spikes;
    std::size_t earliest = c.expected, latest = 0;
    std::string told;
    for (double stronger : {1e-13, -1e-13, 1e-12, -1e-12}) {
      auto const twin = pallium(cell, s, "double", stronger);
      std::size_t const d = departure(twin, mine, s);
      fewest = std::min(fewest, twin.spikes.size());
      most = std::max(most, twin.spikes.size());
      earliest = std::min(earliest, d);
      latest = std::max(latest, d);
      told += fmt::format(" {:g}: {}", stronger, d);
    }
    fmt::print("{:25} leaves itself at spike, by relative change of the current:{}\n", "", told);
    INFO("leaves NEURON at " << c.first_off << ", itself at " << told);
    INFO("it has " << c.spikes << " spikes, its twins " << fewest << " to " << most);
    CHECK((fewest <= c.expected + 1 && c.expected <= most + 1));  // whole seconds after they have parted, one may be more
    if (earliest == c.expected) CHECK(c.spikes == c.expected);
    CHECK(earliest <= c.first_off);      // the smallest seeds of error grow as fast as what parts us from NEURON
    CHECK(c.first_off <= earliest + 2);  // and no faster: nothing but rounding is between us
    CHECK(departure(pallium(cell, damped, "double", 1e-12), pallium(cell, damped), damped) == neuron(cell, damped).spikes.size());
  }
}

TEST_CASE("float fires as NEURON does over the first 500 ms") {
  // Where a change of one unit in a float's last place of the current moves spikes in double just as far, no float can do better.
  auto const cells = reference_cells();
  heading("float");
  for (auto const& cell : cells)
    for (setting const s : {setting{"0.025", 0}, {"0.1", 0}, {"0.1", 2}}) {
      INFO(cell.at("name") << ", dt " << s.dt << ", secondorder " << s.secondorder);
      auto const ref = neuron(cell, s), mine = pallium(cell, s, "float");
      auto const c = compare(mine, ref, s);
      row(cell, s, c);
      auto const shift = [&](recording const& r) {
        double far = 0;
        for (std::size_t i = 0; i < std::min(r.spikes.size(), ref.spikes.size()) && ref.spikes[i] <= 500; ++i)
          far = std::max(far, std::abs(r.spikes[i] - ref.spikes[i]));
        return far;
      };
      double const moved = shift(mine);
      fmt::print("{:25} up to 500 ms at most {:.3f} ms off", "", moved);
      std::size_t fewest = c.expected, most = c.expected;
      if (s.secondorder == 0) {
        CHECK(moved <= 0.5);
      } else {
        double conditioning = 0;  // double, with the current off by units in a float's last place
        for (double ulps : {1.0, -1.0, 2.0, -2.0, 4.0, -4.0}) {
          auto const moved_double = pallium(cell, s, "double", ulps * 0x1p-24);
          conditioning = std::max(conditioning, shift(moved_double));
          fewest = std::min(fewest, moved_double.spikes.size());
          most = std::max(most, moved_double.spikes.size());
        }
        fmt::print("; double moves {:.3f} ms when the current changes by up to 4 x 2^-24 ({} to {} spikes)", conditioning, fewest, most);
        // float rounds in every step, not once; how far that goes is as much chance as which of six changes goes farthest
        CHECK((moved <= 0.5 || moved <= 8 * conditioning));
      }
      CHECK(c.spikes <= most + 1);
      CHECK(fewest <= c.spikes + 1);
      fmt::print("\n");
    }
}
