// SPDX-License-Identifier: BSD-3-Clause
// Poisson numbers of synapses: patches of targets, and distance with multapses.
#include "laws.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/distance.hpp>
#include <pallium/connect/patches.hpp>
#include <pallium/core/units.hpp>

#include <map>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using connect::patches, laws::all, laws::somewhere;

connect::link const plain{{1.0}, {2.26}};
connect::link const varied{connect::lognormal(synaptic_weight{1}, 0.6), connect::gaussian(duration{2}, duration{0.5}).clipped(duration{1.04}, duration{3.1})};

std::vector<patches::patch> const uneven{{{0, 7}, 0.5, 1}, {{7, 7}, 3, 9}, {{7, 1200}, 0.013, 2}, {{1300, 1301}, 90.5, 3}, {{1301, 1400}, 0, 4}, {{1400, 1500}, 1.7, 5}, {{1500, 90000}, 1e-5, -6}};

}  // namespace

TEST_CASE("patches keep the laws") {
  for (auto const& link : {plain, varied})
    for (gid_range s : {gid_range{0, 30}, {1390, 1410}, {4, 4}, {100000, 100003}}) {
      laws::check(patches(s, uneven, somewhere, link, {.seed = 3, .stream = 1}));
      laws::check(patches(s, {{{5, 6}, 0.2, 1}}, somewhere, link, {.seed = 3, .stream = 1}));
      laws::check(patches(s, {{{5, 60000}, 1e-9, 1}, {{60000, 60003}, 0, 1}}, somewhere, link, {.seed = 3, .stream = 1}));
      laws::check(patches(s, {}, somewhere, link, {}));
    }
}

TEST_CASE("patches connect as often as they say") {
  gid_range const sources{200'000, 200'000 + 300};
  patches const rule(sources, uneven, somewhere, plain, {.seed = 11, .stream = 4});
  auto const found = all(rule);
  double expected = 0;
  for (auto const& p : uneven) {
    std::map<std::pair<gid, gid>, double> times;
    double n = 0;
    for (auto const& [source, e] : found)
      if (p.targets.contains(e.target)) {
        ++n, ++times[{source, e.target}];
        CHECK(e.weight == p.weight);
        CHECK(e.delay == 23);
      }
    double const pairs = double(sources.size() * p.targets.size()), mean = p.mean * pairs;
    expected += mean;
    INFO("patch from " << p.targets.first);
    CHECK(std::abs(n - mean) < 4.5 * std::sqrt(mean) + 1e-9);
    if (mean < 100) continue;
    double squares = 0;  // numbers of synapses of a pair: variance = mean
    for (auto const& [pair, k] : times) squares += k * k;
    double const variance = squares / pairs - p.mean * p.mean, spread = std::sqrt((2 * p.mean * p.mean + p.mean) / pairs);
    CHECK(std::abs(variance - p.mean) < 5 * spread * (1 + 2 * std::sqrt(p.mean)));
    std::vector<double> bins(10, 0.0);
    for (auto const& [source, e] : found)
      if (p.targets.contains(e.target)) ++bins[std::size_t((e.target - p.targets.first) * 10 / p.targets.size())];
    if (p.targets.size() >= 100 && p.targets.size() % 10 == 0) CHECK(laws::even(bins));
  }
  CHECK(std::abs(rule.expected() - expected) < 1e-6 * expected);
  CHECK(laws::sites_even(found));
}

TEST_CASE("patches: a drawn weight is a factor on the patch's own") {
  patches const rule({0, 400}, {{{1000, 1100}, 0.5, 2}, {{1100, 1200}, 0.5, 20}}, somewhere, varied, {.seed = 1});
  double sum[2] = {0, 0}, n[2] = {0, 0};
  for (auto const& [source, e] : all(rule)) sum[e.target >= 1100] += e.weight, ++n[e.target >= 1100];
  double const spread = std::sqrt(std::exp(0.36) - 1);
  CHECK(std::abs(sum[0] / n[0] / 2 - 1) < 4.5 * spread / std::sqrt(n[0]));
  CHECK(std::abs(sum[1] / n[1] / 20 - 1) < 4.5 * spread / std::sqrt(n[1]));
}

TEST_CASE("patches: a cell is not its own target unless asked") {
  std::vector<patches::patch> const to{{{0, 50}, 2, 1}};
  std::size_t own[2] = {0, 0};
  for (bool self : {false, true}) {
    patches const rule({0, 50}, to, somewhere, plain, {.seed = 5, .allow_self = self});
    auto const found = all(rule);
    for (auto const& [source, e] : found) own[self] += e.target == source;
    CHECK(std::abs(double(found.size()) - rule.expected()) < 4.5 * std::sqrt(rule.expected()));
  }
  CHECK(own[0] == 0);
  CHECK(std::abs(double(own[1]) - 100) < 45);
}

TEST_CASE("patches refuse what they cannot do") {
  auto const make = [](std::vector<patches::patch> p) { return patches({0, 3}, std::move(p), somewhere, plain, {}); };
  CHECK_THROWS_WITH(make({{{0, 9}, 1, 1}, {{8, 12}, 1, 1}}), ContainsSubstring("ascending patches"));
  CHECK_THROWS_WITH(make({{{0, 9}, -1, 1}}), ContainsSubstring("0 <= mean"));
  CHECK_THROWS_WITH(make({{{0, 9}, 20000, 1}}), ContainsSubstring("0 <= mean"));
  CHECK_THROWS_WITH(make({{{0, 9}, 1, 1.0 / 0.0}}), ContainsSubstring("finite"));
  CHECK_THROWS_WITH(make({{{9, 2}, 1, 1}}), ContainsSubstring("ascending range"));
}

TEST_CASE("distance with multapses keeps the laws and connects as often as it says") {
  connect::sheet::options const shape{.width = 400_um, .height = 300_um, .columns = 8, .rows = 6, .seed = 9};
  connect::sheet const from({0, 300}, shape), to({300, 500}, shape);
  for (bool torus : {false, true})
    for (double p : {0.01, 0.9, 1.0, 3.5, 40.0}) {
      connect::distance const rule(from, to, connect::gaussian(p, 60_um), somewhere, plain, {.seed = 2, .torus = torus, .multapses = true});
      laws::check(rule, 10);
      auto const found = all(rule);
      double mean = 0;
      for (gid s = 0; s < 300; ++s)
        for (gid t = 300; t < 500; ++t) {
          auto const a = from.position(s), b = to.position(t);
          double dx = std::abs(a.x - b.x), dy = std::abs(a.y - b.y);
          if (torus) dx = std::min(dx, 400 - dx), dy = std::min(dy, 300 - dy);
          double const r2 = dx * dx + dy * dy;
          if (r2 <= 240.0 * 240.0) mean += p * std::exp(-r2 / (2 * 60.0 * 60.0));
        }
      INFO("p = " << p);
      CHECK(std::abs(double(found.size()) - mean) < 4.5 * std::sqrt(mean));
    }
  laws::check(connect::distance(from, to, connect::gaussian(2, 60_um), somewhere, varied, {.seed = 2, .multapses = true}), 10);
  CHECK_THROWS_WITH(connect::distance(from, to, connect::gaussian(2, 60_um), somewhere, plain, {}), ContainsSubstring("0 <= p <= 1"));
}
