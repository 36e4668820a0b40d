// SPDX-License-Identifier: BSD-3-Clause
// Division by multiplication gives what the instruction gives, to the last bit.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/simd/lane.hpp>

#include "../support/lanes.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {
using namespace test;

/// First guesses of another machine: 1 / b to 8 bits, too small or too large by `Off` / 512.
template <class B, int Off> struct guessed {
  using reg = typename B::reg;
  static reg guess(reg b) noexcept { return divide(reg(typename B::value_type(1)), b) * reg(typename B::value_type(1 + Off / 512.0)); }
  static reg step(reg b, reg y) noexcept { return B::traits::fma(-b, y, reg(typename B::value_type(2))); }
  static reg divide(reg a, reg b) noexcept { return B::traits::divide(a, b); }
};

template <class T> constexpr int digits = std::numeric_limits<T>::digits;
__extension__ typedef unsigned __int128 wide;

/// Dividends and divisors of p digits whose quotient is as near as can be to a number halfway between two of p digits: with M that
/// number times 2^p, A 2^s - B M = k for a small k.
template <class T> std::vector<std::pair<T, T>> hard(std::mt19937_64& random, int n) {
  constexpr int p = digits<T>;
  std::vector<std::pair<T, T>> out;
  auto const low = [](std::uint64_t x, int s) { return x & ((std::uint64_t(1) << s) - 1); };
  for (int i = 0; i < n; ++i) {
    std::uint64_t const below_2 = (std::uint64_t(1) << p) - 1 - 2 * std::uint64_t(i / 4 % 40);  // every fourth divisor is nearly 2
    std::uint64_t const b = i % 4 == 0 ? below_2 : low(random(), p - 1) | std::uint64_t(1) << (p - 1) | 1;
    std::uint64_t inverse = 1;  // of b, modulo 2^64
    for (int step = 0; step < 6; ++step) inverse *= 2 - b * inverse;
    for (int k : {-3, -1, 1, 3})
      for (int s : {p, p + 1}) {
        std::uint64_t m = low(std::uint64_t(-std::int64_t(k)) * inverse, s);
        if (s == p) m |= std::uint64_t(1) << p;
        if (m >> p != 1) continue;
        wide const product = wide(b) * m + wide(__extension__ __int128(k));
        std::uint64_t const a = std::uint64_t(product >> s);
        if (wide(a) << s == product && a >> (p - 1) == 1) out.emplace_back(T(a), T(b));
      }
  }
  return out;
}

template <class B, class Reciprocal> void check(std::vector<std::pair<typename B::value_type, typename B::value_type>> const& cases) {
  using T = typename B::value_type;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < cases.size(); i += B::size) {
    auto const at = [&](std::size_t k) { return cases[std::min(i + k, cases.size() - 1)]; };
    B const a = lanes_from<B>([&](std::size_t k) { return at(k).first; }), b = lanes_from<B>([&](std::size_t k) { return at(k).second; });
    auto const q = values(simd::quotient<B, Reciprocal>(a, b));
    for (std::size_t k = 0; k < B::size; ++k) {
      T const expected = at(k).first / at(k).second;
      if (same_bits(q[k], expected) || (std::isnan(q[k]) && std::isnan(expected))) continue;
      if (++wrong < 5) UNSCOPED_INFO(at(k).first << " / " << at(k).second << " is " << expected << ", found " << q[k]);
    }
  }
  CHECK(wrong == 0);
}

template <class B, class Reciprocal> void check_all() {
  using T = typename B::value_type;
  std::mt19937_64 random(1);
  auto cases = hard<T>(random, 4000);
  CHECK(cases.size() > 4000);
  check<B, Reciprocal>(cases);
  auto const scaled = [&](T x) { return std::ldexp(x, int(random() % 41) - 20); };
  for (auto& [a, b] : cases) a = scaled(a), b = -scaled(b);
  check<B, Reciprocal>(cases);
  cases.clear();
  std::uniform_real_distribution<double> octave(-58, 58);  // in range, in double and in single precision
  auto const number = [&] { return static_cast<T>(std::exp2(octave(random)) * (random() % 2 ? 1 : -1)); };
  for (int i = 0; i < 40000; ++i) cases.emplace_back(i % 50 ? number() : T(0), i % 50 ? number() : std::abs(number()));
  for (int i = 0; i < 200; ++i)  // powers of two by what is nearly one
    cases.emplace_back(std::ldexp(T(1), i % 20), std::ldexp(T(1) - T(i) * std::numeric_limits<T>::epsilon() / 2, i % 7));
  check<B, Reciprocal>(cases);
  using limits = std::numeric_limits<T>;
  std::vector<T> const strange{0,  -T(0), 1, -1, 3, limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::min(), limits::denorm_min(),
                               limits::max(), limits::min() * 3, limits::max() / 3, static_cast<T>(1e-19), static_cast<T>(1e19)};
  for (T a : strange)
    for (T b : strange) {
      std::vector<std::pair<T, T>> one(B::size, {T(5), T(7)});
      one[one.size() / 2] = {a, b};
      check<B, Reciprocal>(one);
    }
}

template <class T> using both = simd::lane<simd::widest, T, 2>;
}  // namespace

TEMPLATE_TEST_CASE("a quotient of multiplications is the quotient, whatever the first guess", "", double, float) {
  if constexpr (std::is_same_v<simd::widest, simd::scalar> || !simd::lawful<simd::widest>) {
    SKIP("needs vectors and fma");
  } else {
    check_all<both<TestType>, guessed<both<TestType>, -2>>();
    check_all<both<TestType>, guessed<both<TestType>, 0>>();
    check_all<both<TestType>, guessed<both<TestType>, 2>>();
  }
}

TEMPLATE_TEST_CASE("division is the division of IEEE 754 on this machine", "", double, float) {
  if constexpr (simd::slow_division<simd::widest>) {
    check_all<both<TestType>, simd::reciprocal<simd::widest, TestType>>();
  } else {
    SKIP("it is the machine's own instruction");
  }
}
