// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string_view>
#include <vector>

namespace whole_cortex {

/// Files that the program carries (made by cmake/embed.cmake): a text by its name without .json, or nothing; all names, a line each.
std::string_view embedded_scenarios(std::string_view name);
std::string_view embedded_scenarios_names();
std::string_view embedded_calibrations(std::string_view name);
std::string_view embedded_calibrations_names();

/// The lines of a text, of which each ends with one.
inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1) all.push_back(text.substr(at, end - at));
  return all;
}

}  // namespace whole_cortex
