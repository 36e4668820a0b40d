// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// node_types.csv or edge_types.csv: a row of properties for each type. Columns are separated by one space, so that
/// two of them hold an empty cell between them; a row that does not come out that way is read with runs of spaces as one. Texts with
/// spaces stand in "", a quote in them is doubled. NULL, NONE, NaN and nothing mean that a type has no such property.
/// Errors: input_error with file and line for a row of another number of columns, an id that is no number or stands twice, a
/// quote that does not end.
class types_table {
 public:
  static constexpr char const* by_row = "";  ///< as key: rows are numbered from 0

  types_table() = default;
  types_table(std::filesystem::path const& path, std::string const& key) : file_(path.string()) {
    std::string const text = io::detail::slurp(path);
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    std::size_t id_column = 0;
    for (std::size_t line = 1; !rest.empty(); ++line) {
      std::size_t const end = std::min(rest.find('\n'), rest.size());
      std::string_view row = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      if (row.ends_with('\r')) row.remove_suffix(1);
      if (row.find_first_not_of(" \t") == row.npos) continue;
      auto const where = [&] { return file_ + ":" + std::to_string(line); };
      std::vector<std::string> cells = split(row, false, where());
      if (!columns_.empty() && cells.size() != columns_.size()) cells = split(row, true, where());
      if (columns_.empty()) {
        columns_ = std::move(cells);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
          if (!number_.try_emplace(columns_[i], i).second)
            throw input_error(where(), "two columns " + io::detail::excerpt(columns_[i]), "each column once");
        }
        if (key.empty()) continue;
        auto const it = number_.find(key);
        if (it == number_.end()) throw input_error(where(), "no column " + key, "the key of the types");
        id_column = it->second;
        continue;
      }
      if (cells.size() != columns_.size())
        throw input_error(where(), std::to_string(cells.size()) + " columns", std::to_string(columns_.size()) + ", as in the first line");
      auto id = static_cast<std::int64_t>(rows_.size());
      if (!key.empty() && (!io::detail::parse_integer(cells[id_column], id) || id < 0))
        throw input_error(where(), key + " " + io::detail::excerpt(cells[id_column]), "a whole number >= 0");
      auto const [at, fresh] = rows_.try_emplace(static_cast<std::uint64_t>(id));
      if (!fresh) throw input_error(where(), key + " " + std::to_string(id) + " for the second time", "each type once");
      at->second = {std::move(cells), line};
    }
    if (columns_.empty()) throw input_error(file_, "an empty file", "a line of column names, with " + key);
  }

  std::string const& file() const noexcept { return file_; }
  bool has(std::uint64_t id) const noexcept { return rows_.contains(id); }
  bool has_column(std::string const& name) const noexcept { return number_.contains(name); }
  std::vector<std::string> const& columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return rows_.size(); }
  /// "FILE:LINE: COLUMN", for complaints.
  std::string where(std::uint64_t id, std::string const& column) const {
    auto const it = rows_.find(id);
    return file_ + (it == rows_.end() ? "" : ":" + std::to_string(it->second.line)) + ": " + column;
  }
  /// Nothing if there is no such type or column, or the type has no value there.
  std::optional<std::string> get(std::uint64_t id, std::string const& column) const {
    auto const it = rows_.find(id);
    auto const at = number_.find(column);
    if (it == rows_.end() || at == number_.end()) return std::nullopt;
    std::string const& value = it->second.cells[at->second];
    for (std::string_view none : {"", "NULL", "NONE", "None", "NaN", "nan", "null", "none"})
      if (value == none) return std::nullopt;
    return value;
  }
  /// Errors: input_error for what is no finite number.
  std::optional<double> number(std::uint64_t id, std::string const& column) const {
    auto const text = get(id, column);
    if (!text) return std::nullopt;
    double x = 0;
    if (!io::detail::parse_number(*text, x) || !std::isfinite(x))
      throw input_error(where(id, column), io::detail::excerpt(*text), "a number");
    return x;
  }
  template <class F> void for_each(F&& f) const {
    for (auto const& one : rows_) f(one.first);
  }

 private:
  struct entry {
    std::vector<std::string> cells;
    std::size_t line = 0;
  };
  static std::vector<std::string> split(std::string_view row, bool single, std::string const& where) {
    std::vector<std::string> cells;
    std::size_t i = 0;
    while (true) {
      while (!single && i < row.size() && (row[i] == ' ' || row[i] == '\t')) ++i;
      if (!single && i == row.size()) return cells;
      std::string cell;
      if (i < row.size() && row[i] == '"') {
        for (++i;; ++i) {
          if (i == row.size()) throw input_error(where, "a quote that does not end", "\" at the end of a text");
          if (row[i] == '"') {
            if (i + 1 == row.size() || row[i + 1] != '"') break;
            ++i;
          }
          cell += row[i];
        }
        ++i;
        if (i < row.size() && row[i] != ' ' && row[i] != '\t')
          throw input_error(where, "text right behind a quote", "a space between columns");
      } else {
        std::size_t const end = std::min(row.find_first_of(" \t", i), row.size());
        cell = row.substr(i, end - i);
        i = end;
      }
      cells.push_back(std::move(cell));
      if (single && i++ == row.size()) return cells;
    }
  }

  std::string file_;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t> number_;
  std::map<std::uint64_t, entry> rows_;
};

}  // namespace pallium::io::sonata
