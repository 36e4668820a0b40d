// SPDX-License-Identifier: BSD-3-Clause
// A uniform cable with a current step at one end: the discrete equations and the cable equation, both in closed form.
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

using namespace theory;

namespace {

double largest_difference(std::vector<double> const& v, std::function<double(std::size_t)> const& exact) {
  double worst = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    double const d = std::abs(v[i] - exact(i));
    if (!(d <= worst)) worst = d;
  }
  return worst;
}

/// v of compartment i of n when a current of `amp` has gone into compartment 0 for a time: the modes of the chain are
/// cos(m pi (i + 1/2) / n) and decay at (G + 4 g sin^2(m pi / 2 n)) / C.
double chain_response(cable const& c, int n, int i, double amp, std::function<double(double)> const& left) {
  double const h = c.length / n;
  double v = 0;
  for (int m = 0; m < n; ++m) {
    double const s = std::sin(m * pi / (2 * n)), rate = (c.conductance(h) + 4 * s * s / c.resistance(h)) / c.capacity(h);
    v += amp * std::cos(m * pi / (2 * n)) * std::cos(m * pi * (i + 0.5) / n) / (c.capacity(h) * (m == 0 ? n : 0.5 * n)) *
         (1 - left(rate)) / rate;
  }
  return v;
}

double centre_of(cable const& c, int n, std::size_t i) { return (double(i) + 0.5) * c.length / n; }

}  // namespace

TEST_CASE("a chain of compartments is the closed form of its own equations") {
  cable const c;
  for (bool halves : {false, true}) {
    double worst = 0, scale = 0;
    for (int n : {1, 2, 3, 20, 57}) {
      auto const p = with_membrane(c, chain(c, n));
      double const dt = 0.1, amp = 0.05;
      auto const v = play(p, halves, {{centre(p, 0), constant(amp)}}, dt, 300, 10);
      for (std::size_t k = 0; k < v.size(); ++k)
        worst = std::max(worst, largest_difference(v[k], [&](std::size_t i) {
          return chain_response(c, n, int(i), amp, [&](double r) { return decay(r, dt, 10 * int(k), halves); });
        }));
      scale = std::max(scale, v.back()[0]);
    }
    CHECK(scale > 5);
    test::prove(name_of(halves), "closed form of the discrete equations", "v of 30 ms, relative", worst / scale, 5e-13);
  }
}

TEST_CASE("the steady state of a cable is a hyperbolic cosine, to second order in the length of a compartment") {
  cable const c;
  double const amp = 0.05;
  std::vector<double> errors;
  for (int n : {8, 16, 32, 64, 128, 256}) {
    auto const p = with_membrane(c, chain(c, n));
    auto const v = after(p, false, {{centre(p, 0), constant(amp)}}, 1e6 * c.tau(), 4);  // each step divides what is left by 1e6
    errors.push_back(largest_difference(v, [&](std::size_t i) {
      return amp * c.infinite() * std::cosh((c.length - centre_of(c, n, i)) / c.lambda()) / std::sinh(c.length / c.lambda());
    }) / (amp * transfer(c, 0, 0).real()));
  }
  for (double e : errors) UNSCOPED_INFO(e);
  test::prove("passive cable", "analytic solution", "steady v, |space order - 2| (length / 8 to / 256)", order_off(errors, 2), 0.1);
  test::prove("passive cable", "analytic solution", "steady v, length / 256, relative", errors.back(), 2e-6);
}

