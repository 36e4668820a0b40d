// SPDX-License-Identifier: BSD-3-Clause
// Events of point neurons between grid times: played spikes arrive at their own times, and what they make fire does so then.
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <random>
#include <utility>
#include <vector>

using namespace pallium;
using namespace pallium::units;

namespace {

constexpr double tau = 12, refrac = 2.3;
struct fired {
  gid cell;
  double t;
};

/// IntFire1 by its definition, at the exact times: two cells that hear trains, a third that hears both.
std::vector<fired> exactly(std::vector<std::vector<double>> const& trains, double weight, double delay, double onward, double until) {
  struct event {
    double t;
    std::size_t to;
  };
  std::vector<event> queue;
  for (std::size_t c = 0; c < 2; ++c)
    for (double t : trains[c]) queue.push_back({t + delay, c});
  auto const later = [](event const& a, event const& b) { return a.t > b.t; };
  std::make_heap(queue.begin(), queue.end(), later);
  std::vector<double> m(3, 0), at(3, 0), free(3, -1);
  std::vector<fired> out;
  while (!queue.empty()) {
    std::pop_heap(queue.begin(), queue.end(), later);
    event const e = queue.back();
    queue.pop_back();
    if (e.t > until || e.t < free[e.to]) continue;
    if (free[e.to] >= 0) m[e.to] = 0, free[e.to] = -1;
    m[e.to] = m[e.to] * std::exp(-(e.t - at[e.to]) / tau) + weight;
    at[e.to] = e.t;
    if (m[e.to] <= 1) continue;
    out.push_back({e.to, e.t});
    free[e.to] = e.t + refrac;
    if (e.to == 2) continue;
    queue.push_back({e.t + onward, 2});
    std::push_heap(queue.begin(), queue.end(), later);
  }
  return out;
}

template <class Exec> std::vector<fired> played(std::vector<std::vector<double>> const& trains, double weight, double delay, double onward, double until, Exec how) {
  std::vector<std::vector<duration>> times(2);
  for (std::size_t c = 0; c < 2; ++c)
    for (double t : trains[c]) times[c].push_back({t});
  test::mixed net;
  auto const p = net.add(3, test::fire1({.tau = tau, .refrac = refrac}));
  auto const v = net.add(2, virtual_cell(stimulus::spike_trains(3, std::move(times))));
  using rows = std::vector<connect::table::row>;
  net.connect(connect::table(rows{{v[0], p[0], 0, {weight}, {delay}}, {v[1], p[1], 0, {weight}, {delay}}}));
  net.connect(connect::table(rows{{p[0], p[2], 0, {weight}, {onward}}, {p[1], p[2], 0, {weight}, {onward}}}));
  record::raster raster;
  simulation sim(net, how);
  sim.attach(raster);
  sim.run({until}, 0.1_ms);
  std::vector<fired> out;
  for (auto const& s : raster) out.push_back({s.cell, s.t});
  return out;
}

}  // namespace

TEST_CASE("IntFire1 fires at the time of the event that makes it, wherever the grid is") {
  std::mt19937 draw(7);
  std::uniform_real_distribution<double> gap(0.05, 5);
  std::vector<std::vector<double>> trains(2);
  for (auto& train : trains)
    for (double t = gap(draw); t < 480; t += gap(draw)) train.push_back(t);
  for (double const delay : {0.0, 1.3}) {
    auto const theirs = exactly(trains, 0.45, delay, 1.7, 490);
    auto ours = played(trains, 0.45, delay, 1.7, 490, exec::few<double>{});
    auto const parted = played(trains, 0.45, delay, 1.7, 490, test::in_parts{{}, {3}});
    REQUIRE(theirs.size() > 100);
    REQUIRE(ours.size() == theirs.size());
    REQUIRE(parted.size() == ours.size());
    std::stable_sort(ours.begin(), ours.end(), [](fired const& a, fired const& b) { return a.t < b.t; });
    double worst = 0;
    std::size_t off_grid = 0, third = 0;
    for (std::size_t k = 0; k < ours.size(); ++k) {
      CHECK(ours[k].cell == theirs[k].cell);
      worst = std::max(worst, std::abs(ours[k].t - theirs[k].t));
      double const x = ours[k].t / 0.1;
      off_grid += std::abs(x - std::round(x)) > 1e-3;
      third += ours[k].cell == 2;
    }
    CHECK(worst < 1e-8);  // 2^-24 of a step
    CHECK(off_grid > 50);
    CHECK(third > 10);
  }
}
