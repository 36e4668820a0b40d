// SPDX-License-Identifier: BSD-3-Clause
// Every channel against its formulas as published, at every voltage a neuron sees, at three temperatures.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "oracle.hpp"

namespace {

using namespace test;
using oracle::L;

/// -120 .. 50 mV, where formulas are singular, and close to there.
template <class C, class T> std::vector<double> voltages() {
  std::vector<double> v;
  for (int i = 0; i <= 34; ++i) v.push_back(-120 + 5 * i);
  for (int i = 0; i <= 6; ++i) v.push_back(static_cast<T>(-117.3 + 23.417 * i));
  for (double s : oracle::spec<C>::special)
    for (double d : {0.0, 1e-9, -1e-7, 3e-6, -5e-6, 1.1e-5, -1e-4, 1e-3, -0.01}) v.push_back(static_cast<T>(s + d));
  return v;
}

/// Largest differences: of the state at start, relative to each of its numbers; after a step, relative to the larger of
/// where the number was and where it is; of the conductance, relative to it; of the current, relative to g (|v| + |e|).
struct differences {
  largest steady, advance, g, i;
};

/// What one lane computed from `before` at `w`.
template <class C, class T> struct result {
  place w;
  std::vector<double> before;
  std::array<double, states<C>> started{}, advanced{};
  double g = 0, ge = 0;

  /// Within 1e-6 y of a singular voltage the published x / (exp(x / y) - 1) is y - x / 2, which leaves out (x / y)^2 / 12 of it.
  static double cut(double v) {
    double all = 0;
    for (double s : oracle::spec<C>::special)
      if (std::abs(v - s) < 1.2e-5) all += (v - s) * (v - s) / (12 * 2.6 * 2.6);  // y is 2.6 mV or more
    return all;
  }
  void compare(differences& d) const {
    auto const start = oracle::steady<C>(w.v, w.celsius, w.cai);
    auto const step = oracle::advance<C>({before.begin(), before.end()}, w.v, w.celsius, w.cai, static_cast<T>(0.025));
    for (std::size_t k = 0; k < states<C>; ++k) {
      d.steady(relative(started[k], start[k]) - cut(w.v));
      d.advance(static_cast<double>(std::abs(advanced[k] - step[k]) / std::max(L{before[k]}, step[k])) - cut(w.v));
    }
    oracle::state const s(advanced.begin(), advanced.end());
    L const gbar = C::name == "pas" ? static_cast<T>(0.001) : C::name == "itGHK" ? static_cast<T>(2e-4) : static_cast<T>(0.01);
    auto const current = [&](L v) { return oracle::current<C>(s, v, gbar, w); };
    L const tangent = (current(w.v + 1e-3L) - current(w.v)) / 1e-3L;  // as NEURON takes it
    L const size = std::max(std::abs(tangent), oracle::conductance<C>(s, w.v, gbar));  // that of Nap has a zero
    d.g(static_cast<double>(std::abs(g - tangent) / size));
    d.i(static_cast<double>(std::abs(L{g} * w.v - ge - current(w.v)) / (size * (std::abs(w.v) + std::abs(oracle::reversal<C>(w))))));
  }
};

template <class C, class B> differences measure() {
  using T = typename B::value_type;
  auto const v = voltages<C, T>();
  std::array<double, 5> const cai{1e-4, static_cast<T>(5e-8), static_cast<T>(3.3e-4), static_cast<T>(2e-3), 0};
  auto const p = some_params<C, B>();
  differences d;
  for (double celsius : {23.0, 34.0, 37.0})
    for (std::size_t from = 0; from < v.size(); ++from)
      for (std::size_t to = 0; to < v.size(); to += B::size) {
        std::array<result<C, T>, B::size> lane;
        for (std::size_t n = 0; n < B::size; ++n) {
          lane[n].w = {.v = v[(to + n) % v.size()], .celsius = celsius, .cai = cai[(from + to + n) % cai.size()]};
          for (L x : oracle::steady<C>(v[from], celsius, 1e-4L)) lane[n].before.push_back(static_cast<T>(x));
        }
        auto const x = site_of<C, B>([&](std::size_t n) { return lane[n].w; });
        auto const start = fields<C, B>(C::steady(p, x));
        auto s = state_of<C, B>([&](std::size_t n) { return lane[n].before; });
        C::advance(s, p, x, B(0.025));
        auto const after = fields<C, B>(s);
        auto const now = C::current(s, p, x);
        auto const g = values(now.g), ge = values(now.ge);
        for (std::size_t n = 0; n < B::size; ++n) {
          for (std::size_t k = 0; k < states<C>; ++k) {
            lane[n].started[k] = start[k][n];
            lane[n].advanced[k] = after[k][n];
          }
          lane[n].g = g[n];
          lane[n].ge = ge[n];
          lane[n].compare(d);
        }
      }
  return d;
}

/// The oracle's difference quotient has 1e-14; Nap's series leaves its fourth derivative.
template <class C> constexpr double slope_bound = C::name == "Nap" ? 5e-13 : 4e-14;

}  // namespace

