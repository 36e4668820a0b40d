// SPDX-License-Identifier: BSD-3-Clause
// Goldman, Hodgkin & Katz: the closed form in long double, its zero, its limits.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/membrane/ghk.hpp>
#include <pallium/membrane/nernst.hpp>

#include "../support/lanes.hpp"
#include "../support/table.hpp"

namespace {

using namespace test;
using namespace pallium::membrane;
using L = long double;
using B = scalar<double>;

double number(B const& b) { return b.r[0]; }

struct ion {
  double in, out;
  int valence;
};
constexpr ion ions[]{{1e-4, 2, 2}, {2, 1e-4, 2}, {5e-8, 2, 2}, {10, 140, 1}, {54.4, 2.5, 1}, {7, 7, 1}, {6, 120, -1}, {0, 2, 2}};

struct world {
  ion of;
  L celsius;
  physical_constants k = modern_constants;

  L per_mv() const { return 1e-3L * of.valence * k.faraday / (k.gas * (celsius + 273.15L)); }
  L charge() const { return 1e-3L * of.valence * k.faraday; }  // of 1 cm/s and 1 mM [mA/cm2]
  /// What leaves and what enters, for p = 1 cm/s; their difference is the current.
  L out(L v) const { return charge() * of.in * (v == 0 ? 1 : per_mv() * v / -std::expm1(-per_mv() * v)); }
  L in(L v) const { return charge() * of.out * (v == 0 ? 1 : per_mv() * v / std::expm1(per_mv() * v)); }
  L i(L v) const { return out(v) - in(v); }
};

std::vector<double> voltages() {
  std::vector<double> v{0, 1e-300, -1e-40, 1e-20, -1e-12, 1e-9, -1e-7, 1e-5, -1e-4, 1e-3, -0.01, 0.1, 3.3, -3.4, 6.5};
  for (double u = -150; u <= 150; u += 1.7) v.push_back(u);
  return v;
}

/// Largest difference of the current from the closed form, relative to the fluxes it is the difference of, and of its
/// slope over the next 0.001 mV from the closed form's.
template <class W> std::pair<double, double> apart() {
  using T = typename W::value_type;
  largest i, slope;
  for (ion const& one : ions)
    for (double celsius : {6.25, 24.0, 34.0})
      for (double u : voltages()) {
        ion const of{static_cast<T>(one.in), static_cast<T>(one.out), one.valence};
        world const w{of, celsius};
        L const v = static_cast<T>(u);
        auto const got = ghk(W(1.0), W(of.in), W(of.out), W(u), of.valence, W(celsius));
        i(static_cast<double>(std::abs(values(got.i)[0] - w.i(v)) / (std::abs(w.out(v)) + std::abs(w.in(v)))));
        auto const line = neuron_tangent(got, W(u));
        L const quotient = (w.i(v + 1e-3L) - w.i(v)) / 1e-3L;
        slope(relative(values(line.g)[0], quotient));
      }
  return {i.value, slope.value};
}

}  // namespace

TEST_CASE("the GHK current equals its closed form, and its slope NEURON's quotient") {
  auto const [i, slope] = apart<B>();
  prove("ghk", "analytic solution", "current, relative to the fluxes in and out", i, 4e-15);
  prove("ghk", "analytic solution", "slope over 0.001 mV, relative", slope, 5e-14);
  auto const [f_i, f_slope] = apart<scalar<float>>();
  prove("ghk", "analytic solution", "float: current, relative to the fluxes", f_i, 3e-6);
  prove("ghk", "analytic solution", "float: slope, relative", f_slope, 3e-6);
}

TEST_CASE("the GHK current with the constants of older NEURONs") {
  world const w{{1e-4, 2, 2}, 34, legacy_constants};
  auto const i = ghk(B(2e-4), B(1e-4), B(2.0), B(-20.0), 2, B(34.0), legacy_constants).i;
  CHECK(relative(number(i), 2e-4L * w.i(-20)) < 1e-15);
}

