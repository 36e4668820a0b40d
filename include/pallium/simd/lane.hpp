// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/simd/arch.hpp>
#include <pallium/simd/quotient.hpp>

#include <array>
#include <utility>

namespace pallium::simd {

/// f(0), f(1) ... f(N - 1) with numbers the compiler knows, so that what is indexed by them may live in registers: a
/// loop, which is not always unrolled, costs up to four times as much.
template <std::size_t N, class F> [[gnu::always_inline]] inline void unrolled(F&& f) {
  [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
    (f(std::integral_constant<std::size_t, k>{}), ...);
  }(std::make_index_sequence<N>{});
}

/// K registers of `T` that are computed on together: the `B` of every kernel.
///
/// K = 1 is an ordinary batch; larger K is a *macro-lane*, whose K independent chains of dependent
/// instructions overlap in the pipeline. Every operation is one IEEE operation per lane, in the same order for
/// every Arch and K, so a lane's result does not depend on either. No implicit contraction: `fma` says so.
template <simd_arch Arch, class T, std::size_t K = 1> struct lane {
  using arch = Arch;
  using value_type = T;
  using traits = vec<Arch, T>;
  using reg = typename traits::value;
  static constexpr std::size_t registers = K;
  static constexpr std::size_t size = K * traits::size;  ///< cells computed on together

  struct mask {
    std::array<typename traits::mask, K> r;
    friend mask operator&(mask const& a, mask const& b) noexcept {
      return each<mask>([&](auto k) __attribute__((always_inline)) { auto const x = a.r[k], y = b.r[k]; return typename traits::mask(x & y); });
    }
    friend mask operator|(mask const& a, mask const& b) noexcept {
      return each<mask>([&](auto k) __attribute__((always_inline)) { auto const x = a.r[k], y = b.r[k]; return typename traits::mask(x | y); });
    }
  };
  std::array<reg, K> r;

  lane() = default;
  lane(double v) noexcept : r(fill(static_cast<T>(v), std::make_index_sequence<K>{})) {}
  /// A number of the lanes' own type in all of them.
  static lane value_of(T v) noexcept {
    lane out;
    out.r = fill(v, std::make_index_sequence<K>{});
    return out;
  }

  static lane load(T const* p) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::load(p + k * traits::size); });
  }
  void store(T* p) const noexcept {
    [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
      (traits::store(p + k * traits::size, r[k]), ...);
    }(std::make_index_sequence<K>{});
  }

#define PALLIUM_LANE_OPERATOR(op)                                                              \
  [[gnu::always_inline]] friend lane operator op(lane const& a, lane const& b) noexcept {      \
    return each<lane>([&](auto k) __attribute__((always_inline)) { return reg(a.r[k] op b.r[k]); });                          \
  }                                                                                            \
  [[gnu::always_inline]] lane& operator op##=(lane const& b) noexcept { return *this = *this op b; }
  PALLIUM_LANE_OPERATOR(+)
  PALLIUM_LANE_OPERATOR(-)
  PALLIUM_LANE_OPERATOR(*)
#undef PALLIUM_LANE_OPERATOR
  [[gnu::always_inline]] friend lane operator/(lane const& a, lane const& b) noexcept {
    if constexpr (slow_division<Arch>) return quotient<lane, reciprocal<Arch, T>>(a, b);
    else return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::divide(a.r[k], b.r[k]); });
  }
  [[gnu::always_inline]] lane& operator/=(lane const& b) noexcept { return *this = *this / b; }
  friend lane operator-(lane const& a) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return reg(traits::negative(a.r[k])); });
  }
  friend mask operator<(lane const& a, lane const& b) noexcept {
    return each<mask>([&](auto k) __attribute__((always_inline)) { return typename traits::mask(a.r[k] < b.r[k]); });
  }
  friend mask operator>(lane const& a, lane const& b) noexcept { return b < a; }
  friend mask operator<=(lane const& a, lane const& b) noexcept {
    return each<mask>([&](auto k) __attribute__((always_inline)) { return typename traits::mask(a.r[k] <= b.r[k]); });
  }
  friend mask operator>=(lane const& a, lane const& b) noexcept { return b <= a; }
  /// a * b + c, rounded once.
  friend lane fma(lane const& a, lane const& b, lane const& c) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::fma(a.r[k], b.r[k], c.r[k]); });
  }
  friend lane select(mask const& m, lane const& a, lane const& b) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::select(m.r[k], a.r[k], b.r[k]); });
  }
  /// a where m, else 0.
  friend lane keep(mask const& m, lane const& a) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::keep(m.r[k], a.r[k]); });
  }
  /// 0 where m, else a.
  friend lane drop(mask const& m, lane const& a) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::drop(m.r[k], a.r[k]); });
  }
  friend lane sqrt(lane const& a) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::sqrt(a.r[k]); });
  }
  friend lane abs(lane const& a) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::abs(a.r[k]); });
  }
  friend lane min(lane const& a, lane const& b) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::min(a.r[k], b.r[k]); });
  }
  friend lane max(lane const& a, lane const& b) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::max(a.r[k], b.r[k]); });
  }
  friend bool any(mask const& m) noexcept {
    bool yes = false;
    for (auto const& one : m.r) yes = yes || traits::any(one);
    return yes;
  }
  /// What `lanes` gives for a mask that is true everywhere.
  static constexpr std::uint64_t all_lanes = size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
  /// Bit i set: lane i of the mask.
  friend std::uint64_t lanes(mask const& m) noexcept {
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < K; ++k) bits |= traits::lanes(m.r[k]) << (k * traits::size);
    return bits;
  }
  /// The power of two at or below |a|, with the sign of a: what one place after the point is counted in.
  friend lane octave(lane const& a) noexcept {
    using bits = typename traits::bits;
    if constexpr (sizeof(T) == 8) return on_bits(a, [](bits b) { return bits(b & bits(std::uint64_t(0xfff0000000000000u))); });
    else return on_bits(a, [](bits b) { return bits(b & bits(std::uint32_t(0xff800000u))); });
  }
  /// `f` applied to the bit patterns of each register.
  template <class F> [[gnu::always_inline]] static lane on_bits(lane const& a, F&& f) noexcept {
    return each<lane>([&](auto k) __attribute__((always_inline)) { return traits::from_bits(f(traits::to_bits(a.r[k]))); });
  }

  /// A lane or a mask whose register k is f(k).
  template <class R, class F> [[gnu::always_inline]] static R each(F&& f) noexcept {
    return [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
      R out;
      ((out.r[k] = f(std::integral_constant<std::size_t, k>{})), ...);
      return out;
    }(std::make_index_sequence<K>{});
  }
 private:
  template <std::size_t... k>
  static std::array<reg, K> fill(T v, std::index_sequence<k...>) noexcept {
    return {((void)k, reg(v))...};
  }
  static_assert(size <= 64, "pallium: a group is at most 64 cells wide");
};

/// Registers in the widest macro-lane of an architecture, by measurement (benchmarks/README.md): as many chains of dependent
/// instructions as its latency asks for, as few as its registers and its first caches bear. At most 64 lanes in all.
template <class Arch, class T>
inline constexpr std::size_t widest_macro_lane = [] {
  constexpr std::size_t wish = is_sve<Arch> ? 8 : 4, most = 64 / vec<Arch, T>::size;
  return wish < most ? wish : most;
}();

}  // namespace pallium::simd
