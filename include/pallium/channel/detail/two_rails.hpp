// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

#include <array>

namespace pallium::channel::detail {

/// One number for each of the two rails: the closed states and the inactivated ones.
template <class B> struct rails { B c, i; };

/// A Markov scheme of N pairs of states, a ladder: C0 <-> C1 <-> ... on one rail, I0 <-> I1 <-> ... on the other, and
/// the rungs Ck <-> Ik. It stands for the matrix whose off-diagonal elements are the rates, negated, and whose columns
/// sum to `sum`: with sum = 1 and rates times dt that is Id - dt Q, the matrix of a backward Euler step.
template <class B, std::size_t N> struct two_rails {
  std::array<rails<B>, N> up, down;  ///< k -> k + 1 and k + 1 -> k; the last of each is not used
  std::array<rails<B>, N> across;    ///< c: Ck -> Ik, i: Ik -> Ck
  std::array<rails<B>, N> sum;

  /// Block elimination, the pairs in order; the last pair is left as `across[N-1]`, `sum[N-1]`, `x[N-1]`. Diagonals are
  /// never formed by subtraction but as column sum + rates (Grassmann, Taksar & Heyman), so with sum >= 0 every number
  /// is positive and every result has a small *relative* error however stiff the rates are: no pivots, float will do.
  void eliminate(std::array<rails<B>, N>& x) noexcept {
    for (std::size_t k = 0; k + 1 < N; ++k) {
      inverse[k] = invert(k);
      auto const& [cc, ci, ic, ii] = inverse[k];
      rails<B> const f = up[k], b = down[k], u = sum[k], y = x[k];
      sum[k + 1].c += b.c * fma(u.c, cc, u.i * ic);
      sum[k + 1].i += b.i * fma(u.c, ci, u.i * ii);
      across[k + 1].c += f.i * ic * b.c;
      across[k + 1].i += f.c * ci * b.i;
      x[k] = {fma(cc, y.c, ci * y.i), fma(ic, y.c, ii * y.i)};
      x[k + 1].c += f.c * x[k].c;
      x[k + 1].i += f.i * x[k].i;
    }
  }
  /// The other pairs, the last one being known.
  void substitute(std::array<rails<B>, N>& x) const noexcept {
    for (std::size_t k = N - 1; k-- > 0;) {
      auto const& [cc, ci, ic, ii] = inverse[k];
      B const c = down[k].c * x[k + 1].c, i = down[k].i * x[k + 1].i;
      x[k].c += fma(cc, c, ci * i);
      x[k].i += fma(ic, c, ii * i);
    }
  }
  /// Replaces the right-hand side x by the solution.
  void solve(std::array<rails<B>, N>& x) noexcept {
    up[N - 1] = {0.0, 0.0};
    eliminate(x);
    auto const [cc, ci, ic, ii] = invert(N - 1);
    rails<B> const y = x[N - 1];
    x[N - 1] = {fma(cc, y.c, ci * y.i), fma(ic, y.c, ii * y.i)};
    substitute(x);
  }

 private:
  struct block { B cc, ci, ic, ii; };
  block invert(std::size_t k) const noexcept {
    B const s = across[k].c, r = across[k].i, c = sum[k].c + up[k].c, i = sum[k].i + up[k].i;
    B const scale = 1.0 / fma(c, i + r, s * i);  // 1 / determinant of [c + s, -r; -s, i + r]
    return {(i + r) * scale, r * scale, s * scale, (c + s) * scale};
  }
  std::array<block, N> inverse;
};

}  // namespace pallium::channel::detail
