// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pallium::io::sonata {

/// A contact of an extracellular electrode.
struct electrode {
  std::int64_t channel;
  std::array<double, 3> at;  ///< [um]
  friend bool operator==(electrode const&, electrode const&) = default;
};

/// Reads BMTK's `electrode_positions`: a text file with columns `channel x_pos y_pos z_pos` [um] in any order, others ignored; without
/// `channel` they are counted from 0. Columns end at blanks.
/// Errors: input_error with file and line.
inline std::vector<electrode> read_electrodes(std::filesystem::path const& path) {
  namespace text = io::detail;
  std::string const all = text::slurp(path);
  std::string_view rest = all;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  std::array<std::string_view, 4> const names{"x_pos", "y_pos", "z_pos", "channel"};
  std::array<std::size_t, 4> column;
  constexpr std::size_t none = std::string_view::npos;
  column.fill(none);
  std::vector<electrode> found;
  std::size_t width = 0;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    std::size_t const end = std::min(rest.find('\n'), rest.size());
    std::string_view const row = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    std::string const where = path.string() + ":" + std::to_string(line);
    std::vector<std::string_view> words;
    for (std::size_t at = 0; (at = row.find_first_not_of(" \t\r", at)) != row.npos;) {
      std::size_t const stop = std::min(row.find_first_of(" \t\r", at), row.size());
      std::string_view word = row.substr(at, stop - at);
      if (word.size() >= 2 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
      words.push_back(word);
      at = stop;
    }
    if (words.empty()) continue;
    if (width == 0) {
      width = words.size();
      for (std::size_t k = 0; k < names.size(); ++k)
        if (auto const it = std::find(words.begin(), words.end(), names[k]); it != words.end()) column[k] = static_cast<std::size_t>(it - words.begin());
      for (std::size_t k = 0; k < 3; ++k)
        if (column[k] == none) throw input_error(where, "no column " + std::string(names[k]), "columns channel x_pos y_pos z_pos");
      continue;
    }
    if (words.size() != width) throw input_error(where, std::to_string(words.size()) + " columns", std::to_string(width) + ", as above");
    electrode e{static_cast<std::int64_t>(found.size()), {}};
    for (std::size_t k = 0; k < 3; ++k)
      if (!text::parse_number(words[column[k]], e.at[k]) || !std::isfinite(e.at[k]))
        throw input_error(where, std::string(names[k]) + " " + text::excerpt(words[column[k]]), "a number of um");
    if (column[3] != none && !text::parse_integer(words[column[3]], e.channel))
      throw input_error(where, "channel " + text::excerpt(words[column[3]]), "a whole number");
    found.push_back(e);
  }
  if (found.empty()) throw input_error(path.string(), "no electrode", "a line of names and one for each electrode");
  return found;
}

}  // namespace pallium::io::sonata
