// SPDX-License-Identifier: BSD-3-Clause
// Events and currents from outside.
#include <catch2/catch_test_macros.hpp>

#include <pallium/network/drive.hpp>
#include <pallium/simd/trigonometry.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/poisson_rate.hpp>
#include <pallium/stimulus/rate_table.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/stimulus/spike_trains.hpp>

#include "../support/table.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace {

using namespace pallium;
using namespace pallium::units;

std::vector<std::pair<step, std::uint32_t>> train(auto const& source, gid target, std::vector<step> const& until, duration dt) {
  std::vector<arrival> out;
  auto state = source.start(target);
  for (step s : until) source.events(state, target, s, dt, out);
  std::vector<std::pair<step, std::uint32_t>> all;
  for (arrival const& a : out) all.emplace_back(a.at, a.pick);
  return all;
}

void check_laws(auto const& source, duration dt) {
  std::mt19937 random(2);
  for (gid target : {gid{0}, gid{1}, gid{77}}) {
    auto const whole = train(source, target, {5000}, dt);
    CHECK(std::is_sorted(whole.begin(), whole.end(), [](auto const& a, auto const& b) { return a.first < b.first; }));
    CHECK(std::all_of(whole.begin(), whole.end(), [](auto const& a) { return a.first < 5000; }));
    for (int i = 0; i < 20; ++i) {
      std::vector<step> cuts{5000};
      for (int k = 0; k < 1 + i * i; ++k) cuts.push_back(std::uniform_int_distribution<step>(0, 5000)(random));
      std::sort(cuts.begin(), cuts.end());
      CHECK(train(source, target, cuts, dt) == whole);
    }
    std::vector<step> every(5001);
    for (step s = 0; s <= 5000; ++s) every[std::size_t(s)] = s;
    CHECK(train(source, target, every, dt) == whole);
  }
}

/// A rate that swells and fades: r0 (1 + sin(w t)) / 2.
auto swell(frequency r0, double w) {
  return [=](duration t) { return (0.5 * (1 + pallium::sin(w * t.value))) * r0; };
}

}  // namespace

TEST_CASE("events before a, then before b, are the events before b") {
  check_laws(stimulus::poisson{.rate = 200_Hz, .seed = 1, .stream = 2}, 0.1_ms);
  check_laws(stimulus::poisson{.rate = {3.0}, .seed = 1, .stream = 2, .from = {12.3}, .until = {200}}, 0.025_ms);
  check_laws(stimulus::poisson_rate{.rate = swell(500_Hz, 0.1), .bound = 600_Hz, .seed = 1, .stream = 2}, 0.1_ms);
  check_laws(stimulus::poisson_rate{.rate = stimulus::rate_table({100_Hz, 0_Hz, 900_Hz}, 50_ms, 10_ms), .from = 20_ms}, 0.1_ms);
  check_laws(stimulus::spike_trains(1, {{{3_ms}, {1_ms}, {250_ms}, {499.96_ms}}, {}, {{0_ms}}}), 0.1_ms);
  check_laws(stimulus::spike_train{{3_ms}, {1_ms}, {1_ms}, {250_ms}, {499.94_ms}, {499.96_ms}, {0_ms}}, 0.1_ms);
}

TEST_CASE("a Poisson train has its rate, exponential intervals, independent counts") {
  double const rate = 0.4, end = 250000;  // per ms, ms
  stimulus::poisson const p{.rate = {rate}, .seed = 8, .stream = 3};
  auto state = p.start(5);
  std::vector<double> times;
  std::vector<arrival> out;
  double const fine = 1e-6;  // as good as continuous time
  p.events(state, 5, step(end / fine), {fine}, out);
  for (auto const& a : out) times.push_back(double(a.at) * fine);
  double const n = double(times.size());
  CHECK(std::abs(n - rate * end) < 4.5 * std::sqrt(rate * end));
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times.size(); ++i) gaps.push_back(times[i] - times[i - 1]);
  std::sort(gaps.begin(), gaps.end());
  double ks = 0;  // Kolmogorov and Smirnov
  for (std::size_t i = 0; i < gaps.size(); ++i)
    ks = std::max(ks, std::abs(double(i) / double(gaps.size()) - (1 - std::exp(-rate * gaps[i]))));
  CHECK(ks < 2.2 / std::sqrt(double(gaps.size())));
  double serial = 0;  // neighbouring intervals do not know each other
  for (std::size_t i = 2; i < times.size(); ++i)
    serial += (times[i] - times[i - 1] - 1 / rate) * (times[i - 1] - times[i - 2] - 1 / rate);
  CHECK(std::abs(serial * rate * rate / n) < 4.5 / std::sqrt(n));
  std::vector<double> bins(32, 0.0);  // the draws that pick a site are even
  for (auto const& a : out) ++bins[a.pick >> 27];
  double chi = 0;
  for (double k : bins) chi += (k - n / 32) * (k - n / 32) / (n / 32);
  CHECK(chi < 75);
}

