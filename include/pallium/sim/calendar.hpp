// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/bulk.hpp>
#include <pallium/core/types.hpp>
#include <pallium/sim/group.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace pallium::sim {

/// The events of one epoch for one part. Epoch k is the steps [k, k + 1) * length; for the groups from `late` on, which
/// take an event in the step before which it arrives (point neurons: an event at n makes a spike at n, one of a compartmental cell
/// at n + 1), it is (k, k + 1] * length. Epoch -1 is step 0 of those.
///
/// `open` sorts by group, then step, keeping the order in which they were put among equals; the caller puts them in the
/// canonical order.
class calendar {
 public:
  calendar() = default;
  /// `wide`: weights for cells with compartments have more than a float's bits.
  calendar(step length, std::uint32_t groups, std::uint32_t late, bool wide = false)
      : length_(length), groups_(groups), late_(late), wide_(wide), first_(groups + 1, 0) {}

  step length() const noexcept { return length_; }
  bool late(std::uint32_t cell) const noexcept { return cell >> 6 >= late_; }
  bool any_late() const noexcept { return late_ < groups_; }

  /// Begins an epoch: all that may arrive in it is put before `open`.
  void begin(step epoch) noexcept {
    start_ = epoch * length_;
    coming_.clear();
  }
  /// Whether an arrival at a step is one of the epoch that was begun, for cells of either kind.
  bool takes(step at, bool late) const noexcept { return std::uint64_t(at - start_ - late) < std::uint64_t(length_); }
  /// Whether any arrival from the first to the last of some steps may be.
  bool may_take(step first, step last) const noexcept { return last >= start_ && first < start_ + length_ + any_late(); }
  void put(event const& e) { coming_.push_back(e); }
  /// The same in bulk: `made` events are written to `room(n)`, and `took(k)` says how many.
  event* room(std::size_t n) { return coming_.room(n); }
  void took(std::size_t n) noexcept { coming_.took(n); }
  event made(std::uint32_t cell, std::uint32_t site, step at, double weight) const noexcept {
    return event::with(cell, site, static_cast<std::uint32_t>(at - start_), weight, wide_);
  }
  /// For a point neuron.
  event made(std::uint32_t cell, wide_weight w, step at, std::int32_t phase) const noexcept {
    return {cell, w.site, static_cast<std::uint32_t>(at - start_) & 255u, static_cast<std::uint32_t>(phase) & 0xffffffu, w.weight};
  }
  std::size_t size() const noexcept { return coming_.size(); }
  /// Makes the events ready for `of`.
  void open() {
    std::size_t const bins = std::size_t(length_) + 1;
    count_.assign(groups_ * bins + 1, 0);
    auto const bin = [&](event const& e) { return (e.cell >> 6) * bins + e.at; };
    for (event const& e : coming_) ++count_[bin(e) + 1];
    for (std::size_t i = 1; i < count_.size(); ++i) count_[i] += count_[i - 1];
    for (std::uint32_t g = 0; g <= groups_; ++g) first_[g] = count_[g * bins];
    event* const today = today_.room(coming_.size());
    for (event const& e : coming_) today[count_[bin(e)]++] = e;
    left_.clear();
    for (std::uint32_t g = 0; g < groups_; ++g) left_.push_back({today + first_[g], today + first_[g + 1]});
  }
  /// Passes over what is for steps before `next`, of point neurons before `next_late`: the open epoch goes on there. How many events.
  std::uint64_t pass(step next, step next_late) noexcept {
    std::uint64_t n = 0;
    for (std::uint32_t g = 0; g < groups_; ++g)
      for (auto& l = left_[g]; !l.empty() && start_ + step(l.front().at) < (g < late_ ? next : next_late); l = l.subspan(1)) ++n;
    return n;
  }
  /// The events of a group that are still to come in the open epoch.
  std::span<event const>& of(std::uint32_t group) noexcept { return left_[group]; }

  std::size_t bytes() const noexcept { return today_.bytes() + coming_.bytes() + bytes_of(count_) + bytes_of(first_) + bytes_of(left_); }

 private:
  step length_ = 1, start_ = 0;
  std::uint32_t groups_ = 0, late_ = 0;
  bool wide_ = false;
  bulk<event> coming_, today_;
  std::vector<std::uint32_t> count_, first_;
  std::vector<std::span<event const>> left_;
};

}  // namespace pallium::sim
