// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>

#include <bit>
#include <string>

namespace pallium::connect {

/// Every pair (source, target) independently with probability p; with p > 1 floor(p) synapses for every pair and one
/// more with the remainder.
///
/// | option           | meaning                                                                       |
/// |------------------|-------------------------------------------------------------------------------|
/// | `seed`, `stream` | of its random numbers; `stream` tells the projections of one network apart      |
/// | `allow_self`     | whether a pair of a cell with itself counts (no)                              |
/// | `multapses`      | whether p > 1 is meant (yes)                                                   |
///
/// The targets of a source inside a block are found by jumping over geometrically distributed gaps, floor(log u /
/// log(1 - p)) pairs each (Batagelj and Brandes 2005, doi:10.1103/PhysRevE.71.036113), with u keyed by (seed, stream, source,
/// block, how manyth): nothing is walked over, nothing is stored. Blocks hold a power of two of targets, so many that some 16 to
/// 32 edges of a source are in one. Each synapse lands on a random site of the receptor.
/// Errors: input_error unless 0 <= p <= 16383, with at most 2^46 synapses from a source, and as `link`.
class fixed_probability {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    bool allow_self = false, multapses = true;
  };

  fixed_probability(gid_range sources, gid_range targets, double p, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_{detail::checked(targets, name)}, target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_), allow_self_(o.allow_self) {
    if (!(p >= 0 && p <= 16383)) throw input_error(name, "p = " + std::to_string(p), "0 <= p <= 16383");
    if (p > 1 && !o.multapses) throw input_error(name, "p = " + std::to_string(p) + " without multapses", "0 <= p <= 1");
    whole_ = static_cast<std::uint32_t>(p);
    rest_ = p - whole_;
    if (1.0 - rest_ == 1.0) rest_ = 0;  // log(1 - p) must not be 0: such a p connects nobody in 10^16 pairs
    per_gap_ = rest_ > 0 ? 1.0 / log(1.0 - rest_) : 0.0;
    targets_.size = detail::block_size(p, targets.size());
    numbers_ = std::bit_ceil(whole_ + 2u);
    if (static_cast<double>(targets.size()) * static_cast<double>(numbers_) > 0x1p47)
      throw input_error(name, std::to_string(targets.size()) + " targets at p = " + std::to_string(p), "at most 2^46 synapses from a source");
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return (whole_ + rest_) * detail::pairs(sources_, targets_.targets, allow_self_); }

  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    asked = targets_.within(asked);
    edge const plain = joint_.edge_of<edge>(dt);
    for (std::uint32_t b = asked.first; b < asked.last; ++b) {
      gid_range const range = targets_[b];
      std::uint64_t const number = std::uint64_t{b} * targets_.size * numbers_;  // more than there are draws in a block
      std::size_t const before = out.size();
      for (std::uint32_t k = 0; k < whole_; ++k) all(source, range, number + k * range.size(), plain, out);
      if (rest_ > 0) some(source, range, number + whole_ * range.size(), plain, out);
      joint_.fill(out.begin() + before, out.size() - before, source, number, dt);
      if (!allow_self_ && range.contains(source))
        out.took(static_cast<std::size_t>(
            std::remove_if(out.begin() + before, out.end(), [=](edge const& e) { return e.target == source; }) - out.end()));
    }
  }

 private:
  static constexpr char const* name = "connect::fixed_probability";

  void all(gid source, gid_range range, std::uint64_t number, edge const& plain, bulk<edge>& out) const {
    edge* const e = out.room(range.size());
    random_.sites(source, number, range.size(), [=](std::size_t i, std::uint32_t site) {
      e[i] = {range.first + i, site, plain.delay, plain.weight};
    });
    out.took(range.size());
  }
  void some(gid source, gid_range range, std::uint64_t number, edge const& plain, bulk<edge>& out) const {
    using lanes = detail::draws::lanes;
    using L = lanes::lane_type;
    constexpr std::size_t most = 32;
    alignas(64) double gap[most + L::size];
    alignas(64) std::uint64_t site[most + L::size];
    double const left = static_cast<double>(range.size()) * rest_;
    for (gid at = range.first; at < range.last;) {
      // as many draws as will mostly do, then a few more
      std::size_t const n = at == range.first ? static_cast<std::size_t>(std::min(left, most - 1.0)) + 1 : L::size;
      for (std::size_t i = 0; i < n; i += L::size) {
        auto const w = random_.many(detail::draws::edges, source, number + i);
        w.uniform(0, 1).store(gap + i);
        w.store(2, site + i);
      }
      // at most 37 * 2^53; in a loop of its own, which overlaps better
      for (std::size_t i = 0; i < n; i += L::size) (log_of_normal(L::load(gap + i)) * L(per_gap_)).store(gap + i);
      number += n;
      edge* const e = out.room(n);
      std::size_t k = 0;
      for (; k < n; ++k, ++at) {
        at += static_cast<std::uint64_t>(static_cast<std::int64_t>(gap[k]));
        if (at >= range.last) break;
        e[k] = {at, static_cast<std::uint32_t>(site[k]), plain.delay, plain.weight};
      }
      out.took(k);
      if (k < n) return;
    }
  }

  gid_range sources_;
  detail::even_blocks targets_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  bool allow_self_;
  std::uint32_t whole_ = 0;
  std::uint64_t numbers_ = 0;  ///< of draws for a target, an upper bound
  double rest_ = 0, per_gap_ = 0;
};
static_assert(connectivity_source<fixed_probability>);

}  // namespace pallium::connect
