// SPDX-License-Identifier: BSD-3-Clause
// What a simulation refuses, and when it stops.
#include "impulse.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/cell/discretize.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include <cmath>

using namespace pallium;
using namespace pallium::units;
using test::counter;
using Catch::Matchers::ContainsSubstring;

namespace {

using net_type = network<cells<counter>>;
using simulator = simulation<net_type, exec::native<double>>;

/// A network of three cells that `f` changes, run for a millisecond.
void play(auto&& f, double dt = 0.1) {
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(3, cell);
  f(net, r);
  simulator sim(net, {});
  sim.run(1_ms, {dt});
}
std::string told(auto&& f, double dt = 0.1) {
  try {
    play(f, dt);
  } catch (input_error const& e) {
    return e.what();
  }
  return "";
}
using row = connect::table::row;
connect::table rows(row const& r) { return connect::table(std::vector<row>{r}); }

}  // namespace

TEST_CASE("a step must be positive, and stay") {
  for (double dt : {0.0, -0.1, std::nan(""), double(INFINITY)})
    CHECK_THAT(told([](net_type&, receptor) {}, dt), ContainsSubstring("dt"));
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(1, cell);
  simulator sim(net, {});
  CHECK_THROWS_AS(sim.run(1_ms, 0_ms), input_error);
  sim.run(1_ms, 0.1_ms);  // a refusal leaves it usable
  CHECK_THROWS_WITH(sim.run(1_ms, 0.2_ms), ContainsSubstring("0.100000"));
  for (double t : {-1.0, std::nan(""), double(INFINITY)}) CHECK_THROWS_AS(sim.run({t}, 0.1_ms), input_error);
  sim.run(1_ms, 0.1_ms);
  CHECK(sim.now() == 20);
}

TEST_CASE("edges that lead nowhere or arrive at once are refused by projection") {
  CHECK(told([](net_type& n, receptor r) { n.connect(connect::ring({0, 3}, r, {{1e-9}, {0.05}})); }).empty());
  CHECK_THAT(told([](net_type& n, receptor r) { n.connect(connect::ring({0, 3}, r, {{1e-9}, {0.04}})); }),
             ContainsSubstring("projection 0") && ContainsSubstring("delay"));
  CHECK_THAT(told([](net_type& n, receptor r) {
               n.connect(connect::ring({0, 3}, r, {{1e-9}, {1}}));
               n.connect(connect::ring({0, 4}, r, {{1e-9}, {1}}));
             }),
             ContainsSubstring("projection 1") && ContainsSubstring("source 3"));
  CHECK_THAT(told([](net_type& n, receptor r) { n.connect(connect::fixed_probability({0, 1}, {2, 4}, 1, r, {{1e-9}, {1}}, {})); }),
             ContainsSubstring("target 3"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(connect::ring({0, 3}, receptor{1}, {{1e-9}, {1}})); }),
             ContainsSubstring("receptor 1"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(rows({3, 0, 0, {1e-9}, {1}})); }), ContainsSubstring("source 3"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(rows({0, 3, 0, {1e-9}, {1}})); }), ContainsSubstring("target 3"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(rows({0, 1, 1, {1e-9}, {1}})); }), ContainsSubstring("site 1"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(rows({0, 1, 0, {1e-9}, {0}})); }), ContainsSubstring("delay"));
  CHECK_THAT(told([](net_type& n, receptor) { n.connect(rows({0, 1, 0, {1e-9}, {1e300}})); }), ContainsSubstring("delay"));
}

TEST_CASE("what comes from outside must find its place") {
  CHECK_THROWS_AS(play([](net_type& n, receptor r) { n.stimulate(3, r, {1e-9}, stimulus::spike_train{{1_ms}}); }), input_error);
  CHECK_THROWS_AS(play([](net_type& n, receptor r) { n.stimulate({2, 1}, r, {1e-9}, stimulus::spike_train{{1_ms}}); }), input_error);
  CHECK_THAT(told([](net_type& n, receptor) { n.stimulate(0, receptor{7}, {1e-9}, stimulus::spike_train{{1_ms}}); }),
             ContainsSubstring("receptor 7"));
  CHECK_THROWS_AS(play([](net_type& n, receptor) { n.inject(3, at(soma, 0.5), stimulus::current_clamp{}); }), input_error);
  CHECK_THAT(told([](net_type& n, receptor) { n.inject(0, at(dendrite, 0.5), stimulus::current_clamp{}); }),
             ContainsSubstring("dend[0]") && ContainsSubstring("cell 0"));
  CHECK_THAT(told([](net_type& n, receptor) { n.inject(0, at(soma, 1.5), stimulus::current_clamp{}); }), ContainsSubstring("1.5"));
}

TEST_CASE("probes must find what they watch, before or after the start") {
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(2, cell);
  struct wish {
    std::vector<probe> probes;
    double every;
    char const* word;
  };
  for (bool late : {false, true})
    for (wish const& w : {wish{{{0, 0, "v"}, {2, 0, "v"}}, 0.1, "cell 2"}, {{{0, 0, "v"}, {0, 1, "v"}}, 0.1, "compartment 1"},
                          {{{0, 0, "v"}, {0, 0, "m"}}, 0.1, "variable m"}, {{{0, 0, "cai"}}, 0.1, "variable cai"},
                          {{{0, 0, "v"}}, 0.04, "sample"}, {{{0, 0, "v"}}, 0, "sample"}}) {
      INFO(w.word << (late ? ", late" : ""));
      simulator sim(net, {});
      record::trace trace(w.probes, {w.every});
      if (late) {
        sim.run(1_ms, 0.1_ms);
        CHECK_THROWS_WITH(sim.attach(trace), ContainsSubstring(w.word));
        sim.run(2_ms, 0.1_ms);  // goes on without it
        CHECK(sim.now() == 30);
        CHECK(trace.size() == 0);
      } else {
        sim.attach(trace);
        CHECK_THROWS_WITH(sim.run(1_ms, 0.1_ms), ContainsSubstring(w.word));
      }
    }
}

