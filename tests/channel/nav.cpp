// SPDX-License-Identifier: BSD-3-Clause
// NaV: a Markov scheme under backward Euler.
#include <catch2/catch_test_macros.hpp>

#include "oracle.hpp"

namespace {

using namespace test;
using C = channel::nav;

template <class B> auto at(double v, double celsius = 34) {
  return site_of<C, B>([&](std::size_t) { return place{.v = v, .celsius = celsius}; });
}
template <class B> double total(state<C, B> const& s) {
  double sum = 0;
  for (auto const& f : fields<C, B>(s)) sum += f[0];
  return sum;
}

/// Largest difference between the numbers of two states, relative to each.
template <class B> double apart(state<C, B> const& s, oracle::state const& expected) {
  largest d;
  auto const f = fields<C, B>(s);
  for (std::size_t k = 0; k < 12; ++k) d(relative(f[k][0], expected[k]));
  return d.value;
}

}  // namespace

TEST_CASE("NaV starts as NEURON does, slip and all") {
  // MECHANISMS: at -80 mV, 34 degC the open state is 5.131e-5, and would be 9.931e-6 without the slip
  auto const s = C::steady<scalar<double>>({}, at<scalar<double>>(-80));
  CHECK(std::abs(s.o.r[0] - 5.131e-5) < 5e-9);
  CHECK(std::abs(static_cast<double>(oracle::nav_steady(-80, 34, false)[5]) - 9.931e-6) < 5e-10);
  for (double v = -120; v <= 50; v += 1) {
    CHECK(std::abs(total(C::steady<scalar<double>>({}, at<scalar<double>>(v))) - 1) < 1e-15);
    CHECK(std::abs(total(C::steady<scalar<float>>({}, at<scalar<float>>(v))) - 1) < 5e-7);
  }
}

TEST_CASE("NaV relaxes to the true steady state") {
  using B = scalar<double>;
  for (double v : {-120.0, -80.0, -65.0, -40.0, 0.0, 50.0}) {
    auto s = C::steady<B>({}, at<B>(-20));
    for (int n = 0; n < 8; ++n) C::advance(s, {}, at<B>(v), B(1e6));  // backward Euler: a long step goes there at once
    CHECK(apart(s, oracle::nav_steady(v, 34, false)) < 1e-13);
    s = C::steady<B>({}, at<B>(v));
    for (int n = 0; n < 400000; ++n) C::advance(s, {}, at<B>(v), B(0.025));
    CHECK(apart(s, oracle::nav_steady(v, 34, false)) < 1e-12);
  }
}

TEST_CASE("NaV under dt = 0 stays") {
  for (double v : {-100.0, -20.0, 30.0}) {
    auto const start = C::steady<scalar<double>>({}, at<scalar<double>>(v));
    auto s = start;
    for (int n = 0; n < 5; ++n) C::advance(s, {}, at<scalar<double>>(10), scalar<double>(0.0));
    auto const a = fields<C, scalar<double>>(start), b = fields<C, scalar<double>>(s);
    for (std::size_t k = 0; k < 12; ++k) CHECK(relative(b[k][0], a[k][0]) < 5e-16);
  }
}

TEST_CASE("NaV keeps its sum and its accuracy over a million steps, in float too") {
  using D = scalar<double>;
  using F = scalar<float>;
  auto d = C::steady<D>({}, at<D>(-65));
  auto f = C::steady<F>({}, at<F>(-65));
  largest sum_d, sum_f, difference;
  auto const x_d = at<D>(0);
  auto const x_f = at<F>(0);
  double v = -65;
  for (int n = 0; n < 1000000; ++n) {
    v += 0.5 * ((n / 180) % 2 ? -1 : 1);  // up to 25 mV and back: a spike every 9 ms
    auto y_d = x_d;
    auto y_f = x_f;
    y_d.v = v, y_f.v = v;
    C::advance(d, {}, y_d, D(0.025));
    C::advance(f, {}, y_f, F(0.025));
    if (n % 97 == 0) {
      sum_d(std::abs(total(d) - 1));
      sum_f(std::abs(total(f) - 1));
      difference(relative(f.o.r[0], d.o.r[0]));
      difference(relative(f.i6.r[0], d.i6.r[0]));
      difference(relative(f.c1.r[0], d.c1.r[0]));
    }
  }
  INFO(sum_d.value << ' ' << sum_f.value << ' ' << difference.value);
  CHECK(sum_d.value < 1e-15);
  CHECK(sum_f.value < 2.5e-7);
  CHECK(difference.value < 5e-6);
}
