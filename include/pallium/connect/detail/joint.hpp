// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/draws.hpp>
#include <pallium/connect/link.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/simd/trigonometry.hpp>

#include <cmath>

namespace pallium::connect::detail {

/// A link checked and ready to be laid on edges.
///
/// Errors: input_error naming the projection for what is not finite, a negative spread, bounds in the wrong order, a delay that
/// is negative or can be any, a law of distance where cells have no positions (`farthest` < 0).
class joint {
 public:
  joint(link const& l, std::string const& projection, draws random, double farthest = -1)
      : weight_(l.weight.law), delay_(l.delay.law), random_(random), projection_(projection) {
    check(weight_, "weight", farthest);
    check(delay_, "delay", farthest);
    if (!(delay_.low >= 0))
      fail("delay", std::isinf(delay_.low) ? "a law without bounds, which may be negative" : "down to " + std::to_string(delay_.low) + " ms",
           std::isinf(delay_.low) ? "one that is .clipped(low, high)" : "delay >= 0");
    if (!std::isfinite(delay_.high)) fail("delay", "a law without a longest delay", "one that is .clipped(low, high)");
  }

  /// Nothing is left to `fill` in: `edge_of(dt)` has it all.
  bool constant() const noexcept { return plain(weight_) && plain(delay_); }
  bool wants_distance() const noexcept { return weight_.of_distance() || delay_.of_distance(); }
  step min_delay(duration dt) const { return steps(delay_.low, dt); }
  step max_delay(duration dt) const { return steps(delay_.high, dt); }
  /// Weight and delay where they are constant.
  template <class Edge> Edge edge_of(duration dt) const noexcept {
    Edge e{};
    e.weight = plain(weight_) ? weight_.a : 1.0;
    e.delay = static_cast<std::uint32_t>(to_steps({delay_.a}, dt));
    return e;
  }

  /// Weights and delays of n edges of one cell whose draws have the numbers from `number` on. `factor`: a weight that is not
  /// constant multiplies the one that is there.
  template <class Edge> void fill(Edge* e, std::size_t n, gid owner, std::uint64_t number, duration dt, bool factor = false) const {
    fill(e, n, owner, [=](std::size_t i) { return number + i; }, dt, nullptr, factor);
  }
  /// The same with numbers in any order, number(i), and, where cells have positions, distances [um].
  template <class Edge, class F>
  void fill(Edge* e, std::size_t n, gid owner, F&& number, duration dt, double const* distance, bool factor = false) const {
    using L = draws::lanes::lane_type;
    if (constant()) return;
    alignas(64) double w[L::size], t[L::size], d[L::size] = {};
    std::uint64_t numbers[L::size];
    for (std::size_t at = 0; at < n; at += L::size) {
      std::size_t const m = std::min(L::size, n - at);
      for (std::size_t i = 0; i < L::size; ++i) numbers[i] = number(at + std::min(i, m - 1));
      if (distance) std::copy_n(distance + at, m, d);
      L z(0.0), y(0.0);
      if (weight_.random() || delay_.random()) {  // Box and Muller: cosine for the weight, sine for the delay
        auto const bits = random_.many(draws::laws, owner, numbers);
        L const r = sqrt(L(-2.0) * log(bits.uniform(0, 1))), angle = L(0x1.921fb54442d18p+2) * bits.uniform(2, 3);
        if (weight_.random()) z = r * cos(angle);
        if (delay_.random()) y = r * sin(angle);
      }
      if (!plain(weight_)) {
        value(weight_, z, L::load(d)).store(w);
        for (std::size_t i = 0; i < m; ++i) e[at + i].weight = static_cast<float>(factor ? e[at + i].weight * w[i] : w[i]);
      }
      if (!plain(delay_)) {
        value(delay_, y, L::load(d)).store(t);
        for (std::size_t i = 0; i < m; ++i) e[at + i].delay = static_cast<std::uint32_t>(to_steps({t[i]}, dt));
      }
    }
  }

 private:
  static bool plain(law const& l) noexcept { return l.is == law::form::constant; }
  template <class L> static L value(law const& l, L const& z, L const& d) noexcept {
    L x(l.a);
    switch (l.is) {
      case law::form::constant: break;
      case law::form::gaussian: x = fma(L(l.b), z, L(l.a)); break;
      case law::form::lognormal: x = L(l.a) * exp(fma(L(l.b), z, L(-0.5 * l.b * l.b))); break;
      case law::form::linear: x = fma(L(l.b), d, L(l.a)); break;
      case law::form::decaying: x = L(l.a) * exp(L(-l.b) * d); break;
    }
    return min(max(x, L(l.low)), L(l.high));
  }
  /// Sets the bounds that follow from the law.
  void check(law& l, char const* what, double farthest) const {
    if (!std::isfinite(l.a)) fail(what, std::to_string(l.a), "a finite number");
    if (plain(l)) {
      l.low = l.high = l.a;
      return;
    }
    if (!(l.b >= 0) || !std::isfinite(l.b))
      fail(what, l.of_distance() ? "a velocity or length that is not positive" : "a spread of " + std::to_string(l.b), "a positive number");
    if (!(l.low <= l.high)) fail(what, "bounds " + std::to_string(l.low) + " and " + std::to_string(l.high), "low <= high");
    if (l.is == law::form::lognormal && l.a < 0) l.high = std::max(std::min(l.high, 0.0), l.low);
    if (l.is == law::form::lognormal && l.a >= 0) l.low = std::min(std::max(l.low, 0.0), l.high);
    if (l.of_distance()) {
      if (farthest < 0) fail(what, "a law of distance", "a constant or drawn one: cells have no positions here");
      double const end = l.is == law::form::linear ? l.a + l.b * farthest : 0.0;
      l.low = std::min(l.a, end);
      l.high = std::max(l.a, end);
    }
  }
  step steps(double t, duration dt) const {
    step const n = to_steps({t}, dt);
    if (n > 0xffffffff) fail("delay", std::to_string(t) + " ms", "at most 2^32 - 1 steps");
    return n;
  }
  [[noreturn]] void fail(std::string const& what, std::string const& found, std::string const& expected) const {
    throw input_error(projection_ + " " + what, found, expected);
  }

  law weight_, delay_;
  draws random_;
  std::string projection_;
};

}  // namespace pallium::connect::detail
