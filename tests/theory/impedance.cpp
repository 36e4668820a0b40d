// SPDX-License-Identifier: BSD-3-Clause
// Input and transfer impedance of a cable at DC and at a frequency, and a cable that ends on a soma.
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

using namespace theory;
using complex = std::complex<double>;

namespace {

/// The impedance between the end where a sinusoidal current enters a chain of n compartments and compartment `out`
/// [MOhm], from the first Fourier coefficient of one period, long after the beginning.
complex measured(cable const& c, int n, int out, bool halves, double period, int per_period) {
  double const dt = period / per_period, omega = 2 * pi / period, amp = 0.05;
  auto const p = with_membrane(c, chain(c, n));
  double const h = c.length / n, slow = c.tau() / dt, fast = (c.conductance(h) + 4 / c.resistance(h)) / c.capacity(h) * dt;
  int const settle = per_period * int(std::ceil(40 * (slow + 1 + fast / 4) / per_period));  // of the slowest mode, 2 - rate dt in Crank-Nicolson
  auto const v = play(p, halves, {{centre(p, 0), [=](double t) { return amp * std::sin(omega * t); }}}, dt, settle + per_period);
  complex sum = 0;
  for (int k = 0; k < per_period; ++k)
    sum += v[std::size_t(settle + k)][std::size_t(out)] * std::polar(1.0, -omega * k * dt);
  return 2.0 * complex(0, 1) * sum / (per_period * amp);  // the sine is the imaginary part of exp(i omega t)
}

/// What a scheme makes of i omega: the current is that of the middle of a step. C dv/dt = A v + I becomes
/// (C a + b A) V = I.
struct warp {
  complex a, b;
  warp(double omega, double dt, bool halves) {
    complex const half = std::polar(1.0, 0.5 * omega * dt);
    a = 2.0 * complex(0, 1) * std::sin(0.5 * omega * dt) / dt;
    b = halves ? 0.5 * (half + 1.0 / half) : half;
  }
};

/// The impedance of a chain of compartments, from its modes.
complex of_chain(cable const& c, int n, int out, warp const& w) {
  double const h = c.length / n, leak = c.conductance(h), axial = 1 / c.resistance(h);
  complex z = 0;
  for (int m = 0; m < n; ++m) {
    double const s = std::sin(m * pi / (2 * n)), shape = std::cos(m * pi / (2 * n)) * std::cos(m * pi * (out + 0.5) / n);
    z += shape / ((w.a * c.capacity(h) + w.b * (leak + 4 * s * s * axial)) * (m == 0 ? n : 0.5 * n));
  }
  return z;
}

}  // namespace

TEST_CASE("the impedance of a cable at some frequencies") {
  cable const c;
  double worst_discrete = 0;
  for (double period : {200.0, 20.0, 5.0}) {  // 5, 50, 200 Hz
    double const omega = 2 * pi / period;
    for (bool halves : {false, true})
      for (int n : {1, 20})
        for (int out : {0, n - 1}) {
          int const per_period = 50;
          complex const z = measured(c, n, out, halves, period, per_period),
                        exact = of_chain(c, n, out, warp(omega, period / per_period, halves));
          worst_discrete = std::max(worst_discrete, std::abs(z / exact - 1.0));
        }
    // R coth(q L) / q at the end where the current enters, R / (q sinh(q L)) at the other, half a compartment away. The order
    // is that at the other end (where the current enters it passes from 3 to 2), in the scheme's i omega: due to space alone.
    std::vector<double> far;
    double last = 1;
    for (int k = 0; k < 4; ++k) {
      int const n = 20 << k, per_period = 100 << k;
      double const x = 0.5 * c.length / n;
      warp const w(omega, period / per_period, true);
      complex const a(0, -omega), z = measured(c, n, 0, true, period, per_period), t = measured(c, n, n - 1, true, period, per_period);
      far.push_back(std::abs(t * w.b / transfer(c, 0, c.length - x, -w.a / w.b) - 1.0));
      last = std::max(std::abs(z / transfer(c, 0, x, a) - 1.0), std::abs(t / transfer(c, 0, c.length - x, a) - 1.0));
    }
    std::string const at = std::to_string(int(1000 / period)) + " Hz";
    for (double e : far) UNSCOPED_INFO(e);
    test::prove(name_of(true), "analytic solution", "transfer impedance at " + at + ", |space order - 2|", order_off(far, 2), 0.1);
    test::prove(name_of(true), "analytic solution", "input and transfer impedance at " + at + ", length / 160, relative",
                last, period < 10 ? 3e-4 : 3e-5);
  }
  test::prove("passive cable", "closed form of the discrete equations", "impedance, 5 to 200 Hz, relative", worst_discrete, 1e-12);
}

