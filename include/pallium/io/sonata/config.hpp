// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/json_file.hpp>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io::sonata {
namespace detail {

/// The variables of a manifest, `$NAME` or `${NAME}` in any string, resolved in each other.
class variables {
 public:
  variables(std::filesystem::path const& file, std::map<std::string, std::string> more) : values_(std::move(more)) {
    auto const folder = std::filesystem::absolute(file).parent_path().lexically_normal();
    std::time_t const now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    auto const stamp = [&](char const* form) {
      char text[64];
      return std::string(text, std::strftime(text, sizeof text, form, &local));
    };
    for (auto const& [name, value] :
         {std::pair<char const*, std::string>{"configdir", folder.string()}, {"configfname", std::filesystem::absolute(file).string()},
          {"workingdir", std::filesystem::current_path().string()}, {"date", stamp("%Y-%m-%d")}, {"time", stamp("%H-%M-%S")},
          {"datetime", stamp("%Y-%m-%d_%H-%M-%S")}})
      values_.try_emplace(name, value);
  }

  /// Errors: input_error at `where` for a name that is not in the manifest, names that lead to each other or grow without end.
  std::string resolve(std::string text, std::string const& where) const {
    for (int round = 0; round < 32; ++round) {
      std::size_t const at = text.find('$');
      if (at == text.npos) return text;
      std::string out;
      std::size_t done = 0;
      for (std::size_t i = at; i != text.npos; i = text.find('$', done)) {
        out.append(text, done, i - done);
        bool const braced = i + 1 < text.size() && text[i + 1] == '{';
        std::size_t const from = i + 1 + braced;
        std::size_t to = from;
        while (to < text.size() && (text[to] == '_' || (text[to] >= '0' && text[to] <= '9') || (text[to] >= 'a' && text[to] <= 'z') ||
                                    (text[to] >= 'A' && text[to] <= 'Z')))
          ++to;
        std::string const name = text.substr(from, to - from);
        auto const it = values_.find(name);
        if (it == values_.end())
          throw input_error(where, "variable " + io::detail::excerpt(text.substr(i, to - i + braced)), "one that the manifest defines");
        out += it->second;
        done = to + (braced && to < text.size() && text[to] == '}');
        if (made_ += it->second.size(); made_ > most) throw input_error(where, "more than " + std::to_string(most) + " characters of variables", "fewer");
        if (out.size() > 65536) throw input_error(where, "a text of more than 65536 characters", "variables that end");
      }
      out.append(text, done, text.npos);
      text = std::move(out);
    }
    throw input_error(where, "variables that lead to each other", "variables that end");
  }

 private:
  static constexpr std::size_t most = std::size_t{1} << 24;  ///< of a file: what a small file could ask for has no other bound
  std::map<std::string, std::string> values_;
  mutable std::size_t made_ = 0;
};

}  // namespace detail

/// A SONATA configuration: a circuit, a simulation, or a file that names both, put together, with every variable of its
/// manifests resolved.
///
/// | key                 | here                                                                    |
/// |---------------------|-------------------------------------------------------------------------|
/// | `manifest`          | `$NAME`, `${NAME}`; built in: configdir, configfname, workingdir, date, time, datetime |
/// | `network`, `simulation` | names of files; what they say is added, the naming file has the last word |
/// | all others          | `root()`                                                                |
///
/// Paths that are not absolute are looked for in the folder of the file given, in that of the part that is named, then in the
/// working directory. Source: SONATA Developer Guide 0.1 (doi:10.1371/journal.pcbi.1007696).
class config {
 public:
  /// Errors: input_error with file and key for what is no such file; for files that name each other.
  explicit config(std::filesystem::path const& file) : file_(file) { add(file, {}, 0); }

  io::detail::json_value root() const { return {document_, file_.string()}; }
  std::filesystem::path const& file() const noexcept { return file_; }
  nlohmann::json const& root_json() const noexcept { return document_; }
  /// The names of the entries of `inputs` in the order in which they are written: synapses are drawn in it.
  std::vector<std::string> const& inputs() const noexcept { return inputs_; }
  std::filesystem::path folder() const { return folders_.front(); }

