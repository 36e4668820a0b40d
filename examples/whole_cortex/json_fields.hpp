// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/json_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace whole_cortex {

/// Refuses a key that is not among the known ones.
inline void only(pallium::io::json_value const& v, std::initializer_list<std::string_view> known) {
  for (std::string const& key : v.keys())
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      std::string names;
      for (auto k : known) names += (names.empty() ? "" : ", ") + std::string(k);
      throw pallium::input_error(v.where(), "the key \"" + key + "\"", "one of " + names);
    }
}

/// The number at a key, from low to high; without the key `otherwise`, where that is given.
inline double number_of(pallium::io::json_value const& v, char const* key, double low, double high, std::optional<double> otherwise = {}) {
  auto const x = v.find(key);
  if (!x && otherwise) return *otherwise;
  double const number = v[key].number();
  if (!(number >= low && number <= high)) v[key].refuse(fmt::format("a number from {:g} to {:g}", low, high));
  return number;
}

}  // namespace whole_cortex
