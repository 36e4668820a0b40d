// SPDX-License-Identifier: BSD-3-Clause
// The report of a run, and the files beside it. What the report looks like in a browser: in_browser.cmake.
#include "../../examples/whole_cortex/report.hpp"

#include "../../examples/whole_cortex/results_write.hpp"
#include "../support/program.hpp"
#include "made_results.hpp"

#include <catch2/catch_test_macros.hpp>
#include <pallium/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#ifdef WHOLE_CORTEX_SONATA
#include <pallium/io/sonata/config.hpp>
#include <pallium/io/sonata/nodes.hpp>
#include <pallium/io/sonata/spikes.hpp>
#endif

using namespace whole_cortex;

namespace {

nlohmann::json data_in(std::string const& html) {
  std::string const begin = "<script id=\"data\" type=\"application/json\">";
  std::size_t const from = html.find(begin);
  REQUIRE(from != html.npos);
  std::size_t const to = html.find("</script>", from);
  return nlohmann::json::parse(html.substr(from + begin.size(), to - from - begin.size()));
}
std::size_t count(std::string const& text, std::string const& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
  return n;
}
std::size_t bytes(nlohmann::json const& typed) {
  std::string const s = typed["base64"];
  return s.size() / 4 * 3 - std::size_t(std::count(s.begin(), s.end(), '='));
}

}  // namespace

