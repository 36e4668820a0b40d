// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>

#include <algorithm>

namespace pallium::connect::detail {

/// Targets cut into blocks of `block_size` from the first one on.
struct even_blocks {
  gid_range targets;
  std::uint32_t count() const noexcept {
    return static_cast<std::uint32_t>((targets.size() + block_size - 1) / block_size);
  }
  gid_range operator[](std::uint32_t b) const noexcept {
    gid const first = targets.first + b * block_size;
    return {first, std::min(first + block_size, targets.last)};
  }
};

}  // namespace pallium::connect::detail
