// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/draws.hpp>
#include <pallium/simd/math.hpp>

#include <array>
#include <bit>
#include <cstdint>

/// Counts drawn exactly, by integers where that is cheap, else by Pallium's own arithmetic: the same on every machine.
namespace pallium::connect::detail {

/// Random bits numbered from `at` on.
struct bit_stream {
  draws const& random;
  gid owner;
  std::uint64_t at;

  std::array<std::uint64_t, 2> next() noexcept {
    auto const w = random.one(draws::counts, owner, at++);
    return {joined(w[0], w[1]), joined(w[2], w[3])};
  }
  /// How many of n bits are set.
  std::uint64_t ones(std::uint64_t n) noexcept {
    std::uint64_t sum = 0;
    alignas(64) std::uint64_t w[draws::batch];
    for (; n >= 128 * draws::batch; n -= 128 * draws::batch, at += draws::batch) {
      auto const many = random.many(draws::counts, owner, at);
      for (std::size_t j = 0; j < 4; ++j) {
        many.store(j, w);
        for (std::uint64_t x : w) sum += unsigned(std::popcount(static_cast<std::uint32_t>(x)));
      }
    }
    for (; n > 0; n -= std::min<std::uint64_t>(n, 128)) {
      auto const [a, b] = next();
      sum += unsigned(std::popcount(n >= 64 ? a : a & ((std::uint64_t{1} << n) - 1)));
      if (n > 64) sum += unsigned(std::popcount(n >= 128 ? b : b & ((std::uint64_t{1} << (n - 64)) - 1)));
    }
    return sum;
  }
};

/// How many of n draws fall among `left` of `total` cells, each alike: all n numbers are compared with left / total at once, bit by
/// bit from the highest, of which half remain undecided at each: n / 64 draws of 128 bits, one half of that if left = total / 2.
/// Exact to 2^-64.
inline std::uint64_t binomial(std::uint64_t n, std::uint64_t left, std::uint64_t total, bit_stream bits) noexcept {
  if (left >= total) return n;
  auto p = static_cast<std::uint64_t>((uint128{left} << 64) / total);
  std::uint64_t under = 0;
  for (; p != 0 && n > 0; p <<= 1) {
    std::uint64_t const ones = bits.ones(n);
    if (p >> 63) under += n - ones;
    n = p >> 63 ? ones : n - ones;
  }
  return under;
}

/// log n! less Stirling's (n + 1/2) log n - n + log(2 pi) / 2.
inline double stirling_rest(std::uint64_t n) noexcept {
  static constexpr std::array<double, 16> small{
      0, 0x1.4c071bcda0a5bp-4, 0x1.52a9b923ea649p-5, 0x1.c579a268d80b3p-6,
      0x1.54a2662fd78a9p-6, 0x1.10b4e513fcbedp-6, 0x1.c6b167bebdf36p-7, 0x1.85d4d612e4a86p-7,
      0x1.552805e7b3076p-7, 0x1.2f4871b12ab64p-7, 0x1.10f9d4c0743a7p-7, 0x1.f0593088014f8p-8,
      0x1.c7018733aa9c6p-8, 0x1.a40514700f36cp-8, 0x1.86076c002d4a7p-8, 0x1.6c08f6f194a10p-8};
  if (n < small.size()) return small[n];
  double const x = static_cast<double>(n), y = x * x;
  return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / y) / y) / y) / y) / x;
}
/// x log(x / m) + m - x, without cancellation.
inline double deviance(double x, double m) noexcept {
  double const d = x - m, v = d / (x + m);
  if (v > 0.1 || v < -0.1) return x * log(x / m) - d;
  double sum = d * v, term = 2 * x * v;
  for (int j = 1; j < 1000; ++j) {
    term *= v * v;
    double const more = sum + term / (2 * j + 1);
    if (more == sum) break;
    sum = more;
  }
  return sum;
}
/// log of the chance that of n trials k succeed, each with p = 1 - q (Loader 2000, Fast and accurate computation of binomial
/// probabilities). Good to 1e-14 where logarithms of factorials of 10^12 would cancel to nothing.
inline double log_binomial(std::uint64_t k, std::uint64_t n, double p, double q) noexcept {
  double const x = static_cast<double>(k), y = static_cast<double>(n - k), m = static_cast<double>(n);
  if (k == 0) return m * log(q);
  if (k == n) return m * log(p);
  double const rest = stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(x, m * p) - deviance(y, m * q);
  return rest + 0.5 * (log(m / (x * y)) - 0x1.d67f1c864beb5p+0);
}

/// How many of n cells taken at once from `total` are among `left` of them. By an urn while some number in it is small; else
/// by inversion, searched from the mode outwards: a number of steps like the standard deviation, sqrt(n) / 2 at most.
inline std::uint64_t hypergeometric(std::uint64_t n, std::uint64_t left, std::uint64_t total, bit_stream bits) noexcept {
  constexpr std::uint64_t urn = 64;
  if (n > total - n) return left - hypergeometric(total - n, left, total, bits);
  if (left > total - left) return n - hypergeometric(n, total - left, total, bits);
  if (left < n) std::swap(left, n);
  if (n <= urn) {
    std::uint64_t found = 0;
    std::array<std::uint64_t, 2> w{};
    for (std::uint64_t i = 0; i < n; ++i) {
      if (i % 2 == 0) w = bits.next();
      found += below(total - i, w[i % 2]) < left - found;
    }
    return found;
  }
  std::uint64_t const right = total - left;
  auto const mode = static_cast<std::uint64_t>(uint128{n + 1} * (left + 1) / (total + 2));
  double const p = static_cast<double>(n) / static_cast<double>(total), q = static_cast<double>(total - n) / static_cast<double>(total);
  double const at_mode = exp(log_binomial(mode, left, p, q) + log_binomial(n - mode, right, p, q) - log_binomial(n, total, p, q));
  auto const ratio = [=](std::uint64_t k) {  // of the chance of k + 1 to that of k
    return static_cast<double>(left - k) * static_cast<double>(n - k) / (static_cast<double>(k + 1) * static_cast<double>(right - n + k + 1));
  };
  auto const w = bits.next();
  double u = rng::uniform(static_cast<std::uint32_t>(w[0] >> 32), static_cast<std::uint32_t>(w[0])) - at_mode;
  double up = at_mode, down = at_mode;
  std::uint64_t above = mode, under = mode;
  while (u > 0 && (up > 0 || down > 0)) {
    up = above < n ? up * ratio(above++) : 0.0;  // n <= left
    if ((u -= up) <= 0) return above;
    down = under > 0 ? down / ratio(under - 1) : 0.0;
    if (under > 0 && (u -= down) <= 0) return under - 1;
    under -= under > 0;
  }
  return mode;
}

}  // namespace pallium::connect::detail
