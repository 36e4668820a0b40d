// SPDX-License-Identifier: BSD-3-Clause
// What every connectivity source must keep, and what each promises.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/network/projection.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

namespace {

using namespace pallium;
using Catch::Matchers::ContainsSubstring;
constexpr duration dt{0.1};

template <class C> std::vector<edge> edges(C const& c) {
  std::vector<edge> all;
  for (std::uint32_t b = 0; b < c.blocks(); ++b)
    for (gid s = c.sources().first; s < c.sources().last; ++s) c.from(s, b, dt, all);
  return all;
}

template <class C> void check_laws(C const& c) {
  gid at = c.blocks() ? c.block(0).first : 0;
  for (std::uint32_t b = 0; b < c.blocks(); ++b) {  // ascending, disjoint, without gaps
    CHECK(c.block(b).first == at);
    CHECK(c.block(b).size() > 0);
    at = c.block(b).last;
  }
  auto const once = edges(c);
  std::vector<edge> again{{9, 9, 9, 9, 9}};
  projection const erased(c);
  std::size_t wrong = 0, k = 0;
  for (std::uint32_t b = 0; b < c.blocks(); ++b)
    for (gid s = c.sources().first; s < c.sources().last; ++s) {
      std::size_t const before = again.size();
      erased.from(s, b, dt, again);  // appends, keeps what is there
      for (std::size_t i = before; i < again.size(); ++i, ++k) {
        edge const& e = again[i];
        wrong += !(e == once[k]) || e.source != s || !c.block(b).contains(e.target) || e.delay < c.min_delay(dt) ||
                 e.delay > c.max_delay(dt);
      }
    }
  CHECK(wrong == 0);
  CHECK(k == once.size());
  CHECK(again[0] == edge{9, 9, 9, 9, 9});
  for (std::uint32_t b = c.blocks(); b-- > 0;)  // asked backwards
    for (gid s = c.sources().last; s-- > c.sources().first;) {
      std::vector<edge> some;
      c.from(s, b, dt, some);
      auto const it = std::search(once.begin(), once.end(), some.begin(), some.end());
      wrong += it == once.end() && !some.empty();
    }
  CHECK(wrong == 0);
}

connect::link const joint{{0.5}, {2.26}};
receptor const somewhere{3};

}  // namespace

TEST_CASE("fixed_probability keeps the laws") {
  for (double p : {0.0, 1e-9, 0.01, 0.3, 0.999, 1.0, 1.4, 3.0})
    for (auto [s, t] : {std::pair{gid_range{0, 20}, gid_range{0, 20}}, {{5, 9}, {100, 3300}}, {{0, 3}, {7, 7}}, {{4, 4}, {0, 9}}, {{1, 3}, {0, 1025}}})
      check_laws(connect::fixed_probability(s, t, p, somewhere, joint, {.seed = 3, .stream = 1}));
}

