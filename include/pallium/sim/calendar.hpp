// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/sim/group.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace pallium::sim {

/// Events on their way to one part, an epoch a page. Epoch k is the steps [k, k + 1) * length; for the groups from `late` on, which
/// take an event in the step before which it arrives (point neurons: an event at n makes a spike at n, one of a compartmental cell
/// at n + 1), it is (k, k + 1] * length. Epoch -1 is step 0 of those.
///
/// Events may be put for this epoch (before it is opened) or any of the next `pages - 1`. `open` sorts a page by group, then
/// step, keeping the order of arrival here among equals; the caller puts them in the canonical order.
class calendar {
 public:
  calendar() = default;
  calendar(step length, step longest_delay, std::uint32_t groups, std::uint32_t late)
      : length_(length), pages_(std::size_t(longest_delay / length + 2)), groups_(groups), late_(late), first_(groups + 1, 0) {}

  step length() const noexcept { return length_; }
  bool late(std::uint32_t cell) const noexcept { return cell >> 6 >= late_; }

  void put(std::uint32_t cell, std::uint32_t site, step at, float weight) {
    step const epoch = (at - late(cell) + length_) / length_ - 1;
    pages_[page(epoch)].push_back({cell, site, static_cast<std::uint32_t>(at - epoch * length_), weight});
  }
  /// Makes the events of an epoch ready for `of`.
  void open(step epoch) {
    auto& page = pages_[this->page(epoch)];
    std::size_t const bins = std::size_t(length_) + 1;
    count_.assign(groups_ * bins + 1, 0);
    auto const bin = [&](event const& e) { return (e.cell >> 6) * bins + e.at; };
    for (event const& e : page) ++count_[bin(e) + 1];
    for (std::size_t i = 1; i < count_.size(); ++i) count_[i] += count_[i - 1];
    for (std::uint32_t g = 0; g <= groups_; ++g) first_[g] = count_[g * bins];
    today_.resize(page.size());
    for (event const& e : page) today_[count_[bin(e)]++] = e;
    page.clear();
    left_.clear();
    for (std::uint32_t g = 0; g < groups_; ++g) left_.push_back({today_.data() + first_[g], today_.data() + first_[g + 1]});
  }
  /// The events of a group that are still to come in the open epoch.
  std::span<event const>& of(std::uint32_t group) noexcept { return left_[group]; }

  std::size_t bytes() const noexcept {
    std::size_t sum = bytes_of(today_) + bytes_of(count_) + bytes_of(first_) + bytes_of(left_);
    for (auto const& p : pages_) sum += bytes_of(p);
    return sum;
  }

 private:
  std::size_t page(step epoch) const noexcept { return std::size_t(epoch + 1) % pages_.size(); }

  step length_ = 1;
  std::vector<std::vector<event>> pages_;
  std::uint32_t groups_ = 0, late_ = 0;
  std::vector<event> today_;
  std::vector<std::size_t> count_, first_;
  std::vector<std::span<event const>> left_;
};

}  // namespace pallium::sim
