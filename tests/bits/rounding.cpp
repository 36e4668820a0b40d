// SPDX-License-Identifier: BSD-3-Clause
// An instruction set outside of the law of bits (SSE4.2 has no fma): kernels and simulations within rounding of scalar registers,
// whose bits are the recorded ones. sin and cos are in tests/simd/trigonometry.cpp, where the bound grows with the angle.
#include <catch2/catch_test_macros.hpp>
#include <pallium/simd/machine.hpp>

#include <algorithm>

#include "computed.hpp"

using namespace test;
using native = pallium::simd::widest;

namespace {

/// Largest |a - b| / (|b| + scale) among the first `count`, scale being a thousandth of the largest |b|.
double apart(computed const& a, computed const& b, std::size_t count) {
  double largest = 0, worst = 0;
  for (double x : b.values)
    if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
  for (std::size_t i = 0; i < count; ++i) {
    double const x = a.values[i], y = b.values[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    double const d = std::abs(x - y) / (std::abs(y) + 1e-3 * std::min(largest, 1.0));
    if (!(d <= worst)) worst = std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
  }
  return worst;
}

void close(results const& a, results const& b, double bound, bool plays) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO(a[i].name << " on " << pallium::simd::name<native>());
    REQUIRE(a[i].name == b[i].name);
    if (a[i].name == "sin" || a[i].name == "cos") continue;
    if (plays && a[i].name.starts_with("spikes of ")) {  // chaos moves spikes; their number is the model's
      double const n = double(a[i].values.size()), m = double(b[i].values.size());
      CHECK(std::abs(n - m) <= 0.1 * m);
      continue;
    }
    REQUIRE(a[i].values.size() == b[i].values.size());
    CHECK(apart(a[i], b[i], plays ? a[i].values.size() / 10 : a[i].values.size()) <= bound);
  }
}

}  // namespace

TEST_CASE("this instruction set is outside of the law of bits") { STATIC_CHECK_FALSE(pallium::simd::lawful<native>); }
TEST_CASE("kernels within rounding of scalar registers, double") { close(native_kernels_double(), scalar_kernels_double(), 1e-12, false); }
TEST_CASE("kernels within rounding of scalar registers, float") { close(native_kernels_float(), scalar_kernels_float(), 1e-3, false); }
TEST_CASE("simulations within rounding of scalar registers, double") { close(native_plays_double(), scalar_plays_double(), 1e-9, true); }
TEST_CASE("simulations within rounding of scalar registers, float") { close(native_plays_float(), scalar_plays_float(), 1e-2, true); }
