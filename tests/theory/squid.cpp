// SPDX-License-Identifier: BSD-3-Clause
// Rallpack 3 (Bhalla, Bilitch & Bower 1992, doi:10.1016/0166-2236(92)90009-W): the cable of Rallpack 1 with the channels
// of the squid's axon, 0.1 nA into one end for 250 ms, v at both ends.
//
// There is no closed form. The oracles: NEURON with the same steps; NEURON's variable steps with a tolerance of 1e-9,
// to which the schemes must tend in their orders; the trace that was published with the Rallpacks.
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include "../neuron/reference.hpp"
#include "../support/table.hpp"
#include "cable.hpp"

using namespace theory;

namespace {

using squid = cell<channels<channel::leak, channel::hh_na, channel::hh_k>>;
constexpr cable membrane_of_rallpack{.length = 1000, .diameter = 1, .cm = 1, .ra = 100, .g = 1.0 / 40000};

squid axon_of(int n) {
  cable const& c = membrane_of_rallpack;
  squid s(chain(c, n), one_each());
  s.capacitance(everywhere, c.cm).axial_resistance(everywhere, c.ra).initial_voltage({-65});
  s.paint<channel::leak>(everywhere, {.g = c.g, .e = -65});
  s.paint<channel::hh_na>(everywhere, {.gbar = 0.12}).paint<channel::hh_k>(everywhere, {.gbar = 0.036});
  s.reversal(everywhere, sodium, {50}).reversal(everywhere, potassium, {-77});
  return s;
}

/// v of the first and the last compartment after each step.
template <class Scheme> std::vector<std::array<double, 2>> ends(squid const& s, double dt, double end) {
  network<cells<squid>, rules<>, Scheme> net(environment{.celsius = 6.3});
  net.add(1, s);
  net.inject(0, centre(s, 0), stimulus::current_clamp{{0.1}, {0}, {1e9}});
  record::trace trace({{0, 0, "v"}, {0, std::uint32_t(s.size() - 1), "v"}}, {dt});
  simulation sim(net, exec::few<double>{});
  sim.attach(trace);
  sim.run({end}, {dt});
  std::vector<std::array<double, 2>> v(trace.size());
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = {trace.value(i, 0), trace.value(i, 1)};
  return v;
}

/// Times at which v rises through 0, on the cubic through four samples.
std::vector<double> spikes(std::vector<std::array<double, 2>> const& v, std::size_t end, double dt) {
  std::vector<double> t;
  for (std::size_t i = 1; i + 2 < v.size(); ++i) {
    if (!(v[i][end] <= 0 && v[i + 1][end] > 0)) continue;
    double const a = v[i - 1][end], b = v[i][end], c = v[i + 1][end], d = v[i + 2][end];
    auto const at = [&](double x) {
      return -a * x * (x - 1) * (x - 2) / 6 + b * (x + 1) * (x - 1) * (x - 2) / 2 - c * (x + 1) * x * (x - 2) / 2 + d * (x + 1) * x * (x - 1) / 6;
    };
    double low = 0, high = 1;
    for (int k = 0; k < 60; ++k) {
      double const mid = 0.5 * (low + high);
      (at(mid) <= 0 ? low : high) = mid;
    }
    t.push_back((double(i) + low) * dt);
  }
  return t;
}

/// Hodgkin & Huxley's equations for a chain of n compartments by Runge and Kutta's fourth-order rule, written from the
/// paper with v = -65 mV at rest (doi:10.1113/jphysiol.1952.sp004764).
std::vector<std::array<double, 2>> by_runge_kutta(int n, double dt, double end) {
  cable const& c = membrane_of_rallpack;
  double const h = c.length / n, area = 0.01 * pi * c.diameter * h, capacity = c.capacity(h), axial = 1 / c.resistance(h);
  auto const quotient = [](double x, double y) { return std::abs(x) < 1e-7 ? y : x / (std::exp(x / y) - 1); };
  auto const rates = [&](double v) {
    double const u = v + 65;
    return std::array<double, 6>{0.1 * quotient(25 - u, 10), 4 * std::exp(-u / 18), 0.07 * std::exp(-u / 20), 1 / (std::exp((30 - u) / 10) + 1),
                                 0.01 * quotient(10 - u, 10), 0.125 * std::exp(-u / 80)};
  };
  std::size_t const N = std::size_t(n);
  std::vector<double> y(4 * N);  // v, m, h, n of each
  for (std::size_t i = 0; i < N; ++i) {
    auto const r = rates(-65);
    y[i] = -65;
    for (std::size_t k = 0; k < 3; ++k) y[(k + 1) * N + i] = r[2 * k] / (r[2 * k] + r[2 * k + 1]);
  }
  auto const slope = [&](std::vector<double> const& s) {
    std::vector<double> d(s.size());
    for (std::size_t i = 0; i < N; ++i) {
      double const v = s[i], m = s[N + i], hh = s[2 * N + i], nn = s[3 * N + i];
      double current = i == 0 ? 0.1 : 0;
      current -= area * (0.12 * m * m * m * hh * (v - 50) + 0.036 * nn * nn * nn * nn * (v + 77) + c.g * (v + 65));
      if (i > 0) current += axial * (s[i - 1] - v);
      if (i + 1 < N) current += axial * (s[i + 1] - v);
      d[i] = current / capacity;
      auto const r = rates(v);
      for (std::size_t k = 0; k < 3; ++k) d[(k + 1) * N + i] = r[2 * k] * (1 - s[(k + 1) * N + i]) - r[2 * k + 1] * s[(k + 1) * N + i];
    }
    return d;
  };
  std::vector<std::array<double, 2>> v{{y[0], y[N - 1]}};
  for (int k = 0; k < int(end / dt + 0.5); ++k) {
    auto const moved = [&](std::vector<double> const& d, double by) {
      auto s = y;
      for (std::size_t i = 0; i < s.size(); ++i) s[i] += by * d[i];
      return s;
    };
    auto const a = slope(y), b = slope(moved(a, dt / 2)), e = slope(moved(b, dt / 2)), f = slope(moved(e, dt));
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += dt / 6 * (a[i] + 2 * b[i] + 2 * e[i] + f[i]);
    v.push_back({y[0], y[N - 1]});
  }
  return v;
}

}  // namespace

