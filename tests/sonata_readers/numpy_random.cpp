// SPDX-License-Identifier: BSD-3-Clause
// numpy.random.RandomState, recorded with numpy 1.24: draws must be equal to the last bit.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <pallium/io/sonata/numpy_random.hpp>

namespace {

using pallium::io::sonata::numpy_random;

TEST_CASE("uniform numbers are RandomState.random_sample's") {
  numpy_random five(5);
  for (double x : {0.22199317108973948, 0.8707323061773764, 0.20671915533942642, 0.9186109079379216, 0.48841118879482914}) CHECK(five.uniform() == x);
  numpy_random zero(0), last(4294967295u);
  for (double x : {0.5488135039273248, 0.7151893663724195}) CHECK(zero.uniform() == x);
  for (double x : {0.0976320289940138, 0.9123828453026218}) CHECK(last.uniform() == x);
}

TEST_CASE("skipped draws are draws") {
  numpy_random drawn(5), skipped(5);
  for (int i = 0; i < 999; ++i) drawn.uniform();
  skipped.skip(999);
  CHECK(skipped.uniform() == 0.7905930946436218);  // the thousandth
  CHECK(drawn.uniform() == 0.7905930946436218);
}

TEST_CASE("choices are RandomState.choice's with p = .1 .2 .3 .4") {
  std::array<double, 4> cdf{0.1, 0.1 + 0.2, 0.1 + 0.2 + 0.3, 0.1 + 0.2 + 0.3 + 0.4};
  for (double& x : cdf) x /= cdf[3];
  numpy_random r(5);
  for (std::size_t k : {1u, 3u, 1u, 3u, 2u, 3u, 3u, 2u, 1u, 1u, 0u, 3u}) CHECK(r.choice(cdf) == k);
}

}  // namespace
