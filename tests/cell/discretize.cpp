// SPDX-License-Identifier: BSD-3-Clause
// Cutting into compartments against closed forms, and morphologies that cannot be cut.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/morph/tree.hpp>
#include <string>
#include <vector>

#include "../support/temp_file.hpp"

namespace {

using namespace pallium;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
constexpr double pi = std::numbers::pi;

std::vector<double> conductances(compartments const& c, double ra = 100) {
  std::vector<double> g;
  axial_conductances(c, std::vector<double>(c.segments.size(), ra), g);
  return g;
}

void check_numbering(compartments const& c) {
  REQUIRE_FALSE(c.nodes.empty());
  CHECK(c.nodes[0].parent == -1);
  CHECK(c.nodes[0].segment == 0);
  std::vector<int> children(c.nodes.size(), 0);
  for (std::size_t i = 1; i < c.nodes.size(); ++i) {
    REQUIRE(c.nodes[i].parent >= 0);
    REQUIRE(std::size_t(c.nodes[i].parent) < i);
    ++children[std::size_t(c.nodes[i].parent)];
    std::int32_t a = std::int32_t(i) - 1;  // depth first: the parent is the node before or an ancestor of it
    while (a > c.nodes[i].parent) a = c.nodes[std::size_t(a)].parent;
    REQUIRE(a == c.nodes[i].parent);
  }
  for (std::size_t i = 0; i < c.nodes.size(); ++i)
    if (c.nodes[i].segment < 0) CHECK(children[i] >= 2);
  for (std::size_t s = 0; s < c.segments.size(); ++s)
    CHECK(c.nodes[std::size_t(c.node_of_segment[s])].segment == std::int32_t(s));
}

/// Resistance between the centres of segment 0 and another, walking up the sections: halves in series [MOhm], Ra 100.
double cable(compartments const& c, morph::tree const& t, std::int32_t segment) {
  double r = 0;
  while (c.segments[std::size_t(segment)].section != 0) {
    auto const section = std::size_t(c.segments[std::size_t(segment)].section);
    r += c.half_axial[2 * std::size_t(segment)];
    for (std::int32_t k = c.sections[section].first; k < segment; ++k)
      r += c.half_axial[2 * std::size_t(k)] + c.half_axial[2 * std::size_t(k) + 1];
    auto const& p = c.sections[std::size_t(t[section].parent)];
    bool const at_end = t[section].parent_x == 1;
    segment = at_end ? p.first + p.count - 1 : p.first + p.count / 2;
    if (at_end) r += c.half_axial[2 * std::size_t(segment) + 1];
  }
  for (std::int32_t k = 0; k < segment; ++k)
    r += c.half_axial[2 * std::size_t(k) + 1] + c.half_axial[2 * std::size_t(k) + 2];
  return r;
}

TEST_CASE("resistances along the tree are those of the cable") {
  auto const seed = GENERATE(1u, 2u, 3u);
  auto const t = morph::stub_axon{.diameter = {1, 1}, .length = 30, .parent_x = 1}(morph::procedural::layer5()(seed));
  auto const c = GENERATE_COPY(discretize::nseg{}(t), discretize::max_length{7}(t));
  check_numbering(c);
  auto const g = conductances(c);
  for (std::size_t s = 1; s < c.segments.size(); ++s) {
    double r = 0;
    for (std::int32_t n = c.node_of_segment[s]; n > 0; n = c.nodes[std::size_t(n)].parent) r += 1 / g[std::size_t(n)];
    REQUIRE_THAT(r, WithinRel(cable(c, t, std::int32_t(s)), 1e-12));
  }
}

TEST_CASE("area, resistance and mean diameter do not depend on the number of segments") {
  auto const t = morph::procedural::layer4()(7);
  auto const coarse = discretize::nseg{1e6}(t), fine = discretize::max_length{2.5}(t);
  CHECK_THAT(fine.total_area(), WithinRel(coarse.total_area(), 1e-12));
  for (std::size_t i = 0; i < coarse.sections.size(); ++i) {
    auto const& f = fine.sections[i];
    REQUIRE(coarse.sections[i].count == 1);
    CHECK(f.count % 2 == 1);
    CHECK(f.length / f.count <= 2.5);
    CHECK((f.count <= 2 || f.length / (f.count - 2) > 2.5));
    double r = 0, d = 0;
    for (std::int32_t s = f.first; s < f.first + f.count; ++s) {
      r += fine.half_axial[2 * std::size_t(s)] + fine.half_axial[2 * std::size_t(s) + 1];
      d += fine.diameter[std::size_t(s)] / f.count;
    }
    auto const s = std::size_t(coarse.sections[i].first);
    CHECK_THAT(r, WithinRel(coarse.half_axial[2 * s] + coarse.half_axial[2 * s + 1], 1e-11));
    CHECK_THAT(d, WithinRel(coarse.diameter[s], 1e-11));
  }
}

morph::tree::part cylinder(branch kind, std::int32_t parent, double x, double length, double radius = 1) {
  return {.kind = kind, .parent = parent, .parent_x = x, .points = {{0, 0, 0, radius}, {length, 0, 0, radius}}};
}

TEST_CASE("every way to hang on a section gives the right neighbours and conductances") {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0, 60, 5));    // three segments
  t.append(cylinder(branch::dendrite, 0, 0, 10));    // 1: alone on soma(0)
  t.append(cylinder(branch::dendrite, 0, 0.5, 12));  // 2: on the centre
  t.append(cylinder(branch::dendrite, 0, 1, 14));    // 3: on soma(1)
  t.append(cylinder(branch::dendrite, 3, 0, 16));    // 4: on x = 0 of 3, so with it on soma(1)
  t.append(cylinder(branch::dendrite, 2, 0, 18));    // 5: on x = 0 of 2, so on the soma's centre
  t.append(cylinder(branch::dendrite, 4, 1, 20));    // 6: alone on 4(1): in series
  t.append(cylinder(branch::dendrite, 0, 0.9, 22));  // 7: on soma's last segment
  auto const c = discretize::nseg{}(t);
  check_numbering(c);
  REQUIRE(c.segments.size() == 10);
  CHECK(c.nodes.size() == 11);  // the only branch point is soma(1)
  auto const g = conductances(c);
  auto const half = [](double length, double radius) { return length / 2 / (pi * radius * radius); };  // Ra 100: MOhm
  double const soma_half = half(20, 5);
  auto const node = [&](std::size_t section) {
    return std::size_t(c.node_of_segment[std::size_t(c.sections[section].first)]);
  };
  auto const parent = [&](std::size_t section) { return c.nodes[node(section)].parent; };
  auto const r = [&](std::size_t section) { return 1 / g[node(section)]; };
  CHECK(parent(1) == c.node_of_segment[0]);
  CHECK_THAT(r(1), WithinRel(soma_half + half(10, 1), 1e-14));
  CHECK(parent(2) == c.node_of_segment[1]);
  CHECK_THAT(r(2), WithinRel(half(12, 1), 1e-14));
  auto const end = std::size_t(parent(3));
  CHECK(c.nodes[end].segment == -1);
  CHECK(c.nodes[end].parent == c.node_of_segment[2]);
  CHECK_THAT(1 / g[end], WithinRel(soma_half, 1e-14));
  CHECK_THAT(r(3), WithinRel(half(14, 1), 1e-14));
  CHECK(parent(4) == parent(3));
  CHECK(parent(5) == c.node_of_segment[1]);
  CHECK_THAT(r(5), WithinRel(half(18, 1), 1e-14));
  CHECK(parent(6) == c.node_of_segment[std::size_t(c.sections[4].first)]);
  CHECK_THAT(r(6), WithinRel(half(16, 1) + half(20, 1), 1e-14));
  CHECK(parent(7) == c.node_of_segment[2]);
  std::vector<double> const distance{10, 30, 50, 5, 36, 67, 68, 39, 86, 65};  // from soma(0) to centres
  for (std::size_t s = 0; s < distance.size(); ++s) CHECK_THAT(c.segments[s].distance, WithinRel(distance[s], 1e-14));
}

