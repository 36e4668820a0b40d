// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/morph/concept.hpp>
#include <pallium/morph/tree.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pallium::morph {

/// Dendrites grown from a handful of numbers and a seed: `morph::procedural::layer5()(seed)`.
///
/// Basal stems leave the soma, bifurcate `orders` times and taper; a pyramidal cell also has an apical trunk along +y
/// with obliques and a tuft. Each length varies by +-25 %, each direction wanders. Where `tips` is given the basal stems
/// share out so many tips, and no two sisters need have as many: a third, rounded down, goes to one of them; then
/// `length` is that of the sections before (with `orders` 1: all of them the first) and of the last. The numbers of the
/// five types are typical of the mouse's visual cortex (total dendritic length 2.5 to 5.5 mm, 110 to 280 compartments
/// under `discretize::nseg`), not fits: for a real cell read its reconstruction. No axon: `stub_axon` appends one.
///
/// The engine of chance is `core/rng.hpp`, directions come from rejection sampling and square roots: the same seed
/// gives the same bits everywhere.
struct procedural {
  double soma_radius = 6;                        ///< [um]
  int stems = 5, orders = 2;                     ///< basal stems, bifurcations on the way to a tip (at most 8)
  std::array<double, 2> length{20, 80};          ///< basal sections: first and last order, linear between [um]
  std::array<double, 2> radius{0.4, 0.18};       ///< basal: at the soma and at tips [um]
  bool down = true;                              ///< basal stems avoid the apical side
  double trunk = 0, trunk_radius = 0.6;          ///< apical trunk: length (0: none) and radius at the soma [um]
  int obliques = 0;                              ///< side branches of the trunk
  double oblique = 80;                           ///< their length [um]
  int tuft_orders = 2;                           ///< bifurcations of the tuft at the trunk's end (at most 8)
  double tuft = 60;                              ///< length of a tuft section [um]
  double tip_radius = 0.18;                      ///< of obliques and tuft [um]
  int tips = 0;                                  ///< of all basal stems together; 0: 2^orders of each
  double vertical = 0;                           ///< how far the stems are drawn to +y and -y in turn (bipolar cells: 2)

  static procedural layer23() {
    return {.soma_radius = 6.5, .stems = 5, .length = {18, 85}, .trunk = 110, .obliques = 4, .oblique = 85,
            .tuft_orders = 3, .tuft = 50};
  }
  static procedural layer4() {
    return {.soma_radius = 5.5, .stems = 5, .length = {15, 80}, .radius = {0.35, 0.16}, .trunk = 180, .trunk_radius = 0.5,
            .obliques = 3, .oblique = 70, .tuft_orders = 1, .tuft = 60, .tip_radius = 0.16};
  }
  static procedural layer5() {
    return {.soma_radius = 8.5, .stems = 6, .length = {20, 95}, .radius = {0.5, 0.2}, .trunk = 450, .trunk_radius = 0.9,
            .obliques = 5, .oblique = 100, .tuft_orders = 3, .tuft = 75, .tip_radius = 0.2};
  }
  static procedural layer6() {
    return {.soma_radius = 6, .stems = 5, .length = {18, 85}, .radius = {0.35, 0.17}, .trunk = 300, .trunk_radius = 0.5,
            .obliques = 5, .oblique = 70, .tuft_orders = 1, .tuft = 50, .tip_radius = 0.17};
  }
  static procedural basket() {
    return {.soma_radius = 6, .stems = 5, .orders = 2, .length = {20, 95}, .radius = {0.28, 0.15}, .down = false};
  }

  /// Errors: input_error naming the member that is not usable.
  tree operator()(std::uint64_t seed) const;

