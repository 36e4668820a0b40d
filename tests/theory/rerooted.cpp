// SPDX-License-Identifier: BSD-3-Clause
// A tree is the same tree whichever of its sections is called the root, from whichever end a section is described, and
// whether a branch is said to hang on its parent's end or on the beginning of a sister.
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

#include <random>

using namespace theory;

namespace {

constexpr double longest = 30;  // compartment [um]
int compartments_of(double length) { return 1 + 2 * int(std::ceil((std::ceil(length / longest) - 1) / 2)); }

/// Sections between junctions; some leave the middle of another's compartment instead of a junction.
struct graph {
  struct edge {
    std::vector<point> points;
    std::vector<double> arc;
    int from = -1, to = -1;          ///< junctions at x = 0 and 1; from is -1 where it leaves a middle
    int beside = -1;                 ///< the section whose middle it leaves
    double x = 0;                    ///< and where
  };
  std::vector<edge> edges;

  graph(int sections, unsigned seed) {
    std::mt19937 random(seed);
    auto const draw = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    for (int i = 0; i < sections; ++i) {
      edge e;
      int const n = 2 + int(draw(0, 4));
      for (int k = 0; k < n; ++k) {
        e.points.push_back({draw(-50, 50), 0, 0, draw(0.3, 2.5)});
        e.arc.push_back(k == 0 ? 0 : e.arc.back() + draw(5, 60));
      }
      e.to = i + 1;
      e.from = 0;
      if (i > 0 && draw(0, 1) < 0.2) {
        e.from = -1;
        e.beside = int(draw(0, i));
        int const count = compartments_of(edges[std::size_t(e.beside)].arc.back());
        e.x = (int(draw(0, count)) + 0.5) / count;
      } else if (i > 0) {
        e.from = int(draw(std::max(0, i - 5), i + 1));
      }
      edges.push_back(std::move(e));
    }
  }

  /// The tree with a section as root. `number` and `flipped` say what became of each section. Nothing where some
  /// section could only be entered by its middle.
  struct rooted {
    morph::tree shape;
    std::vector<int> number;
    std::vector<bool> flipped;
  };
  rooted from(int root, bool flip, std::mt19937& random) const {
    rooted r{{}, std::vector<int>(edges.size(), -1), std::vector<bool>(edges.size(), false)};
    std::vector<int> order;
    auto const coin = [&] { return std::uniform_int_distribution<int>(0, 1)(random) == 1; };
    auto const add = [&](int s, bool backwards, int parent, double parent_x) {
      edge const& e = edges[std::size_t(s)];
      auto points = e.points;
      auto arc = e.arc;
      if (backwards) {
        std::reverse(points.begin(), points.end());
        std::reverse(arc.begin(), arc.end());
        for (double& a : arc) a = e.arc.back() - a;
      }
      r.number[std::size_t(s)] = r.shape.append({.kind = parent < 0 ? branch::soma : branch::dendrite, .parent = parent,
                                                 .parent_x = parent_x, .points = std::move(points), .arc = std::move(arc)});
      r.flipped[std::size_t(s)] = backwards;
      order.push_back(s);
    };
    // All that meets at a place hangs on `parent` at `x`, or on the beginning of one that already does.
    auto const hang = [&](auto const& meets, int parent, double x) {
      std::vector<int> sisters;
      for (int s = 0; s < int(edges.size()); ++s) {
        edge const& e = edges[std::size_t(s)];
        if (r.number[std::size_t(s)] >= 0) continue;
        bool const forward = meets(e, true), backward = meets(e, false);
        if (!forward && !backward) continue;
        bool const on_sister = !sisters.empty() && coin();
        add(s, backward, on_sister ? sisters.back() : parent, on_sister ? 0 : x);
        sisters.push_back(r.number[std::size_t(s)]);
      }
    };
    auto const end = [&](int junction) {
      return [junction](edge const& e, bool forward) { return junction >= 0 && (forward ? e.from == junction : e.to == junction); };
    };
    add(root, flip, -1, 0);
    for (std::size_t k = 0; k < order.size(); ++k) {
      int const s = order[k];
      edge const& e = edges[std::size_t(s)];
      bool const backwards = r.flipped[std::size_t(s)];
      hang(end(backwards ? e.from : e.to), r.number[std::size_t(s)], 1);
      if (k == 0) hang(end(backwards ? e.to : e.from), r.number[std::size_t(s)], 0);
      std::vector<double> places;
      for (edge const& other : edges)
        if (other.beside == s) places.push_back(other.x);
      for (double x : places)
        hang([&](edge const& other, bool forward) { return forward && other.beside == s && other.x == x; }, r.number[std::size_t(s)],
             backwards ? 1 - x : x);
    }
    return r;
  }
};

/// v of every compartment, numbered by the graph's sections.
std::vector<double> response(graph const& g, graph::rooted const& r, bool halves) {
  passive p(r.shape, discretize::max_length{longest});
  p.capacitance(everywhere, 1.2).axial_resistance(everywhere, 140).paint<channel::leak>(everywhere, {.g = 1e-4, .e = 0});
  p.initial_voltage({0});
  auto const segment = [&](std::size_t s, int k) {
    auto const& info = p.layout().sections[std::size_t(r.number[s])];
    return std::size_t(info.first + (r.flipped[s] ? info.count - 1 - k : k));
  };
  auto const v = after(p, halves, {{centre(p, segment(0, 0)), constant(0.05)}, {centre(p, segment(g.edges.size() - 1, 0)), constant(-0.02)}}, 0.2, 100);
  std::vector<double> all;
  for (std::size_t s = 0; s < g.edges.size(); ++s)
    for (int k = 0; k < p.layout().sections[std::size_t(r.number[s])].count; ++k) all.push_back(v[segment(s, k)]);
  return all;
}

}  // namespace

TEST_CASE("a tree does not depend on its root") {
  std::mt19937 random(11);
  double worst = 0;
  int compared = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    graph const g(1 + int(seed) * 2, seed);
    auto const plain = response(g, g.from(0, false, random), seed % 2 == 1);
    double scale = 0;
    for (double v : plain) scale = std::max(scale, std::abs(v));
    CHECK(scale > 1);
    for (int root = 0; root < int(g.edges.size()); ++root)
      for (bool flip : {false, true}) {
        if (g.edges[std::size_t(root)].from < 0 && root > 0) continue;  // its parent would be entered by the middle
        auto const r = g.from(root, flip, random);
        if (std::ranges::count(r.number, -1) > 0) continue;
        auto const v = response(g, r, seed % 2 == 1);
        REQUIRE(v.size() == plain.size());
        for (std::size_t i = 0; i < v.size(); ++i) {
          double const d = std::abs(v[i] - plain[i]) / scale;
          if (!(d <= worst)) worst = d;
        }
        ++compared;
      }
  }
  CHECK(compared > 100);
  test::prove("passive tree", "law: the same from any root", "v, relative", worst, 3e-13);
}
