// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/digest.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/checkpoint/rank_file.hpp>
#include <pallium/io/detail/json_file.hpp>
#include <pallium/record/state.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace pallium::io::checkpoint {

/// What a checkpoint is of and which files it has: `manifest.json`, written when all of them are on the disk. A folder without one
/// is no checkpoint.
struct manifest {
  static constexpr int version = 1;
  struct file {
    std::string name;           ///< relative to the checkpoint
    std::uint64_t bytes = 0, digest = 0;
  };
  state_header header;
  std::vector<file> files;      ///< one of each rank
  std::vector<file> spikes;     ///< of what was fired so far, beside the checkpoint
  std::string program;          ///< what wrote it says about itself, to tell its checkpoints from another's; anything
};

namespace detail {

inline std::string hex(std::uint64_t x) {
  char text[17] = "0000000000000000";
  char some[17];
  auto const n = std::to_chars(some, some + 16, x, 16).ptr - some;
  std::copy(some, some + n, text + 16 - n);
  return {text, 16};
}
inline std::uint64_t from_hex(io::detail::json_value const& v) {
  std::string const s = v.text();
  std::uint64_t x = 0;
  auto const r = std::from_chars(s.data(), s.data() + s.size(), x, 16);
  if (s.size() != 16 || r.ec != std::errc() || r.ptr != s.data() + s.size()) v.refuse("sixteen hexadecimal digits");
  return x;
}
inline nlohmann::json to_json(std::vector<manifest::file> const& files) {
  nlohmann::json all = nlohmann::json::array();
  for (auto const& f : files) all.push_back({{"name", f.name}, {"bytes", f.bytes}, {"digest", hex(f.digest)}});
  return all;
}
inline std::uint64_t whole(io::detail::json_value const& v) {
  double const x = v.number();
  if (!(x >= 0 && x < 9e15)) v.refuse("a whole number >= 0");
  return static_cast<std::uint64_t>(x);
}
inline std::vector<manifest::file> files_of(io::detail::json_value const& v) {
  std::vector<manifest::file> all;
  for (std::size_t i = 0; i < v.size(); ++i) {
    all.push_back({v[i]["name"].text(), whole(v[i]["bytes"]), from_hex(v[i]["digest"])});
    if (std::filesystem::path(all.back().name).is_absolute()) v[i]["name"].refuse("a name relative to the checkpoint");
  }
  return all;
}
inline std::uint64_t digest_of(nlohmann::json const& j) {
  std::string const text = j.dump();
  return digest().add(std::as_bytes(std::span(text))).value();
}

}  // namespace detail

/// Writes it to the disk. Errors: input_error if that fails.
inline void write_manifest(std::filesystem::path const& path, manifest const& m) {
  state_header const& h = m.header;
  nlohmann::json j{{"format", "pallium checkpoint"}, {"version", manifest::version}, {"step", h.now}, {"time_ms", double(h.now) * h.dt},
                   {"dt_ms", h.dt}, {"real", h.real}, {"scheme", h.scheme}, {"cells", h.cells}, {"network", detail::hex(h.network)},
                   {"program", m.program}, {"files", detail::to_json(m.files)}, {"spikes", detail::to_json(m.spikes)}};
  j["populations"] = nlohmann::json::array();
  for (auto const& p : h.populations) j["populations"].push_back({{"first", p.ids.first}, {"last", p.ids.last}, {"model", detail::hex(p.model)}});
  j["groups"] = nlohmann::json::array();
  for (auto const& g : h.groups) j["groups"].push_back({{"name", g.name}, {"first", g.ids.first}, {"last", g.ids.last}});
  j["digest"] = detail::hex(detail::digest_of(j));
  std::ofstream out(path, std::ios::binary);
  out << j.dump(1) << "\n";
  out.close();
  if (!out) throw input_error(path.string(), "a write that failed (is the disk full?)", "room for the checkpoint");
  to_disk(path);
}

/// Errors: input_error for a manifest that is not there, not as it was written, or of another version.
inline manifest read_manifest(std::filesystem::path const& path) {
  std::error_code e;
  if (!std::filesystem::is_regular_file(path, e)) throw input_error(path.string(), "no such file", "the manifest of a checkpoint");
  nlohmann::json j = io::detail::parse_json_file(path);
  io::detail::json_value const v(j, path.string());
  if (v["format"].text() != "pallium checkpoint") v["format"].refuse("\"pallium checkpoint\"");
  if (v["version"].number() != manifest::version) v["version"].refuse(std::to_string(manifest::version));
  std::uint64_t const kept = detail::from_hex(v["digest"]);
  nlohmann::json rest = j;
  rest.erase("digest");
  if (detail::digest_of(rest) != kept) throw input_error(path.string(), "another text than was written", "the manifest of a checkpoint");
  manifest m;
  m.header = {static_cast<step>(detail::whole(v["step"])), v["dt_ms"].number(), v["real"].text(), v["scheme"].text(),
              detail::whole(v["cells"]), detail::from_hex(v["network"]), {}, {}};
  auto const populations = v["populations"], groups = v["groups"];
  for (std::size_t i = 0; i < populations.size(); ++i)
    m.header.populations.push_back({{detail::whole(populations[i]["first"]), detail::whole(populations[i]["last"])}, detail::from_hex(populations[i]["model"])});
  for (std::size_t i = 0; i < groups.size(); ++i)
    m.header.groups.push_back({groups[i]["name"].text(), {detail::whole(groups[i]["first"]), detail::whole(groups[i]["last"])}});
  m.program = v["program"].text();
  m.files = detail::files_of(v["files"]);
  m.spikes = detail::files_of(v["spikes"]);
  return m;
}

}  // namespace pallium::io::checkpoint
