// SPDX-License-Identifier: BSD-3-Clause
// Point neurons one by one: closed forms, and the laws of their contract.
#include "../support/table.hpp"

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <pallium/spiking/int_fire1.hpp>
#include <pallium/spiking/lif.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace pallium;
using spiking::int_fire1;
using spiking::lif;

namespace {

using event = std::pair<step, double>;  // step, weight

/// What the engine does, in the order the contract states: the spikes up to step `end`. `look(n, state)` at every step or never.
template <class M, class Look>
std::vector<step> play(typename M::constants const& c, std::vector<event> const& events, step end, Look&& look, bool looking = true) {
  auto s = M::start(c);
  std::vector<step> spikes;
  step shown = -1;
  auto const fire = [&](step n) {
    M::fire(s, c, n);
    spikes.push_back(n);
  };
  auto const own = [&]([[maybe_unused]] step until) {
    if constexpr (fires_by_itself<M>)
      for (step n = M::next(s, c); n <= until; n = M::next(s, c)) {
        REQUIRE((spikes.empty() || n > spikes.back()));
        fire(n);
      }
  };
  auto const show = [&](step until) {
    if (!looking) return;
    while (shown < until) {
      own(++shown);
      look(shown, s);
    }
  };
  for (std::size_t i = 0; i < events.size();) {
    step const n = events[i].first;
    show(n - 1);
    own(n - 1);
    for (; i < events.size() && events[i].first == n; ++i)
      if (M::receive(s, c, events[i].second, n)) fire(n);
    own(n);
  }
  show(end);
  own(end);
  return spikes;
}
template <class M> std::vector<step> play(typename M::constants const& c, std::vector<event> const& events, step end) {
  return play<M>(c, events, end, [](step, auto const&) {}, false);
}

std::vector<event> random_events(unsigned seed, step end, double gap, double low, double high) {
  std::mt19937 random(seed);
  std::vector<event> all;
  for (double t = 0; t < double(end); t += std::exponential_distribution<>(1 / gap)(random))
    all.push_back({step(t), std::uniform_real_distribution<>(low, high)(random)});
  return all;
}

}  // namespace

TEST_CASE("IntFire1 under a regular train fires when the geometric series passes 1") {
  double const dt = 0.1;
  double worst = 0;
  std::size_t intervals = 0;
  for (double tau : {3.0, 10.0, 40.0})
    for (double refrac : {0.0, 0.35, 4.0})
      for (step period : {1, 7, 23}) {
        // after k events m is w (1 - q^k) / (1 - q); a spike is followed by the first event that is not within `refrac`
        double const q = std::exp(-double(period) * dt / tau), barely = (1 - q) / (1 - std::pow(q, 9));  // 1 with the ninth event
        for (double w : {0.21, 0.5, 1.0, 1.7, barely * 1.0001, barely * 0.9999}) {
          step k = 0, lost = std::max<step>(1, step(std::ceil(refrac / (double(period) * dt) - 1e-9)));
          if (w / (1 - q) > 1) k = step(std::floor(std::log1p(-(1 - q) / w) / std::log(q))) + 1;
          std::vector<event> events;
          for (step n = 0; n < 6000; n += period) events.push_back({n, w});
          auto const spikes = play<int_fire1>(int_fire1::prepare({.tau = tau, .refrac = refrac}, dt), events, 6000);
          INFO("tau " << tau << ", refrac " << refrac << ", period " << period << ", weight " << w);
          CHECK(spikes.empty() == (k == 0));
          for (std::size_t i = 0; i < spikes.size(); ++i) {
            step const expected = (k - 1) * period + step(i) * (lost + k - 1) * period;
            worst = std::max(worst, std::abs(double(spikes[i] - expected)));
            ++intervals;
          }
        }
      }
  CHECK(intervals > 1000);
  test::prove("IntFire1", "analytic solution", "steps of spikes, regular events", worst, 0);
}

