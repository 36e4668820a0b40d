// SPDX-License-Identifier: BSD-3-Clause
// The table of materialised synapses: what goes in comes out, in order, for every way in which it packs them; and what it weighs.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <pallium/sim/connections.hpp>
#include <pallium/sim/spike_store.hpp>

#include <algorithm>
#include <map>
#include <random>

using namespace pallium;
using sim::connections;

namespace {

struct expected_event {
  std::uint32_t cell, site;
  double weight;
  friend bool operator==(expected_event const&, expected_event const&) = default;
};
struct scene {
  std::uint32_t groups = 20, points_from = 15, sites = 200;
  int per_source = 30;
  gid spread = 1;      ///< sources are multiples of it
  int weights = 50;    ///< different ones
  bool exact = true;   ///< they are floats
};

/// Fills a table at random and asks it for every spike in every epoch. `same_cell`: many synapses of a source end on one cell.
void check(scene const& s, double most_bytes) {
  std::mt19937_64 random(5);
  auto const below = [&](std::uint64_t n) { return random() % n; };
  connections table(s.groups * 64, s.sites);
  std::map<gid, std::vector<connections::entry>> all;
  std::vector<double> weights;
  for (int k = 0; k < s.weights; ++k) weights.push_back(s.exact ? double(float(below(1000000)) * 1e-7f) : double(below(1u << 30)) * 1e-11);
  for (gid i = 0; i < 200; ++i) {
    gid const source = (i * i / 3 + 7 * i) * s.spread + 11;
    std::vector<connections::entry> mine;
    for (int k = 0; k < s.per_source; ++k) {
      std::uint32_t const cell = std::uint32_t(below(s.groups)) * 64 + std::uint32_t(below(3)) * 7;
      bool const point = cell >> 6 >= s.points_from;
      double const w = weights[below(weights.size())];
      mine.push_back({cell, point ? 0 : std::uint32_t(below(s.sites)), 5 + std::uint32_t(below(40)), point ? w : double(float(w))});
    }
    all[source] = mine;
    table.add(source, mine);
  }
  std::vector<connections::entry> none;
  table.add(1u << 30, none);
  table.seal();
  CHECK(table.size() == 200u * std::uint64_t(s.per_source));
  INFO(double(table.bytes()) / double(table.size()) << " bytes a synapse");
  CHECK(double(table.bytes()) <= most_bytes * double(table.size()));

  step const length = 4;
  sim::calendar calendar(length, s.groups, s.points_from);
  std::size_t wrong = 0, found = 0;
  for (auto const& [source, mine] : all)
    for (step epoch = 0; epoch < 14; ++epoch) {
      spike const sp{source, 3};
      calendar.begin(epoch);
      std::size_t const n = table.deliver(sp, calendar);
      wrong += n != calendar.size();
      found += n;
      calendar.open();
      for (std::uint32_t g = 0; g < s.groups; ++g) {
        bool const late = g >= s.points_from;
        std::map<std::uint32_t, std::vector<expected_event>> want, got;
        for (auto const& e : mine)
          if (e.cell >> 6 == g && calendar.takes(sp.at + e.delay, late))
            want[std::uint32_t(sp.at + e.delay - epoch * length)].push_back({e.cell, late ? 0 : e.site, e.weight});
        std::uint32_t last = 0;
        for (sim::event const& e : calendar.of(g)) {
          wrong += e.at < last;  // by step
          last = e.at;
          if (late) got[e.at].push_back({e.cell, 0, sim::wide_weight::unpack(e)});
          else got[e.at].push_back({e.cell, e.site, double(e.weight)});
        }
        wrong += got != want;  // and in the order in which they were added
      }
    }
  CHECK(wrong == 0);
  CHECK(found == table.size());
  calendar.begin(2);
  for (gid stranger : {gid{0}, gid{12}, gid{1} << 30, ~gid{0} - 1}) CHECK(table.deliver({stranger, 3}, calendar) == 0);
}

}  // namespace

TEST_CASE("a table gives back its synapses in order, however it packs them") {
  SECTION("few weights") { check({}, 12); }
  SECTION("a part that needs a byte") { check({.groups = 1, .points_from = 1, .sites = 2}, 11); }
  SECTION("no point neurons, more weights than two bytes can number") { check({.points_from = 20, .per_source = 600, .weights = 90000}, 8); }
  SECTION("weights of point neurons that no float is") { check({.per_source = 600, .weights = 90000, .exact = false}, 12); }
  SECTION("many groups and sites") { check({.groups = 60000, .points_from = 59000, .sites = 4000, .per_source = 3}, 40); }
  SECTION("sources far apart") { check({.spread = 1'000'003}, 12); }
}

TEST_CASE("spikes are kept for as long as they may arrive, each epoch in order") {
  sim::spike_store store(10, 3);
  CHECK(store.epoch_of(0) == -1);
  CHECK(store.epoch_of(1) == 0);
  CHECK(store.epoch_of(10) == 0);
  CHECK(store.epoch_of(11) == 1);
  for (step e = -1; e < 50; ++e) {
    store.open(e);
    store.add({7, e * 10 + 10});
    store.add({3, e * 10 + 10});
    if (e >= 0) store.add({9, e * 10 + 1});
    if (e > 0) store.add({5, e * 10 - 3});  // a message that comes later
    store.sort();
    for (step k = std::max<step>(0, e - 3); k <= e; ++k) {
      std::vector<spike> want{{9, k * 10 + 1}, {3, k * 10 + 10}, {7, k * 10 + 10}};
      if (k < e) want.insert(want.begin() + 1, {5, k * 10 + 7});
      auto const got = store.of(k);
      CHECK(std::vector<spike>(got.begin(), got.end()) == want);
    }
  }
}
