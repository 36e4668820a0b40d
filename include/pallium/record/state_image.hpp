// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/record/state.hpp>

#include <cstring>
#include <iterator>
#include <map>
#include <utility>

namespace pallium::record {

/// A state in memory: what a simulation began with, for a second one that goes another way.
///
///     record::state_image then;
///     sim.save(then);
///     other.load(then, dt);
class state_image final : public state_sink, public state_source {
 public:
  void begin(state_header const& h) override {
    header_ = h;
    tables_.clear();
  }
  void put(state_table const& t, std::uint64_t first, std::span<std::byte const> rows) override {
    auto& mine = tables_[t.name];
    if (t.listed) {
      mine.list.insert(mine.list.end(), rows.begin(), rows.end());
    } else {
      auto const last = mine.runs.empty() ? mine.runs.end() : std::prev(mine.runs.end());
      if (last != mine.runs.end() && last->first + last->second.size() / t.width == first)
        last->second.insert(last->second.end(), rows.begin(), rows.end());
      else mine.runs[first].assign(rows.begin(), rows.end());
    }
  }
  state_header const& header() const override { return header_; }
  std::uint64_t rows(state_table const& t) override { return tables_[t.name].list.size() / t.width; }
  void get(state_table const& t, std::uint64_t first, std::span<std::byte> rows) override {
    auto& mine = tables_[t.name];
    std::uint64_t const n = rows.size() / t.width;
    if (t.listed) {
      if (first + n > mine.list.size() / t.width) absent(t, first + n - 1);
      std::memcpy(rows.data(), mine.list.data() + first * t.width, rows.size());
      return;
    }
    for (std::uint64_t k = 0; k < n;) {
      auto it = mine.runs.upper_bound(first + k);
      if (it == mine.runs.begin()) absent(t, first + k);
      --it;
      std::uint64_t const at = first + k - it->first, there = it->second.size() / t.width;
      if (at >= there) absent(t, first + k);
      std::uint64_t const some = there - at < n - k ? there - at : n - k;
      std::memcpy(rows.data() + k * t.width, it->second.data() + at * t.width, some * t.width);
      k += some;
    }
  }
  std::size_t bytes() const noexcept {
    std::size_t sum = 0;
    for (auto const& [name, t] : tables_) {
      sum += t.list.size();
      for (auto const& [first, rows] : t.runs) sum += rows.size();
    }
    return sum;
  }

 private:
  [[noreturn]] static void absent(state_table const& t, std::uint64_t row) {
    throw input_error("record::state_image", "no row " + std::to_string(row) + " of " + t.name, "the whole state");
  }
  struct table {
    std::map<std::uint64_t, std::vector<std::byte>> runs;  ///< by first row
    std::vector<std::byte> list;
  };
  state_header header_;
  std::map<std::string, table> tables_;
};

}  // namespace pallium::record