TEST_CASE("a Poisson train, interval by interval") {
  stimulus::poisson const p{.rate = {0.8}, .seed = 8, .stream = 3, .from = {12.3}, .until = {9000}};
  auto const mine = train(p, 5, {2000000}, 0.01_ms);
  std::vector<std::pair<step, std::uint32_t>> expected;
  long double t = 12.3L;
  for (std::uint64_t k = 0;; ++k) {
    auto const d = rng::draw(8, 3, 5, k);
    t -= std::log(static_cast<long double>(rng::uniform(d[0], d[1]))) / 0.8L;
    if (t >= 9000) break;
    expected.emplace_back(step(std::floor(t / 0.01L + 0.5L)), d[2]);
  }
  REQUIRE(mine.size() > 7000);
  std::size_t different = mine.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(mine.size(), expected.size()); ++i) different += mine[i] != expected[i];
  test::prove("poisson", "analytic solution", "events that differ, of 7200", double(different), 0);
}

TEST_CASE("Poisson trains of different targets, streams and seeds are independent") {
  auto const counts = [](std::uint64_t seed, std::uint32_t stream, gid target) {
    stimulus::poisson const p{.rate = {0.5}, .seed = seed, .stream = stream};
    std::vector<double> bins(20000, -0.5);
    for (auto const& [at, pick] : train(p, target, {20000}, 1_ms)) ++bins[std::size_t(at)];
    return bins;
  };
  auto const reference = counts(1, 1, 1);
  CHECK(counts(1, 1, 1) == reference);
  for (auto const& other : {counts(1, 1, 2), counts(1, 2, 1), counts(2, 1, 1), counts(1, 1, 65537), counts(1, 1, gid{1} << 33)}) {
    double together = 0;
    for (std::size_t i = 1; i < other.size(); ++i) together += other[i] * reference[i];
    CHECK(std::abs(together) / 0.5 < 4.5 * std::sqrt(20000.0));
  }
}

TEST_CASE("a Poisson train keeps to its window; no rate, no event") {
  auto const some = train(stimulus::poisson{.rate = {5}, .from = {10}, .until = {20}}, 3, {100000}, 0.1_ms);
  REQUIRE_FALSE(some.empty());
  CHECK(some.front().first >= 100);
  CHECK(some.front().first < 140);
  CHECK(some.back().first <= 200);
  CHECK(some.back().first > 160);
  CHECK(train(stimulus::poisson{.rate = {0}}, 3, {100000}, 0.1_ms).empty());
  CHECK(train(stimulus::poisson{.rate = {1e-30}}, 3, {100000}, 0.1_ms).empty());
  CHECK(train(stimulus::poisson{.rate = {5}, .from = {20}, .until = {10}}, 3, {100000}, 0.1_ms).empty());
  for (double rate : {-1.0, std::nan(""), double(INFINITY)})
    CHECK_THROWS_AS(stimulus::poisson{.rate = {rate}}.start(0), input_error);
  CHECK_THROWS_AS((stimulus::poisson{.rate = {1}, .from = {-1}}.start(0)), input_error);
}

TEST_CASE("a spike train is sorted, shared by all targets, at the nearest grid times") {
  stimulus::spike_train const t{{5_ms}, {1.04_ms}, {0.06_ms}, {5_ms}};
  std::vector<std::pair<step, std::uint32_t>> const expected{{1, 0}, {10, 0}, {50, 0}, {50, 0}};
  for (gid target : {gid{0}, gid{9}})
    test::prove("spike_train", "analytic solution", "trains that differ", train(t, target, {1000}, 0.1_ms) == expected ? 0 : 1, 0);
  CHECK(train(t, 9, {50}, 0.1_ms).size() == 2);
  CHECK(train(stimulus::spike_train{}, 9, {1000}, 0.1_ms).empty());
  CHECK(train(stimulus::spike_train{{1e300_ms}}, 9, {1000}, 0.1_ms).empty());
  for (double bad : {-0.1, std::nan(""), double(INFINITY)})
    CHECK_THROWS_AS(stimulus::spike_train(std::vector<duration>{{1}, {bad}}), input_error);
}

