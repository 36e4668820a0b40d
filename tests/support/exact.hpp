// SPDX-License-Identifier: BSD-3-Clause
// What the functions of simd are measured against, and in which unit.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace test {

/// |got - exact| in units of the last place of the exact value.
template <class T> double ulps(T got, long double exact) {
  int exponent;
  std::frexp(exact, &exponent);
  exponent = std::max(exponent, std::numeric_limits<T>::min_exponent) - std::numeric_limits<T>::digits;
  return static_cast<double>(std::ldexp(std::abs(static_cast<long double>(got) - exact), -exponent));
}

/// The natural logarithm of a positive number, to 2^-61 of it. The C library's is the instruction fyl2x on x86, and what Bochs
/// makes of that lacks the term s^19 of the series below and all that follow: 3e-16 near the square root of 2, where a double's
/// last place is 5.6e-17.
inline long double exact_log(long double x) {
  static constexpr auto odd = [] {
    std::array<long double, 18> a{};
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = 1 / static_cast<long double>(2 * i + 1);
    return a;
  }();
  int k;
  long double m = std::frexp(x, &k);
  if (m < 0.70710678118654752440L) m *= 2, --k;
  long double const s = (m - 1) / (m + 1), z = s * s;  // |s| < 0.172
  long double sum = 0;
  for (std::size_t i = odd.size(); i-- > 0;) sum = sum * z + odd[i];
  return static_cast<long double>(k) * 0.693147180559945309417232121458176568L + 2 * s * sum;
}

}  // namespace test
