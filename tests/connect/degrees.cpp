// SPDX-License-Identifier: BSD-3-Clause
// Rules that fix degrees, and the counts that are drawn for them.
#include "laws.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/fixed_in_and_outdegree.hpp>
#include <pallium/connect/fixed_indegree.hpp>
#include <pallium/connect/fixed_outdegree.hpp>

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

/// How often a cell is the source, or the target, of an edge.
std::vector<double> degrees(std::vector<joined> const& edges, gid_range cells, bool of_source) {
  std::vector<double> k(std::size_t(cells.size()), 0.0);
  for (auto const& j : edges) ++k[std::size_t((of_source ? j.source : j.e.target) - cells.first)];
  return k;
}
bool constant(std::vector<double> const& k, double value) {
  return std::all_of(k.begin(), k.end(), [=](double x) { return x == value; });
}
std::size_t selves(std::vector<joined> const& edges) {
  return std::size_t(std::count_if(edges.begin(), edges.end(), [](auto const& j) { return j.source == j.e.target; }));
}
std::size_t doubles(std::vector<joined> const& edges) {
  std::set<std::pair<gid, gid>> pairs;
  for (auto const& j : edges) pairs.insert({j.source, j.e.target});
  return edges.size() - pairs.size();
}
/// A chi-square of counts of 0, 1 ... against chances, the rare ones together.
template <class P> double misfit(std::map<std::uint64_t, double> const& count, double n, std::uint64_t most, P&& chance, double& free) {
  double chi = 0, seen = 0, expected = 0;
  free = -1;
  for (std::uint64_t k = 0; k <= most; ++k) {
    auto const it = count.find(k);
    seen += it == count.end() ? 0 : it->second;
    expected += n * chance(k);
    if (expected < 20 && k < most) continue;
    if (expected > 1e-6) chi += (seen - expected) * (seen - expected) / expected;
    ++free;
    seen = expected = 0;
  }
  return chi;
}
double chosen(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

}  // namespace

TEST_CASE("binomial numbers are binomial") {
  connect::detail::draws const random{.seed = 5, .stream = 1};
  struct one {
    std::uint64_t n, left, total;
  };
  for (auto [n, left, total] : {one{1, 1, 2}, one{40, 1, 2}, one{700, 1, 2}, one{3000, 5, 10}, one{30, 1, 3}, one{500, 97, 100}, one{1000, 1, 1000}, one{5, 999, 1000}}) {
    std::map<std::uint64_t, double> count;
    int const times = 40000;
    for (int i = 0; i < times; ++i) ++count[connect::detail::binomial(n, left, total, {random, gid(i), 0})];
    double const p = double(left) / double(total);
    double free = 0;
    double const chi = misfit(count, times, n, [m = double(n), p](std::uint64_t k) {
      return std::exp(chosen(m, double(k)) + double(k) * std::log(p) + (m - double(k)) * std::log1p(-p));
    }, free);
    INFO(n << " of " << left << " / " << total << ": chi2 " << chi << " of " << free);
    CHECK(chi < free + 5 * std::sqrt(2 * free) + 12);
  }
  CHECK(connect::detail::binomial(7, 3, 3, {random, 1, 0}) == 7);
  CHECK(connect::detail::binomial(7, 0, 3, {random, 1, 0}) == 0);
  CHECK(connect::detail::binomial(0, 1, 3, {random, 1, 0}) == 0);
}

TEST_CASE("hypergeometric numbers are hypergeometric") {
  connect::detail::draws const random{.seed = 5, .stream = 1};
  struct one {
    std::uint64_t n, left, total;
  };
  // urns and inversions, each with its mirrors; the last four by inversion
  for (auto [n, left, total] : {one{1, 1, 2}, one{10, 7, 20}, one{60, 500, 1000}, one{950, 500, 1000}, one{500, 30, 1000}, one{500, 980, 1000},
                                one{500, 500, 1000}, one{300, 800, 1000}, one{800, 300, 1100}, one{100, 5000, 1000000}}) {
    std::map<std::uint64_t, double> count;
    int const times = 40000;
    for (int i = 0; i < times; ++i) ++count[connect::detail::hypergeometric(n, left, total, {random, gid(i), 0})];
    double free = 0;
    double const chi = misfit(count, times, std::min(n, left), [m = double(n), l = double(left), t = double(total)](std::uint64_t count_left) {
      double const k = double(count_left);
      return m - k > t - l ? 0.0 : std::exp(chosen(l, k) + chosen(t - l, m - k) - chosen(t, m));
    }, free);
    INFO(n << " taken, " << left << " of " << total << ": chi2 " << chi << " of " << free);
    CHECK(chi < free + 5 * std::sqrt(2 * free) + 12);
  }
  // where logarithms of factorials would cancel to nothing: mean and variance
  gid const huge = gid{1} << 40;
  double sum = 0, squares = 0;
  for (int i = 0; i < 4000; ++i) {
    double const k = double(connect::detail::hypergeometric(10000, huge / 2, huge, {random, gid(i), 0})) - 5000;
    sum += k;
    squares += k * k;
  }
  CHECK(std::abs(sum / 4000) < 5 * 50 / std::sqrt(4000.0));
  CHECK(std::abs(squares / 4000 / 2500 - 1) < 5 * std::sqrt(2 / 4000.0));
}