TEST_CASE("a step of current spreads as Rall's series, to second order in the length of a compartment") {
  // Time is discrete on both sides: the n-th term decays by 1 / (1 + rate dt) a step, so that what is left is due to space.
  cable const c;
  double const amp = 0.05, dt = 0.2;
  std::vector<double> errors;
  for (int n : {8, 16, 32, 64, 128}) {
    auto const p = with_membrane(c, chain(c, n));
    auto const v = play(p, false, {{centre(p, 0), constant(amp)}}, dt, 60, 10);
    double worst = 0;
    for (std::size_t k = 1; k < v.size(); ++k)
      worst = std::max(worst, largest_difference(v[k], [&](std::size_t i) {
        return amp * step_response(c, 0, centre_of(c, n, i), [&](double r) { return decay(r, dt, 10 * int(k), false); });
      }));
    errors.push_back(worst / (amp * transfer(c, 0, 0).real()));
  }
  for (double e : errors) UNSCOPED_INFO(e);
  test::prove(name_of(false), "analytic solution", "v, |space order - 2| (length / 8 to / 128)", order_off(errors, 2), 0.1);
  test::prove(name_of(false), "analytic solution", "v, length / 128, relative", errors.back(), 1e-5);
}

TEST_CASE("backward Euler is of first order in time, Crank-Nicolson of second") {
  // Space is discrete on both sides: each mode of the chain decays as exp(-rate t).
  cable const c;
  double const amp = 0.05, end = 12.8;
  int const n = 15;
  auto const p = with_membrane(c, chain(c, n));
  for (bool halves : {false, true}) {
    std::vector<double> errors;
    for (int steps : {128, 256, 512, 1024, 2048}) {
      auto const v = after(p, halves, {{centre(p, 0), constant(amp)}}, end / steps, steps);
      errors.push_back(largest_difference(v, [&](std::size_t i) {
        return chain_response(c, n, int(i), amp, [&](double r) { return std::exp(-r * end); });
      }) / (amp * transfer(c, 0, 0).real()));
    }
    for (double e : errors) UNSCOPED_INFO(e);
    test::prove(name_of(halves), "analytic solution",
                std::string("v, |time order - ") + (halves ? "2|" : "1|") + " (0.1 to 0.00625 ms)", order_off(errors, halves ? 2 : 1), 0.1);
    test::prove(name_of(halves), "analytic solution", "v, 0.00625 ms, relative", errors.back(), halves ? 3e-8 : 2e-4);
  }
}

TEST_CASE("space and time refined together tend to the cable equation") {
  // Backward Euler with dt in proportion to dx^2 for a step; Crank-Nicolson with dt in proportion to dx for a current
  // amp (1 - exp(-t / rise))^2, since a step excites modes that it does not damp.
  cable const c;
  double const amp = 0.05, end = 6.4, rise = 1.5;
  for (bool halves : {false, true}) {
    auto const current = halves ? [=](double t) { return amp * std::pow(1 - std::exp(-t / rise), 2); } : constant(amp);
    auto const exact = [&](double x) {
      auto const left = [&](double r) { return std::exp(-r * end); };
      if (!halves) return amp * step_response(c, 0, x, left);
      double v = 0;  // 1 - 2 exp(-t / rise) + exp(-2 t / rise), each with its own steady form and transient
      double const weight[]{1, -2, 1};
      for (int k = 0; k < 3; ++k) {
        double const a = k / rise;
        v += weight[k] * (std::exp(-a * end) * transfer(c, 0, x, a).real() -
                          (transfer(c, 0, x).real() - step_response(c, 0, x, [&](double r) { return left(r) * r / (r - a); })));
      }
      return amp * v;
    };
    std::vector<double> errors;
    for (int k = 0; k < 5; ++k) {
      int const n = 8 << k, steps = halves ? 32 << k : 32 << 2 * k;
      auto const p = with_membrane(c, chain(c, n));
      auto const v = after(p, halves, {{centre(p, 0), current}}, end / steps, steps);
      errors.push_back(largest_difference(v, [&](std::size_t i) { return exact(centre_of(c, n, i)); }) /
                       (amp * transfer(c, 0, 0).real()));
    }
    for (double e : errors) UNSCOPED_INFO(e);
    test::prove(name_of(halves), "analytic solution", std::string("v, |order - 2| (dt as ") + (halves ? "dx)" : "dx^2)"), order_off(errors, 2), 0.1);
    test::prove(name_of(halves), "analytic solution", "v, finest grid, relative", errors.back(), 3e-5);
  }
}
