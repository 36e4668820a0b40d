// SPDX-License-Identifier: BSD-3-Clause
// The resting state: what the calibration that comes with the program is worth.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <string>
#include <vector>

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
  auto const j = cortex(f, {"--neurons", "9000", "--duration", "1400"}, "rest");
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
  CHECK(j["cv"] > 0.7);
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
  auto const cut = cortex(f, {"--neurons", "9000", "--duration", "700", "--recurrent", "0"}, "cut");
  CHECK(cut["synapses"] == 0);
  double const rest = j["rates_hz"]["PV"], alone = cut["rates_hz"]["PV"];
  INFO("PV " << rest << " Hz, with the projections cut " << alone << " Hz");
  CHECK((rest < 0.8 * alone || rest > 1.25 * alone));
}

TEST_CASE("a miniature lives like a cortex three times as large") {
  test::folder const f;
  auto const small = cortex(f, {"--neurons", "9000", "--duration", "1200"}, "small"), large = cortex(f, {"--neurons", "27000", "--duration", "1200"}, "large");
  for (char const* kind : {"E", "PV", "SST", "VIP"}) {
    double const a = small["rates_hz"][kind], b = large["rates_hz"][kind];
    INFO(kind << " " << a << " and " << b << " Hz");
    CHECK(a / b > 0.8);
    CHECK(a / b < 1.25);
  }
  INFO("CV " << small["cv"] << " and " << large["cv"]);
  CHECK(std::abs(small["cv"].get<double>() - large["cv"].get<double>()) < 0.1);
}

TEST_CASE("a seizure begins where inhibition fails, and goes where that area projects to") {
  test::folder const f;
  auto const rest = cortex(f, {"--neurons", "9000", "--duration", "800"}, "rest");
  auto const fit = cortex(f, {"--neurons", "9000", "--duration", "800", "--scenario", "seizure"}, "seizure");
  auto const hz = [](nlohmann::json const& j, char const* area) { return j["by_area"][area]["hz"].get<double>(); };
  INFO("SSp-bfd_L " << hz(rest, "SSp-bfd_L") << ", " << hz(fit, "SSp-bfd_L") << " Hz; SSs_L " << hz(rest, "SSs_L") << ", " << hz(fit, "SSs_L") << " Hz; AUDp_R "
                    << hz(rest, "AUDp_R") << ", " << hz(fit, "AUDp_R") << " Hz");
  CHECK(hz(fit, "SSp-bfd_L") > 1.5 * hz(rest, "SSp-bfd_L"));
  CHECK(hz(fit, "SSs_L") > 1.2 * hz(rest, "SSs_L"));
  CHECK(hz(fit, "SSp-bfd_L") > hz(fit, "SSs_L"));
  CHECK(hz(fit, "SSs_L") > hz(fit, "AUDp_R"));
}

TEST_CASE("a calibration can be made, says how far it came, and makes another cortex live") {
  test::folder const f;
  std::string const file = f / "c.json";
  auto const r = test::run_program(f, PALLIUM_WHOLE_CORTEX, {"--calibrate", file, "--neurons", "860", "--excitation", "0.25"});
  INFO(r.err);
  REQUIRE(r.code == 0);
  auto const c = nlohmann::json::parse(test::slurp(file));
  CHECK(c["excitation"]["of_excitatory"] == 0.25);
  CHECK(c["excitation"]["of_inhibitory"] == 0.3);
  CHECK(c["how"].get<std::string>().starts_with("860 neurons: "));
  std::set<std::string> classes;
  for (auto const& b : c["background"]) {
    CHECK(b["neurons"] == 860);
    classes.insert(b["class"].get<std::string>());
  }
  CHECK(classes.size() == 19);
  auto const j = cortex(f, {"--neurons", "860", "--duration", "700", "--calibration", file}, "lives");
  CHECK(j["rates_hz"]["E"] > 0.3);
  CHECK(j["rates_hz"]["E"] < 5);
  CHECK(j["rates_hz"]["PV"] > 3);

  auto const refused = [&](std::vector<std::string> arguments, char const* what) {
    auto const bad = test::run_program(f, PALLIUM_WHOLE_CORTEX, arguments);
    INFO(bad.err);
    CHECK(bad.code == 2);
    CHECK(bad.err.find(what) != std::string::npos);
  };
  refused({"--calibrate", f / "no/such.json"}, "cannot be written");
  refused({"--calibrate", file, "--dry-run"}, "--dry-run");
  refused({"--calibrate", file, "--excitation", "nan"}, "--excitation");
  refused({"--excitation", "0.5"}, "--calibrate");
  CHECK(nlohmann::json::parse(test::slurp(file)) == c);
}
