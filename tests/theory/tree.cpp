// SPDX-License-Identifier: BSD-3-Clause
// Rall's 3/2 power law: a tree whose branches match at every fork and are as many length constants long on every way
// to a tip is a cylinder (Rall 1962, doi:10.1111/j.1749-6632.1962.tb54120.x; 1964).
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

#include <random>

using namespace theory;

namespace {

/// A tree and which part of its equivalent cylinder each section stands for.
struct rall_tree {
  morph::tree shape;
  std::vector<int> generation;  ///< of each section: compartments from the root
  std::vector<double> share;    ///< of the cylinder's area there: (d / d0)^(3/2)
};

/// Binary or wider forks after every `between` sections, daughters of unequal or equal diameters with the sum of d^(3/2)
/// kept, every section `c.length / sections` long in length constants; one stem for each number in `stems`.
rall_tree branching(cable const& c, int sections, int between, int forks, bool equal, std::vector<double> const& stems, unsigned seed) {
  rall_tree t;
  std::mt19937 random(seed);
  auto const add = [&](std::int32_t parent, double share, int generation) {
    double const d = c.diameter * std::pow(share, 2.0 / 3), h = c.length / sections * std::sqrt(d / c.diameter);
    t.generation.push_back(generation);
    t.share.push_back(share);
    return t.shape.append({.kind = parent < 0 ? branch::soma : branch::dendrite, .parent = parent, .parent_x = parent < 0 ? 0.0 : 1.0,
                           .points = {{0, 0, 0, 0.5 * d}, {h, 0, 0, 0.5 * d}}, .arc = {0, h}});
  };
  struct tip { std::int32_t section; double share; };
  std::vector<tip> tips{{add(-1, 1, 0), 1}};
  for (int g = 1; g < sections; ++g) {
    std::vector<tip> next;
    for (tip const& at : tips) {
      std::vector<double> parts{1};
      if (g == 1) parts = stems;
      else if (g % between == 0 && int(tips.size()) < 100) {
        parts.assign(std::size_t(forks), 1);
        for (double& x : parts)
          if (!equal) x = std::uniform_real_distribution<double>(0.2, 1)(random);
      }
      double sum = 0;
      for (double x : parts) sum += x;
      for (double x : parts) next.push_back({add(at.section, at.share * x / sum, g), at.share * x / sum});
    }
    tips = std::move(next);
  }
  return t;
}

}  // namespace

TEST_CASE("a tree that keeps the 3/2 law is its equivalent cylinder, compartment by compartment") {
  cable const c{.length = 900, .diameter = 8};
  double const amp = 0.5, dt = 0.1;
  int const sections = 24;
  auto const cylinder = with_membrane(c, chain(c, sections));
  double uniform = 0, mean = 0;
  for (bool halves : {false, true})
    for (auto const& t : {branching(c, sections, 6, 2, true, {1}, 1), branching(c, sections, 4, 2, false, {1}, 2),
                          branching(c, sections, 7, 3, false, {2, 1, 1}, 3), branching(c, sections, 1000, 2, true, {1, 1, 1, 1, 1}, 4)}) {
      auto const tree = with_membrane(c, t.shape);
      REQUIRE(tree.size() == t.share.size());
      CHECK(tree.size() > 2 * cylinder.size());
      // into the root: every branch is the cylinder
      auto const a = play(cylinder, halves, {{centre(cylinder, 0), constant(amp)}}, dt, 200, 20),
                 b = play(tree, halves, {{centre(tree, 0), constant(amp)}}, dt, 200, 20);
      for (std::size_t k = 0; k < a.size(); ++k)
        for (std::size_t s = 0; s < tree.size(); ++s) {
          double const d = std::abs(b[k][s] - a[k][std::size_t(t.generation[s])]) / a.back()[0];
          if (!(d <= uniform)) uniform = d;
        }
      // into the last tip alone: the mean over branches, weighted with their areas, is the cylinder
      auto const e = play(cylinder, halves, {{centre(cylinder, cylinder.size() - 1), constant(0.04 * amp)}}, dt, 200, 20),
                 f = play(tree, halves, {{centre(tree, tree.size() - 1), constant(0.04 * amp)}}, dt, 200, 20);
      CHECK(f.back().back() > 1.5 * e.back().back());
      for (std::size_t k = 0; k < e.size(); ++k) {
        std::vector<double> sum(std::size_t(sections), 0.0);
        for (std::size_t s = 0; s < tree.size(); ++s) sum[std::size_t(t.generation[s])] += t.share[s] * f[k][s];
        for (std::size_t g = 0; g < sum.size(); ++g) {
          double const d = std::abs(sum[g] - e[k][g]) / f.back().back();
          if (!(d <= mean)) mean = d;
        }
      }
    }
  test::prove("passive tree of the 3/2 law", "law: equivalent cylinder", "v, current into the root, relative", uniform, 1e-12);
  test::prove("passive tree of the 3/2 law", "law: equivalent cylinder", "mean v of the branches, current into a tip, relative", mean, 1e-12);
}

