// SPDX-License-Identifier: BSD-3-Clause
// Trees that own their points, the stub axon, the ball and stick, procedural growth.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <pallium/cell/discretize.hpp>
#include <pallium/core/units.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/morph/tree.hpp>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace pallium;
using Catch::Matchers::WithinRel;

morph::tree::part cylinder(branch kind, std::int32_t parent, double x, double from = 0, double radius = 1) {
  return {.kind = kind, .parent = parent, .parent_x = x, .points = {{from, 0, 0, radius}, {from + 10, 0, 0, radius}}};
}

morph::tree with_axon() {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0));
  t.append(cylinder(branch::axon, 0, 0.5, 10, 0.7));
  t.append(cylinder(branch::dendrite, 0, 1, 10));
  t.append(cylinder(branch::axon, 1, 1, 20, 0.4));
  t.append(cylinder(branch::apical, 3, 1, 30));
  t.append(cylinder(branch::dendrite, 2, 1, 20));
  return t;
}

TEST_CASE("a tree is a morphology source and copies own their points") {
  auto t = with_axon();
  auto const copy = t;
  t = morph::tree{};
  CHECK(t.empty());
  REQUIRE(copy.size() == 6);
  CHECK(copy[3].points[0].radius == 0.4);
  CHECK(copy.count(branch::axon) == 2);
  CHECK(copy.find(branch::dendrite, 1) == 5);
  CHECK(copy.find(branch::dendrite, 2) == -1);
  CHECK(morph::length_of(copy[1]) == 10.0);
  CHECK_THAT(morph::mean_diameter(copy[1]), WithinRel(1.4, 1e-15));
  std::size_t n = 0;
  for (section const& s : copy) n += s.points.size();
  CHECK(n == 12);
}

TEST_CASE("removing a kind lets others hang where the removed ones hung") {
  auto t = with_axon();
  t.remove(branch::axon);
  REQUIRE(t.size() == 4);
  CHECK(t[2].kind == branch::apical);
  CHECK(t[2].parent == 0);
  CHECK(t[2].parent_x == 0.5);
  CHECK(t[3].parent == 1);
  t.remove(branch::axon);
  CHECK(t.size() == 4);
  CHECK_THROWS_AS(t.remove(branch::soma), input_error);
}

TEST_CASE("sections that cannot be are refused") {
  morph::tree t;
  CHECK_THROWS_AS(t.append(cylinder(branch::dendrite, -1, 0)), input_error);
  CHECK_THROWS_AS(t.append(cylinder(branch::soma, 0, 0)), input_error);
  t.append(cylinder(branch::soma, -1, 0));
  CHECK_THROWS_AS(t.append(cylinder(branch::dendrite, 1, 0)), input_error);
  CHECK_THROWS_AS(t.append(cylinder(branch::dendrite, -1, 0)), input_error);
  CHECK_THROWS_AS(t.append(cylinder(branch::dendrite, 0, 1.5)), input_error);
  CHECK_THROWS_AS(t.append(cylinder(branch::dendrite, 0, std::nan(""))), input_error);
  CHECK_THROWS_AS(t.append({.kind = branch::dendrite, .parent = 0, .points = {{0, 0, 0, 1}}}), input_error);
  CHECK_THROWS_AS(t.append({.kind = branch::dendrite, .parent = 0, .points = {{}, {}}, .arc = {0}}), input_error);
  CHECK(t.size() == 1);
}

TEST_CASE("a stub takes the axon's place at the end") {
  auto const t = morph::stub_axon{}(with_axon());
  REQUIRE(t.size() == 6);
  CHECK(t.count(branch::axon) == 2);
  CHECK(t[4].parent == 0);
  CHECK(t[4].parent_x == 0.5);
  CHECK(t[5].parent == 4);
  CHECK(t[5].parent_x == 1);
  for (std::size_t i : {4u, 5u}) {
    CHECK(morph::length_of(t[i]) == 30);
    CHECK(morph::mean_diameter(t[i]) == 1);
  }
  auto const active = morph::stub_axon::all_active(with_axon());
  CHECK(active.parent_x == 1);
  CHECK(active.diameter[0] == double(1.4f));
  CHECK(active.diameter[1] == double(0.8f));
  auto const a = active(with_axon());
  CHECK(a[4].parent_x == 1);
  CHECK_THAT(morph::mean_diameter(a[5]), WithinRel(double(0.8f), 1e-15));
  morph::tree none;
  CHECK_THROWS_AS(morph::stub_axon{}(none), input_error);
  none.append(cylinder(branch::soma, -1, 0));
  CHECK_THROWS_AS(morph::stub_axon::all_active(none), input_error);
  CHECK(morph::stub_axon{}(none).size() == 3);
  CHECK_THROWS_AS((morph::stub_axon{.length = 0}(none)), input_error);
}

