// SPDX-License-Identifier: BSD-3-Clause
// Every channel against its formulas as published, at every voltage a neuron sees, at three temperatures.
// PALLIUM_TEST_REPORT=1 in the environment prints the largest differences.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>

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

  void compare(differences& d) const {
    auto const start = oracle::steady<C>(w.v, w.celsius, w.cai);
    auto const step = oracle::advance<C>({before.begin(), before.end()}, w.v, w.celsius, w.cai, static_cast<T>(0.025));
    for (std::size_t k = 0; k < states<C>; ++k) {
      d.steady(relative(started[k], start[k]));
      d.advance(static_cast<double>(std::abs(advanced[k] - step[k]) / std::max(L{before[k]}, step[k])));
    }
    oracle::state const s(advanced.begin(), advanced.end());
    L const gbar = C::name == "pas" ? static_cast<T>(0.001) : static_cast<T>(0.01), e = oracle::reversal<C>(w);
    auto const conductance = [&](L v) { return gbar * oracle::spec<C>::g(s, v); };
    auto const current = [&](L v) { return conductance(v) * (v - e); };
    L const tangent = (current(w.v + 1e-3L) - current(w.v)) / 1e-3L;  // as NEURON takes it
    L const size = std::max(std::abs(tangent), conductance(w.v));     // that of Nap has a zero
    d.g(static_cast<double>(std::abs(g - tangent) / size));
    d.i(static_cast<double>(std::abs(L{g} * w.v - ge - current(w.v)) / (size * (std::abs(w.v) + std::abs(e)))));
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
  if (std::getenv("PALLIUM_TEST_REPORT"))
    std::printf("%-8s %-7s %3zu lanes  steady %.1e  advance %.1e  g %.1e  i %.1e\n", C::name.data(),
                sizeof(T) == 8 ? "double" : "float", B::size, d.steady.value, d.advance.value, d.g.value, d.i.value);
  return d;
}

template <class C, class B> void check() {
  differences const d = measure<C, B>();
  constexpr bool wide = sizeof(typename B::value_type) == 8;
  CHECK(d.steady.value <= (wide ? 4e-15 : 2.5e-6));
  CHECK(d.advance.value <= (wide ? 7e-15 : 3e-6));
  CHECK(d.g.value <= (!wide ? 2e-6 : C::name == "Nap" ? 5e-13 : 3e-14));  // the oracle's quotient: 1e-14; Nap's series
  CHECK(d.i.value <= (wide ? 5e-16 : 3e-7));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a channel equals its published formulas", "", test::all_channels) {
  check<TestType, test::scalar<double>>();
  check<TestType, test::scalar<float>>();
}

TEMPLATE_LIST_TEST_CASE("a channel equals its published formulas on wide lanes", "", test::all_channels) {
  check<TestType, test::widest<double>>();
  check<TestType, test::widest<float>>();
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
  CHECK(pallium::detail::temperature_factor<channel::kd>(34) == 1);
  CHECK(pallium::detail::temperature_factor<channel::kv3_1>(34) == 1);
}
