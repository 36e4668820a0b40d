// SPDX-License-Identifier: BSD-3-Clause
// The resting state: what the calibration that comes with the program is worth.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace {

nlohmann::json cortex(test::folder const& f, std::vector<std::string> arguments, std::string const& out) {
  arguments.insert(arguments.end(), {"--out", f / out});
  auto const r = test::run_program(f, PALLIUM_WHOLE_CORTEX, arguments);
  INFO(r.err);
  REQUIRE(r.code == 0);
  return nlohmann::json::parse(test::slurp(f / (out + "/summary.json")));
}

}  // namespace

TEST_CASE("the resting cortex lives: rates of all kinds in published ranges, no area silent or running away, irregular") {
  test::folder const f;
  auto const j = cortex(f, {"--neurons", "4500", "--duration", "1400"}, "rest");
  struct range {
    char const* kind;
    double low, high;
  };
  for (range const& r : {range{"E", 0.1, 5}, {"PV", 5, 20}, {"SST", 2, 10}, {"VIP", 1, 10}}) {
    INFO(r.kind << " " << j["rates_hz"][r.kind]);
    CHECK(j["rates_hz"][r.kind] >= r.low);
    CHECK(j["rates_hz"][r.kind] <= r.high);
  }
  CHECK(j["silent_areas"] == 0);
  CHECK(j["cv"] > 0.6);  // of runs so short the measure is low: README.md has 10 s
  CHECK(j["fastest_neuron_hz"] < 100);
  for (auto const& [area, a] : j["by_area"].items()) {
    INFO(area << " " << a["hz"]);
    CHECK(a["hz"] < 15);
  }
  int judged = 0;
  for (auto const& v : j["verdicts"]) {
    INFO(v);
    if (v["what"] != "epileptic areas" && v["what"] != "silent areas") continue;
    CHECK(v["is"] == "passed");
    ++judged;
  }
  CHECK(judged == 2);

  // its projections matter: without them the background alone makes another cortex
  auto const cut = cortex(f, {"--neurons", "4500", "--duration", "700", "--recurrent", "0"}, "cut");
  CHECK(cut["synapses"] == 0);
  double const rest = j["rates_hz"]["PV"], alone = cut["rates_hz"]["PV"];
  INFO("PV " << rest << " Hz, with the projections cut " << alone << " Hz");
  CHECK((rest < 0.8 * alone || rest > 1.25 * alone));
}

TEST_CASE("a seizure begins where inhibition fails") {
  test::folder const f;
  auto const file = f.write("early.json", R"({"name": "early",
    "weights": [{"from": {"areas": ["SSp-bfd_L"], "classes": ["E"]}, "to": {"classes": ["E"]}, "factor": 3}],
    "silence": [{"areas": ["SSp-bfd_L"], "classes": ["I"], "from_ms": 300, "current_nA": -0.3}]})");
  auto const rest = cortex(f, {"--neurons", "4500", "--duration", "1000"}, "rest");
  auto const fit = cortex(f, {"--neurons", "4500", "--duration", "1000", "--scenario", file}, "seizure");
  double const before = rest["by_area"]["SSp-bfd_L"]["hz"], after = fit["by_area"]["SSp-bfd_L"]["hz"], far = fit["by_area"]["AUDp_R"]["hz"];
  INFO(before << " Hz, without inhibition " << after << " Hz, in AUDp_R " << far << " Hz");
  CHECK(after > 1.5 * before);
  CHECK(after > 1.5 * far);
}
