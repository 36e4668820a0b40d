// SPDX-License-Identifier: BSD-3-Clause
// sin and cos: the promised error over the whole range and at the zeros, the same bits on every lane type; normal numbers.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/simd/gaussian.hpp>

#include "../support/exact.hpp"
#include "../support/lanes.hpp"

namespace {

using namespace test;

template <class T> constexpr double limit = sizeof(T) == 8 ? 0x1p30 : 0x1p20;
auto const our_sin = [](auto x) { return sin(x); };
auto const our_cos = [](auto x) { return cos(x); };

template <class T> std::vector<T> angles() {
  std::mt19937_64 draw(17);
  std::vector<T> x{0, T(1), T(-1), T(1e-30), static_cast<T>(limit<T>), static_cast<T>(-limit<T>)};
  for (double reach : {1.0, 10.0, 1e3, 1e5, limit<T>}) {
    std::uniform_real_distribution<double> d(-reach, reach);
    for (int i = 0; i < 100000; ++i) x.push_back(static_cast<T>(d(draw)));
  }
  return x;
}
/// Next to the zeros of sin and cos, where all that counts has cancelled.
template <class T> std::vector<T> zeros() {
  std::vector<T> x;
  for (long double k = 1; k * 1.5707963267948966192L < static_cast<long double>(limit<T>); k = std::ceil(k * 1.001L)) {
    auto const zero = static_cast<T>(k * 1.5707963267948966192313216916397514L);
    for (T y : {zero, std::nextafter(zero, T(0)), -std::nextafter(zero, static_cast<T>(limit<T>))}) x.push_back(y);
  }
  return x;
}

template <class T> void keep_the_error(std::vector<T> const& x) {
  auto const s = map<scalar<T>>(our_sin, x), c = map<scalar<T>>(our_cos, x);
  largest of_sin, of_cos;
  for (std::size_t i = 0; i < x.size(); ++i) {
    of_sin(ulps<T>(s[i], std::sin(static_cast<long double>(x[i]))));
    of_cos(ulps<T>(c[i], std::cos(static_cast<long double>(x[i]))));
  }
  CHECK(of_sin.value < 0.9);
  CHECK(of_cos.value < 0.9);
}

}  // namespace

TEMPLATE_TEST_CASE("sin and cos keep the promised error", "", double, float) { keep_the_error(angles<TestType>()); }

TEMPLATE_TEST_CASE("sin and cos keep the promised error next to their zeros", "", double, float) {
#ifdef PALLIUM_EMULATED
  // fma(-0x1.27d4p+14, 0x1.921fb54442d18p+0, 0x1.d0af8c23c586cp+14) is 2^-49, and 0 under Bochs 2.7.
  if (sizeof(TestType) == 8) SKIP("the emulated fma of doubles gives 0 where the upper 64 bits of the product cancel");
#endif
  keep_the_error(zeros<TestType>());
}

TEMPLATE_LIST_TEST_CASE("sin and cos have the same bits on every lane type", "", test::lane_types) {
  using B = TestType;
  using T = typename B::value_type;
  auto x = angles<T>();
  for (T y : zeros<T>()) x.push_back(y);
  for (double y : {1e300, -1e300, 1e30}) x.push_back(static_cast<T>(y));
  x.push_back(std::numeric_limits<T>::quiet_NaN());
  for (auto const& pair : {std::pair{map<B>(our_sin, x), map<scalar<T>>(our_sin, x)}, {map<B>(our_cos, x), map<scalar<T>>(our_cos, x)}}) {
    REQUIRE(pair.first.size() == x.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < x.size(); ++i) different += !agree<B>(pair.first[i], pair.second[i], 4, 1 + std::abs(double(x[i])));
    CHECK(different == 0);
    for (std::size_t i = x.size() - 4; i < x.size(); ++i) CHECK(std::isnan(pair.first[i]));
  }
}

TEST_CASE("plain numbers have sin and cos") {
  CHECK(pallium::sin(0.0) == 0);
  CHECK(pallium::cos(0.0) == 1);
  CHECK(pallium::sin(1.0) == sin(one_lane(1.0)).r[0]);
  CHECK(std::isnan(pallium::sin(std::numeric_limits<double>::infinity())));
  CHECK(std::isnan(pallium::cos(std::nextafter(0x1p30, 1e10))));
}

TEST_CASE("normal numbers are what Box and Muller say of their bits, and normal") {
  double const n = 200000;
  double sum = 0, squares = 0, fourth = 0, both = 0;
  largest error;
  std::vector<double> x;
  for (std::uint64_t k = 0; k < std::uint64_t(n); ++k) {
    auto const w = rng::draw(3, 4, 5, k);
    auto const g = gaussians(w);
    long double const u = rng::uniform(w[0], w[1]), turn = 2 * 3.14159265358979323846264338327950288L * rng::uniform(w[2], w[3]);
    long double const r = std::sqrt(-2 * exact_log(u));
    error(static_cast<double>(std::max(std::abs(g[0] - r * std::cos(turn)), std::abs(g[1] - r * std::sin(turn))) / r));
    CHECK(gaussian(w) == g[0]);
    x.push_back(g[0]);
    sum += g[0];
    squares += g[0] * g[0];
    fourth += g[0] * g[0] * g[0] * g[0];
    both += g[0] * g[1];
  }
  CHECK(error.value < 1e-15);
  CHECK(std::abs(sum / n) < 4.5 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1) < 4.5 * std::sqrt(2 / n));
  CHECK(std::abs(fourth / n - 3) < 4.5 * std::sqrt(96 / n));
  CHECK(std::abs(both / n) < 4.5 / std::sqrt(n));
  std::sort(x.begin(), x.end());
  double ks = 0;  // Kolmogorov and Smirnov
  for (std::size_t i = 0; i < x.size(); ++i) ks = std::max(ks, std::abs((double(i) + 0.5) / n - 0.5 * std::erfc(-x[i] / std::sqrt(2.0))));
  CHECK(ks < 2.2 / std::sqrt(n));
}
