// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>
#include <pallium/network/projection.hpp>
#include <pallium/sim/residents.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace pallium::sim {

/// Which other ranks the spikes of this rank's cells go to, from the projections alone: those that have cells among a
/// projection's targets, or among the blocks that it says it reaches. Cells with the same ranks share a list.
class destinations {
 public:
  void build(std::vector<projection> const& all, residents const& who, step epoch, duration dt) {
    lists_.assign(1, {});
    known_.clear();
    known_[{}] = 0;
    of_.assign(std::size_t(who.map.locals(who.rank())), 0);
    who_ = &who;
    std::vector<step> soonest(std::size_t(who.map.ranks()), never);
    std::vector<gid> cuts{0, who.size()};
    for (std::size_t i = 0; i < all.size(); ++i) {
      gid_range const s = all[i].sources();
      if (s.size() == 0) continue;
      cuts.push_back(s.first);
      cuts.push_back(s.last);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    std::vector<std::uint32_t> found;
    std::vector<block_range> reached;
    for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
      std::vector<std::uint32_t> base;
      std::vector<std::size_t> selective;
      bool here = false;
      who.for_each_in({cuts[k], cuts[k + 1]}, [&](gid) { here = true; });
      if (!here) continue;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].sources().contains(cuts[k])) continue;
        if (all[i].selective()) {
          selective.push_back(i);
        } else {
          auto const whole = ranks_in(all[i].targets());
          step const lag = all[i].min_delay(dt) / epoch;
          base.insert(base.end(), whole.begin(), whole.end());
          for (auto r : whole) soonest[r] = std::min(soonest[r], lag);
        }
      }
      std::uint32_t const common = number(base);
      who.for_each_in({cuts[k], cuts[k + 1]}, [&](gid source) {
        std::uint32_t mine = common;
        if (!selective.empty()) {
          found = lists_[common];
          for (std::size_t i : selective) {
            reached.clear();
            all[i].reach(source, reached);
            for (block_range b : reached) {
              if (b.size() == 0) continue;
              for (auto r : ranks_in({all[i].block(b.first).first, all[i].block(b.last - 1).last})) {
                found.push_back(r);
                soonest[r] = std::min(soonest[r], all[i].min_delay(dt) / epoch);
              }
            }
          }
          mine = number(found);
        }
        of_[std::size_t(who.map.local(who.rank(), source))] = mine;
      });
    }
    for (std::uint32_t r = 0; r < soonest.size(); ++r)
      if (soonest[r] != never) peers_.push_back({static_cast<int>(r), soonest[r]});
    for (auto& l : lists_)  // ranks become positions among the peers
      for (auto& r : l)
        r = static_cast<std::uint32_t>(std::partition_point(peers_.begin(), peers_.end(), [&](auto const& p) { return p.rank < int(r); }) - peers_.begin());
    known_.clear();
  }
  std::vector<exchange_plan::peer> const& peers() const noexcept { return peers_; }
  /// Of a cell of this rank: positions in `peers`.
  std::span<std::uint32_t const> of(gid cell) const noexcept { return lists_[of_[std::size_t(who_->map.local(who_->rank(), cell))]]; }

 private:
  static constexpr step never = std::numeric_limits<step>::max();

  /// The other ranks that have cells of a range.
  std::vector<std::uint32_t> ranks_in(gid_range r) const {
    std::vector<std::uint32_t> all;
    if (r.size() == 0) return all;
    rank_map const& map = who_->map;
    for (int k = map.range_of(r.first); k <= map.range_of(std::min(r.last, map.border.back()) - 1); ++k)
      if (map.range(k).size() > 0) all.push_back(static_cast<std::uint32_t>(k));
    auto it = std::lower_bound(map.placed.begin(), map.placed.end(), r.first, [](auto const& p, gid c) { return p.first < c; });
    for (; it != map.placed.end() && it->first < r.last; ++it) all.push_back(static_cast<std::uint32_t>(it->second));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::erase(all, static_cast<std::uint32_t>(who_->rank()));
    return all;
  }
  std::uint32_t number(std::vector<std::uint32_t> ranks) {
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    auto const [it, fresh] = known_.try_emplace(ranks, static_cast<std::uint32_t>(lists_.size()));
    if (fresh) lists_.push_back(std::move(ranks));
    return it->second;
  }

  residents const* who_ = nullptr;
  std::vector<exchange_plan::peer> peers_;
  std::vector<std::vector<std::uint32_t>> lists_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_;
  std::vector<std::uint32_t> of_;  ///< list of each cell of this rank
};

}  // namespace pallium::sim
