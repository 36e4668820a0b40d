// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <xsimd/xsimd.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace pallium {

/// An instruction set, named by an xsimd architecture tag, or `simd::scalar`.
template <class A>
concept simd_arch = requires {
  { A::supported() } -> std::same_as<bool>;
  { A::alignment() } -> std::same_as<std::size_t>;
  { A::name() } -> std::convertible_to<char const*>;
};

namespace simd {

/// One lane in an ordinary register: the instruction set every machine has.
struct scalar {
  static constexpr bool supported() noexcept { return true; }
  static constexpr bool available() noexcept { return true; }
  static constexpr std::size_t alignment() noexcept { return alignof(double); }
  static constexpr char const* name() noexcept { return "scalar"; }
};

/// The widest instruction set the compiler was told it may use in this translation unit. Only programs and
/// `exec::native` ask: everything below takes the architecture as an explicit argument.
#if XSIMD_WITH_AVX512BW
using widest = xsimd::avx512bw;
#elif XSIMD_WITH_AVX512F
using widest = xsimd::avx512f;
#elif XSIMD_WITH_FMA3_AVX2
using widest = xsimd::fma3<xsimd::avx2>;
#elif XSIMD_WITH_SSE4_2
using widest = xsimd::sse4_2;
#elif XSIMD_WITH_SVE
using widest = xsimd::detail::sve<__ARM_FEATURE_SVE_BITS>;
#elif XSIMD_WITH_NEON64
using widest = xsimd::neon64;
#else
using widest = scalar;
#endif

/// Whether `a * b + c` is one rounding on this architecture. It is not on x86 before FMA and on 32-bit ARM.
template <class A> inline constexpr bool has_fma = true;
template <> inline constexpr bool has_fma<xsimd::sse2> = false;
template <> inline constexpr bool has_fma<xsimd::sse3> = false;
template <> inline constexpr bool has_fma<xsimd::ssse3> = false;
template <> inline constexpr bool has_fma<xsimd::sse4_1> = false;
template <> inline constexpr bool has_fma<xsimd::sse4_2> = false;
template <> inline constexpr bool has_fma<xsimd::avx> = false;
template <> inline constexpr bool has_fma<xsimd::avx2> = false;
template <> inline constexpr bool has_fma<xsimd::neon> = false;

/// Whether the law of bits holds on this architecture: the same model gives the same bits on every lawful one, whatever
/// its width. On the others (SSE4.2) an fma is a product and a sum, rounded each: the same model within rounding, and
/// the same bits for any number of lanes and threads of that architecture. The alternative, an fma in software, would
/// give the bits at some forty instructions each.
template <class A> inline constexpr bool lawful = has_fma<A>;

/// min and max of x86 are one instruction and what `a < b ? a : b` says, for NaN and zeros too; elsewhere it is two.
template <class A>
inline constexpr bool is_x86 = std::is_base_of_v<xsimd::sse2, A> || std::is_base_of_v<xsimd::avx, A> || std::is_base_of_v<xsimd::avx512f, A>;

/// Floating-point latency there is long (9 cycles on A64FX) and registers are many.
template <class A> inline constexpr bool is_sve = false;
template <std::size_t Bits> inline constexpr bool is_sve<xsimd::detail::sve<Bits>> = true;

/// How one register of `T` behaves on architecture `A`. `value`, `mask`: what an operation yields.
template <class A, class T> struct vec {
  using value = xsimd::batch<T, A>;
  using mask = xsimd::batch_bool<T, A>;
  using bits = xsimd::batch<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>, A>;
  static constexpr std::size_t size = value::size;
  static value load(T const* p) noexcept { return value::load_aligned(p); }
  static void store(T* p, value v) noexcept { v.store_aligned(p); }
  /// a * b + c, rounded once where the architecture is lawful.
  static value fma(value a, value b, value c) noexcept { return xsimd::fma(a, b, c); }
  static value select(mask m, value a, value b) noexcept { return xsimd::select(m, a, b); }
  static value keep(mask m, value a) noexcept {
    if constexpr (is_x86<A> && !std::is_base_of_v<xsimd::avx512f, A>) return value(m.data) & a;  // a mask is a number's bits
    else return xsimd::select(m, a, value(T(0)));
  }
  static value drop(mask m, value a) noexcept {
    if constexpr (is_x86<A> && !std::is_base_of_v<xsimd::avx512f, A>) return xsimd::bitwise_andnot(a, value(m.data));
    else return xsimd::select(m, value(T(0)), a);
  }
  /// Of 0 it is -0: xsimd's `-a` on AVX-512 is 0 - a, which is not.
  [[gnu::always_inline]] static value negative(value a) noexcept {
    if constexpr (std::is_base_of_v<xsimd::avx512f, A>) return from_bits(to_bits(a) ^ bits(typename bits::value_type(1) << (8 * sizeof(T) - 1)));
    else return -a;
  }
  /// Rounded once: xsimd's of floats on NEON are Newton's method from estimates, a last place off.
  [[gnu::always_inline]] static value divide(value a, value b) noexcept {
#if XSIMD_WITH_NEON64
    if constexpr (std::is_same_v<A, xsimd::neon64> && sizeof(T) == 4) return vdivq_f32(a, b);
    else
#endif
      return a / b;
  }
  static value sqrt(value a) noexcept {
#if XSIMD_WITH_NEON64
    if constexpr (std::is_same_v<A, xsimd::neon64> && sizeof(T) == 4) return vsqrtq_f32(a);
    else
#endif
      return xsimd::sqrt(a);
  }
  static value abs(value a) noexcept { return xsimd::abs(a); }
  static value min(value a, value b) noexcept {
    if constexpr (is_x86<A>) return xsimd::min(b, a);
    else return xsimd::select(b < a, b, a);
  }
  static value max(value a, value b) noexcept {
    if constexpr (is_x86<A>) return xsimd::max(b, a);
    else return xsimd::select(a < b, b, a);
  }
  static bool any(mask m) noexcept { return xsimd::any(m); }
  static std::uint64_t lanes(mask m) noexcept { return m.mask(); }
  static bits to_bits(value a) noexcept { return xsimd::bitwise_cast<typename bits::value_type>(a); }
  static value from_bits(bits a) noexcept { return xsimd::bitwise_cast<T>(a); }
};

template <class T> struct vec<scalar, T> {
  using value = T;
  using mask = bool;
  using bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  static constexpr std::size_t size = 1;
  static T load(T const* p) noexcept { return *p; }
  static void store(T* p, T v) noexcept { *p = v; }
  static T fma(T a, T b, T c) noexcept {
    if constexpr (sizeof(T) == 8) return __builtin_fma(a, b, c);
    else return __builtin_fmaf(a, b, c);
  }
  static T select(bool m, T a, T b) noexcept { return m ? a : b; }
  static T keep(bool m, T a) noexcept { return m ? a : T(0); }
  static T drop(bool m, T a) noexcept { return m ? T(0) : a; }
  static T negative(T a) noexcept { return -a; }
  static T divide(T a, T b) noexcept { return a / b; }
  static T sqrt(T a) noexcept {
    if constexpr (sizeof(T) == 8) return __builtin_sqrt(a);
    else return __builtin_sqrtf(a);
  }
  static T abs(T a) noexcept { return from_bits(to_bits(a) & (~bits{0} >> 1)); }
  static T min(T a, T b) noexcept { return b < a ? b : a; }
  static T max(T a, T b) noexcept { return a < b ? b : a; }
  static bool any(bool m) noexcept { return m; }
  static std::uint64_t lanes(bool m) noexcept { return m; }
  static bits to_bits(T a) noexcept { return std::bit_cast<bits>(a); }
  static T from_bits(bits a) noexcept { return std::bit_cast<T>(a); }
};

}  // namespace simd
}  // namespace pallium