TEST_CASE("no GHK current at the Nernst potential, outward above it") {
  largest rest;
  for (ion const& of : ions)
    for (double celsius : {6.3, 24.0, 34.0}) {
      if (of.in == 0) continue;
      double const e = number(nernst(B(of.in), B(of.out), of.valence, celsius));
      auto const at = [&](double v) { return number(ghk(B(1.0), B(of.in), B(of.out), B(v), of.valence, B(celsius)).i); };
      world const w{of, celsius};
      rest(std::abs(at(e)) / static_cast<double>(std::abs(w.out(e))));
      CHECK(at(e + 0.1) > 0);
      CHECK(at(e - 0.1) < 0);
    }
  prove("ghk", "law: nothing flows at the Nernst potential", "current at the Nernst potential, relative to the flux out", rest.value, 1e-14);
}

TEST_CASE("equal concentrations on both sides make GHK a straight line") {
  largest off;
  for (double v : voltages()) {
    world const w{{7, 7, 1}, 34};
    auto const got = ghk(B(1.0), B(7.0), B(7.0), B(v), 1, B(34.0));
    L const slope = w.charge() * 7 * w.per_mv();
    off(relative(number(got.d1), slope));
    off(static_cast<double>(std::abs(number(got.i) - slope * v) / (std::abs(slope * v) + w.charge() * 7)));
    CHECK(number(got.d2) == 0);
    CHECK(number(got.d3) == 0);
  }
  prove("ghk", "law: linear at equal concentrations", "current and slope at equal concentrations, relative", off.value, 2e-15);
}

TEST_CASE("GHK at v = 0: the difference of concentrations, and a slope of their mean") {
  for (ion const& of : ions) {
    world const w{of, 34};
    auto const got = ghk(B(1.0), B(of.in), B(of.out), B(0.0), of.valence, B(34.0));
    CHECK(number(got.i) == number(ghk(B(1.0), B(of.in), B(of.out), B(1e-300), of.valence, B(34.0)).i));
    CHECK(std::abs(number(got.i) - w.charge() * (L{of.in} - of.out)) <= 4e-16L * std::abs(w.charge()) * (of.in + of.out));
    CHECK(relative(number(got.d1), w.charge() * w.per_mv() * (L{of.in} + of.out) / 2) < 1e-15);
    CHECK(std::abs(number(got.d2) - w.charge() * w.per_mv() * w.per_mv() * (L{of.in} - of.out) / 6) <=
          1e-15L * std::abs(w.charge() * w.per_mv() * w.per_mv()) * (of.in + of.out));
    CHECK(number(got.d3) == 0);
  }
}

TEST_CASE("far away the GHK current is that of one side, and nothing overflows") {
  for (double v : {300.0, -300.0, 5000.0, -1e6}) {
    world const w{{1e-4, 2, 2}, 34};
    L const expected = w.charge() * w.per_mv() * v * (v > 0 ? 1e-4L : 2);
    CHECK(relative(number(ghk(B(1.0), B(1e-4), B(2.0), B(v), 2, B(34.0)).i), expected) < (std::abs(v) > 1000 ? 1e-15 : 1e-4));
    using F = scalar<float>;
    auto const f = ghk(F(1.0), F(1e-4), F(2.0), F(v), 2, F(34.0));
    for (F const& x : {f.i, f.d1, f.d2, f.d3}) CHECK(std::isfinite(x.r[0]));
  }
}

TEMPLATE_LIST_TEST_CASE("GHK gives the same bits on every lane type", "", test::lane_types) {
  using W = TestType;
  using T = typename W::value_type;
  std::vector<T> v;
  for (double u : voltages()) v.push_back(static_cast<T>(u));
  auto const same = [&](auto f) { CHECK(agree<W>(map<W>(f, v), map<scalar<T>>(f, v), 1e4, 1e-3)); };
  auto const at = [](auto x) { return ghk(decltype(x)(1.0), decltype(x)(1e-4), decltype(x)(2.0), x, 2, decltype(x)(34.0)); };
  same([&](auto x) { return at(x).i; });
  same([&](auto x) { return neuron_tangent(at(x), x).g; });
  same([&](auto x) { return neuron_tangent(at(x), x).ge; });
}
