// SPDX-License-Identifier: BSD-3-Clause
// A lane does in each of its places what one number does.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/simd/archetype.hpp>

#include "../support/lanes.hpp"

namespace {
using namespace test;
}

TEMPLATE_LIST_TEST_CASE("arithmetic, comparison and choice, place by place", "", test::lane_types) {
  using B = TestType;
  using T = typename B::value_type;
  auto const at = [](auto f) { return [=](std::size_t i) { return static_cast<T>(f(static_cast<double>(i))); }; };
  auto const fa = at([](double i) { return 1.25 * i - 3; });
  auto const fb = at([](double i) { return 0.3 * i * i - 2; });
  B const a = lanes_from<B>(fa), b = lanes_from<B>(fb);
  auto const each = [&](B const& got, auto expected) {
    auto const x = values(got);
    bool all = true;
    for (std::size_t i = 0; i < B::size; ++i) all = all && same_bits(x[i], static_cast<T>(expected(fa(i), fb(i))));
    return all;
  };
  CHECK(each(a + b, [](T x, T y) { return x + y; }));
  CHECK(each(a - b, [](T x, T y) { return x - y; }));
  CHECK(each(a * b, [](T x, T y) { return x * y; }));
  CHECK(each(a / b, [](T x, T y) { return x / y; }));
  CHECK(each(-a, [](T x, T) { return -x; }));
  CHECK(each(2.0 * a - 0.1, [](T x, T) { return T(2) * x - static_cast<T>(0.1); }));
  CHECK(each(-(0.0 * abs(a)), [](T, T) { return -T(0); }));
  CHECK(each(abs(a), [](T x, T) { return std::abs(x); }));
  CHECK(each(sqrt(abs(a)), [](T x, T) { return std::sqrt(std::abs(x)); }));
  CHECK(each(fma(a, b, a), [](T x, T y) { return simd::lawful<typename B::arch> ? std::fma(x, y, x) : x * y + x; }));
  CHECK(each(min(a, b), [](T x, T y) { return std::min(x, y); }));
  CHECK(each(max(a, b), [](T x, T y) { return std::max(x, y); }));
  CHECK(each(select(a < b, a, b), [](T x, T y) { return x < y ? x : y; }));
  CHECK(each(select(a > b, a, b), [](T x, T y) { return x > y ? x : y; }));
  CHECK(each(select((a < b) & (a > -1.0), a, b), [](T x, T y) { return x < y && x > -1 ? x : y; }));
  CHECK(each(select((a < b) | (a > 1.0), a, b), [](T x, T y) { return x < y || x > 1 ? x : y; }));
  B c = a;
  c += b;
  c *= a;
  c -= 1.0;
  c /= b;
  CHECK(each(c, [](T x, T y) { return ((x + y) * x - T(1)) / y; }));

  std::uint64_t below = 0;
  for (std::size_t i = 0; i < B::size; ++i) below |= std::uint64_t{fa(i) < fb(i)} << i;
  CHECK(lanes(a < b) == below);
  CHECK(any(a < b) == (below != 0));
  CHECK_FALSE(any(a < a));
  CHECK(lanes(a <= a) == (B::size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << B::size) - 1));
}

TEMPLATE_LIST_TEST_CASE("a lane is loaded and stored in order", "", test::lane_types) {
  using B = TestType;
  using T = typename B::value_type;
  static_assert(B::size == B::registers * B::traits::size);
  auto const x = values(lanes_from<B>([](std::size_t i) { return static_cast<double>(i) + 0.5; }));
  for (std::size_t i = 0; i < B::size; ++i) CHECK(x[i] == static_cast<T>(i) + T(0.5));
}

namespace {
template <class B> struct three { B a, b, c; };
template <class B> struct nothing {};
template <class B> struct with_int { B a; int n; };
}  // namespace

TEST_CASE("lane records: their columns, and what is not one") {
  STATIC_CHECK(lane_record<three>);
  STATIC_CHECK(lane_record<nothing>);
  STATIC_CHECK_FALSE(lane_record<with_int>);
  STATIC_CHECK(field_count<three> == 3);
  STATIC_CHECK(field_count<nothing> == 0);
  CHECK(to_array(three<double>{1, 2, 3}) == std::array{1.0, 2.0, 3.0});
  using B = std::tuple_element_t<1, wider<double>>;
  auto const r = everywhere<three, B>({1, 2, 3});
  CHECK(values(r.b)[B::size - 1] == 2);
  double sum = 0;
  for_each_field<three>(r, [&](std::size_t k, B const& f) { sum += static_cast<double>(k) * values(f)[0]; });
  CHECK(sum == 0 * 1 + 1 * 2 + 2 * 3);
}
