// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/lane.hpp>

#include <limits>

/// exp, expm1, log, pow: one algorithm, one order of roundings, for every lane type and width, so that a
/// number does not depend on the machine. Never libm's. The polynomials are minimax fits made for this file
/// (Remez exchange in 60 digits); errors are largest relative ones over the whole range, against exact values.
///
/// | function | double            | float             | outside the range                                    |
/// |----------|-------------------|-------------------|------------------------------------------------------|
/// | exp      | < 1.1 ulp         | < 1.1 ulp         | x < -708 (-87): 0; x > 709 (88): inf                 |
/// | expm1    | < 2.2 ulp         | < 2.2 ulp         | x < -708 (-87): -1; x > 709 (88): inf                |
/// | log      | < 1 ulp           | < 1 ulp           | 0 and denormals: -inf; negative: NaN                 |
/// | pow      | 1 + |y log x| ulp | 1 + |y log x| ulp | x > 0 only                                           |
///
/// NaN in, NaN out. No denormal number is ever returned.
namespace pallium::simd {
namespace detail {

template <class T> struct constants;
template <> struct constants<double> {
  using bits = std::uint64_t;
  static constexpr int mantissa = 52;
  static constexpr double log2e = 0x1.71547652b82fep+0, ln2_hi = 0x1.62e42fefa39efp-1, ln2_lo = 0x1.abc9e3b39803fp-56;
  static constexpr double round = 0x1.8p52 + 1023;  // adding it leaves round(x) + bias in the low bits
  static constexpr double exp_lo = -708, exp_hi = 709;
  // k * log_hi is exact for |k| < 2^11
  static constexpr double log_hi = 0x1.62e42fefa3800p-1, log_lo = 0x1.ef35793c76730p-45;
  static constexpr bits one = 0x3ff0000000000000u, sqrt_half = 0x3fe6a09e667f3bcdu, two52 = 0x4330000000000000u;
  static constexpr bits bias = 1023;
};
template <> struct constants<float> {
  using bits = std::uint32_t;
  static constexpr int mantissa = 23;
  static constexpr double log2e = 0x1.715476p+0, ln2_hi = 0x1.62e43p-1, ln2_lo = -0x1.05c61p-29;
  static constexpr double round = 0x1.8p23 + 127;
  static constexpr double exp_lo = -87, exp_hi = 88;
  static constexpr double log_hi = 0x1.62e4p-1, log_lo = 0x1.7f7d1cf79abcap-20;
  static constexpr bits one = 0x3f800000u, sqrt_half = 0x3f3504f3u, two52 = 0x4b000000u;
  static constexpr bits bias = 127;
};

/// exp(x) = scale * (1 + m) with |log(1 + m)| <= log(2) / 2 and scale a power of two.
template <class B> struct exp_parts {
  B scale, m;
};
template <class A, class T, std::size_t K>
[[gnu::always_inline]] inline exp_parts<lane<A, T, K>> split_exp(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = constants<T>;
  B const shifted = fma(x, B(c::log2e), B(c::round));
  B const n = shifted - B(c::round);
  // log_hi is shorter than ln2_hi: its product with n is exact where an fma rounds it
  constexpr double hi = has_fma<A> ? c::ln2_hi : c::log_hi, lo = has_fma<A> ? c::ln2_lo : c::log_lo;
  B const r = fma(n, B(-lo), fma(n, B(-hi), x));
  B const r2 = r * r;
  B q;
  if constexpr (sizeof(T) == 8) {
    B const a = fma(B(0x1.55555555554fap-3), r, B(0x1.000000000000ap-1));
    B const b = fma(B(0x1.1111111127be7p-7), r, B(0x1.555555555087cp-5));
    B const d = fma(B(0x1.a01a012a56eafp-13), r, B(0x1.6c16c1842a146p-10));
    B const e = fma(B(0x1.71df255414ecep-19), r, B(0x1.a0199a0c60558p-16));
    B const f = fma(B(0x1.ad7f6bf6504c8p-26), r, B(0x1.28ad72d2a83d2p-22));
    q = fma(fma(fma(fma(f, r2, e), r2, d), r2, b), r2, a);
  } else {
    B const a = fma(B(0x1.555492p-3), r, B(0x1.fffffcp-2));
    B const b = fma(B(0x1.1239e2p-7), r, B(0x1.5558f2p-5));
    q = fma(fma(B(0x1.6a2434p-10), r2, b), r2, a);
  }
  return {B::on_bits(shifted, [](auto bits) { return bits << c::mantissa; }), fma(q, r2, r)};
}

template <class T> inline constexpr double infinity = std::numeric_limits<T>::infinity();

}  // namespace detail

/// e to the power x.
template <class A, class T, std::size_t K> inline lane<A, T, K> exp(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = detail::constants<T>;
  auto const p = detail::split_exp(x);
  B const y = fma(p.scale, p.m, p.scale);
  return drop(x < B(c::exp_lo), select(x > B(c::exp_hi), B(detail::infinity<T>), y));
}

/// exp(x) - 1 without cancellation near 0.
template <class A, class T, std::size_t K> inline lane<A, T, K> expm1(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = detail::constants<T>;
  auto const p = detail::split_exp(max(x, B(c::exp_lo)));
  B const y = fma(p.scale, p.m, p.scale - B(1.0));
  return select(x > B(c::exp_hi), B(detail::infinity<T>), y);
}

/// The same for x <= 0 or NaN; what else it gives for x > 0 is not said.
template <class A, class T, std::size_t K> inline lane<A, T, K> expm1_down(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  auto const p = detail::split_exp(max(x, B(detail::constants<T>::exp_lo)));
  return fma(p.scale, p.m, p.scale - B(1.0));
}

/// exp(x) and exp(x) - 1, each as by itself, at the price of one.
template <class B> struct exponential {
  B e, less_one;
};
template <class A, class T, std::size_t K> inline exponential<lane<A, T, K>> exp_both(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = detail::constants<T>;
  auto const p = detail::split_exp(max(x, B(c::exp_lo)));
  auto const above = x > B(c::exp_hi);
  B const inf(detail::infinity<T>);
  return {drop(x < B(c::exp_lo), select(above, inf, fma(p.scale, p.m, p.scale))),
          select(above, inf, fma(p.scale, p.m, p.scale - B(1.0)))};
}

/// Natural logarithm of normal positive numbers; what else it gives for others is not said.
template <class A, class T, std::size_t K> [[gnu::always_inline]] inline lane<A, T, K> log_of_normal(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = detail::constants<T>;
  // biased exponent of the power of two nearest to x in the sense that x / 2^k is in [sqrt(1/2), sqrt(2))
  B const exponent = B::on_bits(x, [](auto i) { return (i + (c::one - c::sqrt_half)) >> c::mantissa; });
  B const m = B::on_bits(x, [](auto i) {
    auto const e = (i + (c::one - c::sqrt_half)) >> c::mantissa;
    return i - (e << c::mantissa) + (c::bias << c::mantissa);
  });
  B const k = B::on_bits(exponent, [](auto e) { return e | c::two52; }) -
              B(static_cast<double>(std::bit_cast<T>(c::two52)) + static_cast<double>(c::bias));
  B const f = m - B(1.0);
  B const s = f / (f + B(2.0));
  B const z = s * s, z2 = z * z;
  B r;
  if constexpr (sizeof(T) == 8) {
    B const a = fma(B(0x1.999999997fb31p-2), z, B(0x1.5555555555593p-1));
    B const b = fma(B(0x1.c71c51e7f6514p-3), z, B(0x1.2492494217a30p-2));
    B const d = fma(B(0x1.39a0f4fdc0547p-3), z, B(0x1.7466462cbde27p-3));
    r = fma(fma(fma(B(0x1.2f0d8ec40a208p-3), z2, d), z2, b), z2, a) * z;
  } else {
    B const a = fma(B(0x1.999a7cp-2), z, B(0x1.555554p-1));
    r = fma(fma(B(0x1.e2fdd2p-3), z, B(0x1.2438a8p-2)), z2, a) * z;
  }
  // log(1 + f) = 2 s + s r = f - (f^2/2 - s (f^2/2 + r))
  B const half = B(0.5) * f * f;
  B const tail = fma(s, half + r, k * B(c::log_lo));
  return fma(k, B(c::log_hi), f - (half - tail));
}

/// Natural logarithm.
template <class A, class T, std::size_t K> inline lane<A, T, K> log(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  B const y = log_of_normal(x);
  B const above = select(x < B(detail::infinity<T>), y, x);
  B const low = select(x < B(0.0), B(std::numeric_limits<T>::quiet_NaN()), B(-detail::infinity<T>));
  return select(x < B(std::numeric_limits<T>::min()), low, above);
}

/// x to the power y, for x > 0.
template <class A, class T, std::size_t K>
inline lane<A, T, K> pow(lane<A, T, K> const& x, lane<A, T, K> const& y) noexcept {
  return exp(y * log(x));
}

}  // namespace pallium::simd

namespace pallium {

/// The same arithmetic for numbers that reach the model from outside the loop (distances, draws, Nernst).
using one_lane = simd::lane<simd::scalar, double, 1>;
inline double exp(double x) noexcept { return exp(one_lane(x)).r[0]; }
inline double expm1(double x) noexcept { return expm1(one_lane(x)).r[0]; }
inline double log(double x) noexcept { return log(one_lane(x)).r[0]; }
inline double pow(double x, double y) noexcept { return pow(one_lane(x), one_lane(y)).r[0]; }
inline double sqrt(double x) noexcept { return __builtin_sqrt(x); }

}  // namespace pallium
