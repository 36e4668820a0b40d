// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/arch.hpp>

#include <utility>

namespace pallium::simd {

/// Where a division takes far longer than the fifteen multiply-adds of `quotient`: A64FX divides 8 doubles in 154 cycles and 16
/// floats in 98, in which no other instruction of its kind begins (A64FX Microarchitecture Manual, Fujitsu).
template <class A> inline constexpr bool slow_division = false;
template <> inline constexpr bool slow_division<xsimd::detail::sve<512>> = true;

/// First guesses, right to 8 bits; 2 - b y rounded once; and the instruction, which the compiler may not begin before it is wanted.
template <class A, class T> struct reciprocal;
#if defined(__ARM_FEATURE_SVE_BITS) && __ARM_FEATURE_SVE_BITS == 512
template <class T> struct reciprocal<xsimd::detail::sve<512>, T> {
  using value = typename vec<xsimd::detail::sve<512>, T>::value;
  static value guess(value b) noexcept {
    if constexpr (sizeof(T) == 8) return svrecpe_f64(b);
    else return svrecpe_f32(b);
  }
  static value step(value b, value y) noexcept {
    if constexpr (sizeof(T) == 8) return svrecps_f64(b, y);
    else return svrecps_f32(b, y);
  }
  static value divide(value a, value b) noexcept {
    asm volatile("" : "+w"(b.data));
    return a / b;
  }
};
#endif

/// a / b rounded once, as IEEE 754 has it, by Newton's method and the remainders of two quotients.
///
/// y is 1 / b to half a unit in the last place and 2^-21 of it (2^-49 in double); the first quotient is within 1.5 units, the second
/// within half a unit and 2^-22 of it (2^-51), its remainder is exact. With p digits and a, b scaled so that b and a / b are in
/// [1, 2), what is rounded last is off by less than b 2^(-1 - 2p) times 1 and a little, and a / b is no nearer than 2^(1 - 2p) / b to a
/// number halfway between two others: enough unless b is within 8 units below 2. Those b, and operands whose quotient or remainders
/// could leave the range (a not 0 nor in [2^-reach, 2^reach], b not in [2^-reach, 2^reach]), go to the instruction, all lanes.
/// P. W. Markstein, IBM J. Res. Dev. 34, 111 (1990), doi:10.1147/rd.341.0111, for the method.
template <class B, class Reciprocal> [[gnu::always_inline]] inline B quotient(B const& a, B const& b) noexcept {
  using T = typename B::value_type;
  using traits = typename B::traits;
  using bits = typename traits::bits;
  using word = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  constexpr int mantissa = sizeof(T) == 8 ? 52 : 23, bias = sizeof(T) == 8 ? 1023 : 127, reach = sizeof(T) == 8 ? 400 : 60;
  constexpr word least = word(bias - reach) << (mantissa + 1), range = word(2 * reach) << (mantissa + 1);
  constexpr word last = ~((word(1) << mantissa) - 1) | word(15);
  auto const wild = [&](auto k) __attribute__((always_inline)) {
    bits const x = traits::to_bits(a.r[k]), y = traits::to_bits(b.r[k]);
    auto const dividend = (((x << 1) - bits(least)) >= bits(range)) & (x != bits(word(0)));
    return dividend | (((y << 1) - bits(least)) >= bits(range)) | ((y | bits(last)) == bits(~word(0)));
  };
  bool const any_wild = [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
    return xsimd::any((wild(std::integral_constant<std::size_t, k>{}) | ...));
  }(std::make_index_sequence<B::registers>{});
  if (any_wild) [[unlikely]]
    return B::template each<B>([&](auto k) __attribute__((always_inline)) { return Reciprocal::divide(a.r[k], b.r[k]); });
  B y = B::template each<B>([&](auto k) __attribute__((always_inline)) { return Reciprocal::guess(b.r[k]); });
  for (int i = 0; i < (sizeof(T) == 8 ? 3 : 2); ++i)
    y = y * B::template each<B>([&](auto k) __attribute__((always_inline)) { return Reciprocal::step(b.r[k], y.r[k]); });
  B const minus = -b;
  y = fma(fma(minus, y, B(1.0)), y, y);
  B q = a * y;
  q = fma(fma(minus, q, a), y, q);
  return fma(fma(minus, q, a), y, q);
}

}  // namespace pallium::simd
