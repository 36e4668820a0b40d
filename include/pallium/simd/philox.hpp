// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/rng.hpp>
#include <pallium/simd/lane.hpp>

#include <array>
#include <cstdint>
#include <type_traits>

namespace pallium::simd {

/// A register of 64-bit integers of which an arithmetic of 32 bits is asked: what Philox is made of. `product` multiplies the
/// low halves into 64 bits, one instruction on x86 and NEON; a full product of 64 bits, which xsimd offers, takes eight.
template <class A> struct vec64 {
  using value = xsimd::batch<std::uint64_t, A>;
  static constexpr std::size_t size = value::size;
  static value load(std::uint64_t const* p) noexcept { return value::load_unaligned(p); }
  static void store(std::uint64_t* p, value v) noexcept { v.store_unaligned(p); }
  [[gnu::always_inline]] static value product(value a, std::uint32_t m) noexcept {
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, A>) return _mm512_mul_epu32(a, value(m));
    else
#endif
#if XSIMD_WITH_AVX2
    if constexpr (std::is_base_of_v<xsimd::avx2, A>) return _mm256_mul_epu32(a, value(m));
    else
#endif
#if XSIMD_WITH_SSE2
    if constexpr (std::is_base_of_v<xsimd::sse2, A>) return _mm_mul_epu32(a, value(m));
    else
#endif
#if XSIMD_WITH_NEON64
    if constexpr (std::is_same_v<xsimd::neon64, A>) return value(vmull_u32(vmovn_u64(a), vdup_n_u32(m)));
    else
#endif
      return (a & value(0xffffffffu)) * value(m);
  }
};
template <> struct vec64<scalar> {
  using value = std::uint64_t;
  static constexpr std::size_t size = 1;
  static value load(std::uint64_t const* p) noexcept { return *p; }
  static void store(std::uint64_t* p, value v) noexcept { *p = v; }
  static value product(value a, std::uint32_t m) noexcept { return std::uint64_t{static_cast<std::uint32_t>(a)} * m; }
};

/// Philox4x32-10 of many counters at once: lane i has word j of a counter in the low half of `w[j]`; the high halves hold
/// anything. K registers are computed on together, because a round waits for its product.
template <simd_arch A, std::size_t K> struct philox {
  using traits = vec64<A>;
  using reg = typename traits::value;
  using lane_type = lane<A, double, K>;
  static constexpr std::size_t size = K * traits::size;
  std::array<std::array<reg, K>, 4> w;

  /// The draws of `rng::draw` for the numbers [number, number + size).
  [[gnu::always_inline]] static philox draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t owner, std::uint64_t number) noexcept {
    alignas(64) static constexpr auto count = [] {
      std::array<std::uint64_t, size> c{};
      for (std::size_t i = 0; i < size; ++i) c[i] = i;
      return c;
    }();
    return drawn(seed, stream, [=](std::size_t) { return reg(owner); },
                 [=](std::size_t at) { return traits::load(count.data() + at) + reg(number); });
  }
  /// The same for numbers in any order, `size` of them.
  [[gnu::always_inline]] static philox draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t owner, std::uint64_t const* numbers) noexcept {
    return drawn(seed, stream, [=](std::size_t) { return reg(owner); }, [=](std::size_t at) { return traits::load(numbers + at); });
  }
  /// One number of `size` owners.
  [[gnu::always_inline]] static philox draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t const* owners, std::uint64_t number) noexcept {
    return drawn(seed, stream, [=](std::size_t at) { return traits::load(owners + at); }, [=](std::size_t) { return reg(number); });
  }

  /// The ten rounds, on the counters that `w` holds.
  [[gnu::always_inline]] void rounds(std::uint32_t k0, std::uint32_t k1) noexcept {
    for (int r = 0; r < 10; ++r, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u)
      unrolled<K>([&](auto k) __attribute__((always_inline)) {
        reg const a = traits::product(w[0][k], 0xD2511F53u), b = traits::product(w[2][k], 0xCD9E8D57u);
        w[0][k] = (b >> 32) ^ w[1][k] ^ reg(k0);
        w[2][k] = (a >> 32) ^ w[3][k] ^ reg(k1);
        w[1][k] = b;
        w[3][k] = a;
      });
  }

  /// `rng::uniform` of two words of each lane.
  [[gnu::always_inline]] lane_type uniform(std::size_t high, std::size_t low) const noexcept {
    using doubles = vec<A, double>;
    return lane_type::template each<lane_type>([&](auto k) __attribute__((always_inline)) {
      reg const bits = ((w[high][k] << 32) | (w[low][k] & reg(0xffffffffu))) >> 12;
      // 1 + bits / 2^52, less 1 - 2^-53: both exact
      return typename lane_type::reg(doubles::from_bits(bits | reg(0x3ff0000000000000u)) - typename lane_type::reg(0x1.fffffffffffffp-1));
    });
  }
  /// (word + 1/2) / 2^32 of each lane: in (0, 1), from 32 bits.
  [[gnu::always_inline]] lane_type fraction(std::size_t j) const noexcept {
    using doubles = vec<A, double>;
    return lane_type::template each<lane_type>([&](auto k) __attribute__((always_inline)) {
      reg const bits = (w[j][k] & reg(0xffffffffu)) | reg(0x4330000000000000u);  // 2^52 + word
      return typename lane_type::reg((doubles::from_bits(bits) - typename lane_type::reg(0x1.fffffffffffffp+51)) * typename lane_type::reg(0x1p-32));
    });
  }
  /// Word j of each lane, with anything in the high halves.
  [[gnu::always_inline]] void store(std::size_t j, std::uint64_t* to) const noexcept {
    unrolled<K>([&](auto k) __attribute__((always_inline)) { traits::store(to + k * traits::size, w[j][k]); });
  }

 private:
  template <class Owner, class Number>
  [[gnu::always_inline]] static philox drawn(std::uint64_t seed, std::uint32_t stream, Owner&& owner, Number&& number) noexcept {
    philox p;
    unrolled<K>([&](auto k) __attribute__((always_inline)) {
      reg const n = number(k * traits::size), o = owner(k * traits::size);
      p.w[0][k] = n;
      p.w[1][k] = ((n >> 32) & reg(0xffffu)) | ((o & reg(0xffffu)) << 16);
      p.w[2][k] = o >> 16;
      p.w[3][k] = reg(stream);
    });
    p.rounds(static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    return p;
  }
};

}  // namespace pallium::simd
