// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io::detail {

/// Errors: input_error with file and line for anything that is not JSON (NaN and Infinity are not).
inline nlohmann::json parse_json_file(std::filesystem::path const& path) {
  std::string const text = slurp(path);
  try {
    return nlohmann::json::parse(text);
  } catch (nlohmann::json::parse_error const& e) {
    auto const at = std::min(e.byte, text.size());
    auto const line = 1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n');
    std::size_t const from = at > 20 ? at - 20 : 0;
    std::string const found = e.byte > text.size() ? "an end too early"
                                                : "a mistake at the end of " + excerpt(text.substr(from, at - from));
    throw input_error(path.string() + ":" + std::to_string(line), found, "JSON");
  } catch (nlohmann::json::exception const&) {  // a number that no double holds
    throw input_error(path.string(), "a number out of range", "JSON with numbers of double precision");
  }
}

/// A value of a JSON document that knows its file and key path, so that every complaint names both.
class json_value {
 public:
  json_value(nlohmann::json const& value, std::string file, std::string key = {})
      : value_(&value), file_(std::move(file)), key_(std::move(key)) {}

  std::string where() const { return key_.empty() ? file_ : file_ + ": " + key_; }
  [[noreturn]] void refuse(std::string_view expected) const {
    if (value_->is_structured()) throw input_error(where(), value_->is_array() ? "a list" : "an object", expected);
    auto const text = value_->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    throw input_error(where(), excerpt(text), expected);
  }
  std::optional<json_value> find(std::string const& key) const {
    if (!value_->is_object()) refuse("an object {...}");
    auto const it = value_->find(key);
    if (it == value_->end()) return std::nullopt;
    return json_value(*it, file_, key_ + (key_.empty() ? "" : ".") + key);
  }
  json_value operator[](std::string const& key) const {
    if (auto v = find(key)) return *v;
    throw input_error(where(), "no " + key, "that key");
  }
  json_value operator[](std::size_t i) const {
    if (!value_->is_array()) refuse("a list [...]");
    if (i >= value_->size()) throw input_error(where(), std::to_string(value_->size()) + " entries", "more");
    return json_value((*value_)[i], file_, key_ + "[" + std::to_string(i) + "]");
  }
  std::size_t size() const {
    if (!value_->is_array()) refuse("a list [...]");
    return value_->size();
  }
  std::vector<std::string> keys() const {
    if (!value_->is_object()) refuse("an object {...}");
    std::vector<std::string> names;
    for (auto const& item : value_->items()) names.push_back(item.key());
    return names;
  }
  std::string text() const {
    if (!value_->is_string()) refuse("a string");
    return value_->get<std::string>();
  }
  /// A finite number, or a string that holds one.
  double number() const {
    double x = 0;
    if (value_->is_number())
      x = value_->get<double>();
    else if (!value_->is_string() || !parse_number(value_->get_ref<std::string const&>(), x))
      refuse("a number");
    if (!std::isfinite(x)) refuse("a finite number");
    return x;
  }
  bool boolean() const {
    if (!value_->is_boolean()) refuse("true or false");
    return value_->get<bool>();
  }
  bool is_text() const noexcept { return value_->is_string(); }
  bool is_number() const noexcept { return value_->is_number(); }
  bool is_list() const noexcept { return value_->is_array(); }
  bool is_object() const noexcept { return value_->is_object(); }
  bool is_null() const noexcept { return value_->is_null(); }
  std::string const& file() const noexcept { return file_; }
  std::string const& key() const noexcept { return key_; }

 private:
  nlohmann::json const* value_;
  std::string file_, key_;
};

}  // namespace pallium::io::detail
