// SPDX-License-Identifier: BSD-3-Clause
// Currents from outside: against their formulas, statistics of the noisy ones, the same however a run is cut, refusals.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/core/place.hpp>
#include <pallium/network/drive.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/noise.hpp>
#include <pallium/stimulus/ornstein_uhlenbeck.hpp>
#include <pallium/stimulus/pulse_train.hpp>
#include <pallium/stimulus/ramp.hpp>
#include <pallium/stimulus/se_clamp.hpp>
#include <pallium/stimulus/sine.hpp>
#include <pallium/stimulus/sum.hpp>
#include <pallium/stimulus/waveform.hpp>

#include "../support/table.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;

constexpr double pi = 3.14159265358979323846;
constexpr gid_range anyone{0, 1u << 20};

/// What a source injects in the steps [0, n), asked for in pieces.
template <class S>
std::vector<double> play(S const& source, double dt, std::size_t n, std::vector<std::size_t> const& cuts = {}, gid target = 3) {
  current_drive const drive(anyone, soma(0.5), source);
  auto const going = drive.start(target);
  std::vector<electrode_current> plan(n);
  std::size_t from = 0;
  auto all = cuts;
  all.push_back(n);
  for (std::size_t to : all) {
    going->fill(step(from), {dt}, std::span(plan).subspan(from, to - from));
    from = to;
  }
  std::vector<double> i;
  for (auto const& p : plan) i.push_back(p.ge - 50 * p.g);
  return i;
}
double middle(std::size_t k, double dt) { return (double(k) + 0.5) * dt; }

template <class S> void cuts_leave_it_alone(S const& source) {
  auto const whole = play(source, 0.1, 3000);
  CHECK(std::any_of(whole.begin(), whole.end(), [](double x) { return x != 0; }));
  std::mt19937 random(6);
  for (int i = 0; i < 10; ++i) {
    std::vector<std::size_t> cuts(std::size_t(i * i));
    for (auto& c : cuts) c = std::uniform_int_distribution<std::size_t>(0, 3000)(random);
    std::sort(cuts.begin(), cuts.end());
    CHECK(play(source, 0.1, 3000, cuts) == whole);
  }
}
template <class S, class F> double off(S const& source, double dt, std::size_t n, F&& exact) {
  auto const mine = play(source, dt, n);
  double worst = 0;
  for (std::size_t k = 0; k < n; ++k) {
    double const d = std::abs(mine[k] - exact(middle(k, dt)));
    worst = d <= worst ? worst : d;
  }
  return worst;
}

}  // namespace

TEST_CASE("ramp, sine and pulses are their formulas") {
  test::prove("ramp", "analytic solution", "i, of 0.6 [nA]",
              off(stimulus::ramp{-0.2_nA, 0.4_nA, 10_ms, 25_ms}, 0.1, 500, [](double t) { return t < 10 || t >= 35 ? 0 : -0.2 + 0.6 * (t - 10) / 25; }),
              1e-15);
  stimulus::sine const s{.amp = 0.3_nA, .frequency = 40_Hz, .phase = 0.7, .offset = 0.1_nA, .delay = 5_ms, .width = 80_ms};
  test::prove("sine", "analytic solution", "i, of 0.4 [nA]",
              off(s, 0.1, 1000, [](double t) { return t < 5 || t >= 85 ? 0 : 0.1 + 0.3 * std::sin(2 * pi * 0.04 * (t - 5) + 0.7); }), 1e-15);
  // a day later it is as exact: 2^-52 of 86400 s, times 2 pi 0.1 per ms
  stimulus::sine const late{.amp = 1_nA, .frequency = 100_Hz};
  for (double t : {8.64e7, 8.64e7 + 1.25, 8.64e7 + 3.7})
    CHECK(std::abs(late.amplitude({t}).value - double(std::sin(2 * 3.14159265358979323846264338L * 0.1L * (t - 8.64e7L)))) < 1.5e-8);
  CHECK(late.amplitude({8.64e7}).value == late.amplitude({0}).value);

  stimulus::pulse_train const p{.amp = 0.5_nA, .delay = 3_ms, .width = 1_ms, .interval = 10_ms, .count = 4};
  auto const pulse = [](double t, double n) {
    for (int k = 0; k < n; ++k)
      if (t >= 3 + 10 * k && t < 4 + 10 * k) return 0.5;
    return 0.0;
  };
  test::prove("pulse_train", "analytic solution", "i [nA]", off(p, 0.1, 1000, [&](double t) { return pulse(t, 4); }), 0);
  stimulus::pulse_train endless = p;
  endless.count = std::numeric_limits<double>::infinity();
  CHECK(off(endless, 0.1, 1000, [&](double t) { return pulse(t, 1000); }) == 0);
  stimulus::pulse_train const odd{.amp = 1_nA, .delay = 0.1_ms, .width = 0.3_ms, .interval = 0.7_ms};  // no binary fractions
  auto const on = play(odd, 0.1, 7000);
  for (std::size_t k = 0; k < 7000; ++k) CHECK(on[k] == (k >= 1 && (k - 1) % 7 < 3 ? 1 : 0));
}

