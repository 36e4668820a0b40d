// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>
#include <pallium/connect/detail/joint.hpp>

#include <bit>
#include <string>

namespace pallium::connect {

/// n synapses onto every target, each from a source drawn uniformly, at a random site of the receptor. Which targets a source has
/// is known when every target has been asked: the projection is materialised. One that is not is `fixed_in_and_outdegree`.
///
/// | option           | meaning                                                                       |
/// |------------------|-------------------------------------------------------------------------------|
/// | `seed`, `stream` | of its random numbers; `stream` tells the projections of one network apart      |
/// | `allow_self`     | whether a cell may be its own source (no)                                      |
/// | `multapses`      | whether a pair may have several (yes: sources are drawn with replacement)       |
///
/// Draws, those of weights and delays too, are keyed by (seed, stream, target, how manyth). Without multapses every set of n
/// sources is as likely (Bentley and Floyd 1987, doi:10.1145/30401.315746). Cost: O(n) for a target.
/// Errors: input_error for more sources than there are (without multapses), none to choose from, n > 2^27, and as `link`.
class fixed_indegree {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    bool allow_self = false, multapses = true;
  };

  fixed_indegree(gid_range sources, gid_range targets, std::uint64_t n, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_(detail::checked(targets, name)), n_(n), target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_), allow_self_(o.allow_self), multapses_(o.multapses) {
    if (n > std::uint64_t{1} << 27) throw input_error(name, std::to_string(n) + " sources for a target", "at most 2^27");
    bool const itself = !allow_self_ && std::max(sources.first, targets.first) < std::min(sources.last, targets.last);
    gid const choice = sources.size() - itself;
    if (targets.size() > 0 && n > 0 && (choice == 0 || (!multapses_ && n > choice)))
      throw input_error(name, std::to_string(n) + " sources for a target", choice == 0 ? "a source to choose" : "at most " + std::to_string(choice) + " without multapses");
  }

  gid_range sources() const noexcept { return sources_; }
  gid_range targets() const noexcept { return targets_; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return double(n_) * double(targets_.size()); }

  void into(gid target, duration dt, bulk<incoming_edge>& out) const {
    incoming_edge const plain = joint_.edge_of<incoming_edge>(dt);
    bool const itself = !allow_self_ && sources_.contains(target);
    gid const choice = sources_.size() - itself, hole = itself ? target : sources_.last;
    constexpr std::size_t batch = detail::draws::batch;
    alignas(64) std::uint64_t high[batch], low[batch], site[batch];
    taken seen(multapses_ ? 0 : n_);
    incoming_edge* const e = out.room(n_);
    for (std::uint64_t i = 0; i < n_; i += batch) {
      auto const w = random_.many(detail::draws::edges, target, i);
      w.store(0, high);
      w.store(1, low);
      w.store(2, site);
      for (std::uint64_t j = i, end = std::min<std::uint64_t>(n_, i + batch); j < end; ++j) {
        std::uint64_t const bits = detail::joined(high[j - i], low[j - i]);
        gid s;
        if (multapses_) {
          s = detail::below(choice, bits);
        } else {
          gid const last = choice - n_ + j;
          s = detail::below(last + 1, bits);
          if (!seen.insert(s)) seen.insert(s = last);
        }
        gid const g = sources_.first + s;
        e[j] = {g + (g >= hole), static_cast<std::uint32_t>(site[j - i]), plain.delay, plain.weight};
      }
    }
    joint_.fill(e, n_, target, 0, dt);
    out.took(n_);
  }

 private:
  static constexpr char const* name = "connect::fixed_indegree";
  /// A set of numbers, by hashing: half empty.
  class taken {
   public:
    explicit taken(std::uint64_t n) : slots_(n ? 2 * std::bit_ceil(n) : 0, 0) {}
    bool insert(std::uint64_t x) noexcept {  // whether it was not in
      std::size_t const mask = slots_.size() - 1;
      std::size_t k = static_cast<std::size_t>((x * 0x9E3779B97F4A7C15u) >> 20) & mask;
      for (; slots_[k]; k = (k + 1) & mask)
        if (slots_[k] == x + 1) return false;
      slots_[k] = x + 1;
      return true;
    }

   private:
    std::vector<std::uint64_t> slots_;
  };

  gid_range sources_, targets_;
  std::uint64_t n_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  bool allow_self_, multapses_;
};
static_assert(converging_source<fixed_indegree>);

}  // namespace pallium::connect
