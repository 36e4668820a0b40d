// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>
#include <pallium/connect/detail/shuffle.hpp>

#include <string>

namespace pallium::connect {

/// n synapses onto every target, and as many from every source as from any other, give or take one, at random sites of the
/// receptor: `fixed_indegree` that need not be stored.
///
/// A synapse joins two halves: M = n |targets| ends, n for each target, and as many beginnings, spread evenly over the sources.
/// With A_s the beginnings of sources before s, B_b the ends in blocks before b, F(s, b) = floor(A_s B_b / M):
///
///     source s has F(s+1, b+1) - F(s, b+1) - F(s+1, b) + F(s, b) synapses into block b,
///
/// and a bijection of the ends of the block, keyed by (seed, stream, block), says at which they are. In-degrees are exact,
/// out-degrees floor or ceil of M / |sources|. Which of a block's targets a source has is as by chance; how many it has in a block
/// varies less: by one, where chance would have it by their root. A pair may have several synapses, a cell may be its own
/// target: neither can be excluded. Blocks hold a power of two of targets, such that 16 to 32 synapses of a source
/// are in one; the last is up to twice as long. Cost: O(1) a block and what is found.
/// Errors: input_error where multapses or self-connections are to be left out, for no sources, for M > 2^54, and as `link`.
class fixed_in_and_outdegree {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< tells projections of one network apart
    bool allow_self = true, multapses = true;
  };

  fixed_in_and_outdegree(gid_range sources, gid_range targets, std::uint64_t n, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_{detail::checked(targets, name)}, n_(n), target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_) {
    if (!o.multapses || !o.allow_self)
      throw input_error(name, o.multapses ? "allow_self = false" : "multapses = false", "true, or connect::fixed_indegree, which is stored");
    if (n > 0 && targets.size() > 0 && sources.size() == 0) throw input_error(name, "no sources", "a source for each synapse");
    if (n > (std::uint64_t{1} << 54) / std::max<gid>(1, targets.size())) throw input_error(name, std::to_string(n) + " synapses for a target", "at most 2^54 in all");
    halves_ = n * targets.size();
    per_target_ = n > 1 ? ~std::uint64_t{0} / n + 1 : 0;
    double const per_source = sources.size() ? static_cast<double>(halves_ / sources.size()) : 0.0;
    targets_.size = detail::block_size(per_source / static_cast<double>(std::max<gid>(1, targets.size())), targets.size());
    // a block of which a source has fewer than 8 on the average might ask for less than none
    bool const thin = per_source * static_cast<double>(targets_.size) < 8 * static_cast<double>(targets.size());
    count_ = targets.size() == 0 ? 0 : thin ? 1 : static_cast<std::uint32_t>(std::max<gid>(1, targets.size() / targets_.size));
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return count_; }
  gid_range block(std::uint32_t b) const noexcept {
    gid const first = targets_.targets.first + b * targets_.size;
    return {first, b + 1 < count_ ? first + targets_.size : targets_.targets.last};
  }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return double(n_) * double(targets_.targets.size()); }

  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    asked.last = std::min(asked.last, count_);
    if (asked.first >= asked.last || halves_ == 0) return;
    edge const plain = joint_.edge_of<edge>(dt);
    std::uint64_t const a0 = beginnings(source), a1 = beginnings(source + 1);
    std::uint64_t f0 = shared(a0, asked.first), f1 = shared(a1, asked.first), number = f1 - f0;
    std::size_t const before = out.size();
    std::uint64_t const first = number;
    for (std::uint32_t b = asked.first; b < asked.last; ++b) {
      std::uint64_t const g0 = shared(a0, b + 1), g1 = shared(a1, b + 1), begin = g0 - f0, n = (g1 - f1) - begin;
      std::uint64_t const ends = (b + 1 < count_ ? (b + 1) * targets_.size : targets_.targets.size()) * n_ - b * targets_.size * n_;
      detail::shuffle const order(ends, random_, b);
      gid const cell = block(b).first;
      edge* const e = out.room(n);
      std::uint64_t to[detail::shuffle::batch];
      random_.sites(source, number, n, [&](std::size_t i, std::uint32_t site) {
        if (i % detail::shuffle::batch == 0) order(begin + i, std::min<std::uint64_t>(detail::shuffle::batch, n - i), to);
        std::uint64_t const end = to[i % detail::shuffle::batch];
        e[i] = {cell + (ends >> 32 || n_ == 1 ? end / n_ : detail::below(end, per_target_)), site, plain.delay, plain.weight};
      });
      out.took(n);
      number += n;
      f0 = g0;
      f1 = g1;
    }
    joint_.fill(out.begin() + before, out.size() - before, source, first, dt);
  }

 private:
  static constexpr char const* name = "connect::fixed_in_and_outdegree";
  std::uint64_t beginnings(gid source) const noexcept {
    return static_cast<std::uint64_t>(detail::uint128{source - sources_.first} * halves_ / sources_.size());
  }
  /// F, for a source by the beginnings before it.
  std::uint64_t shared(std::uint64_t before, std::uint32_t b) const noexcept {
    if (b == count_) return before;
    return static_cast<std::uint64_t>(detail::uint128{before} * (b * targets_.size) / targets_.targets.size());  // n cancels
  }

  gid_range sources_;
  detail::even_blocks targets_;
  std::uint64_t n_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  std::uint64_t halves_ = 0;
  std::uint64_t per_target_ = 0;  ///< 2^64 / n, rounded up: the quotient of a number below 2^32 by n is exact
  std::uint32_t count_ = 0;
};
static_assert(connectivity_source<fixed_in_and_outdegree>);

}  // namespace pallium::connect
