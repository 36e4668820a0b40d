// SPDX-License-Identifier: BSD-3-Clause
// Point neurons and virtual cells in networks: t = 0, delay 0, what recorders see, what a simulation refuses, what it weighs.
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/ring.hpp>
#include <pallium/stimulus/current_clamp.hpp>

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr duration dt = 0.1_ms;
using rows = std::vector<connect::table::row>;
using spikes = std::vector<std::pair<gid, long>>;

spikes steps_of(record::raster const& raster) {
  spikes all;
  for (auto const& s : raster) all.push_back({s.cell, std::lround(s.t / dt.value)});
  return all;
}
template <class Net> spikes play(Net const& net, duration t) {
  record::raster raster;
  simulation sim(net, exec::few<double>{});
  sim.attach(raster);
  sim.run(t, dt);
  return steps_of(raster);
}

}  // namespace

TEST_CASE("a virtual spike at t = 0 with delay 0 is there at once, and what it fires goes on from there") {
  auto const [cell, r] = test::make_counter();
  double const lift = 60 * test::stiffness(cell, 0.1);
  test::mixed net;
  auto const v = net.add(2, virtual_cell(stimulus::spike_trains(1, {{0_ms, 2_ms}}), {.by_index = true}));  // the first is silent
  auto const p = net.add(3, test::fire1({.refrac = 0.5}));
  auto const c = net.add(1, cell);
  net.connect(connect::table(rows{{v[1], p[0], 0, {1.5}, 0_ms}, {v[0], p[2], 0, {9.0}, 0_ms}, {v[1], c[0], 0, {lift}, 0_ms}}));
  net.connect(connect::table(rows{{p[0], p[1], 0, {1.5}, 1_ms}, {p[1], p[0], 0, {1.5}, 1_ms}}));  // the epoch is that long
  record::raster raster;
  record::trace trace({{p[0], 0, "m"}, {p[1], 0, "m_IntFire1"}}, dt);
  simulation sim(net, exec::few<double>{});
  sim.attach(raster);
  sim.attach(trace);
  sim.run(0_ms, dt);
  CHECK(steps_of(raster) == spikes{{p[0], 0}});
  REQUIRE(trace.size() == 1);
  CHECK(trace.value(0, 0) == 2);
  sim.run(4_ms, dt);
  CHECK(sim.facts().epoch == 10);
  CHECK(steps_of(raster) == spikes{{p[0], 0}, {c[0], 1}, {p[1], 10}, {p[0], 20}, {p[1], 30}, {p[0], 40}});
  REQUIRE(trace.size() == 41);
  CHECK(trace.value(4, 0) == 2);
  CHECK(trace.value(5, 0) == 0);
  CHECK(trace.value(9, 1) == 0);
  CHECK(trace.value(10, 1) == 2);
}

TEST_CASE("recorders see virtual spikes if they are meant to, in order among the others") {
  test::mixed net;
  auto const hidden = net.add(1, virtual_cell(stimulus::spike_train{1_ms, 2_ms}));
  auto const p = net.add(1, test::fire1());
  auto const shown = net.add(1, virtual_cell(stimulus::spike_train{0_ms, 1_ms, 2.5_ms}, {.recorded = true}));
  net.connect(connect::table(rows{{hidden[0], p[0], 0, {2.0}, 0_ms}}));
  CHECK(play(net, 5_ms) == spikes{{shown[0], 0}, {p[0], 10}, {shown[0], 10}, {shown[0], 25}});
  simulation sim(net, exec::few<double>{});
  sim.run(5_ms, dt);
  CHECK(sim.facts().spikes == 1);
  CHECK(sim.facts().neurons == 1);
  CHECK(sim.facts().compartments == 0);
}

TEST_CASE("virtual cells ask for their trains by gid or by index in the population") {
  auto const with = [](bool by_index, gid others) {
    test::mixed net;
    net.add(others, test::fire1());
    auto const v = net.add(3, virtual_cell(stimulus::poisson{.rate = 100_Hz, .seed = 4}, {.by_index = by_index, .recorded = true}));
    auto all = play(net, 100_ms);
    for (auto& s : all) s.first -= v.first;
    return all;
  };
  CHECK(with(true, 0).size() > 10);
  CHECK(with(true, 0) == with(true, 5));
  CHECK(with(false, 0) == with(true, 5));
  CHECK(with(false, 5) != with(true, 5));
}

TEST_CASE("a network of point neurons alone; one of cells and virtual cells alone") {
  network<cells<test::fire1>> ring;
  auto const ids = ring.add(200, test::fire1());
  ring.connect(connect::ring(ids, test::fire1::input(), {.weight = {1.25}, .delay = 0.7_ms}));
  ring.stimulate(ids[0], test::fire1::input(), {1.25}, stimulus::spike_train{0.3_ms});
  auto const all = play(ring, 20_ms);
  REQUIRE(all.size() == 29);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == std::pair{gid(i), long(3 + 7 * i)});

  auto const [cell, r] = test::make_counter();
  network<cells<virtual_cell, test::counter>> lone;
  auto const v = lone.add(1, virtual_cell(stimulus::spike_train{1_ms}));
  auto const c = lone.add(1, cell);
  lone.connect(connect::table(rows{{v[0], c[0], 0, {60 * test::stiffness(cell, 0.1)}, 0.2_ms}}));
  CHECK(play(lone, 5_ms) == spikes{{c[0], 13}});  // arrives at step 12, is seen in v a step later
}

