// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/core/error.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/simd/math.hpp>

#include <string>

namespace pallium::connect {

/// Every pair (source, target) independently with probability p; with p > 1 floor(p) synapses for every pair and one
/// more with the remainder. A pair of a cell with itself is left out.
///
/// The targets of a source inside a block are found by jumping over geometrically distributed gaps, floor(log u /
/// log(1 - p)) pairs each, with u keyed by (seed, number of the projection, source, block, how manyth): nothing is
/// walked over, nothing is stored. Each synapse lands on a random site of the receptor.
/// Errors: input_error unless 0 <= p <= 16383 and delay >= 0.
class fixed_probability {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;  ///< tells projections of one network apart: give each its own
  };

  fixed_probability(gid_range sources, gid_range targets, double p, receptor target, link l, options o)
      : sources_(sources), targets_{targets}, target_(target), link_(checked(l, "connect::fixed_probability")), options_(o), whole_(), rest_() {
    if (!(p >= 0 && p <= 16383))
      throw input_error("connect::fixed_probability", "p = " + std::to_string(p), "0 <= p <= 16383");
    whole_ = static_cast<std::uint32_t>(p);
    rest_ = p - whole_;
    if (1.0 - rest_ == 1.0) rest_ = 0;  // log(1 - p) must not be 0: such a p connects nobody in 10^16 pairs
    per_gap_ = rest_ > 0 ? 1.0 / log(1.0 - rest_) : 0.0;
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const noexcept { return to_steps(link_.delay, dt); }
  step max_delay(duration dt) const noexcept { return to_steps(link_.delay, dt); }

  void from(gid source, std::uint32_t b, duration dt, std::vector<edge>& out) const {
    gid_range const range = targets_[b];
    step const delay = to_steps(link_.delay, dt);
    std::uint64_t number = std::uint64_t{b} << 24;  // at most 2^24 draws in a block
    auto const emit = [&](gid target, std::uint32_t pick) {
      if (target != source) out.push_back({source, target, pick, link_.weight.value, delay});
    };
    for (std::uint32_t k = 0; k < whole_; ++k)
      for (gid t = range.first; t < range.last; ++t)
        emit(t, rng::draw(options_.seed, options_.stream, source, number++)[2]);
    if (!(rest_ > 0)) return;
    double const pairs = static_cast<double>(range.size());
    for (double at = 0;;) {
      auto const w = rng::draw(options_.seed, options_.stream, source, number++);
      at += static_cast<double>(static_cast<std::uint64_t>(std::min(log(rng::uniform(w[0], w[1])) * per_gap_, 1e15)));
      if (!(at < pairs)) return;
      emit(range.first + static_cast<gid>(at), w[2]);
      at += 1;
    }
  }

 private:
  gid_range sources_;
  detail::even_blocks targets_;
  receptor target_;
  link link_;
  options options_;
  std::uint32_t whole_;
  double rest_, per_gap_ = 0;
};
static_assert(connectivity_source<fixed_probability>);

}  // namespace pallium::connect