TEST_CASE("the leaky integrator fires with the interval of its closed form") {
  double worst = 0;
  std::size_t intervals = 0;
  for (double dt : {0.1, 0.025})
    for (double t_ref : {0.0, 2.0, 3.33})
      for (double rheobase : {0.5, 0.999, 1.001, 1.2, 3.0, 40.0}) {
        lif::params<double> p{.tau_m = 12.5, .C_m = 180, .E_L = -68, .V_th = -52, .V_reset = -61, .t_ref = t_ref};
        p.I_e = rheobase * (p.V_th - p.E_L) * p.C_m / p.tau_m;
        double const rest = p.E_L + p.I_e * p.tau_m / p.C_m;
        auto const steps = [&](double from) { return step(std::ceil(p.tau_m / dt * std::log((rest - from) / (rest - p.V_th)))); };
        step const end = 40000;
        auto const spikes = play<lif>(lif::prepare(p, dt), {}, end);
        INFO("dt " << dt << ", t_ref " << t_ref << ", current " << rheobase << " rheobases");
        if (rheobase < 1) {
          CHECK(spikes.empty());
          continue;
        }
        step const first = steps(p.E_L), interval = steps(p.V_reset) + step(std::ceil(t_ref / dt - 1e-9));
        REQUIRE(step(spikes.size()) == (end - first) / interval + 1);
        for (std::size_t i = 0; i < spikes.size(); ++i) worst = std::max(worst, std::abs(double(spikes[i] - first - step(i) * interval)));
        intervals += spikes.size();
      }
  CHECK(intervals > 1000);
  test::prove("LIF", "analytic solution", "steps of spikes, constant current", worst, 0);
}

TEST_CASE("the leaky integrator finds a slow crossing at its first step") {
  double worst = 0;
  for (double above : {0.003, 0.02, 0.1, 0.6}) {
    auto const c = lif::prepare({.I_e = (15 + above) * 25}, 0.1);  // V tends to V_th + above
    long double v = -70;
    step n = 0;
    while (v < -55) v = -55 + above - (15 + above) * std::exp(-0.01L * static_cast<long double>(++n));
    worst = std::max(worst, std::abs(double(lif::next(lif::start(c), c) - n)));
  }
  test::prove("LIF", "analytic solution", "steps, slow crossing", worst, 0);
}

TEST_CASE("the defaults of point neurons") {
  CHECK(to_array<int_fire1::params>(int_fire1::params<double>{}) == std::array{10.0, 5.0});
  CHECK(to_array<lif::params>(lif::params<double>{}) == std::array{10.0, 250.0, -70.0, -55.0, -70.0, 2.0, 0.0});
}

TEST_CASE("the leaky integrator is its exact integration step by step") {
  // V <- rest + (V - rest) P + sum of the step's weights; threshold; clamped while refractory (Rotter & Diesmann 1999)
  double const dt = 0.1;
  auto const seed = GENERATE(1u, 2u, 3u);
  auto const I_e = GENERATE(0.0, 300.0, 500.0);
  constexpr double E_L = -70, V_th = -55, V_reset = -70, tau_m = 10, C_m = 250;  // the defaults, NEST's
  step const end = 20000;
  auto const events = random_events(seed, end, 9, -4, 9);
  std::vector<double> v;
  std::vector<step> expected;
  long double V = E_L, rest = E_L + I_e * tau_m / C_m, P = std::exp(-static_cast<long double>(dt) / tau_m);
  std::size_t e = 0;
  step held = 0;
  for (step n = 0; n <= end; ++n) {
    long double sum = 0;
    for (; e < events.size() && events[e].first == n; ++e) sum += events[e].second;
    if (held > 0) {
      --held;
    } else {
      if (n > 0) V = rest + (V - rest) * P;
      V += sum;
      if (V >= V_th) {
        expected.push_back(n);
        V = V_reset;
        held = 20;  // 2 ms
      }
    }
    v.push_back(static_cast<double>(V));
  }
  REQUIRE(expected.size() > 20);
  double worst = 0;
  auto const c = lif::prepare({.I_e = I_e}, dt);
  auto const spikes = play<lif>(c, events, end, [&](step n, lif::state const& s) {
    worst = std::max(worst, std::abs(lif::value(s, c, n, 0) - v[std::size_t(n)]));
  });
  CHECK(spikes == expected);
  test::prove("LIF", "step by step", "v, random events [mV]", worst, 5e-13);
}

