// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>
#include <pallium/network/projection.hpp>
#include <pallium/sim/residents.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace pallium::sim {

/// Which other ranks' cells have targets on this one, for an exchange that has nobody to ask: the mirror of `destinations`. Of
/// rules that know the targets of a source only when asked for it, every source of every rank would have to be asked; instead
/// the ranks r + d and r - d, round the end, are taken for sources of rank r where it sends to r + d itself.
class origins {
 public:
  std::vector<exchange_plan::peer> build(std::vector<projection> const& all, residents const& who, std::span<exchange_plan::peer const> to,
                                         step epoch, duration dt) {
    std::vector<std::pair<gid_range, step>> heard;
    std::vector<exchange_plan::peer> found;
    rank_map const& map = who.map;
    int const me = who.rank(), n = map.ranks();
    selective_.clear();
    own_ = who.own();
    who_ = &who;
    for (projection const& p : all) {
      gid_range const s = p.sources(), t = p.targets();
      if (s.size() == 0 || own_.size() == 0 || t.first >= own_.last || t.last <= own_.first) continue;
      step const soonest = p.min_delay(dt) / epoch;
      if (!p.selective()) {
        heard.push_back({s, soonest});
        continue;
      }
      selective_.push_back({&p, p.blocks_in(own_)});
      for (auto const& peer : to)
        for (int r : {int((2LL * me - peer.rank + n) % n), peer.rank})
          if (r != me && map.range(r).size() > 0 && map.range(r).first < s.last && map.range(r).last > s.first) found.push_back({r, soonest});
    }
    // intervals of sources with the same soonest arrival
    std::vector<gid> cuts;
    for (auto const& [s, soonest] : heard) cuts.push_back(s.first), cuts.push_back(s.last);
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    whole_.clear();
    for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
      step soonest = std::numeric_limits<step>::max();
      for (auto const& [s, lag] : heard)
        if (s.contains(cuts[k])) soonest = std::min(soonest, lag);
      if (soonest == std::numeric_limits<step>::max()) continue;
      whole_.push_back({cuts[k], cuts[k + 1]});
      for (int r = map.range_of(cuts[k]), last = map.range_of(cuts[k + 1] - 1); r <= last; ++r)
        if (r != me && map.range(r).size() > 0) found.push_back({r, soonest});
    }
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.rank != b.rank ? a.rank < b.rank : a.soonest < b.soonest; });
    found.erase(std::unique(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.rank == b.rank; }), found.end());
    return found;
  }

  /// Whether a cell of another rank may have targets here; exact as far as its rules can say.
  bool hears(gid cell) {
    if (who_->populations[who_->population_of(cell)].is_virtual) return false;  // every rank plays those itself
    auto const it = std::partition_point(whole_.begin(), whole_.end(), [&](gid_range r) { return r.last <= cell; });
    if (it != whole_.end() && it->contains(cell)) return true;
    for (auto const& [p, mine] : selective_) {
      if (!p->sources().contains(cell)) continue;
      reached_.clear();
      p->reach(cell, reached_);
      for (block_range b : reached_)
        if (b.first < mine.last && b.last > mine.first) return true;
    }
    return false;
  }

 private:
  residents const* who_ = nullptr;
  gid_range own_;
  std::vector<gid_range> whole_;  ///< sources of rules that reach all blocks
  std::vector<std::pair<projection const*, block_range>> selective_;  ///< with the blocks that have cells here
  std::vector<block_range> reached_;
};

}  // namespace pallium::sim
