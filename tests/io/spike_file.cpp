// SPDX-License-Identifier: BSD-3-Clause
// Spike trains in text files: SONATA's columns, plain ones, and files that are none.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/io/spike_file.hpp>

#include "../support/temp_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using list = std::vector<io::spike_file::spike>;

list read(std::string const& text, std::string_view population = {}) {
  temp_file const file(text, ".csv");
  return io::spike_file(file.path(), population).spikes();
}

void refused(std::string const& text, std::string const& line, std::string const& words, std::string_view population = {}) {
  INFO(text);
  temp_file const file(text, ".csv");
  CHECK_THROWS_WITH(io::spike_file(file.path(), population), ContainsSubstring(file.path().string() + line) && ContainsSubstring(words));
  CHECK_THROWS_AS(io::spike_file(file.path(), population), input_error);
}

}  // namespace

TEST_CASE("spike files: columns by name or in SONATA's order, any separator") {
  list const expected{{0, 136.6_ms}, {12, 0.5_ms}};
  for (char const* text : {"timestamps population node_ids\n136.6 v1 0\n0.5 v1 12\n", "population node_ids timestamps\nv1 0 136.6\nv1 12 0.5\n",
                           "136.6 v1 0\n0.5 v1 12", "136.6 0\r\n0.5 12\r\n", "\xEF\xBB\xBFgid,t_ms\n0,136.6\n12,5e-1\n", "time;id\n136.6;0\n+0.5;12\n",
                           "# a comment\n\n\ttimestamps\tnode_ids # and another\n136.6\t0\n\n  0.5  12.0\n"}) {
    INFO(text);
    CHECK(read(text) == expected);
    CHECK(read(text, "v1") == expected);
  }
  CHECK(read("").empty());
  CHECK(read("timestamps population node_ids\n").empty());
}

TEST_CASE("spike files: one population of several") {
  std::string const text = "timestamps population node_ids\n1 lgn 0\n2 v1 1\n3 lgn 4\n";
  CHECK(read(text, "lgn") == list{{0, 1_ms}, {4, 3_ms}});
  CHECK(read(text, "v1") == list{{1, 2_ms}});
  CHECK(read(text, "tw").empty());
  refused(text, ":3:", "'v1' beside 'lgn'");
  temp_file const file(text);
  CHECK(io::spike_file(file.path(), "v1").population() == "v1");
}

TEST_CASE("spike files become trains of targets") {
  temp_file const file("timestamps node_ids\n4 2\n1 0\n3 2\n2.04 2\n");
  io::spike_file const spikes(file.path());
  auto const t = spikes.trains({10, 13});
  auto const of = [&](gid g) {
    auto s = t.start(g);
    std::vector<arrival> out;
    t.events(s, g, 1000, 0.1_ms, out);
    std::vector<step> at;
    for (auto const& a : out) at.push_back(a.at);
    return at;
  };
  CHECK(of(10) == std::vector<step>{10});
  CHECK(of(11).empty());
  CHECK(of(12) == std::vector<step>{20, 30, 40});
  CHECK(of(13).empty());
  CHECK_THROWS_WITH(spikes.trains({10, 12}), ContainsSubstring("node 2") && ContainsSubstring("one of 2 targets"));
}

TEST_CASE("spike files that are none") {
  refused("1\n", ":1:", "1 column");
  refused("1 2 3 4\n", ":1:", "4 columns");
  refused("1 2\n1 2 3\n", ":2:", "3 columns");
  refused("timestamps population\n", ":1:", "node_ids");
  refused("timestamps colour node_ids\n", ":1:", "other names");
  refused("timestamps time\n", ":1:", "each column once");
  refused("timestamps node_ids\n1 x\n", ":2:", "node 'x'");
  refused("timestamps node_ids\n1 0.5\n", ":2:", "node '0.5'");
  refused("timestamps node_ids\n1 -1\n", ":2:", "node '-1'");
  refused("timestamps node_ids\n-1 1\n", ":2:", "time '-1'");
  refused("timestamps node_ids\nnan 1\n", ":2:", "time 'nan'");
  refused("timestamps node_ids\n1e999 1\n", ":2:", "time '1e999'");
  refused("0 136.6\n", ":1:", "time node");
  CHECK_THROWS_AS(io::spike_file("/no/such/file"), input_error);
}

TEST_CASE("spike files of others") {
  std::filesystem::path const folder = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/readers/sonata/reports/spike_trains/spike_files";
  if (!std::filesystem::exists(folder)) SKIP("no " << folder);
  io::spike_file const named(folder / "spikes.one_pop.csv"), plain(folder / "spikes.noheader.nopop.csv");
  CHECK(named.population() == "v1");
  CHECK(plain.population().empty());
  list first, second;
  std::ifstream in(folder / "spikes.one_pop.csv");
  std::string word;
  in >> word >> word >> word;
  double t = 0, node = 0;
  while (in >> t >> word >> node) first.push_back({std::uint64_t(node), {t}});
  std::ifstream other(folder / "spikes.noheader.nopop.csv");
  while (other >> t >> node) second.push_back({std::uint64_t(node), {t}});
  CHECK(first.size() > 100);
  CHECK(bool(named.spikes() == first));
  CHECK(bool(plain.spikes() == second));
}