TEST_CASE("two dendrites on soma(0) share a node there") {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0, 20, 5));
  t.append(cylinder(branch::dendrite, 0, 0, 10));
  t.append(cylinder(branch::dendrite, 0, 0, 10));
  auto const c = discretize::nseg{}(t);
  check_numbering(c);
  REQUIRE(c.nodes.size() == 4);
  auto const g = conductances(c);
  CHECK(c.nodes[1].segment == -1);
  CHECK_THAT(1 / g[1], WithinRel(10 / (pi * 25), 1e-14));
  CHECK(g[2] == g[3]);
}

TEST_CASE("Ra may differ per segment") {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0, 20, 5));
  t.append(cylinder(branch::dendrite, 0, 1, 10));
  auto const c = discretize::nseg{}(t);
  std::vector<double> g;
  axial_conductances(c, std::vector<double>{70, 150}, g);
  CHECK(g[0] == 0);
  CHECK_THAT(1 / g[1], WithinRel(0.01 * (70 * 10 / (pi * 25) + 150 * 5 / pi), 1e-14));
  CHECK_THROWS_AS(axial_conductances(c, std::vector<double>{70}, g), input_error);
  for (double bad : {0.0, -1.0, std::nan(""), HUGE_VAL})
    CHECK_THROWS_WITH(axial_conductances(c, std::vector<double>{70, bad}, g), ContainsSubstring("Ra of dend[0]"));
}

