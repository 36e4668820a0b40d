// SPDX-License-Identifier: BSD-3-Clause
// exp, expm1, log, pow: the errors that math.hpp promises, the ends of their ranges, the same bits on every lane type.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/exact.hpp"
#include "../support/lanes.hpp"

namespace {

using namespace test;

template <class T> std::vector<T> uniform(double low, double high, std::size_t n = 200000) {
  std::mt19937_64 draw(11);
  std::uniform_real_distribution<double> d(low, high);
  std::vector<T> x(n);
  for (T& y : x) y = static_cast<T>(d(draw));
  return x;
}
/// Numbers whose logarithm is uniform.
template <class T> std::vector<T> scales(double low, double high, std::size_t n = 200000) {
  auto x = uniform<T>(std::log(low), std::log(high), n);
  for (T& y : x) y = static_cast<T>(std::exp(static_cast<long double>(y)));
  return x;
}
template <class T> std::vector<T> near_zero() {
  auto x = scales<T>(1e-30, 0.5);
  for (std::size_t i = 0; i < x.size(); i += 2) x[i] = -x[i];
  return x;
}

template <class T> constexpr bool wide = sizeof(T) == 8;
template <class T> constexpr double exp_low = wide<T> ? -708 : -87;
template <class T> constexpr double exp_high = wide<T> ? 709 : 88;

template <class T, class F, class G> double worst(std::vector<T> const& x, F&& ours, G&& exact) {
  auto const y = map<scalar<T>>(ours, x);
  largest error;
  for (std::size_t i = 0; i < x.size(); ++i) error(ulps<T>(y[i], exact(static_cast<long double>(x[i]))));
  return error.value;
}

auto const our_exp = [](auto x) { return exp(x); };
auto const our_expm1 = [](auto x) { return expm1(x); };
auto const our_log = [](auto x) { return log(x); };

}  // namespace

TEST_CASE("the logarithm to compare with is exact") {
  CHECK(relative(exact_log(0.70703125L), -0.3466804132137367284987699330324036173L) < 5e-19);
  CHECK(relative(exact_log(0.9990234375L), -0.0009770396478266127859680751517534658L) < 5e-19);
  CHECK(relative(exact_log(1.4140014648437500L), 0.34642360343123479176139659133939253950L) < 5e-19);
  CHECK(relative(exact_log(20000), 9.90348755253612804548919794019563339847L) < 5e-19);
  CHECK(relative(exact_log(0x1p-1022L), -708.396418532264106224411228130256452573L) < 5e-19);
  CHECK(exact_log(1) == 0);
}

TEMPLATE_TEST_CASE("exp, expm1, log keep the promised error", "", double, float) {
  using T = TestType;
  auto const real_exp = [](long double x) { return std::exp(x); };
  auto const real_expm1 = [](long double x) { return std::expm1(x); };
  for (auto const& x : {uniform<T>(exp_low<T>, exp_high<T>), uniform<T>(-2, 2), near_zero<T>()}) {
    CHECK(worst(x, our_exp, real_exp) < 1.1);
    CHECK(worst(x, our_expm1, real_expm1) < 2.2);
  }
  double const small = wide<T> ? 1e-307 : 1.2e-38, large = wide<T> ? 1e308 : 3e38;
  CHECK(worst(scales<T>(small, large), our_log, exact_log) < 1.0);
  CHECK(worst(uniform<T>(0.5, 2), our_log, exact_log) < 1.0);
  CHECK(worst(uniform<T>(0.999, 1.001), our_log, exact_log) < 1.0);
}

TEMPLATE_TEST_CASE("pow keeps the promised error", "", double, float) {
  using T = TestType;
  auto const base = scales<T>(1e-4, 1e4), power = uniform<T>(-6, 6);
  largest excess;
  for (std::size_t i = 0; i < base.size(); ++i) {
    T const y = values(pow(scalar<T>(base[i]), scalar<T>(power[i])))[0];
    long double const exact = std::exp(static_cast<long double>(power[i]) * exact_log(static_cast<long double>(base[i])));
    double const promised = 1 + std::abs(power[i] * std::log(static_cast<double>(base[i])));
    excess(ulps<T>(y, exact) / promised);
  }
  INFO(excess.value);
  CHECK(excess.value < 1.2);
}