TEST_CASE("report: made for the browser") {
  char const* const kept = std::getenv("PALLIUM_REPORT");  // for in_browser.cmake
  if (kept == nullptr) SKIP("nobody asked for it");
  char const* const size = std::getenv("PALLIUM_REPORT_NEURONS");
  auto const m = test::made_results(size != nullptr ? std::stoull(size) : 20'000, 1500, true);
  write_results(kept, m.r, statistics_of(m.r), {{"made", true}});
  CHECK(std::filesystem::exists(std::filesystem::path(kept) / "report.html"));
}

TEST_CASE("report: one document that holds all it needs") {
  auto const m = test::made_results(3000, 400, true);
  auto const s = statistics_of(m.r);
  std::string const html = report_html(m.r, s);
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(html == report_html(m.r, s));
  CHECK(html.find("default-src 'none'") != html.npos);  // a browser then refuses every request
  for (char const* from_outside : {"<link", "<img", " src=", "@import", "url(", "@TITLE@", "@DATA@", "@SCRIPTS@", "@STYLE@"})
    CHECK(html.substr(0, html.find("<script")).find(from_outside) == html.npos);
  CHECK(count(html, "<script") == count(html, "</script>"));
  CHECK((html.find("three.js: copyright") != html.npos) == has_three_js());

  auto const j = data_in(html);
  CHECK(j["areas"].size() == 86);
  CHECK(j["classes"].size() == 19);
  CHECK(j["spikes"] == m.spikes.size());
  CHECK(j["marks"][0][1] == "pulse to VISp_L");
  std::uint64_t const neurons = s.all.neurons;
  CHECK(j["sample"]["neurons"] == neurons);  // all of them: they are few
  CHECK(j["sample"]["spikes"] == m.spikes.size());
  CHECK(bytes(j["sample"]["time"]) == 2 * m.spikes.size());
  CHECK(bytes(j["sample"]["neuron"]) == 2 * m.spikes.size());
  CHECK(bytes(j["sample"]["positions"]) == 6 * neurons);
  CHECK(bytes(j["correlation"]) == 86 * 86 * 4);
}

TEST_CASE("report: of a large run it carries some neurons of every group, all their spikes, and says how many") {
  auto const m = test::made_results(30'000, 800);
  auto const s = statistics_of(m.r);
  auto const j = data_in(report_html(m.r, s, {.neurons = 5000, .spikes = 1'000'000}));
  CHECK(j["sample"]["neurons"] == 5000);
  CHECK(j["sample"]["every"] == 1);
  double const part = double(j["sample"]["spikes"]) / double(m.spikes.size()), expected = 5000.0 / double(s.all.neurons);
  CHECK(std::abs(part / expected - 1) < 0.1);
  std::vector<double> of_class(19);
  for (auto const& share : j["sample"]["shares"]) of_class[share[1].get<std::size_t>()] += share[2].get<double>();
  for (std::size_t c = 0; c < 19; ++c) CHECK(std::abs(of_class[c] - double(s.classes[c].neurons) * expected) < 45);  // half a neuron each in 86 areas

  // Spikes beyond the limit: fewer neurons first, then some of the spikes.
  auto const fewer = data_in(report_html(m.r, s, {.neurons = 60'000, .spikes = 20'000}));
  CHECK(fewer["sample"]["neurons"].get<double>() < double(s.all.neurons));
  CHECK(fewer["sample"]["spikes"] <= 20'000);
  auto const least = data_in(report_html(m.r, s, {.neurons = 60'000, .spikes = 1000}));
  CHECK(least["sample"]["neurons"] == 4000);
  CHECK(least["sample"]["spikes"] <= 1000);
  CHECK(least["sample"]["every"] > 1);
  CHECK(least["sample"]["of"].get<double>() / least["sample"]["every"].get<double>() <= 1000);
}

TEST_CASE("report: texts of any kind stay texts") {
  auto m = test::made_results(500, 100);
  std::string const evil = "</script><script>alert(1)</script> & \"\xff";
  m.r.title = m.r.scenario = m.r.what_to_look_at = evil;
  m.r.facts = {{evil, evil}};
  m.r.notes = {evil};
  m.r.groups[0].model = evil;
  std::string const html = report_html(m.r, statistics_of(m.r));
  CHECK(html.find("<script>alert") == html.npos);
  CHECK(data_in(html)["title"].get<std::string>().starts_with("</script><script>"));
}

TEST_CASE("report: nothing happened, or nobody was there") {
  auto m = test::made_results(500, 100);
  m.r.spikes = {};
  m.r.position = nullptr;
  auto const silent = data_in(report_html(m.r, statistics_of(m.r)));
  CHECK(silent["sample"]["positions"].is_null());
  CHECK(silent["sample"]["spikes"] == 0);
  results none;
  auto const empty = data_in(report_html(none, statistics_of(none)));
  CHECK(empty["areas"].empty());
  CHECK(empty["sample"]["neurons"] == 0);
}

TEST_CASE("results: every file is written, and earlier ones are replaced") {
  test::folder const f;
  auto m = test::made_results(2000, 300);
  auto const s = statistics_of(m.r);
  write_results(f / "out", m.r, s, {{"seed", 3}});
  for (std::string const& name : result_files()) CHECK(std::filesystem::file_size(f / ("out/" + name)) > 0);
  std::size_t files = 0;
  for ([[maybe_unused]] auto const& e : std::filesystem::directory_iterator(f / "out")) ++files;
  CHECK(files == result_files().size());
  auto const j = nlohmann::json::parse(test::slurp(f / "out/summary.json"));
  CHECK(j["seed"] == 3);
  CHECK(j["spikes"] == m.spikes.size());
  CHECK(j["by_class"]["L2/3 E"]["hz"].get<double>() == s.classes[1].hz);
  CHECK(j["by_area"].size() == 86);
  CHECK(j["verdicts"].size() == s.verdicts.size());
  std::string const before = test::slurp(f / ("out/" + result_files()[0]));
  m.r.spikes = m.r.spikes.subspan(0, 10);
  write_results(f / "out", m.r, statistics_of(m.r), {{"seed", 4}});
  CHECK(test::slurp(f / ("out/" + result_files()[0])) != before);
  CHECK(nlohmann::json::parse(test::slurp(f / "out/summary.json"))["seed"] == 4);
  f.write("file", "x");
  CHECK_THROWS_AS(write_results(f / "file", m.r, s, {}), pallium::input_error);
}

#ifdef WHOLE_CORTEX_SONATA
TEST_CASE("results: SONATA's readers find nodes, types, places and spikes by way of the configuration") {
  namespace sonata = pallium::io::sonata;
  test::folder const f;
  auto const m = test::made_results(2000, 300);
  write_results(f / "out", m.r, statistics_of(m.r), {});
  sonata::config const c(f / "out/simulation_config.json");
  auto const& root = c.root_json();
  CHECK(root["run"]["tstop"] == 300.0);
  auto const& of = root["networks"]["nodes"][0];
  auto const types = std::make_shared<sonata::types_table const>(c.find(of["node_types_file"].get<std::string>(), ""), "node_type_id");
  sonata::node_population const nodes(sonata::h5_group(c.find(of["nodes_file"].get<std::string>(), "")).group("nodes"), "cortex", types);
  REQUIRE(nodes.size() == m.r.groups.back().ids.last);
  for (cell_group const& g : m.r.groups)
    for (pallium::gid k : {g.ids.first, g.ids.last - 1}) {
      CHECK(nodes.text(k, "area") == g.area);
      CHECK(nodes.text(k, "layer") == g.layer);
      CHECK(nodes.text(k, "class") == class_of(g));
      CHECK(nodes.text(k, "ei") == (g.excitatory ? "e" : "i"));
      auto const p = m.r.position(k);
      CHECK(nodes.number(k, "x") == double(p[0] * 1000));
      CHECK(nodes.number(k, "z") == double(p[2] * 1000));
    }
  auto const spikes = sonata::h5_group(c.find("spikes.h5", "")).group("spikes").group("cortex");
  auto const times = spikes.dataset("timestamps").numbers();
  auto const ids = spikes.dataset("node_ids").counts();
  REQUIRE(ids.size() == m.spikes.size());
  for (std::size_t k = 0; k < ids.size(); k += 17) CHECK((ids[k] == m.spikes[k].source && std::abs(times[k] - time_of(m.r, m.spikes[k])) < 1e-6));
}

TEST_CASE("results: groups that leave a cell out are refused") {
  test::folder const f;
  auto m = test::made_results(500, 50);
  m.r.groups.erase(m.r.groups.begin() + 3);
  CHECK_THROWS_AS(write_results(f / "out", m.r, statistics_of(m.r), {}), pallium::input_error);
  CHECK_FALSE(std::filesystem::exists(f / "out/summary.json"));
}
#endif
