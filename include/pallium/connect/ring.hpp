// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>

namespace pallium::connect {

/// Each cell of a range to the next, the last to the first. Errors: input_error as `checked`.
class ring {
 public:
  ring(gid_range cells, receptor target, link l) : cells_{cells}, target_(target), link_(checked(l, "connect::ring")) {}
  gid_range sources() const noexcept { return cells_.targets; }
  std::uint32_t blocks() const noexcept { return cells_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return cells_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const noexcept { return to_steps(link_.delay, dt); }
  step max_delay(duration dt) const noexcept { return to_steps(link_.delay, dt); }
  void from(gid source, std::uint32_t b, duration dt, std::vector<edge>& out) const {
    gid const next = source + 1 == cells_.targets.last ? cells_.targets.first : source + 1;
    if (cells_[b].contains(next))
      out.push_back({source, next, 0, link_.weight.value, to_steps(link_.delay, dt)});
  }

 private:
  detail::even_blocks cells_;
  receptor target_;
  link link_;
};
static_assert(connectivity_source<ring>);

}  // namespace pallium::connect
