// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace pallium::io::detail {

/// A whole file. Errors: input_error if it is not there, a directory, a device, or cannot be read.
inline std::string slurp(std::filesystem::path const& path) {
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) throw input_error(path.string(), "no such file", "a file that can be read");
  if (std::filesystem::is_directory(path, ec)) throw input_error(path.string(), "a directory", "a file");
  if (std::filesystem::is_character_file(path, ec) && path != "/dev/null") throw input_error(path.string(), "a device", "a file");  // may never end
  std::ifstream in(path, std::ios::binary);
  if (!in) throw input_error(path.string(), "a file that cannot be opened", "a file that can be read");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) throw input_error(path.string(), "a read error", "a file that can be read");
  return text;
}

/// A piece of the file as an error message may show it: short, one line, printable.
inline std::string excerpt(std::string_view s) {
  std::string out = "'";
  for (char c : s.substr(0, 40)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (s.size() > 40 ? "...'" : "'");
}

/// Whole token as a number, without any locale; false if it is not one.
template <class T>
bool parse_number(std::string_view s, T& out) {
  if (s.starts_with('+') && !s.starts_with("+-")) s.remove_prefix(1);
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
  return ec == std::errc{} && end == s.data() + s.size();
}

inline bool parse_integer(std::string_view s, std::int64_t& out) {  // accepts 12.0, which some programs write
  if (parse_number(s, out)) return true;
  double d = 0;
  if (!parse_number(s, d) || !(std::abs(d) < 9e15) || d != std::floor(d)) return false;
  out = static_cast<std::int64_t>(d);
  return true;
}

}  // namespace pallium::io::detail