TEST_CASE("places are found as NEURON finds them") {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0, 20, 5));
  t.append(cylinder(branch::dendrite, 0, 1, 100));  // 5 segments
  t.append(cylinder(branch::dendrite, 0, 1, 50));   // 3
  auto const c = discretize::nseg{}(t);
  CHECK(c.segment_at(at(soma, 0.5)) == 0);
  CHECK(c.segment_at(at(dendrite, 0.0)) == 1);
  CHECK(c.segment_at(at(dendrite, 0.2)) == 2);
  CHECK(c.segment_at(at(dendrite, 0.5)) == 3);
  CHECK(c.segment_at(at(dendrite, 1.0)) == 5);
  CHECK(c.segment_at(at(branch::dendrite, 1, 0.99)) == 8);
  CHECK(c.segment_at(2, 0.5) == 7);
  CHECK_FALSE(c.segment_at(at(branch::dendrite, 2, 0.5)));
  CHECK_FALSE(c.segment_at(at(branch::axon, 0, 0.5)));
  CHECK_FALSE(c.segment_at(at(dendrite, 1.01)));
  CHECK_FALSE(c.segment_at(at(dendrite, -0.1)));
  CHECK_FALSE(c.segment_at(at(dendrite, std::nan(""))));
  CHECK_FALSE(c.segment_at(3, 0.5));
}

/// A source that checks nothing itself.
struct loose {
  std::vector<section> sections;
  auto begin() const { return sections.begin(); }
  auto end() const { return sections.end(); }
};

TEST_CASE("morphologies that cannot be cut are refused by name") {
  using points = std::vector<point>;
  points const line{{0, 0, 0, 1}, {10, 0, 0, 1}}, still{{1, 1, 1, 1}, {1, 1, 1, 1}}, thin{{0, 0, 0, 1}, {9, 0, 0, 0}},
      lost{{0, 0, 0, 1}, {std::nan(""), 0, 0, 1}}, far{{0, 0, 0, 1}, {1e100, 0, 0, 1}}, one{{0, 0, 0, 1}};
  section const s{-1, 0, branch::soma, line, {}};
  std::vector<double> const falling{0, -1}, short_arc{0};
  auto const refused = [](std::vector<section> sections, std::string const& words) {
    loose const m{std::move(sections)};
    CHECK_THROWS_WITH(discretize::nseg{}(m), ContainsSubstring(words));
    CHECK_THROWS_AS(discretize::per_point{}(m), input_error);
    CHECK_THROWS_AS(discretize::max_length{}(m), input_error);
  };
  auto const dend = [](std::int32_t parent, double x, points const& p) {
    return section{parent, x, branch::dendrite, p, {}};
  };
  refused({}, "a soma at least");
  refused({dend(-1, 0, line)}, "the soma first");
  refused({s, dend(-1, 0, line)}, "dend[0]: found no parent");
  refused({s, dend(7, 0, line)}, "parent 7");
  refused({s, dend(1, 0, line)}, "parent 1");
  refused({s, dend(0, 2, line)}, "parent x");
  refused({s, dend(0, 1, still)}, "dend[0]: found length 0");
  refused({s, dend(0, 1, thin)}, "dend[0]: found radius 0");
  refused({s, dend(0, 1, lost)}, "not finite");
  refused({s, dend(0, 1, one)}, "1 point(s)");
  refused({s, {0, 1, branch::dendrite, line, falling}}, "path lengths");
  refused({s, {0, 1, branch::dendrite, line, short_arc}}, "path lengths");
  refused({s, dend(2, 1, line), dend(1, 1, line)}, "do not hang on the root");
  CHECK_THROWS_WITH(discretize::nseg{}(loose{{s, dend(0, 1, far)}}), ContainsSubstring("dend[0]"));
  for (double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    CHECK_THROWS_AS(discretize::nseg{bad}(loose{{s}}), input_error);
    CHECK_THROWS_AS(discretize::max_length{bad}(loose{{s}}), input_error);
  }
  CHECK_THROWS_WITH(discretize::max_length{1e-9}(loose{{s}}), ContainsSubstring("million"));
}

