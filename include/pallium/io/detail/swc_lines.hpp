// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/io/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace pallium::io::detail {

/// A line of an SWC file. `parent` is a position in the list, -1 for a root.
struct swc_line {
  std::int64_t id = 0, parent_id = -1;
  std::size_t line = 0;    ///< in the file, from 1
  std::int32_t parent = -1;
  branch kind = branch::soma;
  std::array<double, 4> value{};         ///< x, y, z, radius in double precision [um]
  std::array<float, 4> single{};         ///< the same read as float
};

inline swc_line parse_swc_line(std::array<std::string_view, 7> const& column, std::string const& where) {
  static constexpr std::array<std::string_view, 7> name{"id", "type", "x", "y", "z", "radius", "parent"};
  swc_line p;
  std::int64_t type = 0;
  auto const refuse = [&](std::size_t c, std::string_view expected) {
    throw input_error(where, std::string(name[c]) + " " + excerpt(column[c]), expected);
  };
  if (!parse_integer(column[0], p.id) || p.id < 0) refuse(0, "a whole number from 0");
  if (!parse_integer(column[6], p.parent_id)) refuse(6, "a whole number, -1 for the root");
  if (!parse_integer(column[1], type) || type < 1 || type > 4)
    refuse(1, "1 soma, 2 axon, 3 dendrite or 4 apical: give other points one of these types or remove them");
  p.kind = static_cast<branch>(type);
  for (std::size_t i = 0; i < 4; ++i) {
    if (!parse_number(column[i + 2], p.value[i]) || !std::isfinite(p.value[i])) refuse(i + 2, "a finite number of um");
    if (!parse_number(column[i + 2], p.single[i]))  // beyond a float
      p.single[i] = std::abs(p.value[i]) < 1 ? static_cast<float>(p.value[i]) : std::numeric_limits<float>::infinity();
    if (!std::isfinite(p.single[i])) refuse(i + 2, "a number of um that single precision can hold");
  }
  if (!(p.single[3] > 0)) refuse(5, "a positive number of um");
  return p;
}

/// The points of an SWC file in ascending order of their ids, parents resolved.
/// Accepts comments (#), blank lines, tabs, CR LF, LF or CR line ends, a byte order mark.
inline std::vector<swc_line> read_swc_lines(std::filesystem::path const& path) {
  std::string const file = path.string(), text = slurp(path);
  std::vector<swc_line> points;
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (std::size_t line = 1; !rest.empty(); ++line) {
    auto const where = [&] { return file + ":" + std::to_string(line); };
    std::size_t const end = std::min(rest.find_first_of("\r\n"), rest.size());
    std::string_view row = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + (rest.substr(end).starts_with("\r\n") ? 2 : 1)));
    row = row.substr(0, row.find('#'));
    std::array<std::string_view, 7> column;
    std::size_t n = 0;
    for (std::size_t at = 0; (at = row.find_first_not_of(" \t\v\f", at)) != row.npos; ++n) {
      std::size_t const stop = std::min(row.find_first_of(" \t\v\f", at), row.size());
      if (n < 7) column[n] = row.substr(at, stop - at);
      at = stop;
    }
    if (n == 0) continue;
    if (n != 7)
      throw input_error(where(), std::to_string(n) + (n == 1 ? " column" : " columns") + " in " + excerpt(row),
                        "7: id type x y z radius parent");
    points.push_back(parse_swc_line(column, where()));
    points.back().line = line;
    if (points.size() > std::size_t(std::numeric_limits<std::int32_t>::max()) / 8)
      throw input_error(where(), "more points than can be numbered", "at most 2^28");
  }
  if (points.empty()) throw input_error(file, "no point", "an SWC file: lines of id type x y z radius parent");

  auto const where = [&](swc_line const& p) { return file + ":" + std::to_string(p.line); };
  std::ranges::stable_sort(points, {}, &swc_line::id);  // NEURON numbers sections in the order of ids
  for (std::size_t i = 1; i < points.size(); ++i)
    if (points[i].id == points[i - 1].id)
      throw input_error(where(points[i]), "id " + std::to_string(points[i].id) + " again (line " +
                        std::to_string(points[i - 1].line) + " has it)", "each id once");
  for (swc_line& p : points) {
    if (p.parent_id < 0) continue;
    if (p.parent_id >= p.id)
      throw input_error(where(p), "parent " + std::to_string(p.parent_id) + " of point " + std::to_string(p.id),
                        "a parent with a smaller id");
    auto const it = std::ranges::lower_bound(points, p.parent_id, {}, &swc_line::id);
    if (it->id != p.parent_id)
      throw input_error(where(p), "parent " + std::to_string(p.parent_id) + ", which no line defines",
                        "the id of a point");
    p.parent = static_cast<std::int32_t>(it - points.begin());
  }
  return points;
}

}  // namespace pallium::io::detail
