// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>

namespace pallium::connect {

/// Every source to every target once, at a random site of the receptor.
/// Errors: input_error as `link`.
class all_to_all {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< tells projections of one network apart
    bool allow_self = false;   ///< whether a cell is joined to itself
  };
  all_to_all(gid_range sources, gid_range targets, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_{detail::checked(targets, name)}, target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_), allow_self_(o.allow_self) {}
  all_to_all(gid_range sources, gid_range targets, receptor target, link const& l) : all_to_all(sources, targets, target, l, options{}) {}

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return detail::pairs(sources_, targets_.targets, allow_self_); }
  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    asked = targets_.within(asked);
    if (asked.first >= asked.last) return;
    edge const plain = joint_.edge_of<edge>(dt);
    for (gid first = targets_[asked.first].first, last = targets_[asked.last - 1].last; first < last;) {
      std::size_t const n = std::min<gid>(last - first, 1024);
      std::uint64_t const number = first - targets_.targets.first;
      edge* const e = out.room(n);
      random_.sites(source, number, n, [=](std::size_t i, std::uint32_t site) {
        e[i] = {first + i, site, plain.delay, plain.weight};
      });
      joint_.fill(e, n, source, number, dt);
      bool const hole = !allow_self_ && first <= source && source < first + n;
      if (hole) std::copy(e + (source - first) + 1, e + n, e + (source - first));
      out.took(n - hole);
      first += n;
    }
  }

 private:
  static constexpr char const* name = "connect::all_to_all";
  gid_range sources_;
  detail::even_blocks targets_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  bool allow_self_;
};
static_assert(connectivity_source<all_to_all>);

}  // namespace pallium::connect
