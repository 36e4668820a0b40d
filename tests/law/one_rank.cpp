// SPDX-License-Identifier: BSD-3-Clause
// The law: one network of all mechanisms gives the same bits however it is computed. On one rank; ranks.cpp has more.
#include "scene.hpp"

#include "../bits/computed.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <utility>

using namespace test;

namespace {

outcome const& reference() {
  static outcome const r = wide({});
  return r;
}

}  // namespace

TEST_CASE("the network lives") {
  outcome const& r = reference();
  CHECK(r.spikes.size() > 300);
  CHECK(r.events > 5000);
  CHECK(r.epoch == 12);  // 0.6 ms
  CHECK(r.synapses[0] > 2000);
  std::vector<int> fired(137, 0);
  for (spike const& s : r.spikes) fired[std::size_t(s.source)] = 1;
  for (auto const& [name, from, to] : {std::tuple{"active", 0, 50}, {"wet", 50, 87}, {"IntFire1", 87, 96}, {"active", 96, 117}, {"LIF", 117, 125}, {"virtual", 125, 137}}) {
    INFO(name);
    int n = 0;
    for (int k = from; k < to; ++k) n += fired[std::size_t(k)];
    CHECK(n >= 4);
  }
  CHECK(outcome(r).trace.size() > 10000);
  for (double x : r.trace) REQUIRE(std::isfinite(x));
}

TEST_CASE("threads, schedules, lanes and storage of synapses change no bit") {
  int runs = 0;
#ifdef PALLIUM_LAW_EMULATED  // a hundred times slower: one run for each choice
  for (way const& how : {way{.threads = 2}, {.overlap = true}, {.procedural = true}}) {
    CHECK(compare(narrow(how), reference()) == "the same");
    ++runs;
  }
  CHECK(runs == 3);
#else
  for (int threads : {1, 2, 3})
    for (bool overlap : {false, true})
      for (bool procedural : {false, true})
        for (auto const& [lanes, play] : {std::pair{"wide", &wide}, {"narrow", &narrow}, {"scalar", &scalar}}) {
          way const how{.threads = threads, .overlap = overlap, .procedural = procedural};
          outcome const r = play(how);
          INFO(threads << " threads, " << (overlap ? "overlap" : "lockstep") << ", " << (procedural ? "procedural" : "materialised") << ", " << lanes);
          CHECK(compare(r, reference()) == "the same");
          CHECK(r.ranks == 1);
          CHECK(r.threads == threads);
          CHECK(r.epoch == (overlap ? 6 : 12));
          CHECK((r.synapses[0] == 300 + 37 * 7) == procedural);
          ++runs;
        }
  CHECK(runs == 36);
#endif
}

#ifndef PALLIUM_LAW_EMULATED
TEST_CASE("run(a), run(b) is run(a + b)") {
  for (bool overlap : {false, true})
    for (bool procedural : {false, true})
      for (auto const& runs : {std::vector<double>{25}, {7.35, 0, 0.05, 17.6}})
        CHECK(compare(narrow({.threads = 2, .overlap = overlap, .procedural = procedural, .runs = runs}), reference()) == "the same");
}
#endif

TEST_CASE("instruction sets agree on the digest") {
  std::vector<double> all(reference().trace);
  for (spike const& s : reference().spikes) all.insert(all.end(), {double(s.source), double(s.at)});
  CHECK(digest(all) == 4825267564744735650u);
}

TEST_CASE("a difference is seen") {
  outcome other = reference();
  other.spikes[7].at += 1;
  CHECK(compare(other, reference()).starts_with("spike 7: cell"));
  other = reference();
  other.trace[11] = std::nextafter(other.trace[11], 1e9);
  CHECK(compare(other, reference()).starts_with("value 11 of the trace"));
}
