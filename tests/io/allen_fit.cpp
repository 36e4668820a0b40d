// SPDX-License-Identifier: BSD-3-Clause
// Fit files of the Allen Cell Types models: both flavours, and what is refused.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <pallium/io/allen_fit.hpp>
#include <string>
#include <utility>

#include "../support/temp_file.hpp"

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

namespace {

using namespace pallium;
using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;

std::string const conditions =
    R"("conditions": [{"celsius": 34, "v_init": -90, "erev": [{"section": "soma", "ena": 53.0, "ek": -107.0}]}])";

io::allen_fit read(std::string const& text) {
  temp_file const file(text, ".json");
  return io::read_allen_fit(file.path());
}

TEST_CASE("a perisomatic fit") {
  auto const f = read(R"({"passive": [{"ra": 138.28, "e_pas": -92.5,
    "cm": [{"section": "soma", "cm": 1.0}, {"section": "apic", "cm": 2.12}]}], "axon_morph": 1,
    "fitting": [{"junction_potential": -14.0, "sweeps": [1]}], "genome": [
    {"section": "soma", "name": "gbar_NaTs", "value": 0.5, "mechanism": "NaTs"},
    {"section": "glob", "name": "x", "value": "?", "mechanism": ""},
    {"section": "dend", "name": "g_pas", "value": 1e-5, "mechanism": ""}], )" + conditions + "}");
  CHECK(f.ra == 138.28);
  CHECK(f.e_pas == -92.5);
  CHECK(f.cm == std::map<branch, double>{{branch::soma, 1.0}, {branch::apical, 2.12}});
  CHECK_FALSE(f.all_active());
  REQUIRE(f.genome.size() == 2);
  CHECK(f.genome[0].mechanism == "NaTs");
  CHECK(f.genome[0].name == "gbar_NaTs");
  CHECK(f.genome[0].value == 0.5);
  CHECK(f.genome[1].kind == branch::dendrite);
  CHECK(f.erev.at(branch::soma) == std::map<std::string, double>{{"ena", 53.0}, {"ek", -107.0}});
  CHECK(f.celsius == 34);
  CHECK(f.v_init == -90);
  CHECK(f.junction_potential == -14.0);
}

TEST_CASE("an all-active fit: numbers are strings, passive holds little or nothing") {
  auto const passive = GENERATE(R"("passive": [{"ra": 100}],)", R"("passive": [{}],)", R"("passive": [],)", "");
  auto const f = read(std::string("{") + passive + R"("genome": [
    {"section": "axon", "name": "Ra", "value": "149.961", "mechanism": ""}], )" + conditions + "}");
  CHECK(f.all_active());
  CHECK(f.genome.at(0).value == 149.961);
  CHECK_FALSE(f.e_pas);
  CHECK_FALSE(f.junction_potential);
}

TEST_CASE("what is no fit is refused with file and key path") {
  auto const row = [](std::string const& section, std::string const& value) {
    return R"({"genome": [{"section": ")" + section + R"(", "name": "g", "mechanism": "", "value": )" + value + "}], " +
           conditions + "}";
  };
  struct bad {
    std::string text, message;
  };
  auto const [text, message] = GENERATE_COPY(
      bad{"", ":1: found an end too early"},
      bad{"{\n\n\"genome\": NaN}", ":3: found a mistake"},
      bad{"{\"genome\": Infinity}", ":1: found a mistake"},
      bad{"[1]", "found a list, expected an object"},
      bad{"{}", "found no genome"},
      bad{"{" + conditions + "}", "found no genome"},
      bad{R"({"genome": []})", "found no conditions"},
      bad{R"({"genome": [], "conditions": []})", "conditions: found 0 entries"},
      bad{R"({"genome": [], "conditions": [{"celsius": 34}]})", "conditions[0]: found no v_init"},
      bad{R"({"genome": {}})", "genome: found an object, expected a list"},
      bad{row("some", "1"), "genome[0].section: found '\"some\"', expected soma, axon, dend or apic"},
      bad{row("soma", "true"), "genome[0].value: found 'true', expected a number"},
      bad{row("soma", "\"1,5\""), "genome[0].value: found '\"1,5\"'"},
      bad{row("soma", "\"nan\""), "expected a finite number"},
      bad{row("soma", "1e999"), "out of range"},
      bad{row("soma", "null"), "genome[0].value: found 'null'"},
      bad{R"({"passive": [{"cm": [{"section": "soma"}]}]})", "passive[0].cm[0]: found no cm"},
      bad{R"({"passive": 3})", "passive: found '3', expected a list"},
      bad{std::string(200000, '['), "found an end too early"},
      bad{"\x00\xff\x01"s, "found a mistake"});
  CAPTURE(text.substr(0, 200));
  temp_file const file(text, ".json");
  try {
    (void)io::read_allen_fit(file.path());
    FAIL("accepted");
  } catch (input_error const& e) {
    std::string const what = e.what();
    CHECK_THAT(what, ContainsSubstring(message) && ContainsSubstring(file.path().string()));
    CHECK(what.find('\n') == what.npos);
  }
  CHECK_THROWS_WITH(io::read_allen_fit("/no/such/fit.json"), ContainsSubstring("no such file"));
}

TEST_CASE("every fit file of the shared data is read") {
  auto const folder = std::filesystem::path(PALLIUM_SHARED_DIR) / "data" / "cells";
  if (!std::filesystem::is_directory(folder)) SKIP("shared data absent: " << folder.string());
  int n = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().string().ends_with("_fit.json")) continue;
    CAPTURE(entry.path().string());
    auto const f = io::read_allen_fit(entry.path());
    CHECK(f.genome.size() == (f.all_active() ? 42u : f.cm.contains(branch::apical) ? 16u : 15u));
    CHECK(f.erev.at(branch::soma).at("ek") == -107.0);
    CHECK(f.junction_potential == -14.0);
    ++n;
  }
  CHECK(n == 7);
}

}  // namespace
