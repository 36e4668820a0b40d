// SPDX-License-Identifier: BSD-3-Clause
// The lane types that kernels are measured on. The kernels' files are compiled once for each: PALLIUM_BENCH_LANES names it.
#pragma once
#include <pallium/simd/math.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

#include "job.hpp"

namespace pallium::bench {

/// One number and the C library's functions: the loop that anyone would write, with the formulas of the library. The compiler may
/// vectorise it as far as it can.
template <class T> struct plain {
  using value_type = T;
  static constexpr std::size_t size = 1, registers = 1;
  T x;
  plain() = default;
  plain(double v) noexcept : x(static_cast<T>(v)) {}
  static plain of(T v) noexcept {
    plain p;
    p.x = v;
    return p;
  }
  static plain load(T const* p) noexcept { return of(*p); }
  void store(T* p) const noexcept { *p = x; }
  friend plain operator+(plain a, plain b) noexcept { return of(a.x + b.x); }
  friend plain operator-(plain a, plain b) noexcept { return of(a.x - b.x); }
  friend plain operator*(plain a, plain b) noexcept { return of(a.x * b.x); }
  friend plain operator/(plain a, plain b) noexcept { return of(a.x / b.x); }
  friend plain operator-(plain a) noexcept { return of(-a.x); }
  plain& operator+=(plain b) noexcept { return *this = *this + b; }
  plain& operator-=(plain b) noexcept { return *this = *this - b; }
  plain& operator*=(plain b) noexcept { return *this = *this * b; }
  struct mask {
    bool yes;
    friend mask operator&(mask a, mask b) noexcept { return {a.yes && b.yes}; }
    friend mask operator|(mask a, mask b) noexcept { return {a.yes || b.yes}; }
    friend std::uint64_t lanes(mask m) noexcept { return m.yes; }
    friend bool any(mask m) noexcept { return m.yes; }
  };
  static plain value_of(T v) noexcept { return of(v); }
  friend mask operator<(plain a, plain b) noexcept { return {a.x < b.x}; }
  friend mask operator>(plain a, plain b) noexcept { return {a.x > b.x}; }
  friend mask operator<=(plain a, plain b) noexcept { return {a.x <= b.x}; }
  friend mask operator>=(plain a, plain b) noexcept { return {a.x >= b.x}; }
  friend plain select(mask m, plain a, plain b) noexcept { return m.yes ? a : b; }
  friend plain keep(mask m, plain a) noexcept { return m.yes ? a : of(0); }
  friend plain drop(mask m, plain a) noexcept { return m.yes ? of(0) : a; }
  friend plain octave(plain a) noexcept {
    if constexpr (sizeof(T) == 8) return of(std::bit_cast<T>(std::bit_cast<std::uint64_t>(a.x) & 0xfff0000000000000u));
    else return of(std::bit_cast<T>(std::bit_cast<std::uint32_t>(a.x) & 0xff800000u));
  }
  friend plain fma(plain a, plain b, plain c) noexcept { return of(a.x * b.x + c.x); }
  friend plain exp(plain a) noexcept { return of(std::exp(a.x)); }
  friend plain expm1(plain a) noexcept { return of(std::expm1(a.x)); }
  friend plain expm1_down(plain a) noexcept { return expm1(a); }
  friend simd::exponential<plain> exp_both(plain a) noexcept { return {exp(a), expm1(a)}; }
  friend plain log(plain a) noexcept { return of(std::log(a.x)); }
  friend plain pow(plain a, plain b) noexcept { return of(std::pow(a.x, b.x)); }
  friend plain sqrt(plain a) noexcept { return of(std::sqrt(a.x)); }
  friend plain abs(plain a) noexcept { return of(std::abs(a.x)); }
  friend plain min(plain a, plain b) noexcept { return b.x < a.x ? b : a; }
  friend plain max(plain a, plain b) noexcept { return a.x < b.x ? b : a; }
};

template <std::size_t... K> struct registers {};

/// Ways to compile a kernel. `has(K)`: whether K registers at a time are of interest.
namespace isa {
template <class Arch> struct simd_lanes {
  static constexpr bool has(std::size_t) { return true; }
  template <class T, std::size_t K> using lane = simd::lane<Arch, T, K>;
};
struct libm {
  static constexpr bool has(std::size_t k) { return k == 1; }
  template <class T, std::size_t> using lane = plain<T>;
};
struct scalar {
  static constexpr bool has(std::size_t k) { return k == 1; }
  template <class T, std::size_t K> using lane = simd::lane<simd::scalar, T, K>;
};
using native = simd_lanes<simd::widest>;
#if XSIMD_WITH_FMA3_SSE
struct sse : simd_lanes<xsimd::fma3<xsimd::sse4_2>> {  // 128 bits, with the fused operations that the library asks for, as the engine takes them
  static constexpr bool has(std::size_t k) { return k == 4; }
};
#endif
}  // namespace isa

#ifndef PALLIUM_BENCH_LANES
#define PALLIUM_BENCH_LANES native
#endif
using this_isa = isa::PALLIUM_BENCH_LANES;

template <class B> struct name_of;
template <class Arch, class T, std::size_t K> struct name_of<simd::lane<Arch, T, K>> {
  static std::string get() { return type_name<T>() + "/" + type_name<Arch>() + "/" + std::to_string(K); }
};
template <class T> struct name_of<plain<T>> {
  static std::string get() { return type_name<T>() + "/libm/1"; }
};

/// Whether a group of K registers may be that wide.
template <class Isa, class T, std::size_t K> consteval bool fits() {
  return Isa::has(K) && K * Isa::template lane<T, 1>::size <= 64;
}

/// Puts `Job<Role, B>` on the list for every role, both number types and each number of registers. Where only the assembly is wanted
/// (PALLIUM_BENCH_ASSEMBLY), the kernels alone are compiled.
template <template <class, class> class Job, class Isa, class... Roles, std::size_t... K>
bool add_all(registers<K...>) {
  auto const one = []<class Role, class T, std::size_t N>() {
    if constexpr (fits<Isa, T, N>()) {
      using B = typename Isa::template lane<T, N>;
#ifdef PALLIUM_BENCH_ASSEMBLY
      static auto* volatile kept = Job<Role, B>::function;
      (void)kept;
#else
      entries().push_back({type_name<Role>() + "/" + name_of<B>::get(), []() -> std::unique_ptr<job> { return std::make_unique<Job<Role, B>>(); }});
#endif
    }
  };
  auto const role = [&]<class Role>() {
    (one.template operator()<Role, double, K>(), ...);
    (one.template operator()<Role, float, K>(), ...);
  };
  (role.template operator()<Roles>(), ...);
  return true;
}

}  // namespace pallium::bench