  /// A file or folder that is named somewhere. Errors: input_error if there is none.
  std::filesystem::path find(io::detail::json_value const& name) const { return find(name.text(), name.where()); }
  std::filesystem::path find(std::string const& name, std::string const& where) const {
    if (auto const p = look(name)) return *p;
    throw input_error(where, io::detail::excerpt(name), "a file or folder that is there");
  }
  std::optional<std::filesystem::path> look(std::filesystem::path const& name) const {
    std::error_code ec;
    if (name.empty()) return std::nullopt;
    if (name.is_absolute()) return std::filesystem::exists(name, ec) ? std::optional(name) : std::nullopt;
    for (auto const& folder : folders_)
      if (auto p = (folder / name).lexically_normal(); std::filesystem::exists(p, ec)) return p;
    if (std::filesystem::exists(name, ec)) return name;
    return std::nullopt;
  }
  /// Where something new goes: beside the configuration if the name is not absolute.
  std::filesystem::path place(std::filesystem::path const& name) const {
    return name.is_absolute() ? name : (folders_.front() / name).lexically_normal();
  }

 private:
  void add(std::filesystem::path const& file, std::map<std::string, std::string> const& outer, int depth) {
    if (depth > 8) throw input_error(file.string(), "files that name each other", "a circuit and a simulation");
    auto own = io::detail::parse_json_file(file);
    if (!own.is_object()) throw input_error(file.string(), "no object", "an object {...}");
    if (auto const in = own.find("inputs"); in != own.end() && in->is_object()) {
      auto const ordered = nlohmann::ordered_json::parse(io::detail::slurp(file), nullptr, false);
      if (auto const it = ordered.find("inputs"); it != ordered.end() && it->is_object())
        for (auto const& item : it->items())
          if (std::find(inputs_.begin(), inputs_.end(), item.key()) == inputs_.end()) inputs_.push_back(item.key());
    }
    auto const folder = std::filesystem::absolute(file).parent_path().lexically_normal();
    if (std::find(folders_.begin(), folders_.end(), folder) == folders_.end()) folders_.push_back(folder);
    std::map<std::string, std::string> names = outer;
    if (auto const m = own.find("manifest"); m != own.end()) {
      io::detail::json_value const manifest(*m, file.string(), "manifest");
      for (std::string const& key : manifest.keys()) {
        std::string name = key;
        while (name.starts_with('$') || name.starts_with('{')) name.erase(0, 1);
        while (name.ends_with('}')) name.pop_back();
        names[name] = manifest[key].text();
      }
    }
    detail::variables const known(file, names);
    own.erase("manifest");
    resolve(own, known, file.string(), 0);
    std::vector<std::filesystem::path> parts;
    for (char const* part : {"network", "simulation"})
      if (auto const it = own.find(part); it != own.end() && it->is_string()) {
        parts.push_back(find(it->get<std::string>(), file.string() + ": " + part));
        own.erase(it);
      }
    if (document_.is_null()) document_ = nlohmann::json::object();
    // what is named first, is overruled by what is written here
    auto const before = std::exchange(document_, nlohmann::json::object());
    for (auto const& p : parts) add(p, names, depth + 1);
    merge(document_, own, 0);
    merge(document_, before, 0);
  }
  static void merge(nlohmann::json& into, nlohmann::json const& from, int depth) {
    for (auto const& [key, value] : from.items()) {
      auto const it = into.find(key);
      if (it != into.end() && it->is_object() && value.is_object() && depth < 64) merge(*it, value, depth + 1);
      else into[key] = value;
    }
  }
  static void resolve(nlohmann::json& value, detail::variables const& known, std::string const& where, int depth) {
    if (depth > 64) throw input_error(where, "more than 64 levels", "fewer");
    if (value.is_string()) value = known.resolve(value.get<std::string>(), where);
    else if (value.is_object())
      for (auto const& [key, v] : value.items()) resolve(v, known, where + (depth == 0 ? ": " : ".") + key, depth + 1);
    else if (value.is_array())
      for (auto& v : value) resolve(v, known, where, depth + 1);
  }

  std::filesystem::path file_;
  std::vector<std::filesystem::path> folders_;
  nlohmann::json document_;
  std::vector<std::string> inputs_;
};

}  // namespace pallium::io::sonata