TEST_CASE("a rate that is its bound gives the homogeneous train, event for event") {
  stimulus::poisson const p{.rate = 0.4_kHz, .seed = 3, .stream = 4, .from = 5_ms, .until = 400_ms};
  stimulus::poisson_rate const r{.rate = [](duration) { return 0.4_kHz; }, .bound = 0.4_kHz, .seed = 3, .stream = 4, .from = 5_ms, .until = 400_ms};
  for (gid target : {gid{0}, gid{9}, gid{1} << 33}) {
    CHECK(train(r, target, {100000}, 0.01_ms) == train(p, target, {100000}, 0.01_ms));
    CHECK(train(r, target, {100000}, 0.01_ms).size() > 100);
  }
  CHECK(train(stimulus::poisson_rate{.rate = [](duration) { return 0_Hz; }, .bound = 40_Hz}, 1, {100000}, 0.1_ms).empty());
  CHECK(train(stimulus::poisson_rate{.rate = [](duration) { return 0_Hz; }}, 1, {100000}, 0.1_ms).empty());
}

TEST_CASE("thinning, draw by draw") {
  double const r0 = 0.8, w = 0.05, bound = 1.1;
  stimulus::poisson_rate const p{.rate = swell({r0}, w), .bound = {bound}, .seed = 8, .stream = 3, .until = {19000}};
  auto const mine = train(p, 5, {2000000}, 0.01_ms);
  std::vector<std::pair<step, std::uint32_t>> expected;
  long double t = 0;
  for (std::uint64_t k = 0;; ++k) {
    auto const d = rng::draw(8, 3, 5, k);
    t -= std::log(static_cast<long double>(rng::uniform(d[0], d[1]))) / bound;
    auto const at = step(std::floor(t / 0.01L + 0.5L));
    if (t >= 19000) break;
    if ((d[3] + 0.5L) / 4294967296.0L < 0.5L * r0 * (1 + std::sin(w * t)) / bound) expected.emplace_back(at, d[2]);
  }
  REQUIRE(mine.size() > 7000);
  std::size_t different = mine.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(mine.size(), expected.size()); ++i) different += mine[i] != expected[i];
  test::prove("poisson_rate", "analytic solution", "events that differ, of 7600", double(different), 0);
}

TEST_CASE("an inhomogeneous Poisson process has unit intervals in the time of its integrated rate") {
  double const r0 = 0.8, w = 0.05, fine = 1e-6;
  // the integral of r0 (1 + sin w t) / 2; any bound above the rate must do
  auto const integral = [&](double t) { return 0.5 * r0 * (t + (1 - std::cos(w * t)) / w); };
  double ks_off = 0, count_off = 0, serial_off = 0;
  for (double bound : {r0, 2.5 * r0}) {
    stimulus::poisson_rate const p{.rate = swell({r0}, w), .bound = {bound}, .seed = 8, .stream = 3};
    double const end = 100000;
    std::vector<double> gaps;
    double last = 0;
    for (auto const& [at, pick] : train(p, 5, {step(end / fine)}, {fine})) {
      double const now = integral(double(at) * fine);
      gaps.push_back(now - last);
      last = now;
    }
    double const n = double(gaps.size()), expected = integral(end);
    count_off = std::max(count_off, std::abs(n - expected) / std::sqrt(expected));
    double serial = 0;
    for (std::size_t i = 1; i < gaps.size(); ++i) serial += (gaps[i] - 1) * (gaps[i - 1] - 1);
    serial_off = std::max(serial_off, std::abs(serial) / std::sqrt(n));
    std::sort(gaps.begin(), gaps.end());
    double ks = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) ks = std::max(ks, std::abs((double(i) + 0.5) / n - (1 - std::exp(-gaps[i]))));
    ks_off = std::max(ks_off, ks * std::sqrt(n));
  }
  test::prove("poisson_rate", "statistics of 40000", "count, standard errors", count_off, 4);
  test::prove("poisson_rate", "statistics of 40000", "rescaled intervals, Kolmogorov-Smirnov", ks_off, 1.95);
  test::prove("poisson_rate", "statistics of 40000", "neighbouring intervals, standard errors", serial_off, 4);
}