TEST_CASE("a shuffle is a bijection, and mixes") {
  connect::detail::draws const random{.seed = 5, .stream = 1};
  for (std::uint64_t n : {1ull, 2ull, 3ull, 7ull, 64ull, 65ull, 1000ull, 65536ull, 100001ull}) {
    std::set<std::uint64_t> seen;
    std::uint64_t to[connect::detail::shuffle::batch];
    connect::detail::shuffle const order(n, random, 3);
    for (std::uint64_t i = 0; i < n; i += 29) {
      std::size_t const m = std::min<std::uint64_t>(29, n - i);
      order(i, m, to);
      for (std::size_t k = 0; k < m; ++k) {
        CHECK(to[k] < n);
        seen.insert(to[k]);
      }
    }
    CHECK(seen.size() == n);
  }
  for (std::uint64_t n : {24ull, 1000ull, 3000000ull, (1ull << 34) + 12345}) {  // where 0, 1, 2 go, over keys, and how far 1 from 0
    std::vector<double> a(24, 0.0), apart(24, 0.0);
    std::uint64_t to[connect::detail::shuffle::batch];
    for (std::uint64_t which = 0; which < 20000; ++which) {
      connect::detail::shuffle(n, random, which)(0, 2, to);
      ++a[to[0] * 24 / n];
      ++apart[((to[0] > to[1] ? to[0] - to[1] : to[0] + n - to[1]) - 1) * 24 / n];
    }
    INFO(n);
    CHECK(laws::even(a));
    if (n > 24) CHECK(laws::even(apart));
  }
  // and within one key: 2-dimensional, of 2^34
  std::uint64_t const n = (1ull << 34) + 12345;
  std::vector<double> grid(256, 0.0);
  std::uint64_t to[connect::detail::shuffle::batch];
  connect::detail::shuffle const order(n, random, 1);
  for (std::uint64_t i = 0; i < 100000; i += 2) {
    order(i, 2, to);
    ++grid[to[0] * 16 / n * 16 + to[1] * 16 / n];
  }
  CHECK(laws::even(grid));
}

TEST_CASE("fixed_outdegree keeps the laws, and its degree") {
  for (auto const& link : {plain, varied})
    for (bool multapses : {true, false})
      for (bool self : {true, false})
        for (auto [s, t, n] : {std::tuple{gid_range{0, 40}, gid_range{0, 40}, 30u}, {{0, 40}, {0, 3000}, 1000u}, {{0, 40}, {100, 30000}, 77u}, {{5, 9}, {0, 300}, 299u},
                               {{0, 30}, {20, 2800}, 1u}, {{0, 4}, {9, 99}, 0u}, {{3, 3}, {9, 9}, 5u}, {{1, 3}, {0, 20000}, 8000u}}) {
          connect::fixed_outdegree const c(s, t, n, somewhere, link, {.seed = 3, .stream = 1, .allow_self = self, .multapses = multapses});
          laws::check(c);
          auto const found = all(c);
          CHECK(constant(degrees(found, s, true), n));
          if (!multapses) CHECK(doubles(found) == 0);
          if (!self) CHECK(selves(found) == 0);
        }
}

