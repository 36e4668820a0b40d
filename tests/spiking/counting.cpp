// SPDX-License-Identifier: BSD-3-Clause
// Every spike of a network of cells with compartments, point neurons and virtual cells arrives once, in its step, in order.
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <map>
#include <tuple>

using namespace pallium;
using namespace pallium::units;

namespace {

constexpr double dt = 0.1;
constexpr double unit = 0x1p-20;  // nA, see sim/counting.cpp

/// One spike on its way, in canonical order among those of one step of arrival.
struct arriving {
  step sent;
  gid source;
  std::uint64_t spike;  ///< a virtual cell may fire twice in a step
  std::size_t row;
  double weight;
  friend bool operator<(arriving const& a, arriving const& b) {
    return std::tie(a.sent, a.source, a.spike, a.row) < std::tie(b.sent, b.source, b.spike, b.row);
  }
};

}  // namespace

TEST_CASE("every spike of a mixed network arrives once, in its step") {
  auto const seed = GENERATE(1u, 2u, 3u, 4u);
  double const shortest = GENERATE(0.1, 0.3, 1.3);  // decides the epoch: 1, 3, 10 steps
  std::mt19937 random(seed);
  auto const pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  step const steps = 510;  // whole epochs: of virtual cells the events of the open one are counted
  auto const [cell, r] = test::make_counter();
  double const stiff = test::stiffness(cell, dt), lift = static_cast<float>(60 * stiff);

  test::mixed net;
  gid_range const points = net.add(gid(pick(5, 90)), test::fire1({.tau = 7, .refrac = 0.72}));
  gid_range const counters = net.add(20, cell);
  gid_range const leaky = net.add(10, test::leaky({.I_e = 430}));
  std::vector<std::vector<duration>> trains(15);
  for (auto& t : trains)
    for (int at = pick(-5, 30); at < 600; at += pick(0, 60)) t.push_back({std::max(0, at) * dt});
  gid_range const played = net.add(15, virtual_cell(stimulus::spike_trains(0, trains), {.by_index = true}));
  gid const n = net.size();

  std::map<step, std::vector<std::pair<gid, arriving>>> calendar;  // by step of arrival: target, event
  std::vector<std::vector<std::pair<step, double>>> expected(n);   // of counters: step, nA
  for (gid c = counters.first; c < counters.last; ++c) {           // spikes at given steps, as in sim/counting.cpp
    std::vector<duration> up, down;
    for (step s = pick(2, 40); s < steps; s += pick(2, 80)) {
      up.push_back({double(s - 1) * dt});
      down.push_back({double(s) * dt});
      expected[c].push_back({s - 1, lift});
      expected[c].push_back({s, -lift});
    }
    net.stimulate(c, r, {lift}, stimulus::spike_train(up));
    net.stimulate(c, r, {-lift}, stimulus::spike_train(down));
  }
  std::vector<connect::table::row> rows, replays;
  for (int i = 0; i < 2500; ++i) {
    connect::table::row row{gid(pick(0, int(played.first) - 1)), gid(pick(0, int(played.first) - 1)), 0, {}, {std::max(shortest, 0.01 * pick(10, 500))}};
    row.weight = {counters.contains(row.target) ? pick(1, 90) * unit : 0.1 * pick(-4, 6)};
    rows.push_back(row);
    if (i % 2) continue;
    row.source = gid(pick(int(played.first), int(n) - 1));
    row.delay = {0.01 * std::max(0, pick(-100, 400))};
    replays.push_back(row);
  }
  net.connect(connect::table(rows));
  net.connect(connect::table(replays));

  // The list-keeping simulator: sources fire, events are put down with who sent them, and taken in canonical order.
  std::vector<std::pair<step, gid>> spikes;
  step const epoch = std::min<step>(step(std::floor(shortest / dt + 0.5)), 10), opened = (steps + epoch - 1) / epoch * epoch;
  std::uint64_t events = 0, sent = 0;  // those of epochs that will have been opened; all
  std::vector<std::vector<std::pair<std::size_t, connect::table::row>>> from(n);
  for (std::size_t i = 0; i < rows.size(); ++i) from[rows[i].source].push_back({i, rows[i]});
  for (std::size_t i = 0; i < replays.size(); ++i) from[replays[i].source].push_back({rows.size() + i, replays[i]});
  auto const send = [&](gid source, step at) {
    std::uint64_t const before = sent;
    for (auto const& [number, row] : from[source]) {
      ++sent;
      step const delay = step(std::floor(row.delay.value / dt + 0.5));
      events += at + delay < opened + !counters.contains(row.target);
      calendar[at + delay].push_back({row.target, {at, source, before, number, row.weight.value}});
    }
  };
  auto const fire = [&](gid source, step at) {
    spikes.push_back({at, source});
    send(source, at);
  };
  for (std::size_t i = 0; i < trains.size(); ++i)
    for (duration t : trains[i])
      if (step const at = step(std::floor(t.value / dt + 0.5)); at <= steps) send(played[i], at);
  for (gid c = counters.first; c < counters.last; ++c)
    for (auto const& [s, w] : std::vector(expected[c]))
      if (w < 0) fire(c, s);
  events += 2 * spikes.size();  // those from outside that made them
  std::vector<double> m(points.size(), 0.0), v(leaky.size(), -70.0);
  std::vector<step> since(points.size(), -1000), held(leaky.size(), -1);
  std::vector<std::vector<double>> m_trace(points.size()), v_trace(leaky.size());
  double const q = std::exp(-dt / 7), p = std::exp(-dt / 10), rest = -70 + 430 * 10 / 250.0;
  for (step now = 0; now <= steps; ++now) {
    auto today = std::move(calendar[now]);
    std::stable_sort(today.begin(), today.end(), [](auto const& a, auto const& b) { return a.second < b.second; });
    for (gid i = 0; i < points.size(); ++i) {
      bool const ready = now - since[i] >= 8;
      m[i] = ready && since[i] >= 0 && now - since[i] == 8 ? 0 : m[i] * q;
    }
    for (gid i = 0; i < leaky.size(); ++i)
      if (now > held[i] && now > 0) v[i] = rest + (v[i] - rest) * p;
    for (auto const& [target, e] : today) {
      if (counters.contains(target)) expected[target].push_back({now, e.weight});
      if (leaky.contains(target) && now > held[target - leaky.first]) v[target - leaky.first] += e.weight;
      gid const i = target - points.first;
      if (!points.contains(target) || now - since[i] < 8) continue;
      m[i] += e.weight;
      if (m[i] > 1) {
        since[i] = now;
        m[i] = 0;
        fire(target, now);
      }
    }
    for (gid i = 0; i < leaky.size(); ++i)
      if (now > held[i] && v[i] >= -55) {
        v[i] = -70;
        held[i] = now + 20;
        fire(leaky[i], now);
      }
    REQUIRE(calendar[now].empty());  // nobody who is simulated sends at delay 0
    for (gid i = 0; i < points.size(); ++i) m_trace[i].push_back(now - since[i] < 8 ? 2 : m[i]);
    for (gid i = 0; i < leaky.size(); ++i) v_trace[i].push_back(v[i]);
  }
  std::sort(spikes.begin(), spikes.end());

  std::vector<probe> probes;
  for (gid c = 0; c < played.first; ++c) probes.push_back({c, 0, points.contains(c) ? "m" : "v"});
  record::trace trace(probes, {dt});
  record::raster raster;
  simulation sim(net, test::in_parts{.team = {int(seed)}});
  sim.attach(trace);
  sim.attach(raster);
  sim.run({double(steps) * dt}, {dt});

  CHECK(sim.facts().epoch == epoch);
  CHECK(sim.facts().neurons == played.first);
  CHECK(sim.facts().spikes == spikes.size());
  CHECK(spikes.size() > 500);
  REQUIRE(raster.size() == spikes.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < spikes.size(); ++i)
    wrong += raster[i].cell != spikes[i].second || std::lround(raster[i].t / dt) != spikes[i].first;
  CHECK(wrong == 0);
  CHECK(sim.facts().events == events);

  REQUIRE(trace.size() == std::size_t(steps) + 1);
  double worst = 0;
  for (std::size_t s = 0; s <= std::size_t(steps); ++s) {
    for (gid i = 0; i < points.size(); ++i) worst = std::max(worst, std::abs(trace.value(s, points[i]) - m_trace[i][s]));
    for (gid i = 0; i < leaky.size(); ++i) worst = std::max(worst, std::abs(trace.value(s, leaky[i]) - v_trace[i][s]));
  }
  CHECK(worst < 1e-12);
  for (gid c = counters.first; c < counters.last; ++c) {
    std::vector<double> nA(std::size_t(steps), 0.0);
    for (auto const& [s, w] : expected[c])
      if (s < steps) nA[std::size_t(s)] += w;
    for (std::size_t s = 0; s < nA.size(); ++s)
      wrong += !(std::abs((trace.value(s + 1, c) - trace.value(s, c)) * stiff - nA[s]) < 0.01 * unit);
  }
  CHECK(wrong == 0);
}
