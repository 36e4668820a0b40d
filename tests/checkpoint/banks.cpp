// SPDX-License-Identifier: BSD-3-Clause
// Networks whose cells begin in states of another's, and spikes from before t = 0.
#include "small.hpp"

#include <pallium/connect/all_to_all.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/record/state_image.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <set>

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

using net_type = network<cells<stick, leaky>>;
constexpr duration dt{0.1};

/// Two cells: the first fires soon after 4 ms, if `amp` makes it, the second 5 ms later. An epoch is 1 ms.
void pair_of(net_type& net, double amp) {
  auto const a = net.add(1, squid()), b = net.add(1, squid(90));
  net.inject(a, at(soma, 0.5), stimulus::current_clamp{{amp}, 4_ms, 1_ms});
  net.connect(connect::all_to_all(a, b, receptor{0}, {.weight = {0.02}, .delay = 5_ms}));
}

std::vector<double> values(record::trace const& t) {
  std::vector<double> all;
  for (std::size_t i = 0; i < t.size(); ++i)
    for (std::size_t k = 0; k < t.probes().size(); ++k) all.push_back(t.value(i, k));
  return all;
}

}  // namespace

TEST_CASE("a cell from a bank goes on as the one it was taken from, with the spikes that were under way") {
  std::vector<probe> const probes{{0, 0, "v"}, {0, 2, "v"}, {1, 0, "v"}, {1, 1, "v"}};
  record::state_image bank;
  net_type net(cold);
  pair_of(net, 0.5);
  simulation whole(net, exec::few<double>{});
  seen all;
  whole.attach(all);
  whole.run(8_ms, dt);  // 80 steps, a multiple of 16: where states that have become negligible are set to 0
  whole.save(bank, {{"first", {0, 1}}, {"second", {1, 2}}, {"both", {0, 2}}});
  record::trace rest(probes, dt);
  whole.attach(rest);
  whole.run(20_ms, dt);
  REQUIRE(all.all.size() == 2);
  REQUIRE(all.all[0].at < 80);
  REQUIRE(all.all[1].at > 80);

  auto const begun = [&](std::vector<spike> const& past, std::vector<spike>& fired, bool own = false) {
    net_type fresh(cold);
    pair_of(fresh, 0.0);
    record::trace t(probes, dt);
    seen s;
    simulation x(fresh, exec::few<double>{});
    x.attach(t);
    x.attach(s);
    x.start_from(bank, {{{0, 1}, "first", own}, {{1, 2}, "second", own}}, 7, dt);
    x.under_way(past);
    x.run(20_ms, dt);
    fired = s.all;
    auto v = values(t);
    v.erase(v.begin(), v.begin() + std::ptrdiff_t(probes.size()));  // t = 0
    return v;
  };
  std::vector<spike> fired;
  // the second fires because of a spike before the beginning, whatever else is given
  auto const same = begun({{0, all.all[0].at - 80}, {0, -1000}, {1, 0}}, fired);
  CHECK(same == values(rest));
  REQUIRE(fired.size() == 1);
  CHECK(fired[0] == spike{1, all.all[1].at - 80});
  CHECK(begun({}, fired) != values(rest));
  CHECK(fired.empty());
  // the bank knows of that spike, too
  CHECK(begun({}, fired, true) == values(rest));
  CHECK(fired.size() == 1);
  // an event that was due at t = 0 or before has been there
  begun({{0, -51}, {0, -70}}, fired);
  CHECK(fired.empty());
  begun({{0, -50}}, fired);
  CHECK(fired.size() == 1);
}

TEST_CASE("each cell draws one state of its group, the same however it is computed") {
  net_type small(cold);
  auto const some = small.add(12, squid()), others = small.add(5, squid(90));
  small.stimulate({0, others.last}, receptor{0}, {0.003}, stimulus::poisson{.rate = {0.3}, .seed = 4});
  record::state_image bank;
  simulation first(small, exec::few<double>{});
  first.run(30_ms, dt);
  first.save(bank, {{"all", {0, others.last}}, {"few", {3, 7}}});
  std::vector<double> v;
  for (gid g = 0; g < others.last; ++g) v.push_back(first.voltage(g, 1));

  auto const begun = [&](auto exec, std::uint64_t seed) {
    net_type large(cold);
    large.add(70, squid());
    large.add(40, squid(90));
    simulation sim(large, exec);
    sim.start_from(bank, {{{0, 60}, "few"}, {{60, 110}, "all"}}, seed, dt);
    std::vector<double> all;
    for (gid g = 0; g < 110; ++g) all.push_back(sim.voltage(g, 1));
    sim.run(10_ms, dt);
    for (gid g = 0; g < 110; ++g) all.push_back(sim.voltage(g, 0));
    return all;
  };
  auto const a = begun(exec::few<double>{}, 1);
  CHECK(a == begun(exec::policy<simd::scalar, double, exchange::local, schedule::lockstep, threads::serial, 1>{}, 1));
  CHECK(a != begun(exec::few<double>{}, 2));
  for (gid g = 0; g < 110; ++g) {
    gid const base = g < 60 ? 3 : g < 70 ? 0 : 12, n = g < 60 ? 4 : g < 70 ? 12 : 5;  // of "all", those of the model
    std::set<double> const of(v.begin() + std::ptrdiff_t(base), v.begin() + std::ptrdiff_t(base + n));
    CHECK(of.contains(a[std::size_t(g)]));
  }
  CHECK(std::set<double>(a.begin(), a.begin() + 60).size() == 4);
  CHECK(std::set<double>(a.begin() + 70, a.begin() + 110).size() == 5);
  (void)some;
}

TEST_CASE("a bank that does not fit is refused") {
  net_type small(cold);
  small.add(4, squid());
  small.add(2, leaky());
  record::state_image bank;
  simulation first(small, exec::few<double>{});
  first.run(1_ms, dt);
  first.save(bank, {{"cells", {0, 4}}, {"points", {4, 6}}});
  auto const told = [&](std::vector<bank_use> const& uses, duration step_of, stick const& c) {
    net_type large(cold);
    large.add(8, c);
    large.add(3, leaky());
    simulation sim(large, exec::few<double>{});
    try {
      sim.start_from(bank, uses, 1, step_of);
    } catch (input_error const& e) {
      return std::string(e.what());
    }
    return std::string("nothing");
  };
  CHECK(told({{{0, 8}, "cells"}}, dt, squid()) == "nothing");
  CHECK_THAT(told({{{0, 8}, "cell"}}, dt, squid()), ContainsSubstring("no group cell in the bank"));
  CHECK_THAT(told({{{0, 8}, "cells"}}, dt, squid(40)), ContainsSubstring("no cell like cell 0 in group cells"));
  CHECK_THAT(told({{{8, 11}, "points"}}, dt, squid()), ContainsSubstring("no cell like cell 8"));
  CHECK_THAT(told({{{0, 8}, "cells"}}, 0.05_ms, squid()), ContainsSubstring("found dt [ms] 0.1"));
  CHECK_THROWS_AS(first.start_from(bank, {}, 1, dt), input_error);
  CHECK_THROWS_AS(first.under_way(std::vector<spike>{{0, 0}}), input_error);
  net_type large(cold);
  large.add(8, squid());
  simulation sim(large, exec::few<double>{});
  CHECK_THROWS_AS(sim.under_way(std::vector<spike>{{8, 0}}), input_error);
  CHECK_THROWS_AS(sim.under_way(std::vector<spike>{{1, 1}}), input_error);
}
