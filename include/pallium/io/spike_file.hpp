// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>
#include <pallium/io/detail/text.hpp>
#include <pallium/stimulus/spike_trains.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io {

/// Spike trains in a text file: SONATA's CSV, or two columns.
///
///     timestamps population node_ids        any order; the population may be missing; also: time, t, t_ms; node_id,
///     136.6 v1 0                            gid, gids, id. Without such a line: time node, or time population node
///
/// Times in ms >= 0, nodes whole numbers >= 0, in any order. Columns end at spaces, tabs, commas or semicolons; comments (#),
/// blank lines and CR LF are accepted; no spike is a valid file.
/// Errors: input_error with file and line for what is not that, and for a file of several populations of which none is named.
class spike_file {
 public:
  struct spike {
    std::uint64_t node;
    duration at;
    friend bool operator==(spike const&, spike const&) = default;
  };

  /// The spikes of one population; "": of the only one. A file without populations answers to any name.
  explicit spike_file(std::filesystem::path const& path, std::string_view population = {}) : file_(path.string()) {
    std::string const text = detail::slurp(path);
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    for (std::size_t line = 1; !rest.empty(); ++line) {
      std::size_t const end = std::min(rest.find('\n'), rest.size());
      std::string_view row = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      read(row.substr(0, row.find('#')), line, population);
    }
  }

  std::vector<spike> const& spikes() const noexcept { return spikes_; }
  /// The population they are of; "" if the file names none.
  std::string const& population() const noexcept { return population_; }

  /// For `network::stimulate`: node i drives target i. Errors: input_error for a node beyond the targets.
  stimulus::spike_trains trains(gid_range targets) const {
    std::vector<std::vector<duration>> all(std::size_t(targets.size()));
    for (spike const& s : spikes_) {
      if (s.node >= targets.size())
        throw input_error(file_, "node " + std::to_string(s.node), "one of " + std::to_string(targets.size()) + " targets");
      all[std::size_t(s.node)].push_back(s.at);
    }
    return {targets.first, std::move(all)};
  }

 private:
  static constexpr std::string_view gaps = " \t\v\f\r,;";
  static constexpr int none = -1;

  void read(std::string_view row, std::size_t line, std::string_view wanted) {
    std::array<std::string_view, 4> column;
    std::size_t n = 0;
    for (std::size_t at = 0; (at = row.find_first_not_of(gaps, at)) != row.npos; ++n) {
      std::size_t const stop = std::min(row.find_first_of(gaps, at), row.size());
      if (n < column.size()) column[n] = row.substr(at, stop - at);
      at = stop;
    }
    if (n == 0) return;
    auto const where = [&] { return file_ + ":" + std::to_string(line); };
    if (columns_ == 0) {
      if (n < 2 || n > 3)
        throw input_error(where(), std::to_string(n) + (n == 1 ? " column" : " columns"), "timestamps, node_ids and perhaps population");
      columns_ = n;
      if (header({column.data(), n}, where)) return;
      time_ = 0, node_ = int(n) - 1, name_ = n == 3 ? 1 : none;
    }
    if (n != columns_)
      throw input_error(where(), std::to_string(n) + (n == 1 ? " column" : " columns"), std::to_string(columns_) + ", as above");
    std::string_view const time = column[std::size_t(time_)], node = column[std::size_t(node_)];
    double t = 0;
    std::int64_t id = 0;
    if (!detail::parse_number(time, t) || !std::isfinite(t) || t < 0)
      throw input_error(where(), "time " + detail::excerpt(time), "a number of ms >= 0");
    if (!detail::parse_integer(node, id) || id < 0)
      throw input_error(where(), "node " + detail::excerpt(node),
                        "a whole number >= 0: without a line of names the columns are time node, or time population node");
    if (name_ != none) {
      std::string_view const p = column[std::size_t(name_)];
      if (!wanted.empty() && p != wanted) return;
      if (spikes_.empty()) population_ = p;
      if (p != population_)
        throw input_error(where(), "population " + detail::excerpt(p) + " beside " + detail::excerpt(population_),
                          "one population, or the name of the one to read");
    }
    spikes_.push_back({static_cast<std::uint64_t>(id), {t}});
  }

  /// True if this is a line of names, which it then learns.
  template <class Where> bool header(std::span<std::string_view const> names, Where&& where) {
    int known = 0;
    for (std::size_t k = 0; k < names.size(); ++k) {
      auto const any = [&](auto... name) { return ((names[k] == name) || ...); };
      int* const to = any("timestamps", "timestamp", "times", "time", "t", "t_ms") ? &time_
                      : any("node_ids", "node_id", "gids", "gid", "ids", "id")     ? &node_
                      : any("population", "populations")                           ? &name_
                                                                                   : nullptr;
      if (to == nullptr) continue;
      ++known;
      if (*to != none) throw input_error(where(), "two columns " + detail::excerpt(names[k]), "each column once");
      *to = int(k);
    }
    if (known == 0) return false;
    if (time_ == none || node_ == none || known != int(names.size()))
      throw input_error(where(), "other names of columns", "timestamps, node_ids and perhaps population");
    return true;
  }

  std::string file_, population_;
  std::vector<spike> spikes_;
  std::size_t columns_ = 0;
  int time_ = none, node_ = none, name_ = none;
};

}  // namespace pallium::io
