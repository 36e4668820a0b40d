// SPDX-License-Identifier: BSD-3-Clause
// The line source against point sources summed along the line, where cells stand, what is refused.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/discretize.hpp>
#include <pallium/cell/geometry.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/record/extracellular.hpp>

#include "../support/table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

using namespace pallium;

namespace {

using vec = Eigen::Vector3d;

/// Midpoint rule, n points; the line must be far from the electrode compared with its n-th part.
double summed(vec const& e, vec const& from, vec const& to, double sigma, int n) {
  double sum = 0;
  for (int k = 0; k < n; ++k) sum += 1 / (e - (from + (to - from) * ((k + 0.5) / n))).norm();
  return sum / n / (4 * std::numbers::pi * sigma);
}

}  // namespace

TEST_CASE("a line source is the sum of the point sources along it") {
  record::extracellular const field({{0, 0, 0}}, {1.0}, 0.3);
  vec const from(10, -5, 3), to(35, 20, -8);
  double worst = 0;
  for (vec const& e : {vec(0, 0, 0), vec(100, 50, 0), vec(22, 9, 2), vec(60, 45, -19), vec(-15, -30, 14), vec(1000, 0, 0)})
    worst = std::max(worst, std::abs(field.resistance(e, from, to, 0.5) / summed(e, from, to, 0.3, 200000) - 1));
  test::prove("extracellular potential", "analytic solution", "resistance, relative", worst, 1e-9);

  // on the axis, and inside: as on the surface
  double const inside = field.resistance(0.5 * (from + to), from, to, 2);
  vec const aside = vec(1, -1, 0).cross(to - from).normalized() * 2;
  CHECK(std::abs(inside / field.resistance(0.5 * (from + to) + aside, from, to, 2) - 1) < 1e-12);
  CHECK(std::isfinite(field.resistance(from, from, to, 0.1)));
}

TEST_CASE("a cell that is turned and moved is seen by electrodes as one that is not by electrodes moved back") {
  auto const tree = morph::procedural{}(1);
  auto const layout = discretize::nseg{}(tree);
  auto const lines = segment_lines(tree, layout);
  Eigen::Isometry3d const pose = Eigen::Translation3d(100, -40, 7) * Eigen::AngleAxisd(0.7, vec(1, 2, -1).normalized());
  std::vector<vec> const electrodes{{30, 40, 50}, {-80, 10, 5}};
  std::vector<vec> moved;
  for (vec const& e : electrodes) moved.push_back(pose * e);
  record::extracellular here(electrodes, {1.0}), there(moved, {1.0});
  here.add(3, lines);
  there.add(3, lines, pose);
  REQUIRE(here.probes().size() == layout.segments.size());
  CHECK(here.probes()[5].cell == 3);
  CHECK(here.probes()[5].segment == 5);
  std::vector<double> currents(lines.size());
  for (std::size_t k = 0; k < currents.size(); ++k) currents[k] = std::sin(double(k) + 1);
  here.sample({0}, currents);
  there.sample({0}, currents);
  for (std::size_t e = 0; e < 2; ++e) CHECK(std::abs(here.value(0, e) - there.value(0, e)) < 1e-12 * std::abs(here.value(0, e)) + 1e-14);
}

TEST_CASE("lines of compartments join to their sections") {
  auto const tree = morph::procedural{}(1);
  auto const layout = discretize::nseg{}(tree);
  auto const lines = segment_lines(tree, layout);
  std::size_t number = 0;
  for (section const& s : tree) {
    auto const& mine = layout.sections[number++];
    auto const ends = [](std::array<double, 3> const& a, point const& p) { return std::hypot(a[0] - p.x, a[1] - p.y, a[2] - p.z); };
    CHECK(ends(lines[std::size_t(mine.first)].from, s.points.front()) < 1e-9);
    CHECK(ends(lines[std::size_t(mine.first + mine.count - 1)].to, s.points.back()) < 1e-9);
    for (std::int32_t k = mine.first + 1; k < mine.first + mine.count; ++k)
      CHECK(lines[std::size_t(k)].from == lines[std::size_t(k - 1)].to);
  }
  CHECK_THROWS_AS(segment_lines(morph::tree{}, layout), input_error);
  std::vector<point> const lone{{0, 0, 0, 1}};
  std::vector<double> const two{0, 1};
  CHECK_THROWS_AS(segment_lines(std::vector<section>{{.points = lone, .arc = {}}}, layout), input_error);
  CHECK_THROWS_AS(segment_lines(std::vector<section>{{.points = (*tree.begin()).points, .arc = std::span(two).first(1)}}, layout), input_error);
}

TEST_CASE("a recorder of the field refuses what means nothing") {
  CHECK_THROWS_AS(record::extracellular({}, {1.0}), input_error);
  for (double bad : {0.0, -1.0, std::nan("")}) CHECK_THROWS_AS(record::extracellular({{0, 0, 0}}, {1.0}, bad), input_error);
  record::extracellular field({{0, 0, 0}}, {1.0});
  CHECK_THROWS_AS(field.add(0, std::vector<segment_line>{{{0, 1, 1}, {1, 1, 1}, 1}, {{1, 1, 1}, {1, 1, 1}, 1}}), input_error);
  CHECK(field.probes().empty());
}
