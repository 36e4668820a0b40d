// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/even_blocks.hpp>
#include <pallium/core/error.hpp>

#include <limits>
#include <span>
#include <string>
#include <tuple>

namespace pallium::connect {

/// Synapses one by one, as a file or a script lists them. Edge numbers are positions in the list.
class table {
 public:
  /// One synapse: from a source's detector to site number `site` of the target (`cell::site_at`).
  struct row {
    gid source = 0, target = 0;
    std::uint32_t site = 0;
    synaptic_weight weight{};
    duration delay{};
  };

  /// Errors: input_error naming the row for a weight that is not finite or a negative or infinite delay.
  explicit table(std::span<row const> rows) {
    if (rows.empty()) return;
    gid_range s{rows[0].source, rows[0].source}, t{rows[0].target, rows[0].target};
    min_ = max_ = rows[0].delay;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      row const& r = rows[i];
      if (!sound({r.weight, r.delay})) checked({r.weight, r.delay}, "connect::table row " + std::to_string(i));
      s = {std::min(s.first, r.source), std::max(s.last, r.source + 1)};
      t = {std::min(t.first, r.target), std::max(t.last, r.target + 1)};
      min_ = std::min(min_, r.delay);
      max_ = std::max(max_, r.delay);
    }
    sources_ = s;
    targets_.targets = t;
    entries_.reserve(rows.size());
    for (row const& r : rows)
      entries_.push_back({r.source, r.target, r.site, r.weight.value, r.delay});
    std::stable_sort(entries_.begin(), entries_.end(), [&](entry const& a, entry const& b) { return key(a) < key(b); });
  }

  gid_range sources() const noexcept { return sources_; }
  std::uint32_t blocks() const noexcept { return targets_.count(); }
  gid_range block(std::uint32_t b) const noexcept { return targets_[b]; }
  std::optional<receptor> via() const noexcept { return std::nullopt; }
  step min_delay(duration dt) const noexcept { return to_steps(min_, dt); }
  step max_delay(duration dt) const noexcept { return to_steps(max_, dt); }
  std::size_t size() const noexcept { return entries_.size(); }

  void from(gid source, std::uint32_t b, duration dt, std::vector<edge>& out) const {
    auto const wanted = std::pair{b, source};
    auto it = std::lower_bound(entries_.begin(), entries_.end(), wanted,
                               [&](entry const& e, auto const& w) { return key(e) < w; });
    for (; it != entries_.end() && key(*it) == wanted; ++it)
      out.push_back({it->source, it->target, it->site, it->weight, to_steps(it->delay, dt)});
  }

 private:
  struct entry {
    gid source, target;
    std::uint32_t site;
    double weight;
    duration delay;
  };
  std::pair<std::uint32_t, gid> key(entry const& e) const noexcept {
    return {static_cast<std::uint32_t>((e.target - targets_.targets.first) / block_size), e.source};
  }

  std::vector<entry> entries_;
  gid_range sources_;
  detail::even_blocks targets_{};
  duration min_{}, max_{};
};
static_assert(connectivity_source<table>);

}  // namespace pallium::connect
