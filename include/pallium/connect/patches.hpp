// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>
#include <pallium/connect/detail/joint.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace pallium::connect {

/// One source population onto many populations of targets that differ in how densely they are met: the axon of a class of neurons in
/// an area, over layers and classes.
///
/// Each pair (source, target of patch k) has a Poisson number of synapses with mean `mean_k` and weight `weight_k`, each at a random
/// site of the receptor; for means well below 1 that is a probability.
///
/// | of a patch | meaning                                                                            |
/// |------------|------------------------------------------------------------------------------------|
/// | `targets`  | cells; patches ascend and do not overlap, cells between them get nothing             |
/// | `mean`     | synapses of a pair                                                                   |
/// | `weight`   | of each, in the unit that the target's synapse states; a law in the link's `weight` is a factor on it |
///
/// | option           | meaning                                                                       |
/// |------------------|-------------------------------------------------------------------------------|
/// | `seed`, `stream` | of its random numbers; `stream` tells the projections of one network apart      |
/// | `allow_self`     | whether a pair of a cell with itself counts (no)                              |
///
/// The synapses of a source are the points of a Poisson process on a line on which a target of patch k has the length mean_k: one
/// logarithm a synapse, -log(u) from each point to the next, whatever the number of patches. u is keyed by (seed, stream, source, block,
/// how manyth). Blocks are pieces of the line of some 16 to 32 points, cut between targets.
/// Errors: input_error for patches out of order, a mean that is not in [0, 16383], a weight that is not finite, and as `link`.
class patches {
 public:
  struct patch {
    gid_range targets;
    double mean = 0, weight = 0;
  };
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    bool allow_self = false;
  };

  patches(gid_range sources, std::vector<patch> to, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), target_(target), random_{o.seed, o.stream}, joint_(l, name, random_), allow_self_(o.allow_self) {
    for (patch const& p : to) {
      detail::checked(p.targets, name);
      if (!(p.mean >= 0 && p.mean <= 16383)) throw input_error(name, "a mean of " + std::to_string(p.mean), "0 <= mean <= 16383");
      if (!std::isfinite(p.weight)) throw input_error(name, "a weight of " + std::to_string(p.weight), "a finite number");
      if (p.targets.size() == 0) continue;
      if (!to_.empty() && p.targets.first < to_.back().targets.last)
        throw input_error(name, "a patch that begins with cell " + std::to_string(p.targets.first), "ascending patches that do not overlap");
      to_.push_back(p);
    }
    to_.shrink_to_fit();
    cut();
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return static_cast<std::uint32_t>(begins_.empty() ? 0 : begins_.size() - 1); }
  gid_range block(std::uint32_t b) const noexcept { return {begins_[b].at, begins_[b + 1].at}; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept {
    double sum = 0;
    for (patch const& p : to_) {
      gid const first = std::max(sources_.first, p.targets.first), last = std::min(sources_.last, p.targets.last);
      sum += p.mean * (double(sources_.size()) * double(p.targets.size()) - (allow_self_ || last <= first ? 0.0 : double(last - first)));
    }
    return sum;
  }

  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    edge const plain = joint_.edge_of<edge>(dt);
    for (std::uint32_t b = asked.first; b < std::min(asked.last, blocks()); ++b) {
      std::size_t const before = out.size();
      std::uint64_t const number = std::uint64_t{b} << 20;  // more than there are draws in a block
      points(source, b, number, plain, out);
      joint_.fill(out.begin() + before, out.size() - before, source, number, dt, true);
      if (!allow_self_ && block(b).contains(source))
        out.took(static_cast<std::size_t>(
            std::remove_if(out.begin() + before, out.end(), [=](edge const& e) { return e.target == source; }) - out.end()));
    }
  }

 private:
  static constexpr char const* name = "connect::patches";
  struct begin {
    gid at;
    std::uint32_t patch;  ///< the first that ends behind it
  };

  /// Makes the blocks.
  void cut() {
    if (to_.empty()) return;
    constexpr double most = 32;
    double length = 0;  // of the block so far
    begins_.push_back({to_.front().targets.first, 0});
    for (std::uint32_t k = 0; k < to_.size(); ++k) {
      patch const& p = to_[k];
      for (gid at = p.targets.first; at < p.targets.last;) {
        double const room = (most - length) / std::max(p.mean, 0x1p-60);
        gid const left = p.targets.last - at;
        gid const n = room >= static_cast<double>(left) ? left : std::max<gid>(1, static_cast<gid>(std::max(room, 1.0)));
        at += n;
        length += p.mean * static_cast<double>(n);
        if (length < 0.98 * most && at == p.targets.last) break;  // goes on in the next patch
        begins_.push_back({at, at < p.targets.last ? k : k + 1});
        length = 0;
      }
    }
    if (begins_.back().at < to_.back().targets.last) begins_.push_back({to_.back().targets.last, static_cast<std::uint32_t>(to_.size())});
    begins_.shrink_to_fit();
  }

  void points(gid source, std::uint32_t b, std::uint64_t number, edge const& plain, bulk<edge>& out) const {
    using lanes = detail::draws::lanes;
    using L = lanes::lane_type;
    alignas(64) double gap[L::size];
    alignas(64) std::uint64_t site[L::size];
    gid const end = begins_[b + 1].at;
    std::uint32_t k = begins_[b].patch;
    gid first = std::max(begins_[b].at, k < to_.size() ? to_[k].targets.first : end);
    double at = 0;  // on the line, from `first` on
    for (;;) {
      auto const w = random_.many(detail::draws::edges, source, number);
      (-log_of_normal(w.uniform(0, 1))).store(gap);
      w.store(2, site);
      number += L::size;
      edge* const e = out.room(L::size);
      for (std::size_t i = 0; i < L::size; ++i) {
        at += gap[i];
        for (;;) {
          if (first >= end) return out.took(i);
          double const length = to_[k].mean * static_cast<double>(std::min(end, to_[k].targets.last) - first);
          if (at < length) break;
          at -= length;
          if (++k == to_.size()) return out.took(i);
          first = to_[k].targets.first;
        }
        gid const last = std::min(end, to_[k].targets.last) - 1;
        gid const g = first + static_cast<gid>(at / to_[k].mean);  // the division is exact enough but may round up at the end
        e[i] = {std::min(g, last), static_cast<std::uint32_t>(site[i]), plain.delay, to_[k].weight * plain.weight};
      }
      out.took(L::size);
    }
  }

  gid_range sources_;
  std::vector<patch> to_;
  std::vector<begin> begins_;  ///< of the blocks, and the end
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  bool allow_self_;
};
static_assert(connectivity_source<patches>);

}  // namespace pallium::connect
