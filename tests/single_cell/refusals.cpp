// SPDX-License-Identifier: BSD-3-Clause
// What the program refuses: exit code 2, one line that says where, nothing written.
#include "small_cell.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The line that the program says before it ends with 2.
std::string refusal(folder const& here, std::vector<std::string> const& arguments) {
  here.write("o_v.csv", "old");  // results of an earlier run
  std::string told;
  {
    auto const r = run_program(here, arguments);
    INFO("stdout: " << r.out << "stderr: " << r.err);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.lines() == 1);
    CHECK(r.err.starts_with("single_cell: "));
    told = r.err;
  }
  CHECK(slurp(here / "o_v.csv") == "old");
  CHECK(here.count("o") == 1);  // neither spikes nor a part of a file
  return told;
}
std::string refused_option(std::vector<std::pair<std::string, std::string>> const& change) {
  folder const here;
  return refusal(here, command_line(here, change));
}
std::string refused_swc(std::string const& text) {
  folder const here;
  return refusal(here, command_line(here, {}, text));
}
std::string refused_fit(std::string const& text) {
  folder const here;
  return refusal(here, command_line(here, {}, small_swc, text));
}

}  // namespace

TEST_CASE("the small cell itself is sound") {
  folder const here;
  auto const r = run_program(here, command_line(here));
  INFO(r.err);
  CHECK(r.code == 0);
  CHECK(r.err.empty());
}

TEST_CASE("a reconstruction that is none is refused with its line") {
  CHECK_THAT(refused_option({{"--swc", "/no/such.swc"}}), ContainsSubstring("/no/such.swc"));
  CHECK_THAT(refused_option({{"--swc", "/"}}), ContainsSubstring("/: found"));
  CHECK_THAT(refused_swc("1 1 0 0 0 8\n"), ContainsSubstring("cell.swc:1: found 6 columns"));
  CHECK_THAT(refused_swc(replaced(small_swc, "3 3 0 60 0 0.8 2", "3 3 0 60 0 0.8 4")), ContainsSubstring("cell.swc:4: found parent 4"));
  CHECK_THAT(refused_swc(replaced(small_swc, "3 3 0 60 0 0.8 2", "3 3 0 60 0 -0.8 2")), ContainsSubstring("cell.swc:4: found radius"));
  CHECK_THAT(refused_swc(replaced(small_swc, "3 3 0 60 0 0.8 2", "3 3 0 60 0 0 2")), ContainsSubstring("cell.swc:4: found radius"));
  CHECK_THAT(refused_swc(replaced(small_swc, "3 3 0 60 0", "3 3 0 nan 0")), ContainsSubstring("cell.swc:4: found y"));
  CHECK_THAT(refused_swc(replaced(small_swc, "3 3 0 60 0", "3 3 0 6o 0")), ContainsSubstring("cell.swc:4"));
  CHECK_THAT(refused_swc("1 3 0 0 0 1 -1\n2 3 0 9 0 1 1\n"), ContainsSubstring("soma") && ContainsSubstring("cell.swc"));
  CHECK_THAT(refused_swc(""), ContainsSubstring("cell.swc: found no point"));
  std::string const contour = "1 1 5 0 0 1 -1\n2 1 0 5 0 1 1\n3 1 -5 0 0 1 2\n4 1 0 -5 0 1 3\n5 3 0 10 0 1 1\n6 3 0 60 0 1 5\n";
  CHECK_THAT(refused_swc(contour), ContainsSubstring("soma of 4 points"));
}

