// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace pallium {

/// A 64-bit hash of bytes, to notice that they are no longer those that were written; not against intent. Bytes may come in any
/// pieces: 32 at a time, a word to each of four lanes,
///
///     lane = rotate((lane ^ word) * 0x9e3779b97f4a7c15, 29) * 5 + 0x52dce729
///
/// so that any changed word changes its lane for good: every step is a bijection of the lane. The end folds the lanes and the length.
class digest {
 public:
  digest& add(std::span<std::byte const> bytes) noexcept {
    length_ += bytes.size();
    while (!bytes.empty()) {
      if (held_ == 0 && bytes.size() >= block) {
        mix(bytes.data());
        bytes = bytes.subspan(block);
        continue;
      }
      std::size_t const n = bytes.size() < block - held_ ? bytes.size() : block - held_;
      std::memcpy(rest_.data() + held_, bytes.data(), n);
      held_ += n;
      bytes = bytes.subspan(n);
      if (held_ == block) {
        mix(rest_.data());
        held_ = 0;
      }
    }
    return *this;
  }
  digest& add(std::uint64_t x) noexcept { return add(std::as_bytes(std::span(&x, 1))); }
  std::uint64_t value() const noexcept {
    digest d = *this;
    if (held_ > 0) {
      std::memset(d.rest_.data() + held_, 0, block - held_);
      d.mix(d.rest_.data());
    }
    std::uint64_t sum = length_;
    for (std::uint64_t const lane : d.lanes_) sum = step(sum, lane);
    return step(sum, sum >> 32);
  }

 private:
  static constexpr std::size_t block = 32;
  static std::uint64_t step(std::uint64_t lane, std::uint64_t word) noexcept {
    return std::rotl((lane ^ word) * 0x9e3779b97f4a7c15u, 29) * 5 + 0x52dce729u;
  }
  void mix(std::byte const* from) noexcept {
    std::array<std::uint64_t, 4> w;
    std::memcpy(w.data(), from, block);
    for (std::size_t k = 0; k < 4; ++k) lanes_[k] = step(lanes_[k], w[k]);
  }
  std::array<std::uint64_t, 4> lanes_{0x243f6a8885a308d3u, 0x13198a2e03707344u, 0xa4093822299f31d0u, 0x082efa98ec4e6c89u};  // digits of pi
  std::array<std::byte, block> rest_;
  std::size_t held_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace pallium
