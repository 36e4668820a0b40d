// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/network/projection.hpp>
#include <pallium/sim/memory.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pallium::sim {

/// What the spikes of a source mean for one part: which projections, where their targets are, and in which epochs after the
/// spike they arrive.
///
/// Sources of the same projections are an interval of gids. For each interval and each lag (epochs from the spike to the
/// arrival) there is a list of ways in the order of the projections: consecutive materialised ones are one way, a layer.
class routes {
 public:
  struct way {
    projection const* procedural = nullptr;  ///< nullptr: a layer
    std::uint32_t number = 0;                ///< of the projection, or of the layer
    std::uint32_t first = 0, last = 0;       ///< block ranges
    step soonest = 0, latest = 0;            ///< delays [steps]
  };
  struct served {  ///< a projection with targets here
    std::uint32_t number = 0;
    projection const* what = nullptr;
    std::vector<block_range> blocks;  ///< that have cells of this part
  };

  /// `all`: in order of their numbers. Fills `layers` with those of each layer.
  void build(std::vector<served> const& all, step epoch, duration dt, std::vector<std::vector<served>>& layers) {
    std::vector<std::uint32_t> layer_of(all.size(), 0);
    bool open = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].what->materialised()) {
        open = false;
        continue;
      }
      if (!std::exchange(open, true)) layers.emplace_back();
      layer_of[i] = static_cast<std::uint32_t>(layers.size() - 1);
      layers.back().push_back(all[i]);
    }
    std::vector<way> mine(all.size());
    struct border {
      gid at;
      std::uint32_t projection;
      bool begins;
    };
    std::vector<border> borders;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      projection const& p = *all[i].what;
      way& w = mine[i];
      w = {p.materialised() ? nullptr : &p, p.materialised() ? layer_of[i] : all[i].number, static_cast<std::uint32_t>(blocks_.size()), 0,
           p.min_delay(dt), p.max_delay(dt)};
      if (!p.materialised()) blocks_.insert(blocks_.end(), all[i].blocks.begin(), all[i].blocks.end());
      w.last = static_cast<std::uint32_t>(blocks_.size());
      gid_range const s = p.sources();
      if (s.size() == 0) continue;
      borders.push_back({s.first, i, true});
      borders.push_back({s.last, i, false});
    }
    std::sort(borders.begin(), borders.end(), [](border const& a, border const& b) { return a.at < b.at; });
    std::vector<std::uint32_t> active;  // ascending
    for (std::size_t i = 0; i < borders.size();) {
      gid const at = borders[i].at;
      for (; i < borders.size() && borders[i].at == at; ++i) {
        auto const it = std::lower_bound(active.begin(), active.end(), borders[i].projection);
        if (borders[i].begins) active.insert(it, borders[i].projection);
        else active.erase(it);
      }
      cut_.push_back(at);
      interval(active, mine, epoch);
    }
  }

  /// What spikes of a source in some epoch mean `lag` epochs later.
  std::span<way const> of(gid source, step lag) const noexcept {
    auto const it = std::upper_bound(cut_.begin(), cut_.end(), source);
    if (it == cut_.begin()) return {};
    span_of const& s = spans_[std::size_t(it - cut_.begin()) - 1];
    if (lag < s.low || lag >= s.high) return {};
    std::size_t const k = s.index + std::size_t(lag - s.low);
    return {ways_.data() + index_[k], ways_.data() + index_[k + 1]};
  }
  std::span<block_range const> blocks(way const& w) const noexcept { return {blocks_.data() + w.first, blocks_.data() + w.last}; }
  /// The most epochs from a spike to an arrival of its.
  static step last_lag(step longest_delay, step epoch) noexcept { return longest_delay / epoch + 1; }

  std::size_t bytes() const noexcept { return bytes_of(cut_) + bytes_of(spans_) + bytes_of(index_) + bytes_of(ways_) + bytes_of(blocks_); }

 private:
  void interval(std::vector<std::uint32_t> const& active, std::vector<way> const& all, step epoch) {
    span_of s{0, 0, index_.size()};
    std::vector<way> mine;
    for (std::uint32_t i : active) {
      way const& w = all[i];
      if (w.procedural == nullptr && !mine.empty() && mine.back().procedural == nullptr && mine.back().number == w.number) {
        mine.back().soonest = std::min(mine.back().soonest, w.soonest);
        mine.back().latest = std::max(mine.back().latest, w.latest);
      } else {
        mine.push_back(w);
      }
    }
    if (!mine.empty()) {
      s.low = std::min_element(mine.begin(), mine.end(), [](way const& a, way const& b) { return a.soonest < b.soonest; })->soonest / epoch;
      s.high = last_lag(std::max_element(mine.begin(), mine.end(), [](way const& a, way const& b) { return a.latest < b.latest; })->latest, epoch) + 1;
    }
    for (step lag = s.low; lag < s.high; ++lag) {
      index_.push_back(ways_.size());
      for (way const& w : mine)
        if (w.soonest / epoch <= lag && lag <= last_lag(w.latest, epoch)) ways_.push_back(w);
    }
    index_.push_back(ways_.size());
    spans_.push_back(s);
  }

  struct span_of {
    step low = 0, high = 0;  ///< lags
    std::size_t index = 0;
  };
  std::vector<gid> cut_;         ///< where an interval begins
  std::vector<span_of> spans_;   ///< of each interval
  std::vector<std::size_t> index_;
  std::vector<way> ways_;
  std::vector<block_range> blocks_;
};

}  // namespace pallium::sim