TEST_CASE("a waveform holds its samples or joins them") {
  std::vector<current> const y{1_nA, 3_nA, -2_nA};
  auto const at = [](stimulus::waveform const& w, double t) { return w.amplitude({t}).value; };
  using stimulus::between;
  stimulus::waveform const held(y, 0.5_ms), delayed(y, 0.5_ms, between::hold, 10_ms), line(y, 0.5_ms, between::linear, 10_ms);
  for (auto [t, i] : {std::pair{0., 1.}, {0.49, 1.}, {0.5, 3.}, {0.99, 3.}, {1., -2.}, {1e9, -2.}}) {
    CHECK(at(held, t) == i);
    CHECK(at(delayed, t + 10) == i);
  }
  CHECK(at(delayed, 9.99) == 0);
  CHECK(at(line, 0) == 1);
  CHECK(at(line, 10.25) == 2);
  CHECK(at(line, 10.75) == 0.5);
  CHECK(at(line, 11) == -2);
  CHECK(at(line, 99) == -2);
  std::vector<duration> const times{1_ms, 2_ms, 2_ms, 4_ms};
  std::vector<current> const z{0_nA, 4_nA, 1_nA, 0_nA};
  stimulus::waveform const jump(times, z, between::linear), steps(times, z, between::hold);
  for (auto [t, linear, hold] : {std::tuple{0.5, 0., 0.}, {1.5, 2., 0.}, {1.75, 3., 0.}, {2., 1., 1.}, {3., 0.5, 1.}, {5., 0., 0.}}) {
    CHECK(at(jump, t) == linear);
    CHECK(at(steps, t) == hold);
  }
  // equal intervals or times: the same; an interval that is no binary fraction: sample k for steps k * 3 .. k * 3 + 2
  std::vector<current> many;
  std::vector<duration> when;
  for (int k = 0; k < 1000; ++k) many.push_back({std::sin(0.1 * k)}), when.push_back(double(k) * 0.3_ms + 0.7_ms);
  for (auto how : {between::hold, between::linear})
    CHECK(play(stimulus::waveform(many, 0.3_ms, how, 0.7_ms), 0.1, 3200) == play(stimulus::waveform(when, many, how), 0.1, 3200));
  auto const i = play(stimulus::waveform(many, 0.3_ms), 0.1, 3200);
  for (std::size_t k = 0; k < 3200; ++k) CHECK(i[k] == many[std::min<std::size_t>(k / 3, 999)].value);
}

