// SPDX-License-Identifier: BSD-3-Clause
// Cells that gap junctions couple: the equations, the charge, who lives with whom, what is refused.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <Eigen/Dense>

#include <cmath>
#include <limits>
#include <numbers>

#include "../support/table.hpp"

using namespace pallium;
using namespace pallium::units;

namespace {

using passive = cell<channels<channel::leak>>;

passive ball(double leak) {
  passive c(morph::ball_and_stick({.soma = 20_um, .dendrite = 1_um, .diameter = 1_um}), discretize::max_length{50});
  c.paint<channel::leak>(everywhere, {.g = leak, .e = -70});
  c.initial_voltage(-70_mV);
  return c;
}

}  // namespace

TEMPLATE_TEST_CASE("coupled cells follow the coupled equations", "", scheme::backward_euler, scheme::crank_nicolson) {
  // two compartments a cell: v of both cells from the dense equations, the peer's v taken from the start of the step
  double const leak = 2e-4, dt = 0.1, gap = 0.004, amp = 0.05, pi = std::numbers::pi;
  passive const c = ball(leak);
  REQUIRE(c.size() == 2);
  network<cells<passive>, rules<>, TestType> net;
  auto const ids = net.add(3, c);
  net.couple({ids[0], at(soma, 0.5), ids[1], at(dendrite, 0.5), {gap}});
  net.couple({ids[1], at(soma, 0.5), ids[2], at(soma, 0.5), {2 * gap}});
  net.inject(ids[0], at(soma, 0.5), stimulus::current_clamp{{amp}, {1}, {30}});
  std::vector<probe> probes;
  for (gid k = 0; k < 3; ++k)
    for (std::uint32_t s : {0u, 1u}) probes.push_back({ids[k], s, "v"});
  record::trace trace(probes, {dt});
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.run(60_ms, {dt});

  double const area[2] = {pi * 20 * 20, pi * 1 * 1};
  double const axial = 1 / (0.01 * 35.4 * 2 * (20 / (pi * 400) + 1 / (pi * 1)));
  Eigen::MatrixXd G = Eigen::MatrixXd::Zero(6, 6);
  Eigen::VectorXd C(6), I(6), v = Eigen::VectorXd::Constant(6, -70);
  for (int k = 0; k < 6; ++k) {
    C[k] = 1e-5 * area[k % 2];
    G(k, k) = 0.01 * leak * area[k % 2] + axial;
    I[k] = 0.01 * leak * area[k % 2] * -70;
    G(k, k ^ 1) = -axial;
  }
  struct link { int a, b; double g; };
  std::vector<link> const links{{0, 3, gap}, {2, 4, 2 * gap}};
  for (auto const& l : links) {
    G(l.a, l.a) += l.g;
    G(l.b, l.b) += l.g;
  }
  double worst = 0;
  for (int n = 0; n < 600; ++n) {
    double const t = (n + 0.5) * dt, h = TestType::halves ? dt / 2 : dt;
    Eigen::MatrixXd A = G;
    Eigen::VectorXd b = I + (C / h).cwiseProduct(v);
    A.diagonal() += C / h;
    for (auto const& l : links) {
      b[l.a] += l.g * v[l.b];
      b[l.b] += l.g * v[l.a];
    }
    if (t >= 1 && t < 31) b[0] += amp;
    Eigen::VectorXd const x = A.partialPivLu().solve(b);
    v = TestType::halves ? Eigen::VectorXd(2 * x - v) : x;
    for (int k = 0; k < 6; ++k) worst = std::max(worst, std::abs(v[k] - trace.value(std::size_t(n) + 1, std::size_t(k))));
  }
  test::prove("gap junction", "dense implicit solution", TestType::halves ? "v [mV], Crank-Nicolson" : "v [mV]", worst, 1e-10);
}

TEST_CASE("what one side of a gap junction loses in the end the other has") {
  // No leak: charge goes nowhere else. A side sees its peer a step late, so that in sum over all steps each loses g dt (v at the
  // end - v at the start) more than the other gets: the charge is that of capacities larger by g dt.
  passive const c = ball(0);
  network<cells<passive>> net;
  auto const ids = net.add(2, c);
  net.couple({ids[0], at(soma, 0.5), ids[1], at(soma, 0.5), 5_nS});
  net.inject(ids[0], at(soma, 0.5), stimulus::current_clamp{{0.02}, {0}, {10}});
  record::trace trace({{0, 0, "v"}, {1, 0, "v"}, {0, 0, "i_gap"}, {1, 0, "i_gap"}}, 0.1_ms);
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.run(1000_ms, 0.1_ms);
  double const capacity = 1e-5 * std::numbers::pi * 401;  // [nF] of one cell, soma and stick
  std::size_t const end = trace.size() - 1;
  double const rise = 0.02 * 10 / (2 * (capacity + 0.005 * 0.1));
  test::prove("gap junction", "law: conservation of charge", "relative", std::abs((trace.value(end, 0) + 70) / rise - 1), 1e-10);
  CHECK(std::abs(trace.value(end, 0) - trace.value(end, 1)) < 1e-9);
  for (std::size_t i = 1; i < trace.size(); ++i)
    REQUIRE(std::abs(trace.value(i, 2) + trace.value(i, 3)) <= 1e-12);
}

