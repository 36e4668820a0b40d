// SPDX-License-Identifier: BSD-3-Clause
// Spike files: layout, order, times, the same bytes from any number of ranks.
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/io/sonata/spike_writer.hpp>
#include <pallium/io/spike_file.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

using namespace pallium;
using io::sonata::node_map;
using io::sonata::spike_order;
using io::sonata::spike_writer;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr duration dt{0.1};

node_map two() {
  node_map m;
  m.add("v1", {0, 4});
  m.add("lgn", {4, 7}, {9, 2, 5});
  m.add("v1", {7, 9}, 4);  // of another model
  m.add("silent", {20, 30});
  return m;
}
/// Some spikes of 12 cells in their order; several a step.
std::vector<spike> some_spikes(std::size_t n) {
  std::mt19937 random(4);
  std::vector<spike> all;
  for (std::size_t k = 0; k < n; ++k) all.push_back({random() % 12, step(random() % (n / 3))});
  std::sort(all.begin(), all.end(), [](spike const& a, spike const& b) { return a.at != b.at ? a.at < b.at : a.source < b.source; });
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}
/// Writes them by `size` ranks that have the cells in turn, in epochs.
void write(std::string const& h5, std::string const& csv, node_map const& nodes, std::vector<spike> const& all, spike_writer::options o, int size = 1) {
  std::vector<std::unique_ptr<spike_writer>> by;
  for (int r = 0; r < size; ++r) by.push_back(std::make_unique<spike_writer>(h5, csv, nodes, o, size == 1 ? io::sonata::ranks{} : test::played(r, size)));
  for (int r = 0; r < size; ++r)
    for (std::size_t k = 0; k < all.size(); k += 1000) {
      std::vector<spike> mine;
      for (std::size_t i = k; i < std::min(k + 1000, all.size()); ++i)
        if (int(all[i].source) % size == r) mine.push_back(all[i]);
      by[std::size_t(r)]->spikes(mine, dt);
    }
  for (int r = size - 1; r >= 0; --r) by[std::size_t(r)]->finish();  // the first last: it merges
}

}  // namespace

TEST_CASE("spikes: populations, nodes, units, order by time") {
  test::folder const here;
  std::vector<spike> const all{{8, 3}, {0, 7}, {4, 7}, {6, 7}, {11, 8}, {1, 30}, {0, 31}};
  write(here / "s.h5", here / "s.csv", two(), all, {.times = io::sonata::clock_reading::grid});
  CHECK(test::members(here / "s.h5", "/spikes") == std::vector<std::string>{"lgn", "v1"});
  CHECK(test::read<std::uint64_t>(here / "s.h5", "/spikes/v1/node_ids") == std::vector<std::uint64_t>{5, 0, 1, 0});
  CHECK(test::read<double>(here / "s.h5", "/spikes/v1/timestamps") == std::vector<double>{0.3, 0.7, 3.0, 3.1});
  CHECK(test::read<std::uint64_t>(here / "s.h5", "/spikes/lgn/node_ids") == std::vector<std::uint64_t>{9, 5});
  CHECK(test::read<double>(here / "s.h5", "/spikes/lgn/timestamps") == std::vector<double>{0.7, 0.7});
  CHECK(test::text(here / "s.h5", "/spikes/v1/timestamps", "units") == "ms");
  CHECK(test::sorting(here / "s.h5", "v1") == 2);
  CHECK(test::slurp(here / "s.csv") ==
        "timestamps population node_ids\n0.3 v1 5\n0.7 v1 0\n0.7 lgn 9\n0.7 lgn 5\n3.0 v1 1\n3.1 v1 0\n");
  CHECK(here.count("") == 2);  // nothing beside
}

