// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>

namespace pallium::connect {

/// The i-th source to the i-th target, at a random site of the receptor.
/// Errors: input_error for ranges of different lengths, and as `link`.
class one_to_one {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< tells projections of one network apart
  };
  one_to_one(gid_range sources, gid_range targets, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_{detail::checked(targets, name)}, target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_) {
    if (sources.size() != targets.size())
      throw input_error(name, std::to_string(sources.size()) + " sources, " + std::to_string(targets.size()) + " targets", "as many of each");
  }
  one_to_one(gid_range sources, gid_range targets, receptor target, link const& l) : one_to_one(sources, targets, target, l, options{}) {}

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return double(sources_.size()); }
  void reach(gid source, std::vector<block_range>& out) const {
    std::uint32_t const b = targets_.of(partner(source));
    out.push_back({b, b + 1});
  }
  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    std::uint32_t const b = targets_.of(partner(source));
    if (b < asked.first || b >= asked.last) return;
    edge e = joint_.edge_of<edge>(dt);
    e.target = partner(source);
    e.site = random_.one(detail::draws::edges, source, 0)[2];
    joint_.fill(&e, 1, source, 0, dt);
    out.push_back(e);
  }

 private:
  static constexpr char const* name = "connect::one_to_one";
  gid partner(gid source) const noexcept { return targets_.targets.first + (source - sources_.first); }
  gid_range sources_;
  detail::even_blocks targets_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
};
static_assert(connectivity_source<one_to_one>);

}  // namespace pallium::connect
