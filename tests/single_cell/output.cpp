// SPDX-License-Identifier: BSD-3-Clause
// What the program writes, as its users' scripts rely on it.
#include "small_cell.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace test;

TEST_CASE("the header names every column and rows come every 0.1 ms from 0") {
  folder const here;
  auto const r = run_program(here, command_line(here, {{"--probe", "apic[0]:0.5"}, {"--probe", "dend[0]:1"}}));
  INFO(r.err);
  REQUIRE(r.code == 0);
  csv const v = read_csv(here / "o_v.csv");
  CHECK(v.header == "t_ms,v_soma_mV,v_apic[0]:0.5_mV,v_dend[0]:1_mV,cai_soma_mM");
  REQUIRE(v.rows.size() == 501);
  for (std::size_t i = 0; i < v.rows.size(); ++i) {
    CHECK(std::abs(v.rows[i][0] - 0.1 * double(i)) < 1e-9);
    REQUIRE(v.rows[i].size() == 5);
  }
  CHECK(v.rows[0][1] == -80);
  CHECK(v.rows[0][4] == 1e-4);
  CHECK(v.rows[500][4] > 1e-4);

  std::string const text = slurp(here / "o_v.csv");  // some value has all its digits
  std::size_t digits = 0;
  for (std::size_t i = 0, run = 0; i < text.size(); ++i) {
    if (text[i] != '.') run = std::isdigit(static_cast<unsigned char>(text[i])) ? run + 1 : 0;
    digits = std::max(digits, run);
  }
  CHECK(digits >= 9);

  csv const spikes = read_csv(here / "o_spikes.csv");
  CHECK(spikes.header == "t_ms");
  CHECK(spikes.rows.size() >= 1);
  for (auto const& s : spikes.rows) {
    CHECK(std::abs(s.at(0) / 0.025 - std::round(s.at(0) / 0.025)) < 1e-6);
    CHECK(s.at(0) > 5);
  }
  CHECK(r.out.find("segments: ") != std::string::npos);
  CHECK(r.out.find("spikes: " + std::to_string(spikes.rows.size()) + "\n") != std::string::npos);
  CHECK(r.out.find("wall time: ") != std::string::npos);
  CHECK(here.count("o") == 2);
}

TEST_CASE("a dt that does not divide 0.1 ms gives a row for every step") {
  folder const here;
  REQUIRE(run_program(here, command_line(here, {{"--dt", "0.03"}, {"--tstop", "3"}})).code == 0);
  CHECK(read_csv(here / "o_v.csv").rows.size() == 101);
}

TEST_CASE("a run of no time writes its start") {
  folder const here;
  REQUIRE(run_program(here, command_line(here, {{"--tstop", "0"}})).code == 0);
  CHECK(read_csv(here / "o_v.csv").rows.size() == 1);
  CHECK(read_csv(here / "o_spikes.csv").rows.empty());
}

TEST_CASE("every choice of the command line runs, and those that change the model change the result") {
  folder const here;
  auto const soma = [&](std::vector<std::pair<std::string, std::string>> const& change) {
    auto const r = run_program(here, command_line(here, change));
    INFO(r.err);
    REQUIRE(r.code == 0);
    return read_csv(here / "o_v.csv").column(1);
  };
  auto const plain = soma({});
  CHECK(soma({{"--model", "perisomatic"}, {"--scheme", "backward_euler"}, {"--real", "double"}, {"--discretize", "nseg"},
              {"--celsius", "34"}, {"--constants", "modern"}, {"--coordinates", "bmtk"}, {"--v-init", "-80"}}) == plain);
  CHECK(soma({{"--scheme", "crank_nicolson"}}) != plain);
  CHECK(soma({{"--real", "float"}}) != plain);
  CHECK(soma({{"--discretize", "per_point"}}) != plain);
  CHECK(soma({{"--celsius", "30"}}) != plain);
  CHECK(soma({{"--constants", "legacy"}}) != plain);
  CHECK(soma({{"--v-init", "-70"}}) != plain);
  CHECK(soma({{"--coordinates", "neuron"}}) == plain);  // numbers of few digits are not rounded by any rule
  CHECK(soma({{"--coordinates", "exact"}}).size() == plain.size());
}