TEST_CASE("what is recorded of a gap junction is of one moment, whichever cell is computed first") {
  passive const c = ball(1e-4), other = ball(2e-4);  // two models: never side by side in the lanes
  network<cells<passive>> net;
  auto const one = net.add(1, c), two = net.add(1, other);
  double const gap = 0.004;
  net.couple({one[0], at(soma, 0.5), two[0], at(soma, 0.5), {gap}});
  net.inject(one[0], at(soma, 0.5), stimulus::current_clamp{{0.05}, {1}, {5}});
  record::trace trace({{0, 0, "v"}, {1, 0, "v"}, {0, 0, "i_gap"}, {1, 0, "i_gap"}, {0, 0, "i_membrane"}, {0, 1, "i_membrane"}, {0, 0, "i_clamp"}}, 0.1_ms);
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  for (double t : {3.0, 0.1, 6.9}) sim.run({t}, 0.1_ms);
  REQUIRE(trace.size() == 101);
  for (std::size_t i = 0; i < trace.size(); ++i) {
    INFO("sample " << i);
    auto const is = [&](std::size_t k) { return trace.value(i, k); };
    REQUIRE(is(2) == gap * (is(1) - is(0)));
    REQUIRE(is(3) == gap * (is(0) - is(1)));
    // what comes in through the electrode and from the other cell leaves through the membrane
    REQUIRE(std::abs(is(4) + is(5) - is(6) - is(2)) < 1e-12);
  }
  CHECK(std::abs(trace.value(30, 2)) > 1e-3);
}

TEST_CASE("a gap junction of a compartment with itself is none") {
  auto const play = [](double gap) {
    network<cells<passive>> net;
    auto const ids = net.add(1, ball(1e-4));
    net.couple({ids[0], at(soma, 0.5), ids[0], at(soma, 0.5), {gap}});
    net.inject(ids[0], at(soma, 0.5), stimulus::current_clamp{{0.05}, {1}, {5}});
    simulation sim(net, exec::native<double>{});
    sim.run(4_ms, 0.1_ms);
    return sim.voltage(0, 0);
  };
  CHECK(play(0) == play(0.02));
}

TEST_CASE("coupled cells are found and dealt out as wholes") {
  std::vector<gap_junction> const some{{7, {}, 3, {}, {}}, {3, {}, 12, {}, {}}, {5, {}, 6, {}, {}}, {6, {}, 6, {}, {}}, {20, {}, 21, {}, {}}};
  gap_components const c(some);
  CHECK(c.cells == std::vector<gid>{3, 5, 6, 7, 12, 20, 21});
  CHECK(c.of == std::vector<std::size_t>{0, 1, 1, 0, 0, 2, 2});
  CHECK(c.count == 3);
  CHECK(c.contains(12));
  CHECK_FALSE(c.contains(4));
  CHECK_FALSE(c.contains(22));
  auto const heavy = [](gid cell) { return cell == 20 ? std::uint64_t{100} : std::uint64_t{1}; };
  CHECK(c.deal(2, heavy, 1000) == std::vector<std::size_t>{1, 1, 0});
  CHECK(c.deal(1, heavy, 1000) == std::vector<std::size_t>{0, 0, 0});
  CHECK_THROWS_WITH(c.deal(2, heavy, 100), Catch::Matchers::ContainsSubstring("2 cells coupled with one another, from cell 20") &&
                                               Catch::Matchers::ContainsSubstring("101 bytes") &&
                                               Catch::Matchers::ContainsSubstring("at most 100 bytes"));
  CHECK(gap_components().count == 0);

  // a long chain given in any order is one component
  std::vector<gap_junction> chain;
  for (gid k = 0; k < 5000; ++k) chain.push_back({k * 7919 % 5000, {}, (k * 7919 + 1) % 5000, {}, {}});
  CHECK(gap_components(chain).count == 1);
}

TEST_CASE("gap junctions that mean nothing are refused") {
  network<cells<passive>> net;
  auto const ids = net.add(2, ball(1e-4));
  CHECK_THROWS_AS(net.couple({0, at(soma, 0.5), 2, at(soma, 0.5), 1_nS}), input_error);
  for (double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS_AS(net.couple({ids[0], at(soma, 0.5), ids[1], at(soma, 0.5), {bad}}), input_error);
  net.couple({ids[0], at(soma, 0.5), ids[1], at(branch::apical, 4, 0.5), 1_nS});
  simulation sim(net, exec::native<double>{});
  CHECK_THROWS_WITH(sim.run(1_ms, 0.1_ms), Catch::Matchers::ContainsSubstring("apic[4]") && Catch::Matchers::ContainsSubstring("cell 1"));
}
