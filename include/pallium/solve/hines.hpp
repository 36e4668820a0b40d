// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/lane.hpp>
#include <pallium/solve/tree.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pallium::solve {

/// The numbers of a tree of equations that are the same in every solve and for all lanes,
///
///     d_i x_i - a_i x_parent(i) - sum over children c of a_c x_c = C_i v_i + s_i .
///
/// | node     | `p`                                    | `q`                                    | `c`         | `s`         |
/// |----------|----------------------------------------|----------------------------------------|-------------|-------------|
/// | fixed    | a of the node below in its piece, / d; | a / d, d after elimination of all      | C / d       | s / d       |
/// |          | of a bottom not used                   | below: what x_parent adds to x         |             |             |
/// | changing | a                                      | the constant part of d, with what the  | C           | s           |
/// |          |                                        | fixed children take from it            |             |             |
///
/// `reach`, per piece that hangs on a bottom (`tree::tops`): its top's a; if the bottom is fixed, over the bottom's d.
template <class Real> struct coefficients {
  struct row {
    Real p, q, c, s;
  };
  std::vector<row> at;     ///< by position
  std::vector<Real> reach;

  coefficients() = default;
  /// All per node. A fixed node's are computed here once, in the arithmetic of a lane.
  coefficients(tree const& t, std::span<Real const> axial, std::span<Real const> diagonal, std::span<Real const> capacity,
               std::span<Real const> source) {
    using B = simd::lane<simd::scalar, Real, 1>;
    auto const of = [](auto const& values, std::int32_t node) { return values[static_cast<std::size_t>(node)]; };
    for (auto n : t.node) at.push_back({of(axial, n), of(diagonal, n), of(capacity, n), of(source, n)});
    for (auto const& top : t.tops) reach.push_back(of(axial, of(t.node, top.position)));
    for (std::size_t k = 0; k < t.fixed; ++k) {
      auto const& piece = t.pieces[k];
      for (std::int32_t n = piece.first; n < piece.last; ++n) {
        auto& here = at[static_cast<std::size_t>(n)];
        Real const a = here.p;
        B const inverse = 1.0 / B::value_of(here.q), factor = inverse * B::value_of(a);
        Real const below = n == piece.first ? Real(0) : of(axial, of(t.node, n - 1));
        here = {(inverse * B::value_of(below)).r[0], factor.r[0], (inverse * B::value_of(here.c)).r[0], (inverse * B::value_of(here.s)).r[0]};
        if (n == piece.first)
          for (std::int32_t j = piece.child; j < piece.child + piece.children; ++j) {
            auto& r = reach[static_cast<std::size_t>(j)];
            r = (inverse * B::value_of(r)).r[0];
          }
        if (std::int32_t const p = of(t.parent, n); p >= 0) {
          auto& d = at[static_cast<std::size_t>(p)].q;
          d = fma(factor, B::value_of(-a), B::value_of(d)).r[0];
        }
      }
    }
  }
};

/// Where a solve of width L reads and writes: rows of L numbers, aligned for the lane type.
template <class Real> struct workspace {
  Real* v;         ///< a row for each node that has one
  Real* solution;  ///< the same rows, or others if v is still wanted when x is found
  Real* points;    ///< a row per point
  Real* factor;    ///< a row per position
};

