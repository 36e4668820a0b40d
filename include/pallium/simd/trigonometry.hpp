// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/math.hpp>

/// sin and cos with the manners of math.hpp: one algorithm for every lane type and width, never libm's. Reduction to
/// [-pi/4, pi/4] takes pi/2 in three parts (Cody and Waite 1980), the first of which an fma subtracts exactly; the
/// polynomials are minimax fits made for this file (Remez exchange in 60 digits).
///
/// | function | double    | float     | range                                                  |
/// |----------|-----------|-----------|--------------------------------------------------------|
/// | sin cos  | < 1.1 ulp | < 1.1 ulp | |x| <= 2^30 (float 2^20); beyond, infinite or NaN: NaN |
namespace pallium::simd {
namespace detail {

template <class T> struct quarter;
template <> struct quarter<double> {
  static constexpr double per_radian = 0x1.45f306dc9c883p-1;  // 2 / pi
  static constexpr double p1 = 0x1.921fb54442d18p+0, p2 = 0x1.1a62633145c07p-54, p3 = -0x1.f1976b7ed8fbcp-110;
  static constexpr double magic = 0x1.8p52, limit = 0x1p30;
  static constexpr int two = 62;  // 1 << two are the bits of 2.0
};
template <> struct quarter<float> {
  static constexpr double per_radian = 0x1.45f306p-1;
  static constexpr double p1 = 0x1.921fb6p+0, p2 = -0x1.777a5cp-25, p3 = -0x1.ee59dap-50;
  static constexpr double magic = 0x1.8p23, limit = 0x1p20;
  static constexpr int two = 30;
};

/// sin(x) (turn = 0) or cos(x) = sin(x + pi/2) (turn = 1).
template <int turn, class A, class T, std::size_t K>
[[gnu::always_inline]] inline lane<A, T, K> sine(lane<A, T, K> const& x) noexcept {
  using B = lane<A, T, K>;
  using c = quarter<T>;
  using bits = typename constants<T>::bits;
  B const shifted = fma(x, B(c::per_radian), B(c::magic)), n = shifted - B(c::magic);
  B const r0 = fma(-n, B(c::p1), x), w = n * B(c::p2), r = r0 - w, z = r * r;
  B const back = r - r0, lost = (r0 - (r - back)) - (w + back);  // what rounding lost in r
  B const rest = lost - fma(n, B(c::p3), fma(n, B(c::p2), -w));  // and in w
  B s, q;
  if constexpr (sizeof(T) == 8) {
    B const s1 = fma(B(0x1.111111110f7cap-7), z, B(-0x1.5555555555548p-3));
    B const s2 = fma(B(0x1.71de356712922p-19), z, B(-0x1.a01a019bfd185p-13));
    B const s3 = fma(B(0x1.5d8fa329313c3p-33), z, B(-0x1.ae5e59f5bb6eep-26));
    s = fma(fma(s3, z * z, s2), z * z, s1);
    B const q1 = fma(B(-0x1.6c16c16c14f8ap-10), z, B(0x1.555555555554bp-5));
    B const q2 = fma(B(-0x1.27e4f7ea37c18p-22), z, B(0x1.a01a019c83914p-16));
    B const q3 = fma(B(-0x1.8fa465f95b916p-37), z, B(0x1.1ee9d752aa1dcp-29));
    q = fma(fma(q3, z * z, q2), z * z, q1);
  } else {
    s = fma(fma(B(-0x1.98a68ap-13), z, B(0x1.110560p-7)), z, B(-0x1.555540p-3));
    q = fma(fma(B(0x1.995ba6p-16), z, B(-0x1.6c0a2ep-10)), z, B(0x1.555546p-5));
  }
  B const half = B(0.5) * z, near = B(1.0) - half;
  B const sin_r = r + fma(r * z, s, rest * near);
  B const cos_r = near + fma(z * z, q, fma(-r, rest, (B(1.0) - near) - half));
  // The low bits of `shifted` are n: bit 0 says which of the two, bit 1 the sign. A bit moved to `two` reads as 2.0.
  auto const bit = [&](int k) {
    return B::on_bits(shifted, [k](auto b) { return (((b + bits(turn)) >> k) & bits(1)) << c::two; });
  };
  B const y = select(bit(0) > B(1.0), cos_r, sin_r);
  return select(abs(x) <= B(c::limit), select(bit(1) > B(1.0), -y, y), B(std::numeric_limits<T>::quiet_NaN()));
}

}  // namespace detail

/// Sine of x in radians.
template <class A, class T, std::size_t K> inline lane<A, T, K> sin(lane<A, T, K> const& x) noexcept {
  return detail::sine<0>(x);
}
/// Cosine of x in radians.
template <class A, class T, std::size_t K> inline lane<A, T, K> cos(lane<A, T, K> const& x) noexcept {
  return detail::sine<1>(x);
}

}  // namespace pallium::simd

namespace pallium {

inline double sin(double x) noexcept { return sin(one_lane(x)).r[0]; }
inline double cos(double x) noexcept { return cos(one_lane(x)).r[0]; }

}  // namespace pallium
