// SPDX-License-Identifier: BSD-3-Clause
// A passive ball and stick with a synapse and a current, against the same equations written out as a dense matrix.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>

#include <Eigen/Dense>

#include <cmath>
#include <numbers>

using namespace pallium;
using namespace pallium::units;

namespace {

using passive = cell<channels<channel::leak>, synapses<synapse::exp2>>;

struct measures {
  double soma = 20, stick = 200, diameter = 1.5, cm = 1.3, ra = 120, g = 2e-4, e = -71, v_init = -66;
  int segments = 11;  // of the stick
  double tau1 = 0.4, tau2 = 2.7, reversal = 5, weight = static_cast<float>(0.0037), amp = 0.05;
  int clamped = 0, synapse_at = 7;  // compartments: 0 the soma, then along the stick
};

passive description(measures const& m) {
  passive c(morph::ball_and_stick({.soma = {m.soma}, .dendrite = {m.stick}, .diameter = {m.diameter}}), discretize::max_length{20});
  c.capacitance(everywhere, m.cm);
  c.axial_resistance(everywhere, m.ra);
  c.paint<channel::leak>(everywhere, {.g = m.g, .e = m.e});
  c.initial_voltage({m.v_init});
  return c;
}

/// g(t) of a unit event at t = 0, its peak found by bisection of the derivative.
double conductance_after(measures const& m, double t) {
  auto const shape = [&](double s) { return std::exp(-s / m.tau2) - std::exp(-s / m.tau1); };
  double low = 0, high = 20 * m.tau2;
  for (int i = 0; i < 200; ++i) {
    double const mid = 0.5 * (low + high);
    (std::exp(-mid / m.tau1) / m.tau1 > std::exp(-mid / m.tau2) / m.tau2 ? low : high) = mid;
  }
  return shape(t) / shape(low);
}

/// v of all compartments after each step.
std::vector<Eigen::VectorXd> reference(measures const& m, double dt, int steps, std::vector<int> const& events, bool halves) {
  double const pi = std::numbers::pi;
  int const n = 1 + m.segments;
  auto const length = [&](int i) { return i == 0 ? m.soma : m.stick / m.segments; };
  auto const diameter = [&](int i) { return i == 0 ? m.soma : m.diameter; };
  auto const half = [&](int i) { return 0.01 * m.ra * 2 * length(i) / (pi * diameter(i) * diameter(i)); };  // [MOhm]
  Eigen::MatrixXd G = Eigen::MatrixXd::Zero(n, n);
  Eigen::VectorXd C(n), I(n), v = Eigen::VectorXd::Constant(n, m.v_init);
  for (int i = 0; i < n; ++i) {
    double const area = pi * diameter(i) * length(i);
    C[i] = 1e-5 * m.cm * area;
    G(i, i) += 0.01 * m.g * area;
    I[i] = 0.01 * m.g * area * m.e;
    if (i == 0) continue;
    double const axial = 1 / (half(i - 1) + half(i));
    G(i, i) += axial;
    G(i - 1, i - 1) += axial;
    G(i, i - 1) -= axial;
    G(i - 1, i) -= axial;
  }
  std::vector<Eigen::VectorXd> all{v};
  for (int k = 0; k < steps; ++k) {
    double g = 0;
    for (int e : events)
      if (e <= k) g += m.weight * conductance_after(m, (k - e) * dt);
    double const t = (k + 0.5) * dt, h = halves ? dt / 2 : dt;
    Eigen::MatrixXd A = G;
    Eigen::VectorXd b = I + (C / h).cwiseProduct(v);
    for (int i = 0; i < n; ++i) A(i, i) += C[i] / h;
    A(m.synapse_at, m.synapse_at) += g;
    b[m.synapse_at] += g * m.reversal;
    if (t >= 7 && t < 21) b[m.clamped] += m.amp;
    Eigen::VectorXd const x = A.partialPivLu().solve(b);
    v = halves ? Eigen::VectorXd(2 * x - v) : x;
    all.push_back(v);
  }
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("a passive cell is the dense implicit solution", "", scheme::backward_euler, scheme::crank_nicolson) {
  measures m;
  double const dt = 0.05;
  int const steps = 800;
  for (auto [clamped, synapse_at] : {std::pair{0, 7}, {11, 11}, {5, 0}}) {
    m.clamped = clamped;
    m.synapse_at = synapse_at;
    auto c = description(m);
    REQUIRE(c.size() == std::size_t(1 + m.segments));
    auto const place = [&](int i) { return i == 0 ? at(soma, 0.5) : at(branch::dendrite, 0, (i - 0.5) / m.segments); };
    auto const r = c.template place<synapse::exp2>(place(synapse_at), {.tau1 = m.tau1, .tau2 = m.tau2, .e = m.reversal});
    network<cells<passive>, rules<>, TestType> net;
    net.add(1, c);
    net.inject(0, place(clamped), stimulus::current_clamp{{m.amp}, {7}, {14}});
    net.stimulate(0, r, {m.weight}, stimulus::spike_train{{3_ms}, {10.02_ms}, {10.03_ms}});
    std::vector<probe> probes;
    for (std::uint32_t s = 0; s < c.size(); ++s) probes.push_back({0, s, "v"});
    record::trace trace(probes, {dt});
    simulation sim(net, exec::native<double>{});
    sim.attach(trace);
    sim.run({steps * dt}, {dt});

    auto const expected = reference(m, dt, steps, {60, 200, 201}, TestType::halves);
    REQUIRE(trace.size() == expected.size());
    double worst = 0, moved = 0;
    for (std::size_t k = 0; k < expected.size(); ++k)
      for (std::size_t s = 0; s < c.size(); ++s) {
        worst = std::max(worst, std::abs(trace.value(k, s) - expected[k][Eigen::Index(s)]));
        moved = std::max(moved, std::abs(trace.value(k, s) - m.v_init));
      }
    INFO("largest difference " << worst << " mV");
    CHECK(worst < 1e-12 * 80);
    CHECK(moved > 5);
    CHECK(sim.voltage(0, 3) == trace.value(trace.size() - 1, 3));
  }
}

TEST_CASE("a synaptic potential tends to the solution of its differential equation as dt shrinks") {
  // One compartment: C v' = -g (v - e) - w(t) (v - er), by a fourth-order Runge-Kutta of 1 us.
  measures m;
  passive c(morph::ball_and_stick({.soma = {m.soma}, .dendrite = 1_um, .diameter = {0.01}}), discretize::nseg{});
  c.capacitance(everywhere, m.cm);
  c.paint<channel::leak>(everywhere, {.g = m.g, .e = m.e});
  c.initial_voltage({m.e});
  auto const r = c.place<synapse::exp2>(at(soma, 0.5), {.tau1 = m.tau1, .tau2 = m.tau2, .e = m.reversal});
  double const area = std::numbers::pi * m.soma * m.soma, C = 1e-5 * m.cm * area, g = 0.01 * m.g * area;
  double peak = m.e, v = m.e;
  auto const slope = [&](double t, double u) {
    return (g * (m.e - u) + m.weight * conductance_after(m, t) * (m.reversal - u)) / C;
  };
  double const h = 0.004;
  for (int k = 0; k < 5000; ++k) {
    double const t = k * h, a = slope(t, v), b = slope(t + h / 2, v + h / 2 * a), d = slope(t + h / 2, v + h / 2 * b),
                 e = slope(t + h, v + h * d);
    v += h / 6 * (a + 2 * b + 2 * d + e);
    peak = std::max(peak, v);
  }
  double error = 1e9;
  for (double dt : {0.1, 0.025, 0.00625}) {
    network<cells<passive>> net;
    net.add(1, c);
    net.stimulate(0, r, {m.weight}, stimulus::spike_train{{0_ms}});
    record::trace trace({{0, 0, "v"}}, {dt});
    simulation sim(net, exec::native<double>{});
    sim.attach(trace);
    sim.run(20_ms, {dt});
    double mine = -1e9;
    for (std::size_t i = 0; i < trace.size(); ++i) mine = std::max(mine, trace.value(i, 0));
    double const now = std::abs(mine - peak);
    INFO("dt " << dt << ": peak " << mine << ", exact " << peak);
    CHECK(now < 0.45 * error);  // first order: a quarter
    error = now;
  }
  CHECK(peak > m.e + 1);
  CHECK(error < 0.01 * (peak - m.e));
}
