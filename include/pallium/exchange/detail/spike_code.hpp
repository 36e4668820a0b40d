// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pallium::exchange::detail {

/// Spikes of one rank as bytes: the numbers (at - base) n + (local number of the source), n the rank's numbers, ascending; the
/// differences, seven bits a byte, the lowest first, the top bit set in all but the last. At most 5 bytes a spike where the steps of
/// the message times the cells of the rank are below 2^35. If any has a phase, a difference that cannot be follows them, and the phases
/// of all, 3 bytes each.
class spike_code {
 public:
  void encode(rank_map const& map, int rank, step base, std::span<spike const> spikes, std::vector<unsigned char>& out) {
    std::uint64_t const n = map.locals(rank);
    keys_.clear();
    bool phases = false;
    for (spike const& s : spikes) {
      keys_.push_back({std::uint64_t(s.at - base) * n + map.local(rank, s.source), s.phase});
      phases = phases || s.phase != 0;
    }
    if (!std::is_sorted(keys_.begin(), keys_.end())) std::sort(keys_.begin(), keys_.end());
    std::uint64_t last = 0;
    for (auto const& [key, phase] : keys_) {
      put(key - last, out);
      last = key;
    }
    if (!phases) return;
    put(phases_follow, out);
    for (auto const& [key, phase] : keys_)
      for (unsigned shift : {0u, 8u, 16u}) out.push_back(static_cast<unsigned char>(static_cast<std::uint32_t>(phase) >> shift));
  }
  static void decode(rank_map const& map, int rank, step base, std::span<unsigned char const> bytes, std::vector<spike>& out) {
    std::uint64_t const n = map.locals(rank);
    std::uint64_t key = 0, d = 0;
    unsigned shift = 0;
    std::size_t const first = out.size();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      unsigned char const b = bytes[i];
      d |= std::uint64_t(b & 127u) << shift;
      shift += 7;
      if (b & 128u) continue;
      if (d == phases_follow) {
        for (std::size_t k = first; k < out.size() && i + 3 < bytes.size(); ++k, i += 3) {
          std::uint32_t const phase = std::uint32_t(bytes[i + 1]) << 8 | std::uint32_t(bytes[i + 2]) << 16 | std::uint32_t(bytes[i + 3]) << 24;
          out[k].phase = static_cast<std::int32_t>(phase) >> 8;
        }
        return;
      }
      key += d;
      d = 0;
      shift = 0;
      out.push_back({map.global(rank, key % n), base + step(key / n)});
    }
  }

 private:
  static constexpr std::uint64_t phases_follow = std::uint64_t{1} << 62;
  static void put(std::uint64_t d, std::vector<unsigned char>& out) {
    for (; d >= 128; d >>= 7) out.push_back(static_cast<unsigned char>(d | 128));
    out.push_back(static_cast<unsigned char>(d));
  }
  std::vector<std::pair<std::uint64_t, std::int32_t>> keys_;
};

}  // namespace pallium::exchange::detail
