// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>

#include <algorithm>

namespace pallium::connect::detail {

/// How many pairs there are, those of a cell with itself or not.
inline double pairs(gid_range sources, gid_range targets, bool with_self) noexcept {
  gid const first = std::max(sources.first, targets.first), last = std::min(sources.last, targets.last);
  return double(sources.size()) * double(targets.size()) - (with_self || last <= first ? 0.0 : double(last - first));
}

/// Targets cut into blocks of a power of two from the first one on; the last may be shorter.
struct even_blocks {
  gid_range targets;
  gid size = 1024;
  std::uint32_t count() const noexcept { return static_cast<std::uint32_t>((targets.size() + size - 1) / size); }
  gid_range operator[](std::uint32_t b) const noexcept {
    gid const first = targets.first + b * size;
    return {first, std::min(first + size, targets.last)};
  }
  std::uint32_t of(gid target) const noexcept { return static_cast<std::uint32_t>((target - targets.first) / size); }
  /// What of [b, c) there is.
  block_range within(block_range r) const noexcept { return {r.first, std::min(r.last, count())}; }
};

/// The power of two for blocks in which some 16 to 32 of `expected` edges per target are: independent of how many ranks there
/// are, small enough that a block cut by a rank's border costs little, large enough that a block's own cost is shared.
inline gid block_size(double per_target, gid targets) noexcept {
  gid size = 256;
  while (targets / size >= gid{1} << 31) size *= 2;  // they are counted in 32 bits
  while (static_cast<double>(size) * per_target < 16 && size < (gid{1} << 30) && size < targets) size *= 2;
  return size;
}

}  // namespace pallium::connect::detail
