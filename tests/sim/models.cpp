// SPDX-License-Identifier: BSD-3-Clause
// How a cell description becomes rows: what is not painted costs nothing, equal synapses share a state; and an engine
// of mechanisms that are only in this file.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>

#include <cmath>

namespace {

using namespace pallium;
using namespace pallium::units;

/// A current of calcium through a gate that opens exponentially with tau ms, whatever v is.
struct trickle {
  static constexpr std::string_view name = "trickle";
  using ions = uses<calcium_t>;
  template <class B> struct params { B g = 0.0, tau = 1.0; };
  template <class B> struct state { B n; };
  template <class B> static state<B> steady(params<B> const&, membrane::site<B, ions> const&) { return {0.0}; }
  template <class B> static void advance(state<B>& s, params<B> const& p, membrane::site<B, ions> const&, B dt) {
    s.n = s.n + (1.0 - s.n) * (1.0 - exp(-dt / p.tau));
  }
  template <class B> static membrane::linear<B> current(state<B> const& s, params<B> const& p, membrane::site<B, ions> const& x) {
    return membrane::ohmic(p.g * s.n, x.e(calcium));
  }
};
static_assert(check_channel<trickle>());

/// Calcium that rises with the charge that comes in and never leaves.
struct tank {
  static constexpr std::string_view name = "tank";
  using ion = calcium_t;
  template <class B> struct params { B per_charge = 0.0, start = 1e-4; };
  template <class B> struct state { B c; };
  template <class B> static state<B> rest(params<B> const& p) { return {p.start}; }
  template <class B> static void advance(state<B>& s, params<B> const& p, B i, B, B dt) { s.c = s.c - p.per_charge * i * dt; }
  template <class B> static B inside(state<B> const& s) { return s.c; }
};
static_assert(check_pool<tank>());

/// A conductance that a weight opens for good.
struct latch {
  static constexpr std::string_view name = "latch";
  static constexpr bool additive = true;
  template <class B> struct params { B e = 0.0; };
  template <class B> struct constants { B e; };
  template <class B> struct state { B g; };
  static constants<double> prepare(params<double> const& p, double) { return {p.e}; }
  template <class B> static state<B> rest(constants<B> const&) { return {0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const&, B weight) { s.g += weight; }
  template <class B> static void advance(state<B>&, constants<B> const&) {}
  template <class B> static membrane::linear<B> current(state<B> const& s, constants<B> const& c, B) { return membrane::ohmic(s.g, c.e); }
};
static_assert(check_synapse<latch>());

using own = cell<channels<trickle>, synapses<latch>, pools<tank>>;
using usual = cell<channels<channel::leak, channel::nats, channel::kv3_1>, synapses<synapse::exp2>>;

usual bare() { return usual(morph::ball_and_stick({.dendrite = 100_um}), discretize::max_length{20}); }
sim::model<usual, double, scheme::backward_euler> ready(usual const& c, std::vector<std::int32_t> const& extra = {}) {
  return {c, environment{}, 0.1, extra};
}

}  // namespace

TEST_CASE("what is not painted has no row and no slot") {
  auto c = bare();
  auto const n = std::int32_t(c.size());
  REQUIRE(n == 6);
  auto m = ready(c);
  CHECK(m.rows == n);
  CHECK(m.slots == 0);
  c.paint<channel::leak>(everywhere, {});  // constant: part of the matrix
  m = ready(c);
  CHECK(m.rows == n);
  CHECK(m.slots == 0);
  c.paint<channel::kv3_1>(soma, {.gbar = 0.1});  // one state
  m = ready(c);
  CHECK(m.rows == n + 1);
  CHECK(m.slots == 1);
  c.paint<channel::nats>(soma, {.gbar = 0.1});  // two states, the same slot
  m = ready(c);
  CHECK(m.rows == n + 3);
  CHECK(m.slots == 1);
  c.paint<channel::kv3_1>(soma, {.gbar = 0.3});  // painted again
  m = ready(c);
  CHECK(m.rows == n + 3);
  c.paint<channel::kv3_1>(dendrite, {.gbar = 0.1});
  m = ready(c);
  CHECK(m.rows == n + 3 + 5);
  CHECK(m.slots == 6);
  CHECK(ready(bare(), {2, 2, 4}).slots == 2);  // currents from outside
}

TEST_CASE("receptors of equal params at one compartment share a state") {
  auto c = bare();
  synapse::exp2::params<double> const fast{.tau1 = 0.1, .tau2 = 2, .e = 0}, slow{.tau1 = 0.1, .tau2 = 8, .e = 0};
  auto const a = c.place<synapse::exp2>(dendrite, fast);
  auto const one = ready(c).rows;
  CHECK(one == 6 + 2 * 5);
  auto const b = c.place<synapse::exp2>(dendrite, fast);
  CHECK(a.index != b.index);
  auto m = ready(c);
  CHECK(m.rows == one);
  CHECK(m.sites.size() == 10);
  for (std::size_t i = 0; i < 5; ++i) CHECK(m.sites[i].row == m.sites[i + 5].row);
  c.place<synapse::exp2>(everywhere, fast);  // one compartment more
  CHECK(ready(c).rows == one + 2);
  c.place<synapse::exp2>(at(dendrite, 0.5), slow);
  CHECK(ready(c).rows == one + 4);
  c.place<synapse::exp2>(at(dendrite, 0.5), slow);
  CHECK(ready(c).rows == one + 4);
}

TEST_CASE("a merged synapse is the sum of separate ones") {
  // e = 0 and e = 1e-300 are different params, so not merged, and the same number to the last bit of every current.
  auto const play = [](bool merged, bool one_event) {
    auto c = bare();
    c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70});
    c.initial_voltage({-70});
    std::vector<receptor> r;
    for (int k = 0; k < 3; ++k) r.push_back(c.place<synapse::exp2>(at(dendrite, 0.7), {.tau1 = 0.5, .tau2 = 4, .e = merged ? 0 : k * 1e-300}));
    CHECK(ready(c).rows == 6 + (merged ? 2 : 6));
    network<cells<usual>> net;
    net.add(1, c);
    double const w[3]{0x1p-11, 0x1p-10, 0x1p-12};
    if (one_event) net.stimulate(0, r[0], {w[0] + w[1] + w[2]}, stimulus::spike_train{{2_ms}});
    else
      for (int k = 0; k < 3; ++k) net.stimulate(0, r[std::size_t(k)], {w[k]}, stimulus::spike_train{{2_ms}, {5_ms + 0.7 * k * 1_ms}});
    record::trace trace({{0, 0, "v"}, {0, 4, "v"}}, {0.1});
    simulation sim(net, exec::native<double>{});
    sim.attach(trace);
    sim.run(30_ms, {0.1});
    std::vector<double> v;
    for (std::size_t i = 0; i < trace.size(); ++i) v.insert(v.end(), {trace.value(i, 0), trace.value(i, 1)});
    return v;
  };
  auto const together = play(true, false), apart = play(false, false);
  double worst = 0, moved = 0;
  for (std::size_t i = 0; i < together.size(); ++i) {
    worst = std::max(worst, std::abs(together[i] - apart[i]));
    moved = std::max(moved, std::abs(together[i] + 70));
  }
  CHECK(worst < 1e-12);
  CHECK(moved > 3);
  auto const once = play(true, true);
  for (std::size_t i = 0; i < 2 * 50; ++i) CHECK(std::abs(once[i] - together[i]) < 1e-12);  // until the second events
}