TEST_CASE("a table of rates is met bin by bin") {
  std::vector<frequency> const rates{200_Hz, 0_Hz, 1000_Hz, 50_Hz};
  stimulus::rate_table const table(rates, 25_ms, 10_ms);
  CHECK(table.largest() == 1000_Hz);
  double off = 0;
  for (auto [t, r] : {std::pair{0., 0.}, {9.99, 0.}, {10., 0.2}, {34.9, 0.2}, {35., 0.}, {60., 1.}, {85., 0.05}, {109.9, 0.05}, {110., 0.}})
    off = std::max(off, std::abs(table({t}).value - r));
  test::prove("rate_table", "analytic solution", "rate [kHz]", off, 0);
  std::vector<double> bins(4, 0.0);
  for (gid target = 0; target < 4000; ++target)
    for (auto const& [at, pick] : train(stimulus::poisson_rate{.rate = table, .seed = 1}, target, {150000}, 0.001_ms)) {
      REQUIRE((at >= 10000 && at <= 110000));
      ++bins[std::min<std::size_t>(std::size_t(at - 10000) / 25000, 3)];
    }
  CHECK(bins[1] == 0);
  for (std::size_t k : {0u, 2u, 3u}) {
    double const expected = 4000 * 25 * rates[k].value;
    CHECK(std::abs(bins[k] - expected) < 4.5 * std::sqrt(expected));
  }
  CHECK_THROWS_AS(stimulus::rate_table({{-1}}, 1_ms), input_error);
  CHECK_THROWS_AS(stimulus::rate_table({{std::nan("")}}, 1_ms), input_error);
  CHECK_THROWS_AS(stimulus::rate_table({1_Hz}, 0_ms), input_error);
}

TEST_CASE("rates that cannot be are refused") {
  stimulus::poisson_rate const beyond{.rate = [](duration t) { return t < 100_ms ? 10_Hz : 50_Hz; }, .bound = 40_Hz};
  CHECK_THROWS_AS(train(beyond, 1, {1000000}, 0.1_ms), input_error);
  stimulus::poisson_rate const negative{.rate = [](duration) { return frequency{-1}; }, .bound = 40_Hz};
  CHECK_THROWS_AS(train(negative, 1, {1000000}, 0.1_ms), input_error);
  for (double bad : {-1.0, std::nan(""), double(INFINITY)}) {
    stimulus::poisson_rate const p{.rate = [](duration) { return frequency{}; }, .bound = {bad}};
    CHECK_THROWS_AS(event_drive({0, 1}, {0}, {}, p), input_error);
  }
  CHECK_THROWS_AS(event_drive({0, 1}, {0}, {}, stimulus::poisson{.rate = {-1}}), input_error);
}

TEST_CASE("each target has its own spike train") {
  stimulus::spike_trains const t(4, {{5_ms, 1.04_ms}, {}, {0.06_ms, 5_ms, 5_ms}});
  using list = std::vector<std::pair<step, std::uint32_t>>;
  CHECK(train(t, 4, {1000}, 0.1_ms) == list{{10, 0}, {50, 0}});
  CHECK(train(t, 5, {1000}, 0.1_ms).empty());
  CHECK(train(t, 6, {1000}, 0.1_ms) == list{{1, 0}, {50, 0}, {50, 0}});
  for (gid other : {gid{0}, gid{3}, gid{7}, gid{1} << 40}) CHECK(train(t, other, {1000}, 0.1_ms).empty());
  for (double bad : {-0.1, std::nan(""), double(INFINITY)})
    CHECK_THROWS_AS(stimulus::spike_trains(0, {{1_ms}, {{bad}}}), input_error);
}

TEST_CASE("a current clamp is on for the steps whose middle it covers") {
  stimulus::current_clamp const c{{0.3}, {1}, {2}};
  CHECK(c.amplitude({0.999}).value == 0);
  CHECK(c.amplitude({1}).value == 0.3);
  CHECK(c.amplitude({2.999}).value == 0.3);
  CHECK(c.amplitude({3}).value == 0);
  auto const steps = [](stimulus::current_clamp const& k, double dt) {
    current_drive const drive({0, 1}, at(soma, 0.5), k);
    std::vector<electrode_current> all(100), parts(100);
    drive.start(0)->fill(0, {dt}, all);
    auto const cut = drive.start(0);
    cut->fill(0, {dt}, std::span(parts).first(37));
    cut->fill(37, {dt}, std::span(parts).subspan(37));
    std::vector<int> on;
    for (std::size_t i = 0; i < 100; ++i) {
      CHECK(all[i].ge == parts[i].ge);
      CHECK(all[i].g == 0);
      if (all[i].ge != 0) on.push_back(int(i));
    }
    return std::pair{on.empty() ? -1 : on.front(), int(on.size())};
  };
  CHECK(steps(c, 0.1) == std::pair{10, 20});
  CHECK(steps(c, 0.25) == std::pair{4, 8});
  CHECK(steps({{1}, {1.02}, {0.5}}, 0.1) == std::pair{10, 5});  // the middle 1.05 is in
  CHECK(steps({{1}, {1.06}, {0.5}}, 0.1) == std::pair{11, 5});  // 1.05 is not
  CHECK(steps({{1}, {1.06}, {0.08}}, 0.1) == std::pair{-1, 0});
  CHECK(steps({{1}, {-5}, {5.1}}, 0.1) == std::pair{0, 1});
}
