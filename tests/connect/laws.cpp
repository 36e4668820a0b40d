// SPDX-License-Identifier: BSD-3-Clause
// The simplest rules: independent pairs, rings, pairs, everything, tables.
#include "laws.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/all_to_all.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/one_to_one.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>

#include <map>
#include <set>
#include <string>

namespace {

using namespace pallium;
using Catch::Matchers::ContainsSubstring;
using laws::all, laws::dt, laws::somewhere, laws::joined;

connect::link const plain{{0.5}, {2.26}};
connect::link const varied{connect::lognormal(synaptic_weight{0.5}, 0.6),
                           connect::gaussian(duration{2}, duration{0.5}).clipped(duration{1.04}, duration{3.1})};

}  // namespace

TEST_CASE("fixed_probability keeps the laws") {
  for (auto const& link : {plain, varied})
    for (double p : {0.0, 1e-9, 0.01, 0.3, 0.999, 1.0, 1.4, 3.0})
      for (auto [s, t] : {std::pair{gid_range{0, 20}, gid_range{0, 20}}, {{5, 9}, {100, 3300}}, {{0, 3}, {7, 7}}, {{4, 4}, {0, 9}}, {{1, 3}, {0, 1025}}, {{2999, 3001}, {0, 30000}}})
        laws::check(connect::fixed_probability(s, t, p, somewhere, link, {.seed = 3, .stream = 1}));
}

TEST_CASE("fixed_probability connects as often as it says") {
  for (double p : {0.003, 0.05, 0.5, 0.97, 1.25, 2.5}) {
    gid_range const sources{0, 400}, targets{400, 400 + 2500};  // no self
    auto const found = all(connect::fixed_probability(sources, targets, p, somewhere, plain, {.seed = 11, .stream = 4}));
    double const pairs = double(sources.size() * targets.size()), rest = p - std::floor(p);
    INFO("p = " << p);
    CHECK(std::abs(double(found.size()) - p * pairs) < 4.5 * std::sqrt(pairs * rest * (1 - rest)) + 1e-9);
    // counts per source and per target are binomial: mean and variance
    for (bool per_source : {true, false}) {
      std::vector<double> count(std::size_t((per_source ? sources : targets).size()), 0.0);
      for (auto const& [source, e] : found) ++count[std::size_t(per_source ? source - sources.first : e.target - targets.first)];
      double const n = double(count.size()), draws = pairs / n, mean = p * draws, variance = draws * rest * (1 - rest);
      double sum = 0, squares = 0;
      for (double k : count) {
        sum += k - mean;
        squares += (k - mean) * (k - mean);
      }
      CHECK(std::abs(sum / n) < 4.5 * std::sqrt(variance / n) + 1e-9);
      CHECK(std::abs(squares / n - variance) < 4.5 * variance * std::sqrt(2 / n + 1 / (n * variance + 1e-300)) + 1e-9);
    }
    std::size_t wrong = 0;
    std::map<std::pair<gid, gid>, int> times;
    for (auto const& [source, e] : found) {
      ++times[{source, e.target}];
      wrong += e.weight != 0.5 || e.delay != 23;
    }
    for (auto const& [pair, k] : times) wrong += k < std::floor(p) || k > std::ceil(p);
    CHECK(wrong == 0);
    CHECK(laws::sites_even(found));
  }
}

TEST_CASE("the gaps of fixed_probability are geometric") {
  double const p = 0.02;
  std::vector<double> bins(40, 0.0);  // gaps below 200 by fives, and one more
  double n = 0;
  for (gid s = 0; s < 3000; ++s) {
    gid last = 0;
    for (edge const& e : laws::of(connect::fixed_probability({0, 3000}, {5000, 9000}, p, somewhere, plain, {.seed = 5}), s)) {
      if (last) ++bins[std::min<gid>((e.target - last - 1) / 5, 39)], ++n;
      last = e.target;
    }
  }
  double chi = 0;
  for (std::size_t k = 0; k < 40; ++k) {
    double const expected = n * (std::pow(1 - p, 5.0 * double(k)) - (k < 39 ? std::pow(1 - p, 5.0 * double(k + 1)) : 0.0));
    chi += (bins[k] - expected) * (bins[k] - expected) / expected;
  }
  INFO(n);
  CHECK(n > 200000);
  CHECK(chi < 39 + 5 * std::sqrt(78.0) + 15);  // blocks end: gaps across are geometric all the same
}

TEST_CASE("fixed_probability leaves out a cell with itself, or not, and nothing at p = 0") {
  auto const played = [](double p, bool self) {
    return all(connect::fixed_probability({0, 50}, {0, 50}, p, somewhere, plain, {.allow_self = self}));
  };
  auto const found = played(1, false);
  CHECK(found.size() == 50 * 49);
  std::set<std::pair<gid, gid>> pairs;
  for (auto const& [source, e] : found) {
    CHECK(e.target != source);
    pairs.insert({source, e.target});
  }
  CHECK(pairs.size() == found.size());
  CHECK(played(2, false).size() == 2 * 50 * 49);
  CHECK(played(2, true).size() == 2 * 50 * 50);
  std::vector<joined> others;  // the others do not change
  for (auto const& j : played(0.5, true))
    if (j.source != j.e.target) others.push_back(j);
  CHECK(others == played(0.5, false));
  for (double p : {0.0, 1e-17, 1e-300})
    CHECK(all(connect::fixed_probability({0, 500}, {0, 5000}, p, somewhere, plain, {})).empty());
}

