// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace pallium::io::detail {

/// One row of a Neulite CSV file: fields between commas, without the blanks around them.
struct neulite_row {
  std::string const& file;
  std::size_t line;
  std::span<std::string_view const> fields;
  std::span<char const* const> names;  ///< of the fields, for messages

  std::string where(std::size_t k) const { return file + ":" + std::to_string(line) + ": " + (k < names.size() ? names[k] : "field"); }
  [[noreturn]] void refuse(std::size_t k, std::string const& found, std::string_view expected) const {
    throw input_error(where(k), found, expected);
  }
  double number(std::size_t k) const {
    double x = 0;
    if (!parse_number(fields[k], x) || !std::isfinite(x)) refuse(k, excerpt(fields[k]), "a finite number");
    return x;
  }
  double positive(std::size_t k) const {
    double const x = number(k);
    if (!(x > 0)) refuse(k, excerpt(fields[k]), "a number > 0");
    return x;
  }
  double not_negative(std::size_t k) const {
    double const x = number(k);
    if (!(x >= 0)) refuse(k, excerpt(fields[k]), "a number >= 0");
    return x;
  }
  /// A whole number in [least, most].
  std::int64_t whole(std::size_t k, std::int64_t least, std::int64_t most) const {
    std::int64_t n = 0;
    if (!parse_integer(fields[k], n) || n < least || n > most)
      refuse(k, excerpt(fields[k]), "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return n;
  }
};

/// Calls f(row) for every row of a file that has any field: `#` begins a comment, blanks do not count, no header. The file is read
/// in pieces: memory does not depend on its size. Errors: input_error for a file that cannot be read, a line of a mebibyte, a row
/// of more than 64 fields; as `f`.
template <class F> void for_each_neulite_row(std::filesystem::path const& path, std::span<char const* const> names, F&& f) {
  std::string const file = path.string();
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) throw input_error(file, "no such file", "a file that can be read");
  if (std::filesystem::is_directory(path, ec)) throw input_error(file, "a directory", "a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw input_error(file, "a file that cannot be opened", "a file that can be read");
  constexpr std::size_t longest = 1u << 20;
  std::vector<char> buffer(2 * longest);
  std::array<std::string_view, 64> fields;
  std::size_t line = 0, kept = 0;
  auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; };
  auto const take = [&](std::string_view row) {
    ++line;
    if (line == 1 && row.starts_with("\xEF\xBB\xBF")) row.remove_prefix(3);
    row = row.substr(0, row.find('#'));
    auto const trim = [&](std::string_view s) {
      while (!s.empty() && blank(s.front())) s.remove_prefix(1);
      while (!s.empty() && blank(s.back())) s.remove_suffix(1);
      return s;
    };
    if (trim(row).empty()) return;
    std::size_t n = 0;
    for (std::size_t at = 0;; ++n) {
      std::size_t const stop = row.find(',', at);
      if (n == fields.size()) throw input_error(file + ":" + std::to_string(line), "more than 64 fields", "a row of " + std::to_string(names.size()));
      fields[n] = trim(row.substr(at, stop == row.npos ? row.npos : stop - at));
      if (stop == row.npos) break;
      at = stop + 1;
    }
    f(neulite_row{file, line, {fields.data(), n + 1}, names});
  };
  for (bool more = true; more;) {
    in.read(buffer.data() + kept, std::streamsize(buffer.size() - kept));
    if (in.bad()) throw input_error(file, "a read error", "a file that can be read");
    std::size_t const end = kept + std::size_t(in.gcount());
    more = end == buffer.size();
    std::size_t at = 0;
    while (at < end) {
      auto const* const stop = static_cast<char const*>(std::memchr(buffer.data() + at, '\n', end - at));
      if (stop == nullptr) break;
      std::size_t const to = std::size_t(stop - buffer.data());
      take({buffer.data() + at, to - at});
      at = to + 1;
    }
    kept = end - at;
    if (!more && kept > 0) take({buffer.data() + at, kept});
    if (more && kept > longest) throw input_error(file + ":" + std::to_string(line + 1), "a line of more than a mebibyte", "a row of a CSV file");
    std::memmove(buffer.data(), buffer.data() + at, kept);
  }
}

}  // namespace pallium::io::detail
