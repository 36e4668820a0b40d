// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

#include <array>

namespace pallium::channel::detail {

using simd::unrolled;

/// One number for each of the two rails: the closed states and the inactivated ones.
template <class B> struct rails { B c, i; };

/// A Markov scheme of N pairs of states, a ladder: C0 <-> C1 <-> ... on one rail, I0 <-> I1 <-> ... on the other, and
/// the rungs Ck <-> Ik. It stands for the matrix whose off-diagonal elements are the rates, negated, and whose columns
/// sum to `sum`: with sum = 1 and rates times dt that is Id - dt Q, the matrix of a backward Euler step.
template <class B, std::size_t N> struct two_rails {
  using vector = std::array<rails<B>, N>;
  vector up, down;  ///< k -> k + 1 and k + 1 -> k; the last of each is not used
  vector across;    ///< c: Ck -> Ik, i: Ik -> Ck
  vector sum;

  /// Block elimination, the pairs in order; the last pair is left as `across[N-1]`, `sum[N-1]`, `x[N-1]`. Diagonals are
  /// never formed by subtraction but as column sum + rates (Grassmann, Taksar & Heyman), so with sum >= 0 every number
  /// is positive and every result has a small *relative* error however stiff the rates are: no pivots, float will do.
  [[gnu::always_inline]] void eliminate(vector& x) noexcept {
    unrolled<N - 1>([&](auto k) __attribute__((always_inline)) {
      block const m = inverse[k] = invert(k);
      rails<B> const f = up[k], b = down[k], u = sum[k], y = x[k];
      sum[k + 1].c += b.c * fma(u.c, m.cc, u.i * m.ic);
      sum[k + 1].i += b.i * fma(u.c, m.ci, u.i * m.ii);
      across[k + 1].c += f.i * m.ic * b.c;
      across[k + 1].i += f.c * m.ci * b.i;
      x[k] = m * y;
      x[k + 1].c += f.c * x[k].c;
      x[k + 1].i += f.i * x[k].i;
    });
  }
  /// The other pairs, the last one being known.
  [[gnu::always_inline]] void substitute(vector& x) const noexcept {
    unrolled<N - 1>([&](auto n) __attribute__((always_inline)) {
      constexpr std::size_t k = N - 2 - n;
      rails<B> const y = inverse[k] * rails<B>{down[k].c * x[k + 1].c, down[k].i * x[k + 1].i};
      x[k].c += y.c;
      x[k].i += y.i;
    });
  }
  /// Replaces the right-hand side x by the solution.
  [[gnu::always_inline]] void solve(vector& x) noexcept {
    up[N - 1] = {0.0, 0.0};
    eliminate(x);
    x[N - 1] = invert(N - 1) * x[N - 1];
    substitute(x);
  }

  /// The same in two parts, for several right-hand sides: `auto const last = m.factor(); m.solve(x, last);`.
  [[gnu::always_inline]] auto factor() noexcept {
    up[N - 1] = {0.0, 0.0};
    unrolled<N - 1>([&](auto k) __attribute__((always_inline)) {
      block const m = inverse[k] = invert(k);
      rails<B> const f = up[k], b = down[k], u = sum[k];
      sum[k + 1].c += b.c * fma(u.c, m.cc, u.i * m.ic);
      sum[k + 1].i += b.i * fma(u.c, m.ci, u.i * m.ii);
      across[k + 1].c += f.i * m.ic * b.c;
      across[k + 1].i += f.c * m.ci * b.i;
    });
    return invert(N - 1);
  }
  template <class Last> [[gnu::always_inline]] void solve(vector& x, Last const& last) const noexcept {
    unrolled<N - 1>([&](auto k) __attribute__((always_inline)) {
      x[k] = inverse[k] * x[k];
      x[k + 1].c += up[k].c * x[k].c;
      x[k + 1].i += up[k].i * x[k].i;
    });
    x[N - 1] = last * x[N - 1];
    substitute(x);
  }

 private:
  struct block {
    B cc, ci, ic, ii;
    [[gnu::always_inline]] friend rails<B> operator*(block const& m, rails<B> const& y) noexcept {
      return {fma(m.cc, y.c, m.ci * y.i), fma(m.ic, y.c, m.ii * y.i)};
    }
  };
  [[gnu::always_inline]] block invert(std::size_t k) const noexcept {
    B const s = across[k].c, r = across[k].i, c = sum[k].c + up[k].c, i = sum[k].i + up[k].i;
    B const scale = 1.0 / fma(c, i + r, s * i);  // 1 / determinant of [c + s, -r; -s, i + r]
    return {(i + r) * scale, r * scale, s * scale, (c + s) * scale};
  }
  std::array<block, N - 1> inverse;
};

}  // namespace pallium::channel::detail