TEMPLATE_TEST_CASE("at and beyond the ends of the ranges", "", double, float) {
  using T = TestType;
  using B = scalar<T>;
  T const inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  T const tiny = std::numeric_limits<T>::min();
  auto const of = [](auto f, T x) { return values(f(lanes_from<B>([=](std::size_t) { return x; })))[0]; };
  CHECK(of(our_exp, T(0)) == 1);
  CHECK(of(our_exp, -T(0)) == 1);
  CHECK(of(our_exp, inf) == inf);
  CHECK(of(our_exp, -inf) == 0);
  CHECK(of(our_exp, static_cast<T>(exp_high<T> + 1)) == inf);
  CHECK(of(our_exp, static_cast<T>(exp_low<T> - 1)) == 0);
  CHECK(of(our_exp, static_cast<T>(exp_low<T>)) >= tiny);  // no denormal
  CHECK(std::isnan(of(our_exp, nan)));
  CHECK(of(our_expm1, T(0)) == 0);
  CHECK(of(our_expm1, inf) == inf);
  CHECK(of(our_expm1, -inf) == -1);
  CHECK(of(our_expm1, static_cast<T>(-200)) == -1);
  CHECK(std::isnan(of(our_expm1, nan)));
  CHECK(of(our_log, T(1)) == 0);
  CHECK(of(our_log, inf) == inf);
  CHECK(of(our_log, T(0)) == -inf);
  CHECK(of(our_log, tiny / 2) == -inf);
  CHECK(of(our_log, tiny) < -80);
  CHECK(std::isnan(of(our_log, T(-1))));
  CHECK(std::isnan(of(our_log, nan)));
  for (double power : {0.0, 1.0, -3.5}) CHECK(of([=](B x) { return pow(x, B(power)); }, T(1)) == 1);
  CHECK(of([](B x) { return pow(x, B(0.0)); }, T(17)) == 1);
}

TEMPLATE_LIST_TEST_CASE("the same bits on every lane type", "", test::lane_types) {
  using B = TestType;
  using T = typename B::value_type;
  auto x = uniform<T>(exp_low<T> - 2, exp_high<T> + 2, 20000);
  for (T y : near_zero<T>()) x.push_back(y);
  for (double y : {0.0, -0.0, 1.0, -1.0, 1e-6, 1e300, -1e300}) x.push_back(static_cast<T>(y));
  x.push_back(std::numeric_limits<T>::infinity());
  x.push_back(std::numeric_limits<T>::quiet_NaN());
  x.push_back(std::numeric_limits<T>::min() / 2);
  auto const same = [&](auto f, double within, double scale = 0) { return agree<B>(map<B>(f, x), map<scalar<T>>(f, x), within, scale); };
  CHECK(same(our_exp, 4));
  CHECK(same(our_expm1, 4));
  CHECK(same(our_log, 4));
  CHECK(same([](auto y) { return pow(abs(y), decltype(y)(1.7)); }, 3000));
  CHECK(same([](auto y) { return sqrt(abs(y)) / (1.0 + y * y) - fma(y, y, y); }, 4, 1));
}

TEST_CASE("plain numbers have the same functions") {
  CHECK(pallium::exp(1.0) == exp(one_lane(1.0)).r[0]);
  CHECK(relative(pallium::pow(2.3, 1.3), std::pow(2.3L, 1.3L)) < 5e-16);
  CHECK(relative(pallium::log(20000.0), std::log(20000.0L)) < 2e-16);
  CHECK(relative(pallium::expm1(-0.025), std::expm1(-0.025L)) < 5e-16);
  CHECK(pallium::sqrt(9.0) == 3);
}
