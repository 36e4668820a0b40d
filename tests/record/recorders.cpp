// SPDX-License-Identifier: BSD-3-Clause
// Recorders keep what they are shown.
#include <catch2/catch_test_macros.hpp>

#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>

#include <cmath>
#include <vector>

using namespace pallium;

TEST_CASE("a raster keeps spikes in the order they come, in ms") {
  record::raster r;
  CHECK(r.size() == 0);
  std::vector<spike> const first{{3, 10}, {1, 11}}, none, second{{0, 400}};
  r.spikes(first, {0.1});
  r.spikes(none, {0.1});
  r.spikes(second, {0.1});
  REQUIRE(r.size() == 3);
  CHECK(r[0].cell == 3);
  CHECK(std::abs(r[0].t - 1) < 1e-12);
  CHECK(std::abs(r[1].t - 1.1) < 1e-12);
  CHECK(std::abs(r[2].t - 40) < 1e-12);
  std::vector<gid> cells;
  for (auto [cell, t] : r) cells.push_back(cell);
  CHECK(cells == std::vector<gid>{3, 1, 0});
}

TEST_CASE("a trace keeps a value per probe and sample") {
  record::trace t({{4, 2, "v"}, {5, 0, "cai"}}, {0.5});
  CHECK(t.probes().size() == 2);
  CHECK(t.probes()[1].variable == "cai");
  CHECK(t.every() == duration{0.5});
  for (int i = 0; i < 5; ++i) t.sample({0.5 * i}, std::vector<double>{double(i), -double(i)});
  REQUIRE(t.size() == 5);
  CHECK(t.times()[3] == 1.5);
  CHECK(t.value(3, 0) == 3);
  CHECK(t.value(4, 1) == -4);
}
