// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/sim/memory.hpp>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium::sim {

/// The spikes of the last epochs, as long as an event of theirs may be on its way. What is on its way are spikes, 24 bytes each,
/// not events: a part makes the events of an epoch when it opens it, in the canonical order (spike step, source), whichever
/// message brought the spike.
class spike_store {
 public:
  spike_store() = default;
  /// `lags`: the most epochs from a spike to an arrival of its.
  spike_store(step length, step lags) : length_(length), lags_(lags), slots_(std::size_t(lags) + 2) {}

  step lags() const noexcept { return lags_; }
  /// Of a spike: epoch k is the steps (k, k + 1] * length, -1 the step 0, and those before t = 0 that a simulation was given.
  step epoch_of(step at) const noexcept { return (at > 0 ? at - 1 : at - length_) / length_; }

  /// Makes room for the spikes of an epoch, in place of those that are of no more use.
  void open(step epoch) { slot(epoch) = {}; }
  void add(spike const& s) {
    auto& to = slot(epoch_of(s.at));
    to.sorted = to.sorted && (to.spikes.empty() || !before(s, to.spikes.back()));
    to.spikes.push_back(s);
  }
  void sort() {
    for (auto& s : slots_)
      if (!std::exchange(s.sorted, true)) std::sort(s.spikes.begin(), s.spikes.end(), before);
  }
  /// Those of an epoch not older than `lags` before the last opened one, ordered.
  std::span<spike const> of(step epoch) const noexcept { return slots_[index(epoch)].spikes; }

  static bool before(spike const& a, spike const& b) noexcept { return std::tie(a.at, a.source) < std::tie(b.at, b.source); }
  template <class F> void for_each(F&& f) const {
    for (auto const& s : slots_)
      for (spike const& one : s.spikes) f(one);
  }
  std::size_t bytes() const noexcept {
    std::size_t sum = bytes_of(slots_);
    for (auto const& s : slots_) sum += bytes_of(s.spikes);
    return sum;
  }

 private:
  struct list {
    std::vector<spike> spikes;
    bool sorted = true;
  };
  std::size_t index(step epoch) const noexcept { return std::size_t(epoch + step(slots_.size())) % slots_.size(); }  // epoch >= -lags - 1
  list& slot(step epoch) noexcept { return slots_[index(epoch)]; }

  step length_ = 1, lags_ = 0;
  std::vector<list> slots_{2};
};

}  // namespace pallium::sim
