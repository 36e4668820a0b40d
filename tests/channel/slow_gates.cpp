// SPDX-License-Identifier: BSD-3-Clause
// In float no gate stops short of its goal because an increment is smaller than the last place: ten seconds against double.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "all.hpp"

using namespace test;

namespace {

/// 32 numbers of either type.
template <class T> using lanes_of = simd::lane<simd::widest, T, 32 / simd::lane<simd::widest, T, 1>::size>;

/// Largest difference of a state from double's over `seconds`, v held 3 mV above where the gates began, for 32 v at once.
template <class C> double apart(double dt, double seconds, bool nudged) {
  using D = lanes_of<double>;
  using F = lanes_of<float>;
  auto const v = [](std::size_t i) { return -100.0 + 4.25 * double(i); };
  auto const begin = [&](auto b) {
    using B = decltype(b);
    return C::steady(some_params<C, B>(), site_of<C, B>([&](std::size_t i) { return place{.v = v(i) - 3}; }));
  };
  auto exact = begin(D{});
  auto rounded = begin(F{});
  auto const pd = some_params<C, D>();
  auto const pf = some_params<C, F>();
  auto const xd = site_of<C, D>([&](std::size_t i) { return place{.v = v(i), .cai = 2e-4}; });
  auto xf = site_of<C, F>([&](std::size_t i) { return place{.v = v(i), .cai = 2e-4}; });
  double largest = 0;
  std::int64_t const steps = std::int64_t(seconds * 1000 / dt + 0.5);
  for (std::int64_t n = 1; n <= steps; ++n) {
    if (nudged) xf.nudge = F(membrane::nudge_of(n));
    C::advance(exact, pd, xd, D(dt));
    C::advance(rounded, pf, xf, F(dt));
    if (n % 997 != 0 && n != steps) continue;
    auto const a = fields<C, D>(exact);
    auto const b = fields<C, F>(rounded);
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::size_t i = 0; i < a[k].size(); ++i) largest = std::max(largest, std::abs(double(a[k][i]) - double(b[k][i])));
  }
  return largest;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("float follows double for ten seconds", "", test::gated_channels) {
  double const fine = apart<TestType>(0.025, 10, true), coarse = apart<TestType>(0.1, 10, true);
  INFO(TestType::name << ": " << fine << " at dt = 0.025 ms, " << coarse << " at 0.1");
  CHECK(fine < 2e-5);
  CHECK(coarse < 2e-5);
}

TEST_CASE("without the nudge slow gates stop where an increment is half of a last place") {
  CHECK(apart<channel::kd>(0.025, 10, false) > 5e-4);  // tau = 1.5 s
  CHECK(apart<channel::kd>(0.1, 10, false) > 1e-4);
  CHECK(apart<channel::nap>(0.025, 10, false) > 5e-4);
}

TEST_CASE("the nudge is an even spread that never reaches half of a last place") {
  std::vector<double> seen;
  for (std::int64_t n = 0; n < 4096; ++n) seen.push_back(membrane::nudge_of(n + 1'000'000'007) * 0x1p23);
  std::sort(seen.begin(), seen.end());
  CHECK(seen.front() > -0.5);
  CHECK(seen.back() < 0.5);
  double widest = 0;
  for (std::size_t i = 1; i < seen.size(); ++i) widest = std::max(widest, seen[i] - seen[i - 1]);
  CHECK(widest < 3.0 / 4096);
  for (float x : {0.5f, 0.75f, 1.0f, 3e-5f, 0.9999999f, 0.3f}) {  // an increment of 0 stays 0; below a power of two places are halves
    test::scalar<float> s(x);
    for (std::int64_t n = 0; n < 1000; ++n)
      s = membrane::relax_at(s, s, test::scalar<float>(0.3), test::scalar<float>(0.1), test::scalar<float>(membrane::nudge_of(n)));
    if (x == 0.5f || x == 1.0f) CHECK(std::abs(s.r[0] - x) <= x * 0x1p-24f);
    else CHECK(s.r[0] == x);
  }
}
