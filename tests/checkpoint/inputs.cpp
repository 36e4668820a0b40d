// SPDX-License-Identifier: BSD-3-Clause
// What remembers outside of cells: generators whose state is bytes, or must be made again, played cells; both schemes, float.
#include "small.hpp"

#include <pallium/record/state_image.hpp>
#include <pallium/stimulus/ornstein_uhlenbeck.hpp>
#include <pallium/stimulus/spike_trains.hpp>
#include <pallium/stimulus/sum.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <memory>

using namespace test;

namespace {

/// Events at growing intervals; what it remembers cannot be copied as bytes.
struct growing {
  struct state {
    std::vector<step> given;
  };
  state start(gid) const { return {}; }
  void events(state& s, gid target, step until, duration, std::vector<arrival>& out) const {
    for (;;) {
      step const n = s.given.empty() ? step(target) + 3 : s.given.back() + 5 + step(s.given.size());
      if (n >= until) return;
      s.given.push_back(n);
      out.push_back({n});
    }
  }
};
/// A current that is the mean of all that it was, and a bit; the same of it.
struct dwelling {
  struct state {
    std::vector<double> past;
  };
  state start(gid) const { return {}; }
  current next(state& s, gid target, step n, duration) const {
    double sum = 0;
    for (double x : s.past) sum += x;
    double const now = s.past.empty() ? 0.02 : sum / double(s.past.size()) + 0.001 * double((n + step(target)) % 3 - 1);
    s.past.push_back(now);
    return {now};
  }
};

template <class Scheme> using network_of = network<cells<stick, leaky, virtual_cell>, rules<>, Scheme>;

template <class Scheme> struct scene {
  network_of<Scheme> net{cold};
  std::vector<probe> probes;
  scene() {
    auto const c = net.add(20, squid());
    auto const p = net.add(9, leaky({.I_e = 400}));
    std::vector<std::vector<duration>> trains(6);
    for (std::size_t k = 0; k < 6; ++k)
      for (double t = 0.37 * double(k); t < 60; t += 2.3 + 0.1 * double(k)) trains[k].push_back({t});
    auto const v = net.add(6, virtual_cell(stimulus::spike_trains(0, trains), {.by_index = true, .recorded = true}));
    auto const g = net.add(3, virtual_cell(growing{}));
    net.stimulate(c, receptor{0}, {0.004}, growing{});
    net.stimulate(gid_range{5, 25}, receptor{0}, {0.001}, stimulus::poisson{.rate = {0.2}, .seed = 3});
    net.stimulate(p, leaky::input(), {2.0}, stimulus::spike_trains(p.first, trains));
    net.inject(c, at(soma, 0.5), dwelling{});
    net.inject(gid_range{3, 11}, at(soma, 0.5),
               stimulus::ornstein_uhlenbeck{.mean = {0.02}, .sd = {0.05}, .tau = {4}, .seed = 2} + stimulus::ornstein_uhlenbeck{.sd = {0.02}, .tau = {1}, .seed = 4});
    net.connect(connect::fixed_indegree({0, p.last}, {0, p.last}, 5, receptor{0}, {.weight = {0.002}, .delay = 7.3_ms}, {.seed = 6}));
    net.connect(connect::fixed_indegree(v, {0, p.last}, 3, receptor{0}, {.weight = {0.003}, .delay = 0.4_ms}, {.seed = 7}));
    net.connect(connect::fixed_indegree(g, c, 1, receptor{0}, {.weight = {0.003}, .delay = 0_ms}, {.seed = 8}));
    for (gid k = 0; k < 20; k += 3) probes.insert(probes.end(), {{k, 0, "v"}, {k, 2, "v"}, {k, 0, "i_clamp"}, {k, 1, "g_ExpSyn"}});
    for (gid k = p.first; k < p.last; ++k) probes.push_back({k, 0, "v"});
  }
};

template <class Scheme, class Exec> struct outcome {
  std::vector<spike> spikes;
  std::vector<double> values;
  std::uint64_t events = 0, spike_count = 0;

  explicit outcome(std::vector<double> const& runs, state_source* from = nullptr, state_sink* to = nullptr) {
    scene<Scheme> s;
    seen all;
    record::trace trace(s.probes, {0.3});
    simulation sim(s.net, Exec{});
    sim.attach(all);
    sim.attach(trace);
    if (from) sim.load(*from, 0.1_ms);
    for (double t : runs) sim.run({t}, 0.1_ms);
    if (to) sim.save(*to);
    spikes = all.all;
    for (std::size_t i = 0; i < trace.size(); ++i)
      for (std::size_t k = 0; k < s.probes.size(); ++k) values.push_back(trace.value(i, k));
    events = sim.facts().events;
    spike_count = sim.facts().spikes;
  }
  void then(outcome const& o) {
    spikes.insert(spikes.end(), o.spikes.begin(), o.spikes.end());
    values.insert(values.end(), o.values.begin(), o.values.end());
    events = o.events;
    spike_count = o.spike_count;
  }
};

template <class S, class R> struct kind {
  using scheme = S;
  using real = R;
};

}  // namespace

using euler = kind<scheme::backward_euler, double>;
using euler_float = kind<scheme::backward_euler, float>;
using halves = kind<scheme::crank_nicolson, double>;

TEMPLATE_TEST_CASE("generators and played cells go on where they were", "", euler, euler_float, halves) {
  using one = outcome<typename TestType::scheme, exec::few<typename TestType::real>>;
  one const whole({50});
  CHECK(whole.spikes.size() > 100);
  record::state_image then;
  for (double cut : {0.0, 1.0, 20.0}) {
    one all({cut}, nullptr, &then);
    REQUIRE(all.spikes.size() < whole.spikes.size());
    all.then(one({50 - cut}, &then));
    CHECK(all.spikes == whole.spikes);
    CHECK(all.values == whole.values);
    CHECK(all.events == whole.events);
    CHECK(all.spike_count == whole.spike_count);
  }
}

TEST_CASE("a state says what it is of") {
  using one = outcome<scheme::crank_nicolson, exec::few<double>>;
  record::state_image then;
  one({5}, nullptr, &then);
  state_header const& h = then.header();
  CHECK(h.now == 50);
  CHECK(h.dt == 0.1);
  CHECK(h.real == "double");
  CHECK(h.scheme == "crank_nicolson");
  CHECK(h.cells == 38);
  REQUIRE(h.populations.size() == 4);
  CHECK(h.populations[1].ids == gid_range{20, 29});
  CHECK(h.populations[0].model != 0);
  CHECK(h.populations[1].model == 0);
}