TEST_CASE("fixed_outdegree draws its targets evenly") {
  for (bool multapses : {true, false})
    for (bool self : {true, false}) {
      gid_range const cells{0, 3001};
      auto const found = all(connect::fixed_outdegree(cells, cells, 200, somewhere, plain, {.seed = 2, .allow_self = self, .multapses = multapses}));
      auto const in = degrees(found, cells, false);
      double const p = 200.0 / (self ? 3001 : 3000), variance = multapses ? 200 * 3001 * (1.0 / 3000) : 3001 * p * (1 - p);
      double squares = 0;
      for (double k : in) squares += (k - 200) * (k - 200) / double(in.size());
      CHECK(std::abs(squares / variance - 1) < 5 * std::sqrt(2.0 / double(in.size())));
      double const expected = self ? 200 : 0;
      CHECK(std::abs(double(selves(found)) - expected) <= 5 * std::sqrt(expected));
      double const pairs = 3001 * (200.0 * 199 / 2) / 3000;  // of which a pair of a source's synapses is one: about
      if (multapses) CHECK(std::abs(double(doubles(found)) / pairs - 1) < 0.05);
      CHECK(laws::sites_even(found));
      std::vector<double> thirds(3, 0.0);  // of one source
      for (gid s = 0; s < 3000; ++s)
        for (edge const& e : laws::of(connect::fixed_outdegree(cells, {0, 3000}, 2, somewhere, plain, {.seed = 9}), s)) ++thirds[e.target / 1000];
      CHECK(laws::even(thirds));
    }
}

TEST_CASE("fixed_outdegree reaches 2^40 cells") {
  gid const n = gid{1} << 40;
  for (bool multapses : {true, false}) {
    connect::fixed_outdegree const c({0, n}, {0, n}, 5000, somewhere, plain, {.multapses = multapses});
    auto const found = laws::of(c, n - 2);
    CHECK(found.size() == 5000);
    std::vector<double> eighths(8, 0.0);
    for (edge const& e : found) ++eighths[e.target >> 37];
    CHECK(laws::even(eighths));
  }
}

TEST_CASE("fixed_indegree has its degree, evenly drawn, the same whoever asks") {
  for (auto const& link : {plain, varied})
    for (bool multapses : {true, false})
      for (bool self : {true, false}) {
        gid_range const cells{10, 2011};
        connect::fixed_indegree const c(cells, cells, 150, somewhere, link, {.seed = 2, .allow_self = self, .multapses = multapses});
        auto const found = laws::all_into(c);
        CHECK(constant(degrees(found, cells, false), 150));
        if (!multapses) CHECK(doubles(found) == 0);
        else CHECK(doubles(found) > 1000);
        if (!self) CHECK(selves(found) == 0);
        else CHECK(std::abs(double(selves(found)) - 150) < 5 * std::sqrt(150.0));
        double squares = 0, late = 0;
        auto const out = degrees(found, cells, true);
        for (double k : out) squares += (k - 150) * (k - 150) / double(out.size());
        double const variance = 150 * (multapses ? 1.0 : 1 - 150.0 / 2000);
        CHECK(std::abs(squares / variance - 1) < 5 * std::sqrt(2.0 / double(out.size())));
        for (auto const& j : found) late += j.e.delay < c.min_delay(dt) || j.e.delay > c.max_delay(dt) || !cells.contains(j.source);
        CHECK(late == 0);
        CHECK(laws::sites_even(found));
        std::vector<joined> other;
        std::thread([&] { other = laws::all_into(c); }).join();
        CHECK(other == found);
      }
  connect::fixed_indegree const whole({0, 50}, {0, 50}, 49, somewhere, plain, {.multapses = false});
  CHECK(doubles(laws::all_into(whole)) == 0);
  gid const n = gid{1} << 40;
  bulk<incoming_edge> in;
  connect::fixed_indegree({0, n}, {0, n}, 4000, somewhere, plain, {.multapses = false}).into(n - 1, dt, in);
  std::set<gid> sources;
  std::size_t high = 0;
  for (auto const& e : in) sources.insert(e.source), high += e.source >= n / 2;
  CHECK(sources.size() == 4000);
  CHECK(std::abs(double(high) - 2000) < 5 * std::sqrt(1000.0));
}

TEST_CASE("fixed_in_and_outdegree keeps the laws, and both degrees") {
  for (auto const& link : {plain, varied})
    for (auto [s, t, n] : {std::tuple{gid_range{0, 40}, gid_range{0, 40}, 30u}, {{0, 100}, {0, 100}, 1u}, {{7, 300}, {100, 3000}, 100u}, {{0, 20}, {50, 5000}, 300u}, {{0, 999}, {0, 10}, 3u},
                           {{0, 4}, {9, 9}, 4u}, {{4, 4}, {9, 9}, 4u}, {{5, 9}, {9, 99}, 0u}, {{0, 3000}, {0, 70000}, 5u}}) {
      connect::fixed_in_and_outdegree const c(s, t, n, somewhere, link, {.seed = 3, .stream = 1});
      laws::check(c);
      auto const found = all(c);
      CHECK(constant(degrees(found, t, false), n));
      double const mean = s.size() ? double(found.size()) / double(s.size()) : 0;
      for (double k : degrees(found, s, true)) CHECK((k == std::floor(mean) || k == std::ceil(mean)));
    }
}

