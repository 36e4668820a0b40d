// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>

namespace pallium::connect {

/// Each cell of a range to the next, the last to the first, at the receptor's first site. A range of one is a cell with itself.
/// Errors: input_error as `link`.
class ring {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< tells projections of one network apart, where weights or delays are drawn
  };
  ring(gid_range cells, receptor target, link const& l, options o)
      : cells_{detail::checked(cells, "connect::ring")}, target_(target), joint_(l, "connect::ring", {o.seed, o.stream}) {}
  ring(gid_range cells, receptor target, link const& l) : ring(cells, target, l, options{}) {}

  gid_range sources() const noexcept { return cells_.targets; }
  std::uint32_t blocks() const noexcept { return cells_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return cells_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return double(sources().size()); }
  void reach(gid source, std::vector<block_range>& out) const {
    std::uint32_t const b = cells_.of(next(source));
    out.push_back({b, b + 1});
  }
  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    std::uint32_t const b = cells_.of(next(source));
    if (b < asked.first || b >= asked.last) return;
    edge e = joint_.edge_of<edge>(dt);
    e.target = next(source);
    joint_.fill(&e, 1, source, 0, dt);
    out.push_back(e);
  }

 private:
  gid next(gid source) const noexcept { return source + 1 == cells_.targets.last ? cells_.targets.first : source + 1; }
  detail::even_blocks cells_;
  receptor target_;
  detail::joint joint_;
};
static_assert(connectivity_source<ring>);

}  // namespace pallium::connect