TEST_CASE("a voltage clamp follows its three levels through its resistance") {
  stimulus::se_clamp const c{.amp = {-65_mV, 0_mV, -40_mV}, .width = {10_ms, 5_ms, 20_ms}, .rs = 4};
  double off = 0;
  for (auto [t, v] : {std::pair{0., -65.}, {9.9, -65.}, {10., 0.}, {14.9, 0.}, {15., -40.}, {34.9, -40.}}) {
    auto const e = c.electrode({t});
    off = std::max({off, std::abs(e.g - 0.25), std::abs(e.ge - v / 4) / 16});
  }
  test::prove("SEClamp", "analytic solution", "conductance [uS], current at 0 mV [16 nA]", off, 0);
  CHECK(c.electrode({35}).g == 0);
  CHECK(c.electrode({35}).ge == 0);
}

TEST_CASE("noise is what its key says, held, gaussian, white, its own for each target") {
  stimulus::noise const n{.mean = 0.2_nA, .sd = 0.05_nA, .every = 0.5_ms, .seed = 7, .stream = 2, .delay = 1_ms, .width = 10000_ms};
  auto const i = play(n, 0.1, 101000);
  double worst = 0;
  std::vector<double> g;
  for (std::size_t k = 0; k < i.size(); ++k) {
    if (k < 10 || k >= 100010) {
      CHECK(i[k] == 0);
      continue;
    }
    auto const w = rng::draw(7, 2, 3, (k - 10) / 5);
    long double const x = std::sqrt(-2 * std::log(static_cast<long double>(rng::uniform(w[0], w[1])))) *
                          std::cos(2 * 3.14159265358979323846264338L * rng::uniform(w[2], w[3]));
    worst = std::max(worst, std::abs(double(i[k] - (0.2L + 0.05L * x))));
    if ((k - 10) % 5 == 0) g.push_back((i[k] - 0.2) / 0.05);
  }
  test::prove("noise", "analytic solution", "i, of 0.2 [nA]", worst, 2e-16);
  double const count = double(g.size());
  double mean = 0, square = 0;
  for (double x : g) mean += x / count, square += x * x / count;
  test::prove("noise", "statistics of 20000", "mean / sd", std::abs(mean), 4.5 / std::sqrt(count));
  test::prove("noise", "statistics of 20000", "variance, relative", std::abs(square - 1), 4.5 * std::sqrt(2 / count));
  double correlation = 0;
  for (std::size_t lag : {1u, 2u, 3u, 10u, 100u}) {
    double sum = 0;
    for (std::size_t k = lag; k < g.size(); ++k) sum += g[k] * g[k - lag] / count;
    correlation = std::max(correlation, std::abs(sum));
  }
  test::prove("noise", "statistics of 20000", "autocorrelation", correlation, 4.5 / std::sqrt(count));
  for (auto const& other : {play(n, 0.1, 101000, {}, 4), [&] { auto m = n; m.seed = 8; return play(m, 0.1, 101000); }(),
                            [&] { auto m = n; m.stream = 3; return play(m, 0.1, 101000); }()}) {
    double together = 0;
    for (std::size_t k = 10; k < 100010; k += 5) together += (other[k] - 0.2) * (i[k] - 0.2) / (0.05 * 0.05 * count);
    CHECK(std::abs(together) < 4.5 / std::sqrt(count));
  }
  auto const fine = play(n, 0.025, 404000);  // dt changes nothing
  for (std::size_t k = 0; k < fine.size(); ++k) CHECK(fine[k] == i[k / 4]);
}