TEST_CASE("a fit file that is none is refused with its line or key") {
  CHECK_THAT(refused_option({{"--fit", "/no/such.json"}}), ContainsSubstring("/no/such.json"));
  CHECK_THAT(refused_fit(""), ContainsSubstring("cell.json"));
  CHECK_THAT(refused_fit("[]"), ContainsSubstring("cell.json"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"value\": 0.3", "\"value\": NaN")), ContainsSubstring("cell.json:8"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"value\": 0.3", "\"value\": 1e999")), ContainsSubstring("cell.json"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"value\": 0.3", "\"value\": \"nan\"")), ContainsSubstring("genome[1].value"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"value\": 0.3", "\"value\": null")), ContainsSubstring("genome[1].value"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"mechanism\": \"Kv3_1\"", "\"mechanism\": \"Kv9\"")),
             ContainsSubstring("genome[1].mechanism: found \"Kv9\"") && ContainsSubstring("Kv3_1"));
  CHECK_THAT(refused_fit(replaced(small_fit, "gbar_Kv3_1", "gbra_Kv3_1")), ContainsSubstring("genome[1].name: found \"gbra_Kv3_1\""));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"ena\"", "\"ecl\"")), ContainsSubstring("erev") && ContainsSubstring("ecl"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"genome\"", "\"gnome\"")), ContainsSubstring("genome"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"section\": \"apic\", \"cm\": 2.0", "\"section\": \"apic\", \"cm\": -2.0")),
             ContainsSubstring("-2"));
  CHECK_THAT(refused_fit(replaced(small_fit, "\"ra\": 100.0", "\"ra\": 0")), ContainsSubstring("0"));
}

TEST_CASE("options that mean nothing are refused by name") {
  CHECK_THAT(refused_option({{"--dt", "0"}}), ContainsSubstring("--dt"));
  CHECK_THAT(refused_option({{"--dt", "-0.1"}}), ContainsSubstring("--dt"));
  CHECK_THAT(refused_option({{"--dt", "nan"}}), ContainsSubstring("--dt"));
  CHECK_THAT(refused_option({{"--dt", "inf"}}), ContainsSubstring("--dt"));
  CHECK_THAT(refused_option({{"--dt", "fast"}}), ContainsSubstring("--dt"));
  CHECK_THAT(refused_option({{"--tstop", "-1"}}), ContainsSubstring("--tstop"));
  CHECK_THAT(refused_option({{"--tstop", "1e300"}}), ContainsSubstring("--tstop"));
  CHECK_THAT(refused_option({{"--duration", "-1"}}), ContainsSubstring("--duration"));
  CHECK_THAT(refused_option({{"--amp", "nan"}}), ContainsSubstring("--amp"));
  CHECK_THAT(refused_option({{"--celsius", "-300"}}), ContainsSubstring("--celsius"));
  CHECK_THAT(refused_option({{"--v-init", "inf"}}), ContainsSubstring("--v-init"));
  for (char const* probe : {"apic[9]:0.5", "apic[0]:1.5", "apic[0]:nan", "apic[-1]:0.5", "apic[0]", "apic:0.5", "spine[0]:0.5", "apic[0]:0.5x", "]:["})
    CHECK_THAT(refused_option({{"--probe", probe}}), ContainsSubstring("--probe") && ContainsSubstring(probe));
  for (char const* name : {"--swc", "--fit", "--amp", "--delay", "--duration", "--tstop", "--dt", "--out"})
    CHECK_THAT(refused_option({{name, ""}}), ContainsSubstring(name));
  for (char const* name : {"--scheme", "--real", "--discretize", "--constants", "--coordinates", "--model", "--axon"})
    CHECK_THAT(refused_option({{name, "other"}}), ContainsSubstring(name));
  CHECK_THAT(refused_option({{"--model", "all_active"}}), ContainsSubstring("cell.json") && ContainsSubstring("without axon"));
  CHECK_THAT(refused_option({{"--such", "none"}}), ContainsSubstring("--such"));
}

TEST_CASE("a place that cannot be written to is refused") {
  CHECK_THAT(refused_option({{"--out", "/no/such/folder/o"}}), ContainsSubstring("--out") && ContainsSubstring("/no/such/folder/o"));
}

TEST_CASE("a voltage that leaves its range stops the run with cell, compartment, section and time") {
  for (char const* amp : {"1e6", "-1e6", "1e300"}) {
    folder const here;
    here.write("o_v.csv", "old");
    auto const r = run_program(here, command_line(here, {{"--amp", amp}}));
    INFO(r.err);
    CHECK(r.code != 0);
    CHECK(r.code != 2);  // the files are sound
    CHECK(r.lines() == 1);
    CHECK_THAT(r.err, ContainsSubstring("cell 0") && ContainsSubstring("compartment 0") && ContainsSubstring("soma[0]:0.5") &&
                          ContainsSubstring("t = 5.0") && ContainsSubstring("300 mV"));
    CHECK(slurp(here / "o_v.csv") == "old");
    CHECK(here.count("o") == 1);
  }
}
