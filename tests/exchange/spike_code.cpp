// SPDX-License-Identifier: BSD-3-Clause
// Spikes as bytes and back, with and without what lies between grid times.
#include <pallium/exchange/detail/spike_code.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace pallium;

TEST_CASE("spikes come back as they went, their phases too, and bytes for phases are spent only where there are any") {
  rank_map map;
  map.border = {0, 1000, 5000};
  std::mt19937 draw(3);
  for (bool phases : {false, true}) {
    std::vector<spike> sent;
    for (int k = 0; k < 300; ++k)
      sent.push_back({1000 + draw() % 4000, step(200 + draw() % 20), phases ? std::int32_t(draw() % 0xffffffu) - 0x7fffff : 0});
    if (phases) sent[0].phase = -0x800000, sent[1].phase = 0x7fffff;
    std::vector<unsigned char> bytes;
    exchange::detail::spike_code code;
    code.encode(map, 1, 200, sent, bytes);
    std::vector<spike> got{{1, 2}};  // what is there stays
    exchange::detail::spike_code::decode(map, 1, 200, bytes, got);
    REQUIRE(got.size() == sent.size() + 1);
    CHECK(got[0] == spike{1, 2});
    got.erase(got.begin());
    auto const before = [](spike const& a, spike const& b) {
      return a.at != b.at ? a.at < b.at : a.source != b.source ? a.source < b.source : a.phase < b.phase;
    };
    std::sort(sent.begin(), sent.end(), before);
    std::sort(got.begin(), got.end(), before);
    CHECK(got == sent);
    if (phases) CHECK(bytes.size() > 300 * 4);
    else CHECK(bytes.size() < 300 * 3);
  }
}