TEST_CASE("ball and stick") {
  using namespace units;
  auto const t = morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um});
  auto const c = discretize::nseg{}(t);
  CHECK(c.segments.size() == 1 + 11);
  CHECK_THAT(c.segments[0].area, WithinRel(4 * std::numbers::pi * 100, 1e-14));
  CHECK_THAT(c.total_area(), WithinRel(4 * std::numbers::pi * 100 + std::numbers::pi * 200, 1e-14));
  CHECK(c.nodes.size() == 12);  // nothing branches: no zero-area node
  CHECK_THROWS_AS(morph::ball_and_stick({.soma = 0_um}), input_error);
  CHECK_THROWS_AS(morph::ball_and_stick({.diameter = length{std::nan("")}}), input_error);
}

TEST_CASE("procedural cells are plausible, finite, and equal for equal seeds") {
  using P = morph::procedural;
  struct bounds { P type; double shortest, longest; bool apical; };
  auto const [type, shortest, longest, apical] =
      GENERATE(bounds{P::layer23(), 2500, 4500, true}, bounds{P::layer4(), 2000, 4000, true},
               bounds{P::layer5(), 4000, 7000, true}, bounds{P::layer6(), 2300, 4300, true},
               bounds{P::basket(), 2000, 4000, false});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto const t = type(seed), again = type(seed), other = type(seed + 1);
    double sum = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      section const s = t[i], u = again[i];
      REQUIRE(std::vector(s.points.begin(), s.points.end()) == std::vector(u.points.begin(), u.points.end()));
      sum += morph::length_of(s);
      for (point const& p : s.points) {
        REQUIRE(std::isfinite(p.x + p.y + p.z));
        REQUIRE(p.radius >= 0.14);
        REQUIRE(p.radius <= type.soma_radius);
      }
      if (s.parent > 0) {  // radii taper, and a section starts where its parent ends
        point const &end = t[std::size_t(s.parent)].points.back(), &start = s.points.front();
        REQUIRE(start.radius <= end.radius);
        REQUIRE(point{start.x, start.y, start.z, 0} == point{end.x, end.y, end.z, 0});
      }
    }
    CHECK(sum > shortest);
    CHECK(sum < longest);
    CHECK((t.count(branch::apical) > 0) == apical);
    auto const c = discretize::nseg{}(t);
    CHECK(c.segments.size() >= 100);
    CHECK(c.segments.size() <= 300);
    CHECK_FALSE(t[1].points[1] == other[1].points[1]);
  }
}

TEST_CASE("basal stems share out as many tips as they are told") {
  using P = morph::procedural;
  for (int tips : {7, 8, 30, 61})
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      auto const t = P{.stems = 7, .orders = 1, .length = {20, 60}, .tips = tips}(seed);
      std::vector<int> children(t.size(), 0), below(t.size(), 0);
      for (std::size_t i = t.size() - 1; i > 0; --i) {
        if (children[i] == 0) below[i] = 1;
        ++children[std::size_t(t[i].parent)];
        below[std::size_t(t[i].parent)] += below[i];
      }
      CHECK(below[0] == tips);
      CHECK(children[0] == 7);
      for (std::size_t i = 1; i < t.size(); ++i) {
        CHECK((children[i] == 0 || children[i] == 2));
        double const mean = children[i] == 0 ? 60 : 20;
        CHECK(std::abs(morph::length_of(t[i]) - mean) <= 0.25 * mean + 1e-9);
        if (t[i].parent == 0) CHECK((below[i] == tips / 7 || below[i] == (tips + 6) / 7));
      }
    }
}

TEST_CASE("stems of bipolar cells leave up and down in turn") {
  double up = 0, down = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto const t = morph::procedural{.stems = 2, .orders = 0, .down = false, .vertical = 2}(seed);
    up += t[1].points[0].y;
    down += t[2].points[0].y;
  }
  CHECK(up / 50 > 0.7 * 6);  // of a soma of 6 um
  CHECK(down / 50 < -0.7 * 6);
}

TEST_CASE("procedural cells are the same on every machine") {
  auto const t = morph::procedural::layer5()(42);
  double x = 0, r = 0;
  for (section const& s : t)
    for (point const& p : s.points) x += p.x, r += p.radius;
  CHECK(x == -30685.794641948902);
  CHECK(r == 187.63327305103590);
}

TEST_CASE("growth from numbers that cannot be is refused") {
  using P = morph::procedural;
  CHECK_THROWS_AS((P{.soma_radius = 0}(1)), input_error);
  CHECK_THROWS_AS((P{.orders = 20}(1)), input_error);
  CHECK_THROWS_AS((P{.stems = -1}(1)), input_error);
  CHECK_THROWS_AS((P{.length = {std::nan(""), 1}}(1)), input_error);
  CHECK_THROWS_AS((P{.trunk = -5}(1)), input_error);
  CHECK_THROWS_AS((P{.stems = 5, .tips = 4}(1)), input_error);
  CHECK_THROWS_AS((P{.stems = 1, .tips = 65}(1)), input_error);
  CHECK_THROWS_AS((P{.vertical = -1}(1)), input_error);
  CHECK_THROWS_AS((P{.trunk = 100, .tip_radius = 0}(1)), input_error);
  CHECK(P{.stems = 0}(1).size() == 1);
}

}  // namespace
