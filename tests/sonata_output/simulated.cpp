// SPDX-License-Identifier: BSD-3-Clause
// What the engine computes arrives in the files.
#include "play.hpp"
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <pallium/io/sonata/node_writer.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

using namespace pallium;

TEST_CASE("simulated: files hold what recorders in memory hold") {
  test::folder const here;
  char const* const kept = std::getenv("PALLIUM_SONATA_OUTPUT");  // for check.py
  std::string const folder = kept != nullptr ? kept : here / "out";
  test::memory const m = test::play(exec::few<double>{}, folder, false);
  REQUIRE(m.v.size() == 401);
  if (kept != nullptr) {
    io::sonata::node_writer nodes(folder + "/nodes.h5", "cortex", {"x", "y", "z"});
    for (int k = 0; k < 16; ++k) nodes.add(100 + k / 8, std::array{10.0f * float(k), 1.0f, 2.0f});
    nodes.finish();
    io::sonata::write_types(folder + "/node_types.csv", {"node_type_id", "pop_name", "model_type"}, {{"100", "a", "biophysical"}, {"101", "of two words", "biophysical"}});
  }
  auto const cortex = test::read<double>(folder + "/v.h5", "/report/cortex/data"), thalamus = test::read<double>(folder + "/v.h5", "/report/thalamus/data");
  REQUIRE(cortex.size() == 400 * 16);
  REQUIRE(thalamus.size() == 400 * 8);
  bool same = true;
  for (std::size_t j = 0; j < 400; ++j)
    for (std::size_t c = 0; c < 24; ++c) same = same && m.v[j + 1][c] == (c < 16 ? cortex[j * 16 + c] : thalamus[j * 8 + c - 16]);
  CHECK(same);
  CHECK(test::read<std::uint64_t>(folder + "/v.h5", "/report/thalamus/mapping/node_ids") == std::vector<std::uint64_t>{4, 5, 6, 7, 8, 9, 10, 11});

  auto const ids = test::read<std::uint64_t>(folder + "/spikes.h5", "/spikes/cortex/node_ids");
  auto const times = test::read<double>(folder + "/spikes.h5", "/spikes/cortex/timestamps");
  std::size_t k = 0, points = 0;
  for (auto const& [cell, t] : m.spikes) {
    points += cell >= 24;
    if (cell >= 16) continue;
    REQUIRE(k < ids.size());
    CHECK((ids[k] == cell && std::abs(times[k] - t) < 1e-8));
    ++k;
  }
  CHECK(k > 10);
  CHECK(k == ids.size());
  auto const others = test::read<std::uint64_t>(folder + "/spikes.h5", "/spikes/thalamus/node_ids");
  CHECK(points > 3);
  CHECK(std::size_t(std::count_if(others.begin(), others.end(), [](std::uint64_t n) { return n < 4; })) == points);

  // Row j of the currents is of step 51 + 5 j; nothing is lost within a cell but what electrodes bring: an unstimulated cell's sum is 0.
  auto const shape = test::shape(folder + "/im.h5", "/report/cortex/data");
  auto const im = test::read<double>(folder + "/im.h5", "/report/cortex/data");
  REQUIRE((shape[0] == 70 && shape[1] % 16 == 0));
  std::size_t const n = shape[1] / 16;
  double sum = 0, largest = 0;
  for (std::size_t j = 0; j < 70; ++j) {
    double of_one = 0;
    for (std::size_t s = 0; s < n; ++s) of_one += im[j * shape[1] + 5 * n + s], largest = std::max(largest, std::abs(im[j * shape[1] + 5 * n + s]));
    sum = std::max(sum, std::abs(of_one));
  }
  CHECK(largest > 0.1);
  CHECK(sum < 1e-9 + 0.05 * largest);
  auto const ecp = test::read<double>(folder + "/ecp.h5", "/ecp/data");
  REQUIRE(ecp.size() == 800);
  CHECK(*std::max_element(ecp.begin(), ecp.end()) > 1e-4);
}