TEMPLATE_LIST_TEST_CASE("a channel equals its published formulas", "", test::all_channels) {
  using C = TestType;
  std::string const name(C::name), oracle = "published equations";
  auto const d = measure<C, test::scalar<double>>();
  if constexpr (test::states<C> > 0)
    prove(name, oracle, "states at the start and after a step, relative", std::max(d.steady.value, d.advance.value), 7e-15);
  prove(name, oracle, "slope of the current, relative", d.g.value, slope_bound<C>);
  prove(name, oracle, "current, relative to g (|v| + |e|)", d.i.value, 5e-16);
  auto const f = measure<C, test::scalar<float>>();
  largest all;
  for (double x : {f.steady.value, f.advance.value, f.g.value, f.i.value}) all(x);
  prove(name, oracle, "all of these in float", all.value, 3e-6);
}

TEMPLATE_LIST_TEST_CASE("a channel equals its published formulas on wide lanes", "", test::all_channels) {
  auto const d = measure<TestType, test::widest<double>>();
  constexpr double more = simd::lawful<test::native> ? 1 : 5;  // a product and a sum are two roundings
  CHECK(std::max(d.steady.value, d.advance.value) <= more * 7e-15);
  CHECK(d.g.value <= more * slope_bound<TestType>);
  CHECK(d.i.value <= more * 5e-16);
  auto const f = measure<TestType, test::widest<float>>();
  for (double x : {f.steady.value, f.advance.value, f.g.value, f.i.value}) CHECK(x <= more * 3e-6);
}

TEMPLATE_TEST_CASE("the published nudge of v at singular voltages is worth less than 1e-5", "", channel::nata_t,
                   channel::nats2_t, channel::nap_et2) {
  using C = TestType;
  using B = scalar<double>;
  for (double v : oracle::spec<C>::special) {
    auto const x = site_of<C, B>([&](std::size_t) { return place{.v = v}; });
    auto const here = fields<C, B>(C::steady({}, x));
    state<C, B> s{1.0, 1.0};
    C::advance(s, {}, x, B(0.025));
    auto const stepped = fields<C, B>(s);
    auto const nudged = oracle::steady<C>(v + 1e-4L, 34, 0), moved = oracle::advance<C>({1, 1}, v + 1e-4L, 34, 0, 0.025L);
    std::size_t const gate = v == oracle::spec<C>::special[0] ? 0 : 1;  // the first is that of m, the others of h
    CHECK(relative(here[gate][0], nudged[gate]) < 1e-5);
    CHECK(relative(stepped[gate][0], moved[gate]) < 1e-5);
  }
}

TEST_CASE("what a channel has where nothing is painted") {
  CHECK(channel::nav::params<double>{}.gbar == 0.015);
  CHECK(channel::hh_na::params<double>{}.gbar == 0.12);
  CHECK(channel::hh_k::params<double>{}.gbar == 0.036);
  CHECK(channel::leak::params<double>{}.g == 0.001);
  CHECK(channel::leak::params<double>{}.e == -70);
  CHECK(channel::ih::params<double>{}.e == -45);
  CHECK(channel::it_ghk::params<double>{}.pcabar == 2e-4);
  CHECK(channel::it_ghk::params<double>{}.shift == 2);
  std::apply([](auto... c) { ([](auto one) {
    params<decltype(one), double> p;
    if constexpr (requires { p.gbar; } && field_count<decltype(one)::template params> == 1)
      if (one.name != "NaV" && !one.name.starts_with("hh_")) CHECK(p.gbar == 0);
  }(c), ...); }, test::gated_channels{});
}

TEST_CASE("where the second time constant of Kv2like would be negative it is 1e-3 ms") {
  using C = channel::kv2like;
  using B = scalar<double>;
  for (double v : {-119.05, -119.5, -120.0, -150.0})
    for (double celsius : {23.0, 34.0}) {
      auto const x = site_of<C, B>([&](std::size_t) { return place{.v = v, .celsius = celsius}; });
      state<C, B> s{0.0, 0.0, 0.0};
      C::advance(s, {}, x, B(5e-4));
      CHECK(relative(s.h2.r[0], (1 - std::exp(-0.5L)) / (1 + std::exp((v + 58.0L) / 11))) < 1e-14);
    }
}

TEST_CASE("the temperature factors") {
  CHECK(relative(pallium::detail::temperature_factor<channel::k_p>(34), std::pow(2.3L, 1.3L)) < 5e-16);
  CHECK(relative(pallium::detail::temperature_factor<channel::nats>(34), std::pow(2.3L, 1.1L)) < 5e-16);
  CHECK(relative(pallium::detail::temperature_factor<channel::im_v2>(34), std::pow(2.3L, 0.4L)) < 5e-16);
  CHECK(relative(pallium::detail::temperature_factor<channel::nav>(34), std::pow(2.3L, -0.3L)) < 5e-16);
  CHECK(relative(pallium::detail::temperature_factor<channel::hh_na>(18.5), std::pow(3.0L, 1.22L)) < 5e-16);
  CHECK(pallium::detail::temperature_factor<channel::kd>(34) == 1);
  CHECK(pallium::detail::temperature_factor<channel::nata_t>(20) == 1);
  CHECK(pallium::detail::temperature_factor<channel::kv3_1>(34) == 1);
}
