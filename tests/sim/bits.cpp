// SPDX-License-Identifier: BSD-3-Clause
// The same model gives the same spikes and the same voltages, bit for bit, however it is computed.
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace test;

namespace {

scene changed(auto&& f) {
  scene s;
  f(s);
  return s;
}

/// The same run on two instruction sets: the same bits; outside of the law of bits every cell fires
/// as often, give or take one, and the first 5 ms of every trace are `near`.
bool alike(result const& a, result const& b, double near) {
  if constexpr (simd::lawful<simd::widest>) return a == b;
  if (a.trace.size() != b.trace.size()) return false;
  std::size_t const first = a.trace.size() / 12;
  for (std::size_t i = 0; i < first; ++i)
    if (!(std::abs(a.trace[i] - b.trace[i]) <= near)) return false;
  std::vector<std::size_t> fired_a(100), fired_b(100);
  for (spike const& s : a.spikes) ++fired_a[std::size_t(s.source)];
  for (spike const& s : b.spikes) ++fired_b[std::size_t(s.source)];
  for (std::size_t k = 0; k < fired_a.size(); ++k)
    if (std::max(fired_a[k], fired_b[k]) - std::min(fired_a[k], fired_b[k]) > 1) return false;
  return true;
}

}  // namespace

TEST_CASE("the scene is worth playing") {
  auto const r = play_native({});
  CHECK(r.spikes.size() > 100);
  CHECK(r.facts.events > 2000);
  CHECK(r.facts.epoch == 16);  // 0.8 ms
  auto const alone = play_native({.connected = false});
  CHECK(alone.spikes.size() > 20);
  CHECK_FALSE(alone.trace == r.trace);
  CHECK_FALSE(play_native({.coupled = false}).trace == r.trace);
  for (std::size_t i = 1; i < r.spikes.size(); ++i)
    REQUIRE(std::tie(r.spikes[i - 1].at, r.spikes[i - 1].source) < std::tie(r.spikes[i].at, r.spikes[i].source));
}

TEST_CASE("instruction sets and lane widths agree") {
  for (gid n : {gid{3}, gid{40}, gid{77}}) {
    INFO(n << " cells");
    CHECK(alike(play_scalar({.n = n}), play_native({.n = n}), 1e-6));
    CHECK(alike(play_scalar({.n = n, .crank_nicolson = true}), play_native({.n = n, .crank_nicolson = true}), 1e-6));
    CHECK(alike(play_scalar_float({.n = n}), play_native_float({.n = n}), 1));
  }
}

TEST_CASE("a cell computes the same whatever cells are beside it") {
  gid const most = 40;
  bool const halves = GENERATE(false, true);
  scene whole{.n = most, .connected = false, .crank_nicolson = halves, .runs = {25.0}};
  auto const reference = play_native(whole);
  for (gid n : {gid{1}, gid{2}, gid{5}, gid{16}, gid{17}}) {
    scene s = whole;
    s.n = n;
    auto const r = play_native(s);
    for (gid k = 0; k < n; ++k) {
      INFO("cell " << k << " of " << n);
      CHECK(r.of(k, n) == reference.of(k, most));
    }
  }
  for (gid k = 0; k < most; ++k) {
    scene s = whole;
    s.first = k;
    s.n = 1;
    INFO("cell " << k);
    auto const r = play_native(s);
    CHECK(r.of(0, 1) == reference.of(k, most));
    if (simd::lawful<simd::widest> && !halves && k % 8 == 0) CHECK(play_scalar(s).of(0, 1) == reference.of(k, most));
  }
}

TEST_CASE("threads agree") {
  for (gid n : {gid{2}, gid{40}, gid{77}}) {
    auto const serial = play_native({.n = n});
    for (int threads : {1, 2, 3, 8}) {
      auto const r = play_openmp({.n = n}, threads);
      if (!r) SKIP("no OpenMP");
      INFO(n << " cells, " << threads << " threads");
      CHECK(*r == serial);
      CHECK(r->facts.events == serial.facts.events);
    }
  }
}

TEST_CASE("run(a), run(b) is run(a + b)") {
  auto const whole = play_native({});
  for (auto const& runs : {std::vector<double>{0, 60}, {30, 30}, {0.05, 59.95}, {7.35, 0, 0.1, 52.55}, std::vector<double>(60, 1.0),
                           std::vector<double>(1200, 0.05)}) {
    INFO(runs.size() << " runs, the first of " << runs[0] << " ms");
    auto const r = play_native(changed([&](scene& s) { s.runs = runs; }));
    CHECK(r == whole);
    CHECK(r.facts.events == whole.facts.events);
    CHECK(r.facts.steps == whole.facts.steps);
  }
  auto const cn = changed([](scene& s) { s.crank_nicolson = true; });
  auto cut = cn;
  cut.runs = {11.15, 48.85};
  CHECK(play_native(cut) == play_native(cn));
}

TEST_CASE("the length of an epoch does not matter") {
  auto const whole = play_native({});
  for (double delay : {0.05, 0.15, 0.6, 0.75}) {
    auto const r = play_native(changed([&](scene& s) { s.idle_delay = delay; }));
    INFO("an epoch of " << r.facts.epoch << " steps");
    CHECK(r.facts.epoch == std::lround(delay / 0.05));
    CHECK(r == whole);
    auto const cut = play_native(changed([&](scene& s) {
      s.idle_delay = delay;
      s.runs = {13.35, 46.65};
    }));
    CHECK(cut == whole);
  }
}

TEST_CASE("a recorder changes nothing") {
  CHECK(play_native(changed([](scene& s) { s.watched = false; })).spikes == play_native({}).spikes);
}
