// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

/// A file with given bytes that goes away with the object.
class temp_file {
 public:
  explicit temp_file(std::string_view text, std::string_view extension = ".txt") {
    static std::atomic<unsigned> count{0};
    auto const now = std::chrono::steady_clock::now().time_since_epoch().count();
    path_ = std::filesystem::temp_directory_path() /
            ("pallium_" + std::to_string(now) + "_" + std::to_string(count++) + std::string(extension));
    std::ofstream(path_, std::ios::binary) << text;
  }
  temp_file(temp_file const&) = delete;
  temp_file& operator=(temp_file const&) = delete;
  ~temp_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};