TEST_CASE("fixed_in_and_outdegree joins its halves by chance") {
  gid_range const cells{0, 6000};
  connect::fixed_in_and_outdegree const c(cells, cells, 60, somewhere, plain, {.seed = 3, .stream = 1});
  CHECK(c.blocks() == 2);
  auto const found = all(c);
  double const n = double(found.size());
  CHECK(std::abs(double(selves(found)) - n / 6000) < 5 * std::sqrt(n / 6000));
  double const pairs = n * 59 / 2 / 6000;  // of a source's synapses, those that meet: about
  CHECK(std::abs(double(doubles(found)) / pairs - 1) < 0.1);
  CHECK(laws::sites_even(found));
  std::vector<double> grid(144, 0.0);
  for (auto const& j : found) ++grid[j.source / 500 * 12 + j.e.target / 500];
  for (double k : grid) CHECK(std::abs(k - n / 144) < 5 * std::sqrt(n / 144));
  // within a block, by chance: parity of source and target
  std::vector<double> parity(4, 0.0);
  for (auto const& j : found) ++parity[j.source % 2 * 2 + j.e.target % 2];
  CHECK(laws::even(parity));
  gid const huge = gid{1} << 40;
  connect::fixed_in_and_outdegree const all_cells({0, huge}, {0, huge}, 5000, somewhere, plain, {});
  CHECK(laws::of(all_cells, huge - 1).size() == 5000);
  CHECK(all_cells.block(all_cells.blocks() - 1).last == huge);
}

TEST_CASE("degrees that cannot be are refused") {
  auto const out = [](gid_range s, gid_range t, std::uint64_t n, connect::fixed_outdegree::options o) { connect::fixed_outdegree(s, t, n, somewhere, plain, o); };
  CHECK_THROWS_WITH(out({0, 1}, {5, 9}, 5, {.multapses = false}), ContainsSubstring("connect::fixed_outdegree: found 5 targets for a source, expected at most 4"));
  CHECK_THROWS_WITH(out({0, 6}, {5, 9}, 4, {.multapses = false}), ContainsSubstring("at most 3"));
  CHECK_NOTHROW(out({0, 6}, {5, 9}, 4, {.allow_self = true, .multapses = false}));
  CHECK_THROWS_WITH(out({0, 6}, {5, 6}, 1, {}), ContainsSubstring("a target to choose"));
  CHECK_THROWS_WITH(out({0, 6}, {5, 6}, 1u << 28, {}), ContainsSubstring("2^27"));
  auto const in = [](gid_range s, gid_range t, std::uint64_t n, connect::fixed_indegree::options o) { connect::fixed_indegree(s, t, n, somewhere, plain, o); };
  CHECK_THROWS_WITH(in({5, 9}, {0, 1}, 5, {.multapses = false}), ContainsSubstring("connect::fixed_indegree: found 5 sources for a target, expected at most 4"));
  CHECK_THROWS_WITH(in({5, 5}, {0, 1}, 5, {}), ContainsSubstring("a source to choose"));
  CHECK_THROWS_AS(connect::fixed_indegree({5, 6}, {0, 1}, 5, somewhere, {{1}, {-1}}, {}), input_error);
  auto const both = [](gid_range s, gid_range t, std::uint64_t n, connect::fixed_in_and_outdegree::options o) { connect::fixed_in_and_outdegree(s, t, n, somewhere, plain, o); };
  CHECK_THROWS_WITH(both({0, 5}, {0, 5}, 1, {.allow_self = false}), ContainsSubstring("connect::fixed_in_and_outdegree: found allow_self = false"));
  CHECK_THROWS_WITH(both({0, 5}, {0, 5}, 1, {.multapses = false}), ContainsSubstring("multapses = false"));
  CHECK_THROWS_WITH(both({0, 0}, {0, 5}, 1, {}), ContainsSubstring("no sources"));
  CHECK_THROWS_WITH(both({0, 5}, {0, gid{1} << 40}, 1u << 15, {}), ContainsSubstring("2^54"));
}
