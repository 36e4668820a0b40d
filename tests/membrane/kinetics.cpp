// SPDX-License-Identifier: BSD-3-Clause
// The forms in which rates are written, the Nernst equation, linear currents.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/membrane/kinetics.hpp>
#include <pallium/membrane/nernst.hpp>

#include "../support/lanes.hpp"
#include "../support/table.hpp"

namespace {

using namespace test;
using namespace pallium::membrane;
using L = long double;
using B = scalar<double>;

double number(B const& b) { return b.r[0]; }

}  // namespace

TEST_CASE("the Nernst potential of calcium, with the constants of both NEURONs") {
  CHECK(std::abs(number(nernst(B(1e-4), B(2.0), 2, 34)) - 131.06344) < 5e-6);
  CHECK(std::abs(number(nernst(B(1e-4), B(2.0), 2, 34, legacy_constants)) - 131.04672) < 5e-6);
  largest off;
  for (double in : {5e-8, 5e-5, 1e-4, 3e-3, 0.4})
    for (double celsius : {6.3, 23.0, 34.0, 37.0})
      for (auto const& constants : {modern_constants, legacy_constants}) {
        L const volts = L{constants.gas} * (L{celsius} + 273.15L) / (2 * L{constants.faraday});
        B const e = nernst(B(in), B(2.0), 2, celsius, constants);
        off(relative(number(e), 1000 * volts * std::log(2 / L{in})));
      }
  prove("nernst", "analytic solution", "potential, relative", off.value, 7e-16);
  CHECK(number(nernst(B(2.0), B(2.0), 2, 34)) == 0);
  CHECK(relative(number(nernst(B(54.4), B(2.5), 1, 37)), 2 * number(nernst(B(54.4), B(2.5), 2, 37))) < 3e-16);
  using F = scalar<float>;
  CHECK(std::abs(nernst(F(1e-4), F(2.0), 2, 34).r[0] - 131.06344F) < 5e-5F);
}

TEST_CASE("linoid is x / (exp(x / y) - 1), through its singular point") {
  for (double y : {2.63, 6.0, 11.9, -6.0})
    for (double x : {-100.0, -3.0, -1e-3, -1.1e-6, -1e-7, 1e-9, 2e-6, 1e-5, 0.1, 7.0, 90.0}) {
      L const z = L{x} / L{y};
      CHECK(relative(number(linoid(B(x), y)), L{x} / std::expm1(z)) < (std::abs(z) < 1e-6L ? 1e-13 : 2.5e-15));
    }
  CHECK(number(linoid(B(0.0), 6.0)) == 6);
}

TEST_CASE("linoid_gate is the gate of two linoids") {
  for (double x = -90; x <= 90; x += 0.37) {
    auto const g = linoid_gate(B(x), 6.0, 0.182, 0.124);
    L const E = L{x} / std::expm1(L{x} / 6), e = L{-x} / std::expm1(L{-x} / 6), alpha = 0.182L * e, beta = 0.124L * E;
    CHECK(relative(number(g.inf), alpha / (alpha + beta)) < 4e-15);
    CHECK(relative(number(g.rate), alpha + beta) < 2e-15);
  }
  auto const g = linoid_gate(B(0.0), 6.0, 0.182, 0.124);
  CHECK(relative(number(g.inf), 0.182L / 0.306L) < 3e-16);
  CHECK(relative(number(g.rate), 6 * 0.306L) < 3e-16);
}

TEST_CASE("boltzmann and bell") {
  CHECK(number(boltzmann(B(-40.0), -40.0, 6.0)) == 0.5);
  CHECK(number(bell(B(-75.0), -75.0, 48.0)) == 1);
  for (double v = -130; v <= 60; v += 1.7) {
    CHECK(relative(number(boltzmann(B(v), -40.0, 6.0)), 1 / (1 + std::exp(-(L{v} + 40) / 6))) < 4e-15);
    CHECK(relative(number(boltzmann(B(v), -40.0, -7.3)), 1 / (1 + std::exp((L{v} + 40) / 7.3L))) < 4e-15);
    CHECK(relative(number(bell(B(v), -75.0, 48.0)), std::exp(-(L{v} + 75) * (L{v} + 75) / (48 * 48))) < 4e-15);
  }
  CHECK(number(boltzmann(B(1e6), 0.0, 5.0)) == 1);
  CHECK(number(boltzmann(B(-1e6), 0.0, 5.0)) == 0);
}

TEST_CASE("relax is the exact step, and steps compose") {
  B const x(0.8), inf(0.1), tau(3.7), dt(0.025);
  L const exact = 0.1L + (0.8L - 0.1L) * std::exp(-0.025L / 3.7L);
  CHECK(relative(number(relax(x, inf, tau, dt)), exact) < 4e-16);
  CHECK(relative(number(relax_at(x, inf, 1.0 / tau, dt)), exact) < 4e-16);
  CHECK(relative(number(relax(x, gate<B>{inf, 0.5 / tau}, B(2.0), dt)), exact) < 4e-16);
  CHECK(number(relax(x, inf, tau, B(0.0))) == 0.8);
  CHECK(number(relax(inf, inf, tau, dt)) == 0.1);
  B many = x;
  for (int n = 0; n < 400; ++n) many = relax(many, inf, tau, dt);
  CHECK(relative(number(many), number(relax(x, inf, tau, B(10.0)))) < 1e-14);
  auto const g = two_state(B(0.3), B(0.1));
  CHECK(std::abs(number(g.inf) - 0.75) < 2e-16);
  CHECK(number(g.rate) == 0.4);
}

TEST_CASE("linear currents: ohmic, tangent, sum") {
  auto const a = ohmic(B(2.0), B(-70.0)), b = tangent(B(3.0), B(0.5), B(-60.0));
  CHECK(number(a.g) * -50 - number(a.ge) == 2 * (-50 + 70));
  CHECK(number(b.g) * -60 - number(b.ge) == 3);
  auto const c = a + b;
  CHECK(number(c.g) == 2.5);
  CHECK(number(c.ge) == number(a.ge) + number(b.ge));
}

TEMPLATE_LIST_TEST_CASE("the forms give the same bits on every lane type", "", test::lane_types) {
  using W = TestType;
  using T = typename W::value_type;
  std::vector<T> v;
  for (double u = -120; u <= 50; u += 0.731) v.push_back(static_cast<T>(u));
  for (double u : {-40.0, -40.000001, -39.9999999, 0.0}) v.push_back(static_cast<T>(u));
  auto const same = [&](auto f) { return agree<W>(map<W>(f, v), map<scalar<T>>(f, v)); };
  CHECK(same([](auto x) { return linoid(x + 40.0, 6.0); }));
  CHECK(same([](auto x) { return linoid_gate(x + 40.0, 6.0, 0.1, 0.2).inf; }));
  CHECK(same([](auto x) { return linoid_gate(x + 40.0, 6.0, 0.1, 0.2).rate; }));
  CHECK(same([](auto x) { return boltzmann(x, -40.0, 6.0); }));
  CHECK(same([](auto x) { return bell(x, -40.0, 6.0); }));
  CHECK(same([](auto x) { return nernst(exp(0.1 * x), decltype(x)(2.0), 2, 34); }));
}
