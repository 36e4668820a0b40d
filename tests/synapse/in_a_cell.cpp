// SPDX-License-Identifier: BSD-3-Clause
// Synapses in a simulation: whose state is whose, and what dt does.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include "../sim/impulse.hpp"
#include "all.hpp"

namespace {

using namespace test;
using soma_cell = pallium::cell<channels<channel::leak>, in_one_cell<all_synapses>>;
using B = scalar<double>;

constexpr double leak = 1e-4, rest = -70, weight = 1.0 / 256;
std::array<std::vector<int>, 2> const trains{{{40, 120, 124, 124, 300}, {120, 128, 310}}};  // [0.1 ms]

soma_cell make_soma() {
  soma_cell c(soma_alone(), discretize::nseg{});
  c.paint<channel::leak>(pallium::everywhere, {.g = leak, .e = rest});
  c.initial_voltage({rest});
  return c;
}

/// v every 0.1 ms, two sites of equal params in one compartment, one train each.
template <class S> std::vector<double> simulated(typename S::template params<double> const& p, double dt, double until) {
  auto c = make_soma();
  receptor const sites[]{c.place<S>(at(soma, 0.5), p), c.place<S>(at(soma, 0.5), p)};
  network<cells<soma_cell>> net;
  net.add(1, c);
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<duration> times;
    for (int t : trains[k]) times.push_back({0.1 * t});
    net.stimulate(0, sites[k], {weight}, stimulus::spike_train(times));
  }
  record::trace trace({{0, 0, "v"}}, {0.1});
  simulation sim(net, exec::few<double, simd::scalar>{});
  sim.attach(trace);
  sim.run({until}, {dt});
  std::vector<double> v;
  for (std::size_t i = 0; i < trace.size(); ++i) v.push_back(trace.value(i, 0));
  return v;
}

/// The same by hand for dt = 0.1: implicit Euler of C v' = g (e - v) - i, train k into state k, or all into one.
template <class S> std::vector<double> by_hand(typename S::template params<double> const& p, bool merged) {
  auto const c = make_soma();
  double const area = c.layout().segments[0].area, capacity = 1e-5 * area / 0.1, g = 0.01 * area * leak;
  one_synapse<S, B> s[]{one_synapse<S, B>(p, 0.1), one_synapse<S, B>(p, 0.1)};
  std::vector<double> v{rest};
  for (int n = 0; n < 500; ++n) {
    double left = capacity + g, right = capacity * v.back() + g * rest;
    for (std::size_t k = 0; k < 2; ++k)
      for (int t : trains[k])
        if (t == n) s[merged ? 0 : k].receive(weight);
    for (auto& one : s) {
      auto const i = one.current(v.back());
      left += i.g.r[0], right += i.ge.r[0];
      one.advance();
    }
    v.push_back(right / left);
  }
  return v;
}

double apart(std::vector<double> const& a, std::vector<double> const& b) {
  REQUIRE(a.size() == b.size());
  largest d;
  for (std::size_t i = 0; i < a.size(); ++i) d(std::abs(a[i] - b[i]));
  return d.value;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("sites share a state exactly where sharing changes nothing", "", test::all_synapses) {
  using S = TestType;
  for (auto const& p : some_params<S>()) {
    auto const v = simulated<S>(p, 0.1, 50);
    CHECK(apart(v, by_hand<S>(p, false)) < 1e-12);
    if (S::additive) CHECK(apart(v, by_hand<S>(p, true)) < 1e-12);
    else CHECK(apart(v, by_hand<S>(p, true)) > 1e-4);
  }
}

TEMPLATE_LIST_TEST_CASE("v tends to a limit, to first order in dt", "", test::all_synapses) {
  using S = TestType;
  auto const p = some_params<S>()[1];
  std::vector<std::vector<double>> v;
  for (double dt : {0.025, 0.0125, 0.00625, 0.003125}) v.push_back(simulated<S>(p, dt, 45));
  double const first = apart(v[0], v[1]), second = apart(v[1], v[2]), third = apart(v[2], v[3]);
  INFO(S::name << ": " << first << ' ' << second << ' ' << third);
  CHECK(third > 1e-7);
  CHECK(first / second > 1.75);
  CHECK(second / third > 1.85);
  CHECK(second / third < 2.15);
}

TEMPLATE_LIST_TEST_CASE("every param shows in v when it changes by a part in 1000", "", test::all_synapses) {
  using S = TestType;
  for (auto const& p : some_params<S>()) {
    auto const as_is = by_hand<S>(p, false);
    for (std::size_t k = 0; k < field_count<S::template params>; ++k) {
      auto a = to_array<S::template params>(p);
      a[k] += a[k] == 0 ? 1e-3 : 1e-3 * a[k];
      INFO(S::param_names[k]);
      CHECK(apart(as_is, by_hand<S>(make_record<S::template params>([&](std::size_t f) { return a[f]; }), false)) > 1e-8);
    }
  }
}
