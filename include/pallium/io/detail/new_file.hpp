// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace pallium::io::detail {

/// A text file that appears under its name only when it is complete: until `finish` it is NAME.part, and if that never comes
/// it is gone. Errors: input_error if it cannot be made or written.
class new_file {
 public:
  explicit new_file(std::filesystem::path path) : path_(std::move(path)), part_(path_.string() + ".part"), stream_(part_, std::ios::binary) {
    if (!stream_) throw input_error(part_.string(), "a file that cannot be made", "a folder that can be written");
  }
  new_file(new_file const&) = delete;
  new_file& operator=(new_file const&) = delete;
  ~new_file() {
    if (path_.empty()) return;
    std::error_code ignored;
    stream_.close();
    std::filesystem::remove(part_, ignored);
  }

  new_file& operator<<(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() > (1u << 20)) flush();
    return *this;
  }
  /// The shortest number that reads back as the same.
  template <class T> requires(std::is_arithmetic_v<T>) new_file& operator<<(T x) {
    char text[40];
    return *this << std::string_view(text, static_cast<std::size_t>(std::to_chars(text, text + sizeof text, x).ptr - text));
  }
  /// With six decimals.
  new_file& fixed(double x) {
    char text[400];
    auto const end = std::to_chars(text, text + sizeof text, x, std::chars_format::fixed, 6).ptr;
    return *this << std::string_view(text, static_cast<std::size_t>(end - text));
  }
  void finish() {
    flush();
    stream_.close();
    if (!stream_) throw input_error(part_.string(), "a write that failed (is the disk full?)", "room for the results");
    std::filesystem::rename(part_, path_);
    path_.clear();
  }

 private:
  void flush() {
    stream_.write(buffer_.data(), std::streamsize(buffer_.size()));
    if (!stream_) throw input_error(part_.string(), "a write that failed (is the disk full?)", "room for the results");
    buffer_.clear();
  }
  std::filesystem::path path_, part_;
  std::ofstream stream_;
  std::string buffer_;
};

}  // namespace pallium::io::detail
