// SPDX-License-Identifier: BSD-3-Clause
// Weights and delays: what can be written, what is refused, how drawn ones are spread.
#include "laws.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/all_to_all.hpp>

#include <type_traits>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using laws::dt, laws::somewhere;

connect::all_to_all with(connect::link const& l, std::uint32_t stream = 1) {
  return {{0, 20}, {20, 20020}, somewhere, l, {.seed = 8, .stream = stream}};
}
struct moments {
  double mean = 0, sd = 0, low = 1e300, high = -1e300;
};
template <class F> moments spread(std::vector<laws::joined> const& edges, F&& f) {
  moments m;
  for (auto const& j : edges) {
    double const x = f(j.e);
    m.mean += x;
    m.low = std::min(m.low, x);
    m.high = std::max(m.high, x);
  }
  m.mean /= double(edges.size());
  for (auto const& j : edges) m.sd += (f(j.e) - m.mean) * (f(j.e) - m.mean);
  m.sd = std::sqrt(m.sd / double(edges.size()));
  return m;
}
double weight(edge const& e) { return e.weight; }
double delay(edge const& e) { return double(e.delay); }

// A number needs its unit, or braces.
static_assert(std::is_convertible_v<conductance, connect::weight_law>);
static_assert(std::is_convertible_v<voltage, connect::weight_law>);
static_assert(!std::is_convertible_v<duration, connect::weight_law>);
static_assert(!std::is_convertible_v<double, connect::weight_law>);
static_assert(!std::is_convertible_v<double, connect::delay_law>);
static_assert(!std::is_convertible_v<conductance, connect::delay_law>);
static_assert(!std::is_convertible_v<connect::drawn<conductance>, connect::delay_law>);
static_assert(!std::is_convertible_v<connect::drawn<duration>, connect::weight_law>);

}  // namespace

TEST_CASE("links are written as numbers with units, bare numbers in braces, and laws") {
  auto const first = [](connect::link const& l) { return laws::of(with(l), 3)[5]; };
  CHECK(first({.weight = 10_nS, .delay = 2_ms}).weight == 0.01);
  CHECK(first({.weight = 10_nS, .delay = 2_ms}).delay == 20);
  CHECK(first({.weight = 0.5_mV, .delay = 2_ms}).weight == 0.5);
  CHECK(first({.weight = {0.4}, .delay = {0.3}}).weight == 0.4);  // constants are not rounded
  CHECK(first({.weight = {0.4}, .delay = {0.3}}).delay == 3);
  CHECK(first({{1}, {2}}).delay == 20);
  CHECK(first({}).delay == 0);
  for (connect::link const& l : {connect::link{.weight = connect::lognormal(1_nS, 0.5), .delay = 2_ms},
                                 {.weight = connect::gaussian(1_mV, 0.1_mV), .delay = 2_ms},
                                 {.weight = connect::gaussian(synaptic_weight{1}, synaptic_weight{2}).clipped({0}, {2}), .delay = 2_ms}}) {
    edge const e = first(l);
    CHECK(e.delay == 20);
    CHECK(e.weight == double(float(e.weight)));
  }
}

TEST_CASE("drawn weights and delays have the moments they say") {
  auto const w = laws::all(with({.weight = connect::gaussian(2_nS, 0.25_nS), .delay = connect::lognormal(3_ms, 0.4).clipped(0_ms, 1000_ms)}));
  double const n = double(w.size()), root = std::sqrt(n);
  moments const g = spread(w, weight), d = spread(w, [](edge const& e) { return 0.1 * double(e.delay); });
  CHECK(std::abs(g.mean - 2e-3) < 5 * 0.25e-3 / root);
  CHECK(std::abs(g.sd - 0.25e-3) < 5 * 0.25e-3 / (root * std::sqrt(2.0)));
  CHECK(g.low > 2e-3 - 6.5 * 0.25e-3);
  CHECK(g.low < 2e-3 - 4 * 0.25e-3);
  double const sd = 3 * std::sqrt(std::exp(0.16) - 1);
  CHECK(std::abs(d.mean - 3) < 5 * sd / root);
  CHECK(std::abs(d.sd - std::sqrt(sd * sd + 0.01 / 12)) < 20 * sd / root);
  auto const l = laws::all(with({.weight = connect::lognormal(synaptic_weight{-2}, 0.4), .delay = 1_ms}));
  moments const negative = spread(l, weight);
  CHECK(std::abs(negative.mean + 2) < 5 * (2 * sd / 3) / root);
  CHECK(negative.high < 0);
  double product = 0;  // weight and delay are independent
  for (auto const& j : w) product += (j.e.weight - g.mean) / g.sd * (0.1 * double(j.e.delay) - d.mean) / d.sd;
  CHECK(std::abs(product / n) < 5 / root);
  std::vector<double> bins(20, 0.0);  // the shape: quantiles of a normal number
  for (auto const& j : w) ++bins[std::min<std::size_t>(19, std::size_t(20 * 0.5 * std::erfc(-(j.e.weight - 2e-3) / 0.25e-3 / std::sqrt(2.0))))];
  CHECK(laws::even(bins));
}