TEST_CASE("the input resistance of a cable is R coth(L)") {
  // Richardson's limit of three lengths of compartment, at the end itself: v there is that of the centre and half a
  // compartment's axial drop.
  cable const c;
  double limit[3];
  for (int k = 0; k < 3; ++k) {
    int const n = 40 << k;
    auto const p = with_membrane(c, chain(c, n));
    limit[k] = after(p, false, {{centre(p, 0), constant(0.05)}}, 1e6 * c.tau(), 4)[0] / 0.05 + 0.5 * c.resistance(c.length / n);
  }
  double const a = (4 * limit[1] - limit[0]) / 3, b = (4 * limit[2] - limit[1]) / 3, r = (16 * b - a) / 15,
               exact = c.infinite() / std::tanh(c.length / c.lambda());
  test::prove("passive cable", "analytic solution", "input resistance, relative", std::abs(r / exact - 1), 1e-11);
}

TEST_CASE("a cable on a soma: the roots of tan(a L) = -a G_soma / G_cable") {
  // Soma and cable have the same membrane, so that each eigenfunction cos(a (L - X)) decays at (1 + a^2) / tau; X is in
  // lengths lambda, a step of current enters the soma. (Rall 1969, doi:10.1016/S0006-3495(69)86467-2.)
  cable const c;
  double const diameter = 25, area = pi * diameter * diameter, soma_g = 0.01 * c.g * area, cable_g = 1 / c.infinite(),
               L = c.length / c.lambda(), amp = 0.05;
  auto const description = [&](int n) {
    auto t = morph::tree();
    double const h = c.length / n, r = 0.5 * c.diameter, s = 0.5 * diameter;
    t.append({.kind = branch::soma, .parent = -1, .parent_x = 0, .points = {{-diameter, 0, 0, s}, {0, 0, 0, s}}});
    for (int i = 0; i < n; ++i)
      t.append({.kind = branch::dendrite, .parent = i, .parent_x = 1, .points = {{i * h, 0, 0, r}, {(i + 1) * h, 0, 0, r}}, .arc = {0, h}});
    auto p = with_membrane(c, t);
    p.axial_resistance(soma, 1e-9);  // a point
    return p;
  };
  auto const exact = [&](double x, std::function<double(double)> const& left) {
    double const X = x / c.lambda();
    double sum = 0;
    for (int n = 0; n < 20000; ++n) {
      double low = (n - 0.5) * pi / L, high = n * pi / L;  // the root between them; 0 itself for n = 0
      for (int i = 0; n > 0 && i < 100; ++i) {
        double const a = 0.5 * (low + high);
        (cable_g * std::sin(a * L) + soma_g * a * std::cos(a * L) < 0) == (n % 2 == 1) ? high = a : low = a;
      }
      double const a = n > 0 ? high : 0, rate = (1 + a * a) / c.tau(),
                   norm = cable_g * (n > 0 ? 0.5 * L + std::sin(2 * a * L) / (4 * a) : L) + soma_g * std::pow(std::cos(a * L), 2),
                   size = left(rate) / (norm * (1 + a * a));
      sum += size * std::cos(a * L) * std::cos(a * (L - X));
      if (std::abs(size) < 1e-18 / cable_g) break;
    }
    return amp * (std::cosh(L - X) / (soma_g * std::cosh(L) + cable_g * std::sinh(L)) - sum);
  };
  auto const worst_of = [&](std::vector<double> const& v, std::function<double(double)> const& left) {
    double worst = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
      double const d = std::abs(v[i] - exact(i == 0 ? 0 : (double(i) - 0.5) * c.length / double(v.size() - 1), left));
      if (!(d <= worst)) worst = d;
    }
    return worst / exact(0, [](double) { return 0; });
  };
  CHECK(soma_g / cable_g > 0.3);
  CHECK(soma_g / cable_g < 3);
  std::vector<double> steady, moving;
  for (int n : {8, 16, 32, 64, 128}) {
    auto const p = description(n);
    std::vector<drive> const d{{centre(p, 0), constant(amp)}};
    steady.push_back(worst_of(after(p, false, d, 1e6 * c.tau(), 4), [](double) { return 0; }));
    double const dt = 0.2;
    moving.push_back(worst_of(after(p, false, d, dt, 20), [&](double r) { return decay(r, dt, 20, false); }));
  }
  for (auto const& errors : {steady, moving})
    for (double e : errors) UNSCOPED_INFO(e);
  test::prove("passive cable on a soma", "analytic solution", "steady v, |space order - 2| (length / 8 to / 128)", order_off(steady, 2), 0.1);
  test::prove("passive cable on a soma", "analytic solution", "steady v, length / 128, relative", steady.back(), 2e-5);
  test::prove("passive cable on a soma", "analytic solution", "v at 4 ms, |space order - 2| (length / 8 to / 128)", order_off(moving, 2), 0.1);
  test::prove("passive cable on a soma", "analytic solution", "v at 4 ms, length / 128, relative", moving.back(), 2e-5);
}