TEST_CASE("Rallpack 3: the squid's axon, step by step as NEURON") {
  auto const s = axon_of(1000);
  for (bool halves : {false, true}) {
    auto const v = halves ? ends<scheme::crank_nicolson>(s, 0.05, 250) : ends<scheme::backward_euler>(s, 0.05, 250);
    test::reference const theirs(halves ? "rallpack3_crank_nicolson" : "rallpack3_backward_euler");
    REQUIRE(theirs.rows() == 251);
    std::string const name = std::string("Rallpack 3, ") + (halves ? "Crank-Nicolson" : "backward Euler");
    test::prove(name, "NEURON 8.2.2", "v where the current enters, 250 ms [mV]", theirs.difference("near", [&](std::size_t i) { return v[20 * i][0]; }), 2e-6);
    test::prove(name, "NEURON 8.2.2", "v at the other end, 250 ms [mV]", theirs.difference("far", [&](std::size_t i) { return v[20 * i][1]; }), 2e-6);
  }
}

TEST_CASE("Rallpack 3: spike times tend to the exact ones, in first and second order") {
  auto const s = axon_of(1000);
  test::reference const exact("rallpack3_spikes");
  for (bool halves : {false, true}) {
    std::vector<double> errors;
    for (int k = 0; k < 4; ++k) {
      double const dt = 0.05 / (1 << k);
      auto const t = spikes(halves ? ends<scheme::crank_nicolson>(s, dt, 35) : ends<scheme::backward_euler>(s, dt, 35), 1, dt);
      REQUIRE(t.size() == 3);
      errors.push_back(t[2] - exact["far"][2]);
    }
    for (double e : errors) UNSCOPED_INFO(e);
    std::string const name = std::string("Rallpack 3, ") + (halves ? "Crank-Nicolson" : "backward Euler");
    double const order = halves ? 2 : 1, factor = halves ? 4 : 2, limit = (factor * errors[3] - errors[2]) / (factor - 1);
    test::prove(name, "NEURON 8.2.2, variable steps", "third spike, |time order - " + std::to_string(int(order)) + "| (50 to 6.25 us)", order_off(errors, order), 0.1);
    test::prove(name, "NEURON 8.2.2, variable steps", "third spike, Richardson's limit [ms]", std::abs(limit), halves ? 1e-5 : 2e-3);
  }
}

TEST_CASE("Rallpack 3: the published trace") {
  // Upward crossings of 0 mV at the far end of the trace that the Rallpacks distribute (ref_axon.x.neuron, NEURON 2.43,
  // samples every 50 us, between which these are linear): 17 spikes; and its lowest v between spikes.
  auto const v = ends<scheme::crank_nicolson>(axon_of(1000), 0.0125, 250);
  auto const t = spikes(v, 1, 0.0125);
  REQUIRE(t.size() == 17);
  double worst = 0, lowest = 0;
  for (auto [k, at] : {std::pair{0, 4.0717}, {1, 18.6908}, {2, 33.2421}, {16, 236.7242}})
    worst = std::max(worst, std::abs(t[std::size_t(k)] / at - 1));
  for (auto const& x : v) lowest = std::min(lowest, x[1]);
  test::prove("Rallpack 3, Crank-Nicolson", "published trace", "times of 17 spikes, relative", worst, 3e-4);
  test::prove("Rallpack 3, Crank-Nicolson", "published trace", "lowest v [mV]", std::abs(lowest + 76.9575), 1e-3);
}

TEST_CASE("the speed of spikes in an axon is of second order in the length of a compartment") {
  std::vector<double> t;
  for (int n : {50, 100, 200, 400}) t.push_back(spikes(ends<scheme::crank_nicolson>(axon_of(n), 0.0125, 20), 1, 0.0125).at(1));
  double const order = std::log2((t[2] - t[1]) / (t[3] - t[2])), before = std::log2((t[1] - t[0]) / (t[2] - t[1]));
  INFO(before << " " << order);
  test::prove("squid's axon", "law: order of convergence", "second spike, |space order - 2|", std::abs(order - 2), 0.1);
}

TEST_CASE("a squid's axon of 20 compartments is the solution of Hodgkin and Huxley's equations") {
  auto const exact = by_runge_kutta(20, 0.005, 35), twice = by_runge_kutta(20, 0.01, 35);
  for (std::size_t end : {0u, 1u}) {
    auto const right = spikes(exact, end, 0.005), check = spikes(twice, end, 0.01);
    auto const s = axon_of(20);
    auto const a = spikes(ends<scheme::crank_nicolson>(s, 0.0125, 35), end, 0.0125), b = spikes(ends<scheme::crank_nicolson>(s, 0.00625, 35), end, 0.00625);
    REQUIRE(right.size() == 3);
    REQUIRE(a.size() == 3);
    REQUIRE(b.size() == 3);
    double worst = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(std::abs(right[i] - check[i]) < 1e-6);
      worst = std::max(worst, std::abs((4 * b[i] - a[i]) / 3 - right[i]));
    }
    test::prove("squid's axon", "fourth-order Runge-Kutta", std::string("three spikes, ") + (end ? "far" : "near") + " end, Richardson's limit [ms]", worst, 3e-6);
  }
}
