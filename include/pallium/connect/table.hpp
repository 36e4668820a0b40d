// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/connect/detail/draws.hpp>
#include <pallium/core/error.hpp>
#include <pallium/core/units.hpp>

#include <bit>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace pallium::connect {

/// Synapses one by one, as a file or a script lists them. Those of a pair keep the order of the list. `from` costs O(1) and
/// what it finds: the rows are kept by source, a coarse index over gids says where.
class table {
 public:
  /// One synapse: from a source's detector to site number `site` of the target (`cell::site_at`).
  struct row {
    gid source = 0, target = 0;
    std::uint32_t site = 0;
    synaptic_weight weight{};
    duration delay{};
  };

  /// Errors: input_error naming the row for a gid beyond 2^40, a weight that is not finite or a negative or infinite delay.
  explicit table(std::span<row const> rows) {
    if (rows.empty()) return;
    gid_range s{rows[0].source, rows[0].source}, t{rows[0].target, rows[0].target};
    min_ = max_ = rows[0].delay;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      row const& r = rows[i];
      check(r, i);
      s = {std::min(s.first, r.source), std::max(s.last, r.source + 1)};
      t = {std::min(t.first, r.target), std::max(t.last, r.target + 1)};
      min_ = std::min(min_, r.delay);
      max_ = std::max(max_, r.delay);
    }
    sources_ = s;
    targets_.targets = t;
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
      row const &a = rows[i], &b = rows[j];
      return a.source != b.source ? a.source < b.source : targets_.of(a.target) < targets_.of(b.target);
    });
    entries_.reserve(rows.size());
    for (std::size_t i : order) entries_.push_back({rows[i].target, rows[i].site, rows[i].weight.value, rows[i].delay});
    // the sources that there are, where theirs begin, and of 2^shift gids each where in that list they begin
    for (std::size_t k = 0; k < order.size(); ++k)
      if (gid const g = rows[order[k]].source; k == 0 || g != known_.back().source) known_.push_back({g, k});
    while ((s.size() >> shift_) > known_.size()) ++shift_;
    coarse_.reserve((s.size() >> shift_) + 2);
    for (std::size_t k = 0; k < known_.size(); ++k)
      while (coarse_.size() <= (known_[k].source - s.first) >> shift_) coarse_.push_back(k);
    while (coarse_.size() < ((s.size() - 1) >> shift_) + 2) coarse_.push_back(known_.size());
    known_.push_back({s.last, order.size()});
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return std::nullopt; }
  step min_delay(duration dt) const noexcept { return to_steps(min_, dt); }
  step max_delay(duration dt) const {
    if (to_steps(max_, dt) > 0xffffffff)
      throw input_error("connect::table delay", std::to_string(max_.value) + " ms", "at most 2^32 - 1 steps");
    return to_steps(max_, dt);
  }
  double expected() const noexcept { return double(entries_.size()); }
  std::size_t size() const noexcept { return entries_.size(); }

  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    if (!sources_.contains(source)) return;
    std::size_t const bin = (source - sources_.first) >> shift_;
    auto const end = known_.begin() + std::ptrdiff_t(coarse_[bin + 1]);
    auto const it = std::lower_bound(known_.begin() + std::ptrdiff_t(coarse_[bin]), end, source,
                                     [](known const& k, gid g) { return k.source < g; });
    if (it == end || it->source != source) return;
    auto const last = entries_.begin() + std::ptrdiff_t((it + 1)->first);
    auto e = std::lower_bound(entries_.begin() + std::ptrdiff_t(it->first), last, asked.first,
                              [&](entry const& a, std::uint32_t b) { return targets_.of(a.target) < b; });
    for (; e != last && targets_.of(e->target) < asked.last; ++e)
      out.push_back({e->target, e->site, static_cast<std::uint32_t>(to_steps(e->delay, dt)), e->weight});
  }

 private:
  struct entry {
    gid target;
    std::uint32_t site;
    double weight;
    duration delay;
  };
  struct known {
    gid source;
    std::size_t first;
  };
  static void check(row const& r, std::size_t i) {
    auto const refuse = [&](std::string const& found, char const* expected) {
      throw input_error("connect::table row " + std::to_string(i), found, expected);
    };
    if (!std::isfinite(r.weight.value)) refuse("weight " + std::to_string(r.weight.value), "a finite number");
    if (!(r.delay.value >= 0) || !std::isfinite(r.delay.value)) refuse("delay " + std::to_string(r.delay.value) + " ms", "a finite number >= 0");
    if (std::max(r.source, r.target) >= gid{1} << 40) refuse("cell " + std::to_string(std::max(r.source, r.target)), "gids below 2^40");
  }

  std::vector<entry> entries_;      ///< by source, then block, then place in the list
  std::vector<known> known_;        ///< sources that have any, ascending, and an end
  std::vector<std::size_t> coarse_; ///< [bin]: the first of `known_` there
  unsigned shift_ = 0;
  gid_range sources_;
  detail::even_blocks targets_{};
  duration min_{}, max_{};
};
static_assert(connectivity_source<table>);

}  // namespace pallium::connect