 private:
  void check() const {
    auto const need = [](bool good, char const* member, double found, char const* expected) {
      if (!good) throw input_error(std::string("morph::procedural: ") + member, std::to_string(found), expected);
    };
    auto const size = [&](char const* member, double um) {
      need(um > 0 && um < 1e5, member, um, "a positive number of um, below 1e5");
    };
    size("soma_radius", soma_radius);
    for (double v : length) size("length", v);
    for (double v : radius) size("radius", v);
    need(stems >= 0 && stems <= 64, "stems", stems, "0 to 64");
    need(orders >= 0 && orders <= 8, "orders", orders, "0 to 8");
    need(tips == 0 || (tips >= stems && tips <= 64 * stems), "tips", tips, "0, or one to 64 for each stem");
    need(vertical >= 0 && vertical < 1e5, "vertical", vertical, "0 or a positive number");
    if (trunk == 0) return;
    for (auto [member, v] : {std::pair{"trunk", trunk}, {"trunk_radius", trunk_radius}, {"tip_radius", tip_radius}})
      size(member, v);
    for (auto [member, v] : {std::pair{"oblique", oblique}, {"tuft", tuft}}) size(member, v);
    need(obliques >= 0 && obliques <= 64, "obliques", obliques, "0 to 64");
    need(tuft_orders >= 0 && tuft_orders <= 8, "tuft_orders", tuft_orders, "0 to 8");
  }
};