TEST_CASE("fixed_probability connects as often as it says") {
  for (double p : {0.003, 0.05, 0.5, 0.97, 1.25, 2.5}) {
    gid_range const sources{0, 400}, targets{400, 400 + 2500};  // three blocks, no self
    auto const all = edges(connect::fixed_probability(sources, targets, p, somewhere, joint, {.seed = 11, .stream = 4}));
    double const pairs = double(sources.size() * targets.size()), rest = p - std::floor(p);
    INFO("p = " << p);
    CHECK(std::abs(double(all.size()) - p * pairs) < 4.5 * std::sqrt(pairs * rest * (1 - rest)) + 1e-9);
    // counts per source and per target are binomial: mean and variance
    for (bool per_source : {true, false}) {
      std::vector<double> count(std::size_t((per_source ? sources : targets).size()), 0.0);
      for (edge const& e : all) ++count[std::size_t(per_source ? e.source - sources.first : e.target - targets.first)];
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
    for (edge const& e : all) {
      ++times[{e.source, e.target}];
      wrong += e.weight != 0.5f || e.delay != 23;
    }
    for (auto const& [pair, k] : times) wrong += k < std::floor(p) || k > std::ceil(p);
    CHECK(wrong == 0);
    // the draws that pick a site are even: a chi-square over 16 bins
    std::vector<double> bins(16, 0.0);
    for (edge const& e : all) ++bins[e.site >> 28];
    double chi = 0;
    for (double k : bins) chi += (k - double(all.size()) / 16) * (k - double(all.size()) / 16) / (double(all.size()) / 16);
    CHECK(chi < 45);
  }
}

TEST_CASE("fixed_probability leaves out a cell with itself, and nothing at p = 0") {
  connect::fixed_probability const full({0, 50}, {0, 50}, 1, somewhere, joint, {});
  auto const all = edges(full);
  CHECK(all.size() == 50 * 49);
  std::set<std::pair<gid, gid>> pairs;
  for (edge const& e : all) {
    CHECK(e.source != e.target);
    pairs.insert({e.source, e.target});
  }
  CHECK(pairs.size() == all.size());
  CHECK(edges(connect::fixed_probability({0, 50}, {0, 50}, 2, somewhere, joint, {})).size() == 2 * 50 * 49);
  for (double p : {0.0, 1e-17, 1e-300})
    CHECK(edges(connect::fixed_probability({0, 500}, {0, 5000}, p, somewhere, joint, {})).empty());
}

TEST_CASE("fixed_probability is a function of seed, stream, source and block alone") {
  auto const play = [](gid_range s, gid_range t, std::uint64_t seed, std::uint32_t stream) {
    return edges(connect::fixed_probability(s, t, 0.1, somewhere, joint, {.seed = seed, .stream = stream}));
  };
  auto const reference = play({0, 40}, {0, 1024}, 1, 1);
  CHECK(play({0, 40}, {0, 1024}, 1, 1) == reference);
  CHECK_FALSE(play({0, 40}, {0, 1024}, 2, 1) == reference);
  CHECK_FALSE(play({0, 40}, {0, 1024}, 1, 2) == reference);
  auto part = play({10, 20}, {0, 1024}, 1, 1);  // other sources, more targets: the same where they meet
  auto const longer = play({10, 20}, {0, 3000}, 1, 1);
  std::vector<edge> expected, first_block;
  for (edge const& e : reference)
    if (e.source >= 10 && e.source < 20) expected.push_back(e);
  for (edge const& e : longer)
    if (e.target < 1024) first_block.push_back(e);
  CHECK(part == expected);
  CHECK(first_block == expected);
}

TEST_CASE("fixed_probability refuses what is no probability") {
  for (double p : {-0.1, std::nan(""), 1e6, double(INFINITY)})
    CHECK_THROWS_AS(connect::fixed_probability({0, 1}, {0, 1}, p, somewhere, joint, {}), input_error);
  CHECK_THROWS_AS(connect::fixed_probability({0, 1}, {0, 1}, 0.5, somewhere, {{1}, {-1}}, {}), input_error);
  CHECK_THROWS_AS(connect::fixed_probability({0, 1}, {0, 1}, 0.5, somewhere, {{std::nan("")}, {1}}, {}), input_error);
  CHECK_THROWS_AS(connect::ring({0, 2}, somewhere, {{std::nan("")}, {1}}), input_error);
  CHECK_THROWS_AS(connect::ring({0, 2}, somewhere, {{1}, {-1}}), input_error);
  CHECK_THROWS_AS(connect::fixed_probability({0, 1}, {0, 1}, 0.5, somewhere, {{1}, {std::nan("")}}, {}), input_error);
}

TEST_CASE("table yields its rows, whatever their order, and keeps it within a pair") {
  std::mt19937 random(5);
  auto const pick = [&](unsigned a, unsigned b) { return std::uniform_int_distribution<unsigned>(a, b)(random); };
  std::vector<connect::table::row> rows;
  for (int i = 0; i < 5000; ++i) rows.push_back({pick(3, 40), pick(10, 3500), pick(0, 9), {0.25 * i}, {0.1 * pick(1, 90)}});
  connect::table const t(rows);
  CHECK(t.size() == rows.size());
  CHECK(t.sources().first >= 3);
  CHECK(t.sources().last <= 41);
  CHECK(t.blocks() == 4);
  CHECK_FALSE(t.via().has_value());
  CHECK(t.min_delay(dt) == 1);
  CHECK(t.max_delay(dt) == 90);
  check_laws(t);
  auto const all = edges(t);
  REQUIRE(all.size() == rows.size());
  auto const number = [](edge const& e) { return std::size_t(std::lround(double(e.weight) / 0.25)); };
  std::vector<int> seen(rows.size(), 0);
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < all.size(); ++k) {
    auto const i = number(all[k]);
    ++seen[i];
    wrong += all[k].source != rows[i].source || all[k].target != rows[i].target || all[k].site != rows[i].site ||
             all[k].delay != to_steps(rows[i].delay, dt);
    auto const block = [](edge const& e) { return (e.target - 10) / 1024; };
    if (k > 0 && all[k - 1].source == all[k].source && block(all[k - 1]) == block(all[k])) wrong += number(all[k - 1]) > i;
  }
  CHECK(wrong == 0);
  CHECK(seen == std::vector<int>(rows.size(), 1));
}

TEST_CASE("table refuses rows that mean nothing, by number") {
  using row = connect::table::row;
  for (row const& bad : {row{0, 1, 0, {std::nan("")}, {1}}, row{0, 1, 0, {INFINITY}, {1}}, row{0, 1, 0, {1}, {-1}},
                         row{0, 1, 0, {1}, {INFINITY}}, row{0, 1, 0, {1}, {std::nan("")}}})
    CHECK_THROWS_WITH(connect::table(std::vector<row>{{0, 1, 0, {1}, {1}}, bad}), ContainsSubstring("row 1"));
  connect::table const empty{std::span<row const>{}};
  CHECK(empty.blocks() == 0);
  CHECK(edges(empty).empty());
}

TEST_CASE("ring joins each cell to the next") {
  connect::ring const r({5, 9}, somewhere, joint);
  check_laws(r);
  auto const all = edges(r);
  REQUIRE(all.size() == 4);
  for (gid k = 0; k < 4; ++k) CHECK(all[k] == edge{5 + k, 5 + (k + 1) % 4, 0, 0.5f, 23});
  CHECK(r.via() == somewhere);
  check_laws(connect::ring({100, 4000}, somewhere, joint));
  CHECK(edges(connect::ring({100, 4000}, somewhere, joint)).size() == 3900);
  CHECK(edges(connect::ring({7, 7}, somewhere, joint)).empty());
}

TEST_CASE("times become steps by floor(t / dt + 0.5)") {
  CHECK(to_steps({0.05}, {0.1}) == 1);
  CHECK(to_steps({0.049}, {0.1}) == 0);
  CHECK(to_steps({1}, {0.025}) == 40);
  CHECK(to_steps({-0.06}, {0.1}) == -1);
  CHECK(to_steps({-0.04}, {0.1}) == 0);
  for (double huge : {1e19, 1e300, double(INFINITY)}) CHECK(to_steps({huge}, {0.1}) == 1ll << 60);
}