TEST_CASE("spikes: order by node") {
  test::folder const here;
  std::vector<spike> const all = some_spikes(3000);
  write(here / "s.h5", here / "s.csv", two(), all, {.order = spike_order::by_id});
  CHECK(test::sorting(here / "s.h5", "v1") == 1);
  for (std::string const population : {"v1", "lgn"}) {
    auto const ids = test::read<std::uint64_t>(here / "s.h5", "/spikes/" + population + "/node_ids");
    auto const times = test::read<double>(here / "s.h5", "/spikes/" + population + "/timestamps");
    REQUIRE(ids.size() > 500);
    bool sorted = true;
    for (std::size_t k = 1; k < ids.size(); ++k) sorted = sorted && (ids[k - 1] < ids[k] || (ids[k - 1] == ids[k] && times[k - 1] < times[k]));
    CHECK(sorted);
  }
  io::spike_file const text(here / "s.csv", "lgn");
  auto const ids = test::read<std::uint64_t>(here / "s.h5", "/spikes/lgn/node_ids");
  auto const times = test::read<double>(here / "s.h5", "/spikes/lgn/timestamps");
  REQUIRE(text.spikes().size() == ids.size());
  bool same = true;
  for (std::size_t k = 0; k < ids.size(); ++k) same = same && text.spikes()[k] == io::spike_file::spike{ids[k], {times[k]}};
  CHECK(same);
}

TEST_CASE("spikes: the same bytes from any number of ranks") {
  test::folder const here;
  std::vector<spike> const all = some_spikes(300000);  // more than any buffer
  for (spike_order const order : {spike_order::none, spike_order::by_id, spike_order::by_time}) {
    write(here / "1.h5", here / "1.csv", two(), all, {.order = order});
    REQUIRE(test::read<double>(here / "1.h5", "/spikes/v1/timestamps").size() > 100000);
    for (int const size : {2, 3, 20}) {
      INFO(size << " ranks");
      write(here / "n.h5", here / "n.csv", two(), all, {.order = order}, size);
      CHECK(test::slurp(here / "1.h5") == test::slurp(here / "n.h5"));
      CHECK(test::slurp(here / "1.csv") == test::slurp(here / "n.csv"));
    }
  }
  CHECK(here.count("") == 4);
}

TEST_CASE("spikes: a run without any, one file alone, a name that is none") {
  test::folder const here;
  write(here / "s.h5", "", two(), {}, {});
  CHECK(test::members(here / "s.h5", "/spikes").empty());
  CHECK(here.count("") == 1);
  write("", here / "s.csv", two(), {{0, 290}}, {});
  CHECK(test::slurp(here / "s.csv") == "timestamps population node_ids\n29.000000000100275 v1 0\n");
  CHECK(here.count("") == 2);
  CHECK_THROWS_AS(spike_writer(here / "no/s.h5", "", two()), input_error);
  CHECK_THROWS_AS((node_map{{"a/b", {0, 1}}}), input_error);
  CHECK_THROWS_AS((node_map{{"a", {0, 5}}, {"b", {4, 6}}}), input_error);
  CHECK_THROWS_AS((node_map{{"a", {3, 5}}, {"b", {0, 4}}}), input_error);
  CHECK_THROWS_AS(io::sonata::parse_spike_order("fast"), input_error);
  spike_writer w(here / "t.h5", "", two());
  w.spikes(std::vector<spike>{{0, 5}}, dt);
  CHECK_THROWS_AS(w.spikes(std::vector<spike>{{0, 4}}, dt), error);
}

TEST_CASE("spikes: times are those that BMTK published, to their rounding") {
  std::filesystem::path const folder = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/circuits/bmtk/bio_1cell";
  if (!std::filesystem::exists(folder)) SKIP("no published runs in ../shared");
  std::size_t spikes = 0, equal = 0;
  double off = 0;
  for (char const* run : {"output_iclamp", "output_syns"})
    for (double const t : test::read<double>((folder / run / "spikes.h5").string(), "/spikes/biocell/timestamps")) {
      io::sonata::spike_clock clock(dt, io::sonata::clock_reading::neuron);
      double const mine = clock(std::lround(t / dt.value));
      ++spikes, equal += mine == t;
      off = std::max(off, std::abs(mine - t) / t);
    }
  CHECK(spikes == 59);
  CHECK(equal > 45);       // BMTK read the others back from a text file, which cost some their last bits
  CHECK(off < 0x1p-50);
}