namespace detail {

struct vec {
  double x = 0, y = 0, z = 0;
  friend vec operator+(vec a, vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend vec operator*(double k, vec a) { return {k * a.x, k * a.y, k * a.z}; }
  friend double dot(vec a, vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
};

/// The growing tip: chance, and the tree so far.
struct grower {
  static constexpr std::uint32_t stream = 0x6d6f7270;  // "morp": apart from every other use of the seed
  static constexpr double step = 10;                   ///< between points [um]
  std::uint64_t seed = 0, draws = 0;
  tree cell{};

  double chance() {
    auto const w = rng::draw(seed, stream, 0, draws++);
    return rng::uniform(w[0], w[1]);
  }
  double vary(double x) { return x * (0.75 + 0.5 * chance()); }
  vec direction() {  // uniform on the sphere: a point of the ball, not too close to its centre, normalised
    for (;;) {
      vec const v{2 * chance() - 1, 2 * chance() - 1, 2 * chance() - 1};
      double const r2 = dot(v, v);
      if (r2 <= 1 && r2 > 0.01) return (1 / std::sqrt(r2)) * v;
    }
  }
  static vec unit(vec v, vec fallback) {
    double const r2 = dot(v, v);
    return r2 > 1e-6 ? (1 / std::sqrt(r2)) * v : fallback;
  }

  /// One section from `from` on, radius linear from r0 to r1; `d` is its direction and leaves as that of its tip.
  std::int32_t run(branch kind, std::int32_t parent, double parent_x, point from, vec& d, double length, double r1,
                   double wander) {
    double const r0 = from.radius;
    auto const n = std::max(1, static_cast<int>(length / step + 0.5));
    part_.points.assign(1, from);
    for (int i = 1; i <= n; ++i) {
      d = unit(d + wander * direction(), d);
      vec const move = (length / n) * d;
      from = {from.x + move.x, from.y + move.y, from.z + move.z, r0 + (r1 - r0) * i / n};
      part_.points.push_back(from);
    }
    part_.kind = kind, part_.parent = parent, part_.parent_x = parent_x;
    return cell.append(part_);
  }

  /// A tree of bifurcations, sections of order k `length[k]` long, to the last of these or, if `tips` is not 0, to so many
  /// tips, `length.back()` long. Daughters have 0.63 of the radius (Rall's 3/2 power), but not less than the tip's.
  void bush(branch kind, std::int32_t parent, double parent_x, point from, vec d, std::vector<double> const& length,
            double tip, double wander, int tips = 0) {
    struct task { std::int32_t parent; double parent_x; point from; vec d; std::size_t order; int tips; };
    std::vector<task> todo{{parent, parent_x, from, d, 0, tips}};
    std::size_t const top = length.size() - 1, inner = top > 0 ? top - 1 : 0;
    while (!todo.empty()) {
      task t = todo.back();
      todo.pop_back();
      bool const last = tips > 0 ? t.tips == 1 : t.order == top;
      double const r1 = last ? tip : std::max(0.85 * t.from.radius, tip);
      double const mean = length[last ? top : std::min(t.order, inner)];
      auto const number = run(kind, t.parent, t.parent_x, t.from, t.d, vary(mean), r1, wander);
      if (last) continue;
      point end = part_.points.back();
      end.radius = std::max(0.63 * r1, tip);
      vec const any = direction();
      vec const side = unit(any + (-dot(any, t.d)) * t.d, {t.d.y, t.d.z, t.d.x});
      int const few = tips > 0 ? std::max(1, t.tips / 3) : 0;
      for (auto const& [s, n] : {std::pair{-0.6, few}, {0.6, t.tips - few}})
        todo.push_back({number, 1, end, unit(t.d + s * side, t.d), t.order + 1, n});
    }
  }

  tree::part part_{};
};

}  // namespace detail

inline tree procedural::operator()(std::uint64_t seed) const {
  check();
  detail::grower g{.seed = seed};
  double const r = soma_radius;
  g.cell.append(
      {.kind = branch::soma, .parent = -1, .parent_x = 0, .points = {{-r, 0, 0, r}, {0, 0, 0, r}, {r, 0, 0, r}}});
  std::vector<double> lengths(std::size_t(orders) + 1);
  for (std::size_t k = 0; k < lengths.size(); ++k)
    lengths[k] = orders == 0 ? length[1] : length[0] + (length[1] - length[0]) * double(k) / orders;
  for (int i = 0; i < stems; ++i) {
    detail::vec d = g.direction();
    if (down && d.y > 0.2) d.y = -d.y;
    if (vertical > 0) d = detail::grower::unit({d.x, d.y + (i % 2 == 0 ? vertical : -vertical), d.z}, d);
    int const mine = tips / stems + (i < tips % stems ? 1 : 0);
    g.bush(branch::dendrite, 0, 0.5, {r * d.x, r * d.y, r * d.z, g.vary(radius[0])}, d, lengths, radius[1], 0.25, mine);
  }
  if (trunk == 0) return std::move(g.cell);

  // The trunk: one section between obliques, which leave at its joints in the lower two thirds.
  int const pieces = obliques + 1;
  double const total = g.vary(trunk), r1 = std::max(0.6 * trunk_radius, tip_radius);
  detail::vec up{0, 1, 0};
  point at{0, r, 0, trunk_radius};
  std::int32_t number = 0;
  for (int i = 0; i < pieces; ++i) {
    bool const last = i + 1 == pieces;
    double const piece = last ? total / (obliques > 0 ? 3 : 1) : total * 2 / 3 / obliques;
    double const to = trunk_radius + (r1 - trunk_radius) * (i + 1) / pieces;
    detail::vec d = detail::grower::unit(up + 0.05 * g.direction(), up);
    number = g.run(branch::apical, number, i == 0 ? 0.5 : 1, at, d, piece, to, 0.05);
    at = g.part_.points.back();
    if (last) break;
    detail::vec out = g.direction();
    out.y *= 0.3;
    point side = at;
    side.radius = std::max(0.4 * at.radius, tip_radius);
    g.bush(branch::apical, number, 1, side, detail::grower::unit(out, {1, 0, 0}), {oblique}, tip_radius, 0.25);
  }
  at.radius = std::max(0.8 * at.radius, tip_radius);
  std::vector<double> const tufts(std::size_t(tuft_orders) + 1, tuft);
  g.bush(branch::apical, number, 1, at, up, tufts, tip_radius, 0.3);
  return std::move(g.cell);
}

}  // namespace pallium::morph
