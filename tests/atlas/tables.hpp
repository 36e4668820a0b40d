// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

// What tests of the atlas share: reading the tables that it was entered from.
namespace atlas_test {

using row = std::vector<std::string>;

/// A table of the atlas folder; the test is skipped where the folder is absent.
inline std::filesystem::path table(std::string const& name) {
  auto const folder = std::filesystem::path(PALLIUM_SHARED_DIR) / "data" / "atlas";
  if (!std::filesystem::is_directory(folder)) SKIP("shared data absent: " << folder.string());
  REQUIRE(std::filesystem::is_regular_file(folder / name));
  return folder / name;
}

/// Rows of text whose fields are separated by commas, or by another character. Fields in double quotes may hold it;
/// lines that begin with '#' are comments.
inline std::vector<row> read_csv(std::filesystem::path const& file, char between = ',') {
  std::ifstream in(file);
  std::vector<row> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    row r(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == between && !quoted) r.emplace_back();
      else r.back() += c;
    }
    rows.push_back(std::move(r));
  }
  return rows;
}

inline double number(std::string const& text) {
  char* end = nullptr;
  double const x = std::strtod(text.c_str(), &end);
  if (text.empty() || end != text.c_str() + text.size()) throw std::runtime_error("not a number: '" + text + "'");
  return x;
}

inline std::string const& field(row const& header, row const& r, std::string const& name) {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name) return r.at(i);
  throw std::runtime_error("no column " + name);
}

}  // namespace atlas_test
