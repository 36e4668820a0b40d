// SPDX-License-Identifier: BSD-3-Clause
// Scenarios as files.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <scenario.hpp>

#include <algorithm>

namespace {

using namespace whole_cortex;
using Catch::Matchers::ContainsSubstring;

std::size_t area(char const* name) { return atlas::index(*atlas::find_sided_area(name)); }

}  // namespace

TEST_CASE("the scenarios that come with the program can be read, and say what to look at") {
  auto const names = scenario_names();
  for (char const* wanted : {"resting", "seizure", "lesion", "stimulus"}) CHECK(std::find(names.begin(), names.end(), wanted) != names.end());
  for (auto const& n : names) {
    auto const s = read_scenario(n);
    CHECK(s.name == n);
    CHECK(s.look_at.size() > 50);
  }
  auto const seizure = read_scenario("seizure");
  REQUIRE(seizure.silenced.size() == 1);
  CHECK(seizure.silenced[0].cells.has(area("SSp-bfd_L"), cell_class::l4_pv));
  CHECK_FALSE(seizure.silenced[0].cells.has(area("SSp-bfd_R"), cell_class::l4_pv));
  CHECK_FALSE(seizure.silenced[0].cells.has(area("SSp-bfd_L"), cell_class::l4_e));
  CHECK(seizure.marks().size() == 2);
  CHECK(read_scenario("lesion").is_removed(area("AUDp_L"), cell_class::l5_et));
  CHECK_FALSE(read_scenario("lesion").is_removed(area("AUDp_R"), cell_class::l5_et));
  CHECK(read_scenario("stimulus").inputs.size() == 1);
}

TEST_CASE("a scenario's file names areas by side, by name, by module, classes by name, layer, kind") {
  test::folder const f;
  auto const s = read_scenario(f.write("s.json", R"({"name": "mine", "weights": [
    {"from": {"areas": ["visual"], "classes": ["L5"]}, "to": {"areas": ["MOp", "MOs_R"], "classes": ["l4_e", "PV"]}, "factor": 3},
    {"from": {"areas": ["VISp"]}, "factor": 0.5}]})"));
  CHECK(s.factor(area("VISl_R"), cell_class::l5_et, area("MOp_L"), cell_class::l6_pv) == 3);
  CHECK(s.factor(area("VISp_R"), cell_class::l5_et, area("MOs_R"), cell_class::l4_e) == 1.5);
  CHECK(s.factor(area("VISp_R"), cell_class::l5_et, area("MOs_L"), cell_class::l4_e) == 0.5);
  CHECK(s.factor(area("VISl_R"), cell_class::l6_e, area("MOp_L"), cell_class::l6_pv) == 1);
  CHECK(s.factor(area("AUDp_R"), cell_class::l5_it, area("MOp_L"), cell_class::l6_pv) == 1);
}

TEST_CASE("what a scenario cannot be is refused with file and key") {
  test::folder const f;
  auto const refused = [&](std::string const& text, std::string const& where, std::string const& what) {
    INFO(text);
    CHECK_THROWS_WITH(read_scenario(f.write("s.json", text)), ContainsSubstring(where) && ContainsSubstring(what));
  };
  refused("{", "s.json:1", "JSON");
  refused("{}", "s.json", "no name");
  refused(R"({"name": "x", "wieghts": []})", "s.json", "wieghts");
  refused(R"({"name": "x", "remove": [{"areas": ["VISq"]}]})", "remove[0].areas[0]", "VISq");
  refused(R"({"name": "x", "remove": [{"areas": []}]})", "remove[0].areas", "an area");
  refused(R"({"name": "x", "remove": [{"classes": ["L7 E"]}]})", "remove[0].classes[0]", "L7 E");
  refused(R"({"name": "x", "weights": [{"factor": -1}]})", "weights[0].factor", "-1");
  refused(R"({"name": "x", "silence": [{"current_nA": -9}]})", "silence[0].current_nA", "-0.4 to 0");
  refused(R"({"name": "x", "input": [{"from_ms": 9, "until_ms": 5, "weight_mV": 1}]})", "input[0].until_ms", "rate_hz");
  refused(R"({"name": "x", "silence": [{"current_nA": 1}]})", "silence[0].current_nA", "1");
  refused(R"({"name": "x", "silence": [{"current_nA": -0.1, "from_ms": 5, "until_ms": 5}]})", "silence[0].until_ms", "after from_ms");
  refused(R"({"name": "x", "input": [{"from_ms": 5, "weight_mV": 1, "rate_hz": 3, "until_ms": 2}]})", "input[0].until_ms", "after from_ms");
  refused(R"({"name": "x", "input": [{"from_ms": 5}]})", "input[0]", "weight_mV");
  refused(R"({"name": "x", "input": [{"from_ms": "soon", "weight_mV": 1}]})", "input[0].from_ms", "soon");
  CHECK_THROWS_WITH(read_scenario("nowhere.json"), ContainsSubstring("--scenario") && ContainsSubstring("seizure"));
}