TEST_CASE("a cell that a current keeps in range is not stopped by the idle lanes beside it, which no current keeps") {
  auto c = bare();
  c.paint<channel::leak>(everywhere, {.g = 1e-3, .e = 400});
  double area = 0;
  for (auto const& s : c.layout().segments) area += s.area;
  network<cells<usual>> net;
  net.add(1, c);
  net.inject(0, at(soma, 0.5), stimulus::current_clamp{{-0.01 * 1e-3 * area * 465}, {0}, {1e9}});
  simulation sim(net, exec::native<double>{});
  sim.run(20_ms, {0.1});
  CHECK(std::abs(sim.voltage(0, 0)) < 150);
}

TEST_CASE("an engine of one's own mechanisms computes their equations") {
  morph::tree shape;
  shape.append({.kind = branch::soma, .parent = -1, .parent_x = 0, .points = {{-10, 0, 0, 10}, {0, 0, 0, 10}, {10, 0, 0, 10}}});
  own c(shape, discretize::nseg{});
  double const g = 1e-5, tau = 7, per_charge = 0.02, start = 1e-4, dt = 0.1, celsius = 30;
  c.paint<trickle>(everywhere, {.g = g, .tau = tau});
  c.paint<tank>(everywhere, {.per_charge = per_charge, .start = start});
  c.initial_voltage({-60});
  auto const r = c.place<latch>(everywhere, {.e = -90});
  network<cells<own>> net(environment{.celsius = celsius});
  net.add(3, c);
  float const w = 0.01f;
  net.stimulate(1, r, {w}, stimulus::spike_train{{4_ms}});
  record::trace trace({{0, 0, "v"}, {1, 0, "v"}, {0, 0, "cai"}, {1, 0, "cai"}}, {dt});
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.run(20_ms, {dt});
  REQUIRE(trace.size() == 201);

  double const area = c.layout().segments[0].area, C = 1e-5 * area / dt;
  for (std::size_t k : {0u, 1u}) {
    double v = -60, n = 0, cai = start, worst = 0, worst_c = 0;
    for (std::size_t i = 0; i <= 200; ++i) {
      worst = std::max(worst, std::abs(trace.value(i, k) - v));
      worst_c = std::max(worst_c, std::abs(trace.value(i, 2 + k) - cai) / cai);
      double const e = 1000 * modern_constants.gas * (celsius + 273.15) / (2 * modern_constants.faraday) * std::log(2 / cai),
                   conductance = g * n, ica = conductance * (v - e), latched = k == 1 && i >= 40 ? double(w) : 0;
      v = (C * v + 0.01 * area * conductance * e + latched * -90) / (C + 0.01 * area * conductance + latched);
      cai -= per_charge * ica * dt;
      n += (1 - n) * (1 - std::exp(-dt / tau));
    }
    CHECK(worst < 1e-10);
    CHECK(worst_c < 1e-11);
    CHECK(std::abs(v + 60) > 1);
    CHECK(cai > 1.5 * start);
  }
}