/// Solves the equations for all lanes of K registers `B` at once (Hines 1984, doi:10.1016/0020-7101(84)90008-4), from the tips to
/// the root, then back; x comes to lie in `solution`.
///
/// | member of `equations`        | meaning                                                                                  |
/// |------------------------------|------------------------------------------------------------------------------------------|
/// | `change(n, row, d, b)`       | adds to arrays of K registers what the node at position n has besides `coefficients`;     |
/// |                              | `row`: its row in `v`. Not of fixed nodes and points                                     |
/// | `found(k, x, v, x_row, changing)` | the solution in register k of a node with a row: stores it in both rows, as it likes in v |
///
/// Nodes that are fixed cost no division. Elsewhere the K chains of dependent divisions overlap, and those of pieces side by
/// side. No pivoting: the matrix must be diagonally dominant.
template <class B, std::size_t K, class Equations>
[[gnu::always_inline]] inline void hines(tree const& t, coefficients<typename B::value_type> const& c,
                                         workspace<typename B::value_type> const& w, Equations const& equations) noexcept {
  using simd::unrolled;
  using T = typename B::value_type;
  using registers = std::array<B, K>;
  constexpr std::size_t N = B::size, L = K * N;
  auto const* const at = c.at.data();
  tree::piece const *const begin = t.pieces.data(), *const changing = begin + t.fixed, *const end = begin + t.pieces.size();
  std::int32_t const first_changing = changing == end ? std::int32_t(t.size()) : changing->first;
  auto const place = [&](std::int32_t of) __attribute__((always_inline)) {
    return of >= 0 ? w.solution + std::size_t(of) * L : w.points + std::size_t(~of) * L;
  };
  auto const gather = [&](tree::piece const& p, registers& b) __attribute__((always_inline)) {
    for (std::int32_t j = p.child; j < p.child + p.children; ++j) {
      T const* const from = place(t.tops[std::size_t(j)].place);
      B const a = B::value_of(c.reach[std::size_t(j)]);
      unrolled<K>([&](auto k) __attribute__((always_inline)) { b[k] = fma(a, B::load(from + k * N), b[k]); });
    }
  };
  for (auto const* p = begin; p != changing; ++p) {
    registers x;  // d^-1 times the right side after elimination of what is below
    std::size_t row = std::size_t(p->first_row) * L;
    std::int32_t n = p->first;
    if (!p->point())
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        x[k] = fma(B::value_of(at[n].c), B::load(w.v + row + k * N), B::value_of(at[n].s));
      });
    else
      unrolled<K>([&](auto k) __attribute__((always_inline)) { x[k] = B::value_of(at[n].s); });
    gather(*p, x);
    unrolled<K>([&](auto k) __attribute__((always_inline)) { x[k].store(place(p->row) + k * N); });
    if (!p->point()) row += L;
    for (++n; n < p->last; ++n, row += L) {
      B const capacity = B::value_of(at[n].c), source = B::value_of(at[n].s), below = B::value_of(at[n].p);
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        x[k] = fma(below, x[k], fma(capacity, B::load(w.v + row + k * N), source));
        x[k].store(w.solution + row + k * N);
      });
    }
  }
  for (auto const* p = changing; p != end; ++p) {
    registers f, x;  // a / d and right side / d of the node below
    B a(0.0);        // its a
    f.fill(a);
    x.fill(a);
    std::size_t row = std::size_t(p->first_row) * L;
    for (std::int32_t n = p->first; n < p->last; ++n) {
      registers d, b;
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        d[k] = B::value_of(at[n].q);
        b[k] = B::value_of(at[n].s);
      });
      bool const bottom = n == p->first;
      T* to = w.solution + row;
      if (bottom && p->point()) {
        to = place(p->row);
      } else {
        unrolled<K>([&](auto k) __attribute__((always_inline)) { b[k] = fma(B::value_of(at[n].c), B::load(w.v + row + k * N), b[k]); });
        equations.change(std::size_t(n), w.v + row, d, b);
        row += L;
      }
      if (bottom) {
        gather(*p, b);
        for (std::int32_t j = p->child; j < p->child + p->children; ++j) {
          std::int32_t const top = t.tops[std::size_t(j)].position;
          if (top < first_changing) continue;  // fixed: d has it
          B const reach = B::value_of(-c.reach[std::size_t(j)]);
          unrolled<K>([&](auto k) __attribute__((always_inline)) {
            d[k] = fma(B::load(w.factor + std::size_t(top) * L + k * N), reach, d[k]);
          });
        }
      } else {
        B const minus = -a;
        unrolled<K>([&](auto k) __attribute__((always_inline)) {
          d[k] = fma(f[k], minus, d[k]);
          b[k] = fma(a, x[k], b[k]);
        });
      }
      a = B::value_of(at[n].p);
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        B const inverse = 1.0 / d[k];
        f[k] = inverse * a;
        f[k].store(w.factor + std::size_t(n) * L + k * N);
        x[k] = b[k] * inverse;
        x[k].store(to + k * N);
      });
    }
  }
  auto const down = [&](tree::piece const& p, bool changes, auto factor) __attribute__((always_inline)) {
    registers x;
    if (p.last == std::int32_t(t.size()))  // the root
      unrolled<K>([&](auto k) __attribute__((always_inline)) { x[k] = B(0.0); });
    else
      unrolled<K>([&](auto k) __attribute__((always_inline)) { x[k] = B::load(place(p.above) + k * N); });
    std::size_t row = std::size_t(p.first_row) * L + std::size_t(p.last - p.first - (p.point() ? 1 : 0)) * L;
    std::int32_t n = p.last - 1;
    for (std::int32_t const stop = p.first + (p.point() ? 1 : 0); n >= stop; --n) {
      row -= L;
      auto const f = factor(n);
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        x[k] = fma(f(k), x[k], B::load(w.solution + row + k * N));
        equations.found(k, x[k], w.v + row, w.solution + row, changes);
      });
    }
    if (p.point()) {
      T* const to = place(p.row);
      auto const f = factor(n);
      unrolled<K>([&](auto k) __attribute__((always_inline)) { fma(f(k), x[k], B::load(to + k * N)).store(to + k * N); });
    }
  };
  for (auto const* p = end; p != changing;)
    down(*--p, true, [&](std::int32_t n) __attribute__((always_inline)) {
      return [from = w.factor + std::size_t(n) * L](auto k) __attribute__((always_inline)) { return B::load(from + k * N); };
    });
  for (auto const* p = changing; p != begin;)
    down(*--p, false, [&](std::int32_t n) __attribute__((always_inline)) {
      return [q = B::value_of(at[n].q)](auto) __attribute__((always_inline)) { return q; };
    });
}

}  // namespace pallium::solve