TEST_CASE("fixed_probability is a function of seed, stream, source and block alone") {
  auto const play = [](gid_range s, gid_range t, std::uint64_t seed, std::uint32_t stream) {
    return all(connect::fixed_probability(s, t, 0.1, somewhere, varied, {.seed = seed, .stream = stream}));
  };
  auto const reference = play({0, 40}, {0, 1024}, 1, 1);
  CHECK(play({0, 40}, {0, 1024}, 1, 1) == reference);
  CHECK_FALSE(play({0, 40}, {0, 1024}, 2, 1) == reference);
  CHECK_FALSE(play({0, 40}, {0, 1024}, 1, 2) == reference);
  auto const part = play({10, 20}, {0, 1024}, 1, 1);  // other sources, more targets: the same where they meet
  auto const longer = play({10, 20}, {0, 3000}, 1, 1);
  std::vector<joined> expected, first;
  for (auto const& j : reference)
    if (j.source >= 10 && j.source < 20) expected.push_back(j);
  for (auto const& j : longer)
    if (j.e.target < 1024) first.push_back(j);
  CHECK(part == expected);
  CHECK(first == expected);
}

TEST_CASE("fixed_probability reaches 2^40 cells") {
  gid const n = gid{1} << 40;
  connect::fixed_probability const thin({0, n}, {0, n}, 3e-9, somewhere, plain, {.seed = 2});
  CHECK(thin.block(thin.blocks() - 1).last == n);
  double found = 0;
  std::size_t high = 0;
  for (gid s : {gid{0}, gid{12345}, n - 1})
    for (edge const& e : laws::of(thin, s)) ++found, high += e.target >= n / 2;
  double const expected = 3 * 3e-9 * double(n);
  CHECK(std::abs(found - expected) < 5 * std::sqrt(expected));
  CHECK(std::abs(double(high) - expected / 2) < 5 * std::sqrt(expected / 4));
  CHECK(laws::of(thin, 7) != laws::of(thin, 7 + (gid{1} << 32)));
  connect::fixed_probability const thick({0, n}, {0, n}, 0.5, somewhere, plain, {.seed = 2});
  CHECK(thick.block(thick.blocks() - 1).last == n);
  CHECK(laws::of(thick, n - 1, {thick.blocks() - 1, thick.blocks()}).size() > 64);
  CHECK_THROWS_WITH(connect::fixed_probability({0, n}, {0, n}, 1000, somewhere, plain, {}), ContainsSubstring("2^46"));
  CHECK_THROWS_WITH(connect::fixed_probability({0, n}, {0, n + 1}, 0.5, somewhere, plain, {}), ContainsSubstring("2^40"));
  CHECK_THROWS_WITH(connect::fixed_probability({2, 1}, {0, n}, 0.5, somewhere, plain, {}), ContainsSubstring("ascending"));
}

TEST_CASE("fixed_probability refuses what is no probability") {
  auto const with = [](double p, connect::link const& l, bool multapses = true) {
    connect::fixed_probability({0, 1}, {0, 1}, p, somewhere, l, {.multapses = multapses});
  };
  for (double p : {-0.1, std::nan(""), 1e6, double(INFINITY)})
    CHECK_THROWS_WITH(with(p, plain), ContainsSubstring("connect::fixed_probability: found p ="));
  CHECK_THROWS_WITH(with(1.5, plain, false), ContainsSubstring("multapses"));
  CHECK_NOTHROW(with(1, plain, false));
  CHECK_THROWS_AS(with(0.5, {{1}, {-1}}), input_error);
}

TEST_CASE("ring joins each cell to the next") {
  connect::ring const r({5, 9}, somewhere, plain);
  laws::check(r);
  auto const found = all(r);
  REQUIRE(found.size() == 4);
  for (gid k = 0; k < 4; ++k) CHECK(found[k] == joined{5 + k, {5 + (k + 1) % 4, 0, 23, 0.5}});
  CHECK(r.via() == somewhere);
  laws::check(connect::ring({100, 4000}, somewhere, varied));
  CHECK(all(connect::ring({100, 4000}, somewhere, plain)).size() == 3900);
  CHECK(all(connect::ring({7, 7}, somewhere, plain)).empty());
  CHECK_THROWS_WITH(connect::ring({0, 2}, somewhere, {{1}, {-1}}), ContainsSubstring("connect::ring delay"));
}