TEST_CASE("what begins late begins when it should") {
  stimulus::sine const s{.amp = 0.3_nA, .frequency = 40_Hz, .phase = 0.7, .offset = 0.1_nA, .delay = 1000_ms, .width = 400_ms};
  auto const wave = [](double t) { return t < 1000 || t >= 1400 ? 0 : 0.1 + 0.3 * std::sin(2 * pi * 0.04 * (t - 1000) + 0.7); };
  test::prove("sine", "analytic solution", "i of 0.4 after 1 s [nA]", off(s, 0.1, 15000, wave), 3e-14);
  stimulus::pulse_train const p{.amp = 0.5_nA, .delay = 1000_ms, .width = 700_ms, .interval = 900_ms, .count = 3};
  auto const pulses = [](double t) { return t >= 1000 && t < 3700 && std::fmod(t - 1000, 900) < 700 ? 0.5 : 0; };
  test::prove("pulse_train", "analytic solution", "i after 1 s [nA]", off(p, 0.1, 40000, pulses), 0);
  stimulus::noise early{.sd = 0.05_nA, .every = 0.5_ms, .seed = 7}, late = early;
  late.delay = 1000_ms;
  auto const a = play(early, 0.1, 2000), b = play(late, 0.1, 12000);
  double moved = 0;
  for (std::size_t k = 0; k < b.size(); ++k) moved = std::max(moved, std::abs(b[k] - (k < 10000 ? 0 : a[k - 10000])));
  test::prove("noise", "law: a delay moves it", "i [nA]", moved, 0);
  stimulus::ornstein_uhlenbeck going{.sd = 0.1_nA, .tau = 4_ms, .seed = 5}, seen = going;
  seen.delay = 1000_ms;
  auto const c = play(going, 0.1, 12000), d = play(seen, 0.1, 12000);
  double hidden = 0;
  for (std::size_t k = 0; k < d.size(); ++k) hidden = std::max(hidden, std::abs(d[k] - (k < 10000 ? 0 : c[k])));
  test::prove("ornstein_uhlenbeck", "law: a delay hides it", "i [nA]", hidden, 0);
  CHECK(stimulus::noise{}.every == 1_ms);
  CHECK(stimulus::se_clamp{}.rs == 1);
}

TEST_CASE("an Ornstein-Uhlenbeck current is updated exactly") {
  stimulus::ornstein_uhlenbeck const ou{.mean = 0.3_nA, .sd = 0.1_nA, .tau = 4_ms, .seed = 5, .stream = 9};
  double worst = 0;
  for (double dt : {0.025, 0.1, 1.0, 40.0}) {
    auto const i = play(ou, dt, 20000);
    long double const a = std::exp(-dt / 4.0L), b = std::sqrt(-std::expm1(-dt / 2.0L));
    for (std::size_t k = 0; k < i.size(); ++k) {
      long double const before = k == 0 ? 0.3L : static_cast<long double>(i[k - 1]);
      long double const expected = 0.3L + (k == 0 ? 0 : a * (before - 0.3L)) + 0.1L * (k == 0 ? 1 : b) * gaussian(rng::draw(5, 9, 3, k));
      worst = std::max(worst, std::abs(double(i[k] - expected)));
    }
  }
  test::prove("ornstein_uhlenbeck", "analytic solution", "one step, of 0.3 [nA]", worst, 5e-16);
}

