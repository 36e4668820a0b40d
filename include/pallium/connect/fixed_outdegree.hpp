// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/joint.hpp>
#include <pallium/connect/detail/sampling.hpp>

#include <bit>
#include <string>

namespace pallium::connect {

/// n synapses from every source, each to a target drawn uniformly, at a random site of the receptor.
///
/// | option           | meaning                                                                       |
/// |------------------|-------------------------------------------------------------------------------|
/// | `seed`, `stream` | of its random numbers; `stream` tells the projections of one network apart      |
/// | `allow_self`     | whether a cell may be its own target (no)                                      |
/// | `multapses`      | whether a pair may have several (yes: targets are drawn with replacement)       |
///
/// The n are dealt to the halves of the targets, and so on down a binary tree of blocks, by a binomial number for each node (with
/// multapses), or a hypergeometric one, keyed by (seed, stream, source, node): whoever asks for a block follows one path
/// (Funke et al. 2019, doi:10.1016/j.jpdc.2019.03.011). Cost: O(log blocks), n / 64 draws of 128 bits on the way, and what is found.
/// Errors: input_error for more targets than there are (without multapses), none to choose from, n > 2^27, and as `link`.
class fixed_outdegree {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    bool allow_self = false, multapses = true;
  };

  fixed_outdegree(gid_range sources, gid_range targets, std::uint64_t n, receptor target, link const& l, options o)
      : sources_(detail::checked(sources, name)), targets_{detail::checked(targets, name)}, n_(n), target_(target), random_{o.seed, o.stream},
        joint_(l, name, random_), allow_self_(o.allow_self), multapses_(o.multapses) {
    if (n > most) throw input_error(name, std::to_string(n) + " targets for a source", "at most 2^27");
    bool const itself = !allow_self_ && std::max(sources.first, targets.first) < std::min(sources.last, targets.last);
    gid const choice = targets.size() - itself;
    if (sources.size() > 0 && n > 0 && (choice == 0 || (!multapses_ && n > choice)))
      throw input_error(name, std::to_string(n) + " targets for a source", choice == 0 ? "a target to choose" : "at most " + std::to_string(choice) + " without multapses");
    targets_.size = detail::block_size(static_cast<double>(n) / static_cast<double>(std::max<gid>(targets.size(), 1)), targets.size());
    leaves_ = std::bit_ceil(std::max(1u, targets_.count()));
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }
  double expected() const noexcept { return double(n_) * double(sources_.size()); }

  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    asked = targets_.within(asked);
    if (asked.first >= asked.last || n_ == 0) return;
    edge const plain = joint_.edge_of<edge>(dt);
    std::size_t const before = out.size();
    std::uint64_t first = n_;
    descend({1, 0, leaves_}, n_, 0, source, asked, [&](std::uint32_t b, std::uint64_t n, std::uint64_t number) {
      first = std::min(first, number);
      draw(source, b, n, number, plain, out);
    });
    joint_.fill(out.begin() + before, out.size() - before, source, first, dt);  // numbers follow each other from block to block
  }

 private:
  static constexpr char const* name = "connect::fixed_outdegree";
  static constexpr std::uint64_t most = std::uint64_t{1} << 27;
  struct node {
    std::uint64_t id;
    std::uint64_t first, last;  ///< blocks, of which those at the end may not be
  };

  /// How many cells of blocks [first, last) may be targets of `source`.
  gid choice(gid source, std::uint64_t first, std::uint64_t last) const noexcept {
    gid const a = std::min(first * targets_.size, targets_.targets.size()), b = std::min(last * targets_.size, targets_.targets.size());
    gid const own = source - targets_.targets.first;  // wraps where it is none
    return b - a - (!allow_self_ && a <= own && own < b);
  }
  /// leaf(block, how many, number of the first) for the blocks asked, of n whose numbers begin with `number`.
  template <class F>
  void descend(node at, std::uint64_t n, std::uint64_t number, gid source, block_range asked, F&& leaf) const {
    while (at.last - at.first > 1) {
      if (n == 0) return;
      std::uint64_t const half = at.first + (at.last - at.first) / 2;
      gid const left = choice(source, at.first, half), total = left + choice(source, half, at.last);
      // a node's draws: n / 64 and one for each binary digit, give or take; nodes: 2048 or n / 4 at most
      detail::bit_stream const bits{random_, source, at.id * (n_ / 32 + 128)};
      std::uint64_t const k = multapses_ ? detail::binomial(n, left, total, bits) : detail::hypergeometric(n, left, total, bits);
      node const right{2 * at.id + 1, half, at.last};
      if (asked.first < half) {
        if (asked.last > half) {
          descend({2 * at.id, at.first, half}, k, number, source, asked, leaf);
        } else {
          at = {2 * at.id, at.first, half};
          n = k;
          continue;
        }
      }
      at = right;
      number += k;
      n -= k;
    }
    if (n > 0) leaf(static_cast<std::uint32_t>(at.first), n, number);
  }

  void draw(gid source, std::uint32_t b, std::uint64_t n, std::uint64_t number, edge const& plain, bulk<edge>& out) const {
    gid_range const range = targets_[b];
    gid const cells = choice(source, b, std::uint64_t{b} + 1);
    gid const hole = cells < range.size() ? source : range.last;  // those from it on are one further
    edge* const e = out.room(n);
    alignas(64) std::uint64_t high[detail::draws::batch], low[detail::draws::batch], site[detail::draws::batch];
    std::array<std::uint64_t, 16> taken{};  // of a small block, by bits; of a large one, of which few are drawn, by looking
    bool const small = range.size() <= 64 * taken.size();
    for (std::uint64_t i = 0; i < n; i += detail::draws::batch) {
      auto const w = random_.many(detail::draws::edges, source, number + i);
      w.store(0, high);
      w.store(1, low);
      w.store(2, site);
      for (std::uint64_t j = i, end = std::min<std::uint64_t>(n, i + detail::draws::batch); j < end; ++j) {
        std::uint64_t const bits = detail::joined(high[j - i], low[j - i]);
        gid t;
        if (multapses_) {
          t = detail::below(cells, bits);
        } else {  // Floyd: each set of n is as likely (Bentley and Floyd 1987, doi:10.1145/30401.315746)
          gid const last = cells - n + j;
          t = detail::below(last + 1, bits);
          auto const where = [&](gid c) { return range.first + c + (range.first + c >= hole); };
          bool const again = small ? (taken[t / 64] >> (t % 64)) & 1
                                   : std::find_if(e, e + j, [g = where(t)](edge const& x) { return x.target == g; }) != e + j;
          if (again) t = last;
          if (small) taken[t / 64] |= std::uint64_t{1} << (t % 64);
        }
        gid const g = range.first + t;
        e[j] = {g + (g >= hole), static_cast<std::uint32_t>(site[j - i]), plain.delay, plain.weight};
      }
    }
    out.took(n);
  }

  gid_range sources_;
  detail::even_blocks targets_;
  std::uint64_t n_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  bool allow_self_, multapses_;
  std::uint64_t leaves_ = 1;
};
static_assert(connectivity_source<fixed_outdegree>);

}  // namespace pallium::connect
