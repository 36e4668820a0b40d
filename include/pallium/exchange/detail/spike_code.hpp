// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace pallium::exchange::detail {

/// Spikes of one rank as bytes: the numbers (at - base) n + (local number of the source), n the rank's numbers, ascending; the
/// differences, seven bits a byte, the lowest first, the top bit set in all but the last. At most 5 bytes a spike where the steps of
/// the message times the cells of the rank are below 2^35.
class spike_code {
 public:
  void encode(rank_map const& map, int rank, step base, std::span<spike const> spikes, std::vector<unsigned char>& out) {
    std::uint64_t const n = map.locals(rank);
    keys_.clear();
    for (spike const& s : spikes) keys_.push_back(std::uint64_t(s.at - base) * n + map.local(rank, s.source));
    if (!std::is_sorted(keys_.begin(), keys_.end())) std::sort(keys_.begin(), keys_.end());
    std::uint64_t last = 0;
    for (std::uint64_t k : keys_) {
      std::uint64_t d = k - last;
      last = k;
      for (; d >= 128; d >>= 7) out.push_back(static_cast<unsigned char>(d | 128));
      out.push_back(static_cast<unsigned char>(d));
    }
  }
  static void decode(rank_map const& map, int rank, step base, std::span<unsigned char const> bytes, std::vector<spike>& out) {
    std::uint64_t const n = map.locals(rank);
    std::uint64_t key = 0, d = 0;
    unsigned shift = 0;
    for (unsigned char b : bytes) {
      d |= std::uint64_t(b & 127u) << shift;
      shift += 7;
      if (b & 128u) continue;
      key += d;
      d = 0;
      shift = 0;
      out.push_back({map.global(rank, key % n), base + step(key / n)});
    }
  }

 private:
  std::vector<std::uint64_t> keys_;
};

}  // namespace pallium::exchange::detail