TEST_CASE("an Ornstein-Uhlenbeck current has the moments of the process, whatever dt") {
  double const tau = 4, sd = 0.1;
  double mean_off = 0, variance_off = 0, correlation_off = 0;
  for (double dt : {0.1, 1.0, 10.0}) {
    stimulus::ornstein_uhlenbeck const ou{.mean = 0.3_nA, .sd = {sd}, .tau = {tau}, .seed = 21, .stream = 1};
    auto const x = play(ou, dt, 400000);
    double const n = double(x.size()), a = std::exp(-dt / tau), effective = n * (1 - a) / (1 + a);  // independent samples
    double mean = 0, square = 0;
    for (double i : x) mean += (i - 0.3) / n, square += (i - 0.3) * (i - 0.3) / n;
    // in standard errors of each
    mean_off = std::max(mean_off, std::abs(mean) / sd * std::sqrt(effective));
    double const pairs = n * (1 - a * a) / (1 + a * a);
    variance_off = std::max(variance_off, std::abs(square / (sd * sd) - 1) * std::sqrt(pairs / 2));
    for (std::size_t lag : {1u, 2u, 5u, 10u, 40u}) {
      double sum = 0;
      for (std::size_t k = lag; k < x.size(); ++k) sum += (x[k] - 0.3) * (x[k - lag] - 0.3) / (n - double(lag));
      correlation_off = std::max(correlation_off, std::abs(sum / (sd * sd) - std::exp(-double(lag) * dt / tau)) * std::sqrt(pairs / 2));
    }
  }
  test::prove("ornstein_uhlenbeck", "statistics of 400000", "mean, standard errors", mean_off, 4);
  test::prove("ornstein_uhlenbeck", "statistics of 400000", "variance, standard errors", variance_off, 4);
  test::prove("ornstein_uhlenbeck", "statistics of 400000", "autocovariance, standard errors", correlation_off, 4);

  // stationary from the first step on, and every target has its own
  stimulus::ornstein_uhlenbeck const ou{.sd = 1_nA, .tau = 10_ms, .seed = 2};
  double first = 0, second = 0, together = 0;
  double const n = 20000;
  for (gid g = 0; g < gid(n); ++g) {
    auto s = ou.start(g);
    double const x = ou.next(s, g, 0, 0.1_ms).value, y = ou.next(s, g, 1, 0.1_ms).value;
    auto t = ou.start(g + 1);
    together += x * ou.next(t, g + 1, 0, 0.1_ms).value / n;
    first += x * x / n;
    second += y * y / n;
  }
  CHECK(std::abs(first - 1) < 4.5 * std::sqrt(2 / n));
  CHECK(std::abs(second - 1) < 4.5 * std::sqrt(2 / n));
  CHECK(std::abs(together) < 4.5 / std::sqrt(n));
}

TEST_CASE("currents add up") {
  stimulus::sine const s{.amp = 0.3_nA, .frequency = 40_Hz};
  stimulus::current_clamp const c{0.1_nA, 10_ms, 20_ms};
  stimulus::noise const n{.sd = 0.1_nA, .every = 1_ms, .seed = 3};
  stimulus::ornstein_uhlenbeck const o{.sd = 0.1_nA, .tau = 5_ms, .seed = 4}, p{.sd = 0.1_nA, .tau = 5_ms, .seed = 5};
  auto const adds = [](auto const& a, auto const& b) {
    auto const sum = a + b;
    auto const x = play(a, 0.1, 1000), y = play(b, 0.1, 1000), z = play(sum, 0.1, 1000);
    double off = 0;
    for (std::size_t k = 0; k < 1000; ++k) off = std::max(off, std::abs(z[k] - (x[k] + y[k])));
    test::prove("sum", "law: the sum of two currents", "i [nA]", off, 0);
    cuts_leave_it_alone(sum);
  };
  static_assert(timed_current<decltype(s + c)> && targeted_current<decltype(s + n)> && evolving_current<decltype(s + o)>);
  adds(s, c);
  adds(s, n);
  adds(n, o);
  adds(o, p);
  adds(s + n, c + o);
}

TEST_CASE("a current does not depend on how a run is cut") {
  cuts_leave_it_alone(stimulus::ramp{-0.2_nA, 0.4_nA, 10_ms, 100_ms});
  cuts_leave_it_alone(stimulus::sine{.amp = 1_nA, .frequency = 7_Hz});
  cuts_leave_it_alone(stimulus::pulse_train{.amp = 1_nA, .width = 2_ms, .interval = 5_ms});
  cuts_leave_it_alone(stimulus::noise{.sd = 1_nA, .every = 0.3_ms});
  cuts_leave_it_alone(stimulus::ornstein_uhlenbeck{.sd = 1_nA, .tau = 3_ms, .delay = 20_ms, .width = 200_ms});
  cuts_leave_it_alone(stimulus::waveform({1_nA, 2_nA, 3_nA, 2_nA}, 30_ms, stimulus::between::linear));
  cuts_leave_it_alone(stimulus::se_clamp{.amp = {1_mV, 2_mV, 3_mV}, .width = {10_ms, 20_ms, 30_ms}});
  auto const ou = play(stimulus::ornstein_uhlenbeck{.sd = 1_nA, .tau = 3_ms, .delay = 20_ms, .width = 200_ms}, 0.1, 3000);
  for (std::size_t k = 0; k < 3000; ++k) CHECK((ou[k] == 0) == (k < 200 || k >= 2200));
}

