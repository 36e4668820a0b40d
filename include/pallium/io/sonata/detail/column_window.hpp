// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/sonata/hdf5.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace pallium::io::sonata::detail {

/// A column that is read row by row: a piece of it is in memory, a large one where rows are asked for in order.
template <class T> class column_window {
 public:
  column_window() = default;
  explicit column_window(h5_dataset set) : set_(std::move(set)) {}
  explicit operator bool() const noexcept { return set_.has_value(); }

  T operator[](std::uint64_t row) {
    if (row - first_ >= rows_.size()) load(row);  // rows before first_ wrap around
    return rows_[std::size_t(row - first_)];
  }

 private:
  static constexpr std::uint64_t most = 1 << 15, least = 1 << 8;
  void load(std::uint64_t row) {
    std::uint64_t const end = first_ + rows_.size();
    piece_ = row >= end && row - end < piece_ ? std::min(most, 2 * piece_) : std::max(least, piece_ / 2);
    std::uint64_t const n = set_->rows();
    if (row >= n) set_->refuse(std::to_string(n) + " rows", "more than " + std::to_string(row));
    first_ = row;
    set_->read(row, std::min(piece_, n - row), rows_);
  }
  std::optional<h5_dataset> set_;
  std::uint64_t first_ = 0, piece_ = least;
  std::vector<T> rows_;
};

}  // namespace pallium::io::sonata::detail