TEST_CASE("a parent may come after its child") {
  std::vector<point> const line{{0, 0, 0, 1}, {10, 0, 0, 1}};
  loose const m{
      {{-1, 0, branch::soma, line, {}}, {2, 1, branch::axon, line, {}}, {0, 0.5, branch::dendrite, line, {}}}};
  auto const c = discretize::nseg{}(m);
  check_numbering(c);
  CHECK(c.segments[1].distance == 20);
  CHECK(c.nodes[std::size_t(c.node_of_segment[1])].parent == c.node_of_segment[2]);
}

TEST_CASE("a chain of 200,000 sections does not overflow the stack") {
  morph::tree t;
  t.append(cylinder(branch::soma, -1, 0, 20, 5));
  for (std::int32_t i = 0; i < 200000; ++i) t.append(cylinder(branch::dendrite, i, 1, 1));
  CHECK(discretize::nseg{}(t).nodes.size() == 200001);
}

TEST_CASE("Neulite's compartments, rule by rule") {
  temp_file const file(
      "0 1 0 0 0 5 -1\n"
      "1 3 0 6 0 1 0\n2 3 0 16 0 0.8 1\n3 3 0 26 0 0.6 2\n4 3 0 36 0 0.5 3\n5 3 10 6 0 0.4 1\n6 3 20 6 0 0.4 5\n"
      "7 2 0 -30 0 0.5 0\n8 2 0 -60 0 0.5 7\n"
      "9 4 -7 0 0 1 0\n10 4 -17 0 0 1 9\n",
      ".swc");
  for (auto order : {io::order::file, io::order::kind})
    for (auto how : {io::coordinates::exact, io::coordinates::bmtk}) {
      auto const c = discretize::per_point{}(io::swc(file.path(), how, order));
      CHECK(c.segments.size() == 11);
      check_numbering(c);
    }
  auto const c = discretize::per_point{}(io::swc(file.path(), io::coordinates::exact, io::order::file));
  CHECK(c.nodes.size() == 11);
  struct row {
    double length, r0, r1;
    int parent;
  };
  std::vector<row> const expected{
      {10, 5, 5, -1},                          // the soma
      {5, 1, 0.9, 0},    {5, 0.9, 0.8, 0},     // 1-2 in halves, both on the soma
      {10, 0.8, 0.6, 2}, {10, 0.6, 0.5, 3},    // 3, 4
      {10, 1, 0.4, 0},   {10, 0.4, 0.4, 5},    // the sibling of 2: whole, on the soma
      {30, 0.5, 0.5, 0}, {30, 0.5, 0.5, 7},    // the axon
      {5, 1, 1, 0},      {5, 1, 1, 0}};        // the apical: one piece, in halves
  REQUIRE(c.segments.size() == expected.size());
  auto const g = conductances(c, 150);
  for (std::size_t s = 0; s < expected.size(); ++s) {
    CAPTURE(s);
    auto const& e = expected[s];
    double const dr = e.r1 - e.r0;
    CHECK_THAT(c.segments[s].length, WithinRel(e.length, 1e-14));
    CHECK_THAT(c.segments[s].area, WithinRel(pi * (e.r0 + e.r1) * std::sqrt(e.length * e.length + dr * dr), 1e-14));
    auto const node = std::size_t(c.node_of_segment[s]);
    CHECK(c.nodes[node].parent == (e.parent < 0 ? -1 : c.node_of_segment[std::size_t(e.parent)]));
    if (e.parent < 0) continue;
    auto const r = [](row const& x) { return 0.01 * 150 * x.length / (pi * x.r1 * x.r1); };  // [MOhm]
    CHECK_THAT(g[node], WithinRel(2 / (r(e) + r(expected[std::size_t(e.parent)])), 1e-13));
  }
  CHECK(c.segment_at(at(soma, 0.5)) == 0);
  std::int32_t const first = c.segments[1].section;
  CHECK(c.segment_at(first, 0.0) == 1);
  CHECK(c.segment_at(first, 0.5) == 3);
  CHECK(c.segment_at(first, 1.0) == 4);
}

}  // namespace
