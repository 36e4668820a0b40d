// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/staged_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io::sonata::detail {

/// Rows of numbers that one rank has: some columns of a table. The file begins with how many, and which.
template <class T> class row_part {
  static_assert(sizeof(T) == sizeof(std::uint64_t));

 public:
  row_part(std::string path, std::span<std::uint64_t const> columns, std::size_t buffer)
      : file_(std::make_unique<staged_file>(std::move(path))), buffer_(std::max<std::size_t>(buffer / sizeof(T), 1)) {
    std::uint64_t const n = columns.size();
    file_->append(&n, sizeof n);
    file_->append(columns.data(), columns.size_bytes());
  }
  void append(T value) {
    held_.push_back(value);
    if (held_.size() >= buffer_) flush();
  }
  void finish() {
    flush();
    file_->finish();
  }

 private:
  void flush() {
    file_->append(held_.data(), held_.size() * sizeof(T));
    held_.clear();
  }
  std::unique_ptr<staged_file> file_;
  std::size_t buffer_;
  std::vector<T> held_;
};

/// Reads what all ranks have, some rows at a time.
template <class T> class row_parts {
 public:
  explicit row_parts(std::vector<std::string> const& paths) {
    for (std::string const& path : paths) {
      std::uint64_t n = 0;
      record_reader<std::uint64_t> header(path);
      header.read({&n, 1});
      std::vector<std::uint64_t> columns(n);
      header.read(columns);
      std::size_t const skip = (1 + columns.size()) * sizeof n, bytes = std::filesystem::file_size(path);
      if (columns.empty()) continue;
      std::size_t const rows = (bytes - skip) / (columns.size() * sizeof(T));
      if (!all_.empty() && rows != rows_)
        throw error(path + ": " + std::to_string(rows) + " rows, where other ranks have " + std::to_string(rows_));
      rows_ = rows;
      all_.push_back({std::move(columns), record_reader<T>(path, skip)});
    }
  }
  std::size_t rows() const noexcept { return rows_; }

  /// Calls `take(row, column, value)` for every value of the next `rows` rows.
  template <class F> void next(std::size_t rows, F&& take) {
    for (part& p : all_) {
      values_.resize(rows * p.columns.size());
      if (p.from.read(values_) != values_.size()) throw error("a rank's rows end too soon");
      for (std::size_t i = 0, k = 0; i < rows; ++i)
        for (std::uint64_t const c : p.columns) take(i, std::size_t(c), values_[k++]);
    }
  }
  /// How many ranks have each of some columns.
  std::vector<int> owners(std::size_t columns) const {
    std::vector<int> n(columns, 0);
    for (part const& p : all_)
      for (std::uint64_t const c : p.columns) ++n.at(std::size_t(c));
    return n;
  }

 private:
  struct part {
    std::vector<std::uint64_t> columns;
    record_reader<T> from;
  };
  std::vector<part> all_;
  std::vector<T> values_;
  std::size_t rows_ = 0;
};

}  // namespace pallium::io::sonata::detail