TEMPLATE_TEST_CASE("looking at a point neuron changes nothing, and it fires at most once a step", "", int_fire1, lif) {
  auto const seed = GENERATE(11u, 12u);
  typename TestType::template params<double> p{};
  double scale = 0.2;
  if constexpr (std::is_same_v<TestType, lif>) {
    p.I_e = 450;
    p.t_ref = 0;
    scale = 3;
  } else {
    p.refrac = 0;
  }
  auto const c = TestType::prepare(p, 0.1);
  auto const events = random_events(seed, 5000, 3, -scale, 3 * scale);
  std::size_t looks = 0;
  auto const seen = play<TestType>(c, events, 5000, [&](step n, auto const& s) {
    auto const v = TestType::value(s, c, n, 0);
    looks += std::isfinite(v) && v == TestType::value(s, c, n, 0);
  });
  auto const unseen = play<TestType>(c, events, 5000);
  CHECK(looks == 5001);
  CHECK(seen == unseen);
  CHECK(unseen.size() > 100);
  CHECK(std::adjacent_find(unseen.begin(), unseen.end(), std::greater_equal<step>{}) == unseen.end());
}

TEST_CASE("what IntFire1 does at the edges") {
  auto const fires = [](int_fire1::params<double> p, std::vector<event> const& e) { return play<int_fire1>(int_fire1::prepare(p, 0.1), e, 1000); };
  using steps = std::vector<step>;
  CHECK(fires({}, {{3, 1.0}}) == steps{});                           // 1 is not above 1
  CHECK(fires({}, {{3, 1 + 1e-12}}) == steps{3});
  CHECK(fires({}, {{3, 0.5}, {3, 0.5}}) == steps{});
  CHECK(fires({}, {{3, 0.5}, {3, 0.6}, {3, -9.0}}) == steps{3});     // each event by itself
  CHECK(fires({}, {{3, -9.0}, {3, 9.5}}) == steps{});
  CHECK(fires({}, {{3, 2.0}, {3, 2.0}, {4, 2.0}, {52, 2.0}, {53, 2.0}}) == steps{3, 53});  // 5 ms: ready at step 53
  CHECK(fires({.refrac = 4.93}, {{3, 2.0}, {52, 2.0}, {53, 2.0}}) == steps{3, 53});
  CHECK(fires({.refrac = 0.3}, {{3, 2.0}, {5, 2.0}, {6, 2.0}}) == steps{3, 6});  // 0.3 / 0.1 is less than 3 in doubles
  CHECK(fires({.refrac = 0}, {{3, 2.0}, {3, 2.0}, {4, 2.0}}) == steps{3, 4});
  CHECK(fires({}, {{0, 2.0}}) == steps{0});
}

TEST_CASE("point neurons refuse params that mean nothing") {
  for (double bad : {0.0, -1.0, std::nan("")}) {
    CHECK_THROWS_AS(int_fire1::prepare({.tau = bad}, 0.1), input_error);
    CHECK_THROWS_AS(lif::prepare({.tau_m = bad}, 0.1), input_error);
    CHECK_THROWS_AS(lif::prepare({.C_m = bad}, 0.1), input_error);
  }
  CHECK_THROWS_AS(int_fire1::prepare({.refrac = -0.1}, 0.1), input_error);
  CHECK_THROWS_AS(lif::prepare({.t_ref = -0.1}, 0.1), input_error);
  CHECK_THROWS_AS(lif::prepare({.V_th = -60, .V_reset = -60}, 0.1), input_error);
}