TEST_CASE("bounds of a law are those of its draws, and of the delays that a source reports") {
  auto const c = with({.weight = connect::gaussian(2_nS, 2_nS).clipped(0.5_nS, 3_nS), .delay = connect::gaussian(2_ms, 2_ms).clipped(0.96_ms, 3.04_ms)});
  CHECK(c.min_delay(dt) == 10);
  CHECK(c.max_delay(dt) == 30);
  auto const edges = laws::all(c);
  moments const w = spread(edges, weight), d = spread(edges, delay);
  CHECK(w.low == double(float(0.5e-3)));
  CHECK(w.high == double(float(3e-3)));
  CHECK(d.low == 10);
  CHECK(d.high == 30);
  std::size_t at_low = 0;
  for (auto const& j : edges) at_low += j.e.delay == 10;
  double const p = 0.5 * std::erfc((2 - 1.05) / 2 / std::sqrt(2.0)), n = double(edges.size());
  CHECK(std::abs(double(at_low) - p * n) < 5 * std::sqrt(n * p * (1 - p)));
}

TEST_CASE("draws of a link are keyed by seed, stream, source and edge") {
  connect::link const l{.weight = connect::gaussian(2_nS, 1_nS), .delay = 1_ms};
  auto const a = laws::of(with(l, 1), 3), again = laws::of(with(l, 1), 3), stream = laws::of(with(l, 2), 3), source = laws::of(with(l, 1), 4);
  CHECK(a == again);
  std::size_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i].weight == stream[i].weight || a[i].weight == source[i].weight || (i > 0 && a[i].weight == a[i - 1].weight);
  CHECK(same < 50);
}

TEST_CASE("a law that cannot be is refused in a sentence that names the projection") {
  auto const told = [](connect::link const& l) {
    try {
      with(l);
    } catch (input_error const& e) {
      return std::string(e.what());
    }
    return std::string("nothing");
  };
  CHECK_THAT(told({.weight = {std::nan("")}, .delay = 1_ms}), ContainsSubstring("connect::all_to_all weight: found nan, expected a finite number"));
  CHECK_THAT(told({.weight = {1}, .delay = {std::nan("")}}), ContainsSubstring("connect::all_to_all delay: found nan"));
  CHECK_THAT(told({.weight = {1}, .delay = {INFINITY}}), ContainsSubstring("found inf"));
  CHECK_THAT(told({.weight = {1, 2}, .delay = 1_ms}), ContainsSubstring("finite number"));
  CHECK_THAT(told({.weight = {1}, .delay = -1_ms}), ContainsSubstring("expected delay >= 0"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::gaussian(2_ms, 1_ms)}), ContainsSubstring(".clipped(low, high)"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::lognormal(2_ms, 1)}), ContainsSubstring("longest delay"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::gaussian(2_ms, 1_ms).clipped(-1_ms, 3_ms)}), ContainsSubstring("delay >= 0"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::lognormal(2_ms, 1).clipped(-3_ms, -1_ms)}), ContainsSubstring("delay >= 0"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::lognormal(-2_ms, 1).clipped(-1_ms, 3_ms)}), ContainsSubstring("delay >= 0"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::gaussian(2_ms, -1_ms).clipped(1_ms, 3_ms)}), ContainsSubstring("spread"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::gaussian(2_ms, 1_ms).clipped(3_ms, 1_ms)}), ContainsSubstring("low <= high"));
  CHECK_THAT(told({.weight = connect::lognormal(1_nS, std::nan("")), .delay = 1_ms}), ContainsSubstring("spread"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::by_distance(1_ms, 0.3)}), ContainsSubstring("no positions"));
  CHECK_THAT(told({.weight = {1}, .delay = connect::by_distance(1_ms, 0)}), ContainsSubstring("velocity"));
  CHECK_THAT(told({.weight = connect::by_distance(1_nS, 0_um), .delay = 1_ms}), ContainsSubstring("velocity or length"));
  CHECK(told({.weight = {1}, .delay = 0_ms}) == "nothing");
  CHECK_THROWS_WITH(with({.weight = {1}, .delay = 1e12_ms}).max_delay(dt), ContainsSubstring("2^32 - 1 steps"));
}
