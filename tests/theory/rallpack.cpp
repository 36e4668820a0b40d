// SPDX-License-Identifier: BSD-3-Clause
// Rallpacks 1 and 2 (Bhalla, Bilitch & Bower 1992, doi:10.1016/0166-2236(92)90009-W): the passive cable of 1000
// compartments and the passive binary tree of 1023, 0.1 nA into one end for 250 ms, 50 us steps, v at both ends.
// RM 4 ohm m2, RA 1 ohm m, CM 0.01 F/m2.
//
// Their measure: the root mean square of the difference over the range of v. The current enters the centre of the
// first compartment of the tree, where v is also read; the series is that of the same places.
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

using namespace theory;

namespace {

constexpr double amp = 0.1, dt = 0.05;
constexpr int steps = 5000;

/// RMS of the difference from the series over its range.
double rallpack_error(std::vector<std::vector<double>> const& v, std::size_t k, cable const& c, double from, double x) {
  double sum = 0, high = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    double const t = double(i) * dt, exact = i == 0 ? 0 : amp * step_response(c, from, x, [t](double r) { return std::exp(-r * t); });
    sum += (v[i][k] - exact) * (v[i][k] - exact);
    high = std::max(high, exact);
  }
  return std::sqrt(sum / double(v.size())) / high;
}

}  // namespace

TEST_CASE("Rallpack 1: the uniform cable") {
  cable const c{.length = 1000, .diameter = 1, .cm = 1, .ra = 100, .g = 1.0 / 40000};
  CHECK(std::abs(c.lambda() / 1000 - 1) < 1e-14);
  CHECK(std::abs(c.tau() / 40 - 1) < 1e-14);
  auto const p = with_membrane(c, chain(c, 1000));
  for (bool halves : {false, true}) {
    auto const v = play(p, halves, {{centre(p, 0), constant(amp)}}, dt, steps, 1, {0, 999});
    std::string const name = std::string("Rallpack 1, ") + (halves ? "Crank-Nicolson" : "backward Euler");
    test::prove(name, "analytic solution", "v where the current enters, RMS / range", rallpack_error(v, 0, c, 0, 0.5), halves ? 3e-4 : 2e-4);
    test::prove(name, "analytic solution", "v at the other end, RMS / range", rallpack_error(v, 1, c, 0, 999.5), halves ? 1e-6 : 2e-4);
  }
}

TEST_CASE("Rallpack 2: the branching cable") {
  // Ten levels of one compartment a branch, the first 32 um x 16 um; daughters have 2^(-2/3) of the diameter and
  // 2^(-1/3) of the length: the equivalent cylinder is 320 um x 16 um.
  cable const c{.length = 320, .diameter = 16, .cm = 1, .ra = 100, .g = 1.0 / 40000};
  CHECK(std::abs(c.length / c.lambda() / 0.08 - 1) < 1e-14);
  morph::tree t;
  for (int level = 0; level < 10; ++level)
    for (int i = 0; i < 1 << level; ++i) {
      double const h = 32 * std::pow(2.0, -level / 3.0), r = 8 * std::pow(2.0, -2 * level / 3.0);
      t.append({.kind = level == 0 ? branch::soma : branch::dendrite, .parent = level == 0 ? -1 : (1 << (level - 1)) - 1 + i / 2,
                .parent_x = level == 0 ? 0.0 : 1.0, .points = {{0, 0, 0, r}, {h, 0, 0, r}}, .arc = {0, h}});
    }
  auto const p = with_membrane(c, t);
  REQUIRE(p.size() == 1023);
  for (bool halves : {false, true}) {
    auto const v = play(p, halves, {{centre(p, 0), constant(amp)}}, dt, steps, 1, {0, 511, 1022});
    double apart = 0;  // the first tip and the last
    for (auto const& row : v) apart = std::max(apart, std::abs(row[1] - row[2]));
    CHECK(apart <= 1e-13 * v.back()[1]);
    std::string const name = std::string("Rallpack 2, ") + (halves ? "Crank-Nicolson" : "backward Euler");
    test::prove(name, "analytic solution", "v where the current enters, RMS / range", rallpack_error(v, 0, c, 16, 16), halves ? 2e-5 : 2e-4);
    test::prove(name, "analytic solution", "v at the tips, RMS / range", rallpack_error(v, 1, c, 16, 304), halves ? 1e-5 : 2e-4);
  }
}