TEST_CASE("a tree that misses the 3/2 law is not a cylinder") {
  cable const c{.length = 900, .diameter = 8};
  auto t = branching(c, 24, 6, 2, true, {1}, 1);
  auto const cylinder = with_membrane(c, chain(c, 24));
  std::vector<morph::tree::part> parts;
  for (section const& s : t.shape) {
    parts.push_back({s.kind, s.parent, s.parent_x, {s.points.begin(), s.points.end()}, {s.arc.begin(), s.arc.end()}});
    if (t.generation[parts.size() - 1] >= 12)
      for (auto& p : parts.back().points) p.radius *= 1.001;
  }
  auto const tree = with_membrane(c, morph::tree(parts));
  auto const a = after(cylinder, false, {{centre(cylinder, 0), constant(0.5)}}, 0.1, 200),
             b = after(tree, false, {{centre(tree, 0), constant(0.5)}}, 0.1, 200);
  CHECK(std::abs(a[0] - b[0]) > 1e-6 * a[0]);
}

TEST_CASE("a tree cut in its own way tends to the equivalent cylinder") {
  // Four generations of 0.2 length constants each, cut into other numbers of compartments. Steady state, current into
  // the root's end, v at the tips.
  cable const c{.length = 0, .diameter = 6};
  double const L = 0.2, amp = 0.3;
  int const generations = 4;
  auto const v_tip = [&](int refinement) {
    morph::tree t;
    std::vector<std::int32_t> tips{-1};
    for (int g = 0; g < generations; ++g) {
      double const d = c.diameter * std::pow(2.0, -2.0 * g / 3), length = L * c.lambda() * std::sqrt(d / c.diameter);
      int const n = refinement * (g == 0 ? 5 : g == 1 ? 2 : g == 2 ? 4 : 3);
      std::vector<std::int32_t> next;
      for (auto tip : tips)
        for (int fork = 0; fork < (g == 0 ? 1 : 2); ++fork) {
          auto at = tip;
          for (int i = 0; i < n; ++i)
            at = t.append({.kind = at < 0 ? branch::soma : branch::dendrite, .parent = at, .parent_x = at < 0 ? 0.0 : 1.0,
                           .points = {{0, 0, 0, 0.5 * d}, {length / n, 0, 0, 0.5 * d}}, .arc = {0, length / n}});
          next.push_back(at);
        }
      tips = std::move(next);
    }
    auto const p = with_membrane(c, t);
    auto const v = after(p, false, {{centre(p, 0), constant(amp)}}, 1e6 * c.tau(), 4);
    // at the centre of the last compartment, h / 2 before the tip: v there is less than v at the tip by cosh(h / 2 lambda)
    auto const last = std::size_t(tips.back());
    double const d = c.diameter * std::pow(2.0, -2.0 * (generations - 1) / 3),
                 h = p.layout().segments[last].length / (c.lambda() * std::sqrt(d / c.diameter));
    return v[last] / std::cosh(0.5 * h);
  };
  double const exact = amp * c.infinite() / std::sinh(generations * L);
  std::vector<double> errors;
  for (int n : {1, 2, 4, 8, 16}) errors.push_back(std::abs(v_tip(n) / exact - 1));
  for (double e : errors) UNSCOPED_INFO(e);
  test::prove("passive tree of the 3/2 law", "analytic solution", "steady v at the tips, |space order - 2|", order_off(errors, 2), 0.1);
  test::prove("passive tree of the 3/2 law", "analytic solution", "steady v at the tips, root / 80, relative", errors.back(), 2e-6);
}