TEST_CASE("members that mean nothing are refused by name, before the run") {
  auto const refused = [](auto const& source, char const* name) {
    CHECK_THROWS_WITH(current_drive(anyone, soma(0.5), source), ContainsSubstring(name));
    CHECK_THROWS_AS(current_drive(anyone, soma(0.5), source), input_error);
  };
  for (double bad : {std::nan(""), double(INFINITY)}) {
    refused(stimulus::ramp{.from = {bad}}, "ramp: from");
    refused(stimulus::ramp{.to = {bad}}, "ramp: to");
    refused(stimulus::ramp{.width = {bad}}, "ramp: width");
    refused(stimulus::sine{.amp = {bad}}, "sine: amp");
    refused(stimulus::sine{.frequency = {bad}}, "sine: frequency");
    refused(stimulus::sine{.phase = bad}, "sine: phase");
    refused(stimulus::sine{.delay = {bad}}, "sine: delay");
    refused(stimulus::pulse_train{.amp = {bad}, .interval = {1}}, "pulse_train: amp");
    refused(stimulus::pulse_train{.interval = {bad}}, "pulse_train: interval");
    refused(stimulus::noise{.mean = {bad}}, "noise: mean");
    refused(stimulus::noise{.every = {bad}}, "noise: every");
    refused(stimulus::ornstein_uhlenbeck{.sd = {bad}, .tau = {1}}, "ornstein_uhlenbeck: sd");
    refused(stimulus::se_clamp{.amp = {0_mV, {bad}, 0_mV}}, "se_clamp: amp");
    refused(stimulus::sine{} + stimulus::noise{.sd = {bad}}, "noise: sd");
    CHECK_THROWS_AS(stimulus::waveform({{bad}}, 1_ms), input_error);
    CHECK_THROWS_AS(stimulus::waveform({1_nA}, {bad}), input_error);
    CHECK_THROWS_AS(stimulus::waveform({{bad}}, {1_nA}, stimulus::between::hold), input_error);
  }
  refused(stimulus::ramp{.width = {-1}}, "ramp: width");
  refused(stimulus::pulse_train{.width = {2}, .interval = {2}}, "pulse_train: interval");
  refused(stimulus::pulse_train{.interval = {2}, .count = -1}, "pulse_train: count");
  refused(stimulus::noise{.sd = {-1}}, "noise: sd");
  refused(stimulus::noise{.every = {0}}, "noise: every");
  refused(stimulus::ornstein_uhlenbeck{.sd = {1}}, "ornstein_uhlenbeck: tau");
  refused(stimulus::se_clamp{.rs = 0}, "se_clamp: rs");
  refused(stimulus::se_clamp{.rs = -1}, "se_clamp: rs");
  refused(stimulus::se_clamp{.width = {1_ms, {-1}, 1_ms}}, "se_clamp: width");
  CHECK_THROWS_AS(stimulus::waveform(std::vector<current>{}, 1_ms), input_error);
  CHECK_THROWS_AS(stimulus::waveform({1_nA}, 0_ms), input_error);
  CHECK_THROWS_WITH(stimulus::waveform({1_ms, 3_ms, 2_ms}, {1_nA, 1_nA, 1_nA}, stimulus::between::hold), ContainsSubstring("number 2"));
  CHECK_THROWS_WITH(stimulus::waveform({1_ms}, {1_nA, 1_nA}, stimulus::between::hold), ContainsSubstring("1 times for 2 samples"));
}