TEST_CASE("v of a leaky integrator between events is there to read; other cells say they have none") {
  test::mixed net;
  auto const l = net.add(1, test::leaky({.I_e = 100}));
  auto const p = net.add(1, test::fire1());
  auto const v = net.add(1, virtual_cell(stimulus::spike_train{}));
  simulation sim(net, exec::few<double>{});
  sim.run(7.3_ms, dt);
  CHECK(std::abs(sim.voltage(l[0], 0) - (-66 - 4 * std::exp(-0.73))) < 1e-12);
  CHECK(std::isnan(sim.voltage(p[0], 0)));
  CHECK(std::isnan(sim.voltage(v[0], 0)));
}

TEST_CASE("what point neurons and virtual cells refuse") {
  auto const [cell, r] = test::make_counter();
  auto const told = [&](auto&& change) -> std::string {
    test::mixed net;
    gid_range const v = net.add(2, virtual_cell(stimulus::spike_train{1_ms})), p = net.add(2, test::fire1()), c = net.add(2, cell);
    change(net, v, p, c);
    try {
      play(net, 2_ms);
    } catch (input_error const& e) {
      return e.what();
    }
    return "";
  };
  using N = test::mixed;
  using G = gid_range;
  CHECK(told([](N&, G, G, G) {}) == "");
  CHECK_THAT(told([](N& n, G, G p, G c) { n.connect(connect::table(rows{{p[0], c[0], 0, {1e-9}, 0_ms}})); }), ContainsSubstring("delay"));
  CHECK_THAT(told([](N& n, G v, G p, G) { n.connect(connect::table(rows{{v[0], p[0], 0, {1.0}, 0_ms}, {p[0], p[1], 0, {1.0}, 1_ms}})); }),
             ContainsSubstring("virtual cells alone"));
  CHECK_THAT(told([](N& n, G v, G p, G) { n.connect(connect::table(rows{{p[0], v[0], 0, {1.0}, 1_ms}})); }), ContainsSubstring("virtual"));
  CHECK_THAT(told([](N& n, G v, G p, G) { n.connect(connect::table(rows{{v[0], p[1], 1, {1.0}, 1_ms}})); }), ContainsSubstring("site 1"));
  CHECK_THAT(told([](N& n, G, G p, G) { n.connect(connect::ring(p, receptor{1}, {{1.0}, 1_ms})); }), ContainsSubstring("receptor 1"));
  CHECK_THAT(told([](N& n, G, G p, G) { n.stimulate(p, receptor{1}, {1.0}, stimulus::spike_train{1_ms}); }), ContainsSubstring("receptor 1"));
  CHECK_THAT(told([](N& n, G v, G, G) { n.stimulate(v, receptor{0}, {1.0}, stimulus::spike_train{1_ms}); }), ContainsSubstring("virtual"));
  CHECK_THAT(told([](N& n, G, G p, G) { n.inject(p[1], at(soma, 0.5), stimulus::current_clamp{0.1_nA, 0_ms, 1_ms}); }),
             ContainsSubstring("compartments"));
  CHECK_THAT(told([](N& n, G v, G, G) { n.inject(v[0], at(soma, 0.5), stimulus::current_clamp{0.1_nA, 0_ms, 1_ms}); }),
             ContainsSubstring("compartments"));
  CHECK_THAT(told([](N& n, G, G p, G c) { n.couple({.a = c[0], .at_a = at(soma, 0.5), .b = p[0], .at_b = at(soma, 0.5), .g = 1_nS}); }),
             ContainsSubstring("compartments"));

  auto const watching = [&](probe const& what) -> std::string {
    N net;
    net.add(1, test::fire1());
    net.add(1, virtual_cell(stimulus::spike_train{1_ms}));
    record::trace trace({what}, dt);
    simulation sim(net, exec::few<double>{});
    sim.attach(trace);
    try {
      sim.run(1_ms, dt);
    } catch (input_error const& e) {
      return e.what();
    }
    return "";
  };
  CHECK(watching({0, 0, "m"}) == "");
  CHECK_THAT(watching({0, 0, "v"}), ContainsSubstring("one of m"));
  CHECK_THAT(watching({0, 1, "m"}), ContainsSubstring("compartment 1"));
  CHECK_THAT(watching({1, 0, "v"}), ContainsSubstring("virtual"));

  CHECK_THROWS_AS(test::fire1({.tau = 0}), input_error);
  CHECK_THROWS_AS(test::fire1({.tau = std::numeric_limits<double>::infinity()}), input_error);
  CHECK_THROWS_AS(test::leaky({.V_th = -80}), input_error);
}

TEST_CASE("a hundred thousand IntFire1 weigh little") {
  static_assert(sizeof(spiking::int_fire1::state) == 16 && sizeof(spiking::lif::state) == 24);
  network<cells<test::fire1>> net;
  auto const ids = net.add(100'000, test::fire1());
  net.connect(connect::ring(ids, test::fire1::input(), {.weight = {1.25}, .delay = 1_ms}));
  simulation sim(net, exec::few<double>{});
  sim.run(1_ms, dt);
  auto const f = sim.facts();
  CHECK(f.state_bytes <= 100'000 * 28);                    // 16 of state, 8 of gid, the groups
  CHECK(f.calendar_bytes <= 100'000 * 4);
  CHECK(f.synapse_bytes <= 100'000 * (24 + 8 + 5 + 4) + 4096);  // a source, its only delay, its only synapse, the way to it
}