TEST_CASE("a voltage is asked of what is there") {
  auto const [cell, r] = test::make_counter();
  net_type net;
  auto const ids = net.add(2, cell);
  simulator sim(net, {});
  CHECK_THROWS_AS(sim.voltage(ids[0], 0), std::out_of_range);
  sim.prepare(0.1_ms);
  CHECK(sim.voltage(ids[1], 0) == cell.v_init());
  CHECK(std::isnan(sim.voltage(ids[1], 1)));
  CHECK_THROWS_AS(sim.voltage(2, 0), std::out_of_range);

  net.connect(rows({0, 1, 7, {1e-9}, {1}}));  // found out after the cells were built
  simulator never(net, {});
  CHECK_THROWS_AS(never.prepare(0.1_ms), input_error);
  CHECK_THROWS_AS(never.voltage(ids[1], 0), std::out_of_range);
}

TEST_CASE("samples come at every multiple of their interval, the first at t = 0, once") {
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(1, cell);
  for (double every : {0.1, 0.3, 0.7, 1.0, 2.5}) {
    simulator sim(net, {});
    record::trace trace({{0, 0, "v"}}, {every}), late({{0, 0, "v"}}, {every});
    sim.attach(trace);
    for (double t : {0.0, 0.0, 0.4, 1.3, 2.3, 6.0}) sim.run({t}, 0.1_ms);
    sim.attach(late);
    sim.run(5_ms, 0.1_ms);
    step const stride = std::lround(every / 0.1);
    CHECK(trace.size() == std::size_t(150 / stride + 1));
    for (std::size_t i = 0; i < trace.size(); ++i) CHECK(std::abs(trace.times()[i] - every * double(i)) < 1e-9);
    CHECK(late.size() == std::size_t(150 / stride - 100 / stride));
    if (late.size()) CHECK(std::abs(late.times()[0] - every * double(100 / stride + 1)) < 1e-9);
  }
}

TEST_CASE("a voltage beyond 300 mV or NaN stops the run with cell, compartment, section and time") {
  auto const [cell, r] = test::make_counter();
  for (double amp : {1e4, -1e4, double(INFINITY), std::nan("")}) {
    net_type net;
    net.add(21, cell);
    net.inject(18, at(soma, 0.5), stimulus::current_clamp{{amp}, 3.3_ms, 1_ms});
    simulator sim(net, {});
    sim.run(3_ms, 0.1_ms);
    std::string what;
    try {
      sim.run(3_ms, 0.1_ms);
    } catch (numerical_error const& e) {
      what = e.what();
    }
    INFO(what);
    CHECK_THAT(what, ContainsSubstring("cell 18") && ContainsSubstring("compartment 0") && ContainsSubstring("soma[0]:0.5") &&
                         ContainsSubstring("t = 3.4"));
  }
  net_type net;  // 299 mV is a voltage
  net.add(1, cell);
  double const stiff = test::stiffness(cell, 0.1);
  net.stimulate(0, r, {364 * stiff}, stimulus::spike_train{{1_ms}});
  simulator sim(net, {});
  sim.run(3_ms, 0.1_ms);
  CHECK(std::abs(sim.voltage(0, 0) - 299) < 1e-3);
}

TEST_CASE("two simulations of one network do not disturb each other") {
  auto const [cell, r] = test::make_counter();
  double const w = 60 * test::stiffness(cell, 0.1);
  net_type net;
  net.add(20, cell);
  net.stimulate({0, 20}, r, {w}, stimulus::spike_train{{1_ms}});
  net.stimulate({0, 20}, r, {-w}, stimulus::spike_train{{1.1_ms}});
  net.connect(connect::ring({0, 20}, r, {{w * 0.01}, {0.5}}));
  auto const spikes = [&](record::raster const& a) {
    std::vector<std::pair<gid, double>> all;
    for (auto [g, t] : a) all.emplace_back(g, t);
    return all;
  };
  record::raster alone, first, second;
  simulator one(net, {});
  one.attach(alone);
  one.run(10_ms, 0.1_ms);
  REQUIRE(alone.size() == 20);

  simulator a(net, {}), b(net, {});
  a.attach(first);
  b.attach(second);
  for (int i = 0; i < 50; ++i) {
    a.run(0.2_ms, 0.1_ms);
    b.run(0.2_ms, 0.1_ms);
  }
  CHECK(spikes(first) == spikes(alone));
  CHECK(spikes(second) == spikes(alone));
  for (gid k = 0; k < 20; ++k) {
    CHECK(a.voltage(k, 0) == one.voltage(k, 0));
    CHECK(b.voltage(k, 0) == one.voltage(k, 0));
  }
}

TEST_CASE("watchers see every epoch, and may stop the run by throwing") {
  auto const [cell, r] = test::make_counter();
  net_type net;
  net.add(1, cell);
  simulator sim(net, {});
  std::vector<step> seen;
  sim.after_epoch([&](simulator const& s) {
    seen.push_back(s.now());
    if (s.now() == 40) throw std::runtime_error("enough");
  });
  CHECK_THROWS_WITH(sim.run(10_ms, 0.1_ms), "enough");
  CHECK(seen == std::vector<step>{10, 20, 30, 40});
  sim.run(1_ms, 0.1_ms);
  CHECK(sim.now() == 50);
}