TEST_CASE("one_to_one joins the i-th to the i-th") {
  connect::one_to_one const r({5, 5005}, {100, 5100}, somewhere, plain, {.seed = 4});
  laws::check(r);
  laws::check(connect::one_to_one({5, 5005}, {5, 5005}, somewhere, varied));
  laws::check(connect::one_to_one({5, 5}, {7, 7}, somewhere, varied));
  auto const found = all(r);
  REQUIRE(found.size() == 5000);
  std::size_t wrong = 0;
  for (gid k = 0; k < 5000; ++k) wrong += found[k].source != 5 + k || found[k].e.target != 100 + k || found[k].e.delay != 23 || found[k].e.weight != 0.5;
  CHECK(wrong == 0);
  CHECK(laws::sites_even(found));
  CHECK_THROWS_WITH(connect::one_to_one({0, 2}, {0, 3}, somewhere, plain), ContainsSubstring("2 sources, 3 targets"));
}

TEST_CASE("all_to_all joins everybody once") {
  laws::check(connect::all_to_all({5, 50}, {7, 2500}, somewhere, plain));
  laws::check(connect::all_to_all({1000, 1100}, {7, 2500}, somewhere, varied, {.seed = 4, .allow_self = true}));
  laws::check(connect::all_to_all({5, 9}, {7, 7}, somewhere, plain));
  auto const found = all(connect::all_to_all({1000, 1050}, {7, 2500}, somewhere, plain, {.seed = 3}));
  CHECK(found.size() == 50 * 2492);
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    wrong += found[k].source == found[k].e.target || (k > 0 && found[k].source == found[k - 1].source && found[k].e.target <= found[k - 1].e.target);
    wrong += found[k].e.delay != 23 || found[k].e.weight != 0.5;
  }
  CHECK(wrong == 0);
  CHECK(laws::sites_even(found));
  CHECK(all(connect::all_to_all({0, 50}, {0, 50}, somewhere, plain, {.allow_self = true})).size() == 2500);
}

TEST_CASE("table yields its rows, whatever their order, and keeps it within a pair") {
  std::mt19937 random(5);
  auto const pick = [&](unsigned a, unsigned b) { return std::uniform_int_distribution<unsigned>(a, b)(random); };
  for (unsigned spread : {1u, 1000003u}) {  // sources that are dense, and that are not
    std::vector<connect::table::row> rows;
    for (int i = 0; i < 5000; ++i) rows.push_back({gid{pick(3, 40)} * spread, pick(10, 3500), pick(0, 9), {0.25 * i}, {0.1 * pick(1, 90)}});
    connect::table const t(rows);
    CHECK(t.size() == rows.size());
    CHECK(t.sources() == gid_range{3 * spread, 40 * gid{spread} + 1});
    CHECK(t.blocks() == 4);
    CHECK_FALSE(t.via().has_value());
    CHECK(t.min_delay(dt) == 1);
    CHECK(t.max_delay(dt) == 90);
    laws::check(t, 80);
    std::vector<int> seen(rows.size(), 0);
    std::size_t wrong = 0;
    for (gid k = 0; k < 50; ++k) {
      std::size_t last = 0;
      gid last_block = 0;
      for (edge const& e : laws::of(t, k * spread)) {
        auto const i = std::size_t(std::lround(e.weight / 0.25));
        ++seen[i];
        wrong += rows[i].source != k * spread || e.target != rows[i].target || e.site != rows[i].site || e.delay != to_steps(rows[i].delay, dt);
        gid const block = (e.target - 10) / 1024;
        wrong += block < last_block || (block == last_block && i < last);
        last = i;
        last_block = block;
      }
      if (spread > 1) wrong += !laws::of(t, k * spread + 1).empty();
    }
    CHECK(wrong == 0);
    CHECK(seen == std::vector<int>(rows.size(), 1));
  }
}

TEST_CASE("table refuses rows that mean nothing, by number") {
  using row = connect::table::row;
  for (row const& bad : {row{0, 1, 0, {std::nan("")}, {1}}, row{0, 1, 0, {INFINITY}, {1}}, row{0, 1, 0, {1}, {-1}},
                         row{0, 1, 0, {1}, {INFINITY}}, row{0, 1, 0, {1}, {std::nan("")}}, row{gid{1} << 40, 1, 0, {1}, {1}}})
    CHECK_THROWS_WITH(connect::table(std::vector<row>{{0, 1, 0, {1}, {1}}, bad}), ContainsSubstring("row 1"));
  connect::table const empty{std::span<row const>{}};
  CHECK(empty.blocks() == 0);
  CHECK(all(empty).empty());
  CHECK(laws::of(empty, 0).empty());
}

TEST_CASE("times become steps by floor(t / dt + 0.5)") {
  CHECK(to_steps({0.05}, {0.1}) == 1);
  CHECK(to_steps({0.049}, {0.1}) == 0);
  CHECK(to_steps({1}, {0.025}) == 40);
  CHECK(to_steps({-0.06}, {0.1}) == -1);
  CHECK(to_steps({-0.04}, {0.1}) == 0);
  for (double huge : {1e19, 1e300, double(INFINITY)}) CHECK(to_steps({huge}, {0.1}) == 1ll << 60);
}
