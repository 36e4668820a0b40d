// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/checkpoint/files.hpp>
#include <pallium/io/checkpoint/spikes.hpp>

#include <functional>
#include <optional>
#include <set>

namespace pallium::io::checkpoint {

/// The checkpoints of a run in the folder of its results: `checkpoint_STEP`, of which the newest `generations` are kept, and the one
/// that the run began from. All ranks have one.
///
///     io::checkpoint::folder keep("output", all);
///     sim.attach(keep);                                                     // the spikes so far belong to a checkpoint
///     sim.after_epoch([&](auto const& s) { if (due) keep.write(s.now(), [&](state_sink& to) { s.save(to); }); });
///     ...
///     io::checkpoint::restore("output", all, [&](reader& r) { sim.load(r, dt); keep.goes_on(r); }, [](std::string const& why) { ... });
class folder {
 public:
  struct options {
    std::size_t generations = 2;
    std::string program{};  ///< `manifest::program`
  };
  explicit folder(std::filesystem::path path, ranks all = {}) : folder(std::move(path), std::move(all), options{}) {}
  folder(std::filesystem::path path, ranks all, options o) : path_(std::move(path)), ranks_(std::move(all)), options_(std::move(o)), spikes_(path_, ranks_) {}

  void spikes(std::span<spike const> some, duration dt) { spikes_.spikes(some, dt); }
  /// The spikes of this rank: on the first one those from before the checkpoint that the run began from, too, of all ranks.
  std::vector<spike> const& spikes() const noexcept { return spikes_.all(); }

  /// Goes on from a checkpoint, after a simulation has loaded it: it is never removed.
  void goes_on(reader const& from) {
    began_ = std::filesystem::weakly_canonical(from.path());
    spikes_.goes_on(from);
  }
  /// Writes the checkpoint of a step. Errors: input_error if it cannot be written; those before it are kept.
  template <class Save> std::filesystem::path write(step now, Save&& save) {
    auto const path = path_ / name(now);
    if (std::filesystem::weakly_canonical(path) == began_) return path;  // it is there, and stays
    writer out(path, ranks_, options_.program);
    out.write(save);
    out.finish(spikes_.write(now));
    ranks_.together([&] {
      if (ranks_.first()) prune(now);
    });
    return path;
  }

  static std::string name(step now) {
    std::string digits = std::to_string(now);
    return "checkpoint_" + std::string(digits.size() < 12 ? 12 - digits.size() : 0, '0') + digits;
  }
  /// The step in a checkpoint's name; nothing if it is the name of something else.
  static std::optional<step> step_of(std::string const& name) {
    constexpr std::string_view begin = "checkpoint_";
    if (!name.starts_with(begin) || name.size() < begin.size() + 12) return std::nullopt;
    step n = 0;
    auto const r = std::from_chars(name.data() + begin.size(), name.data() + name.size(), n);
    if (r.ec != std::errc() || r.ptr != name.data() + name.size()) return std::nullopt;
    return n;
  }
  /// Checkpoints in a folder, the newest first.
  static std::vector<std::filesystem::path> found(std::filesystem::path const& in) {
    std::vector<std::pair<step, std::filesystem::path>> all;
    std::error_code e;
    for (auto const& f : std::filesystem::directory_iterator(in, e))
      if (auto const n = step_of(f.path().filename().string())) all.emplace_back(*n, f.path());
    std::sort(all.rbegin(), all.rend());
    std::vector<std::filesystem::path> paths;
    for (auto& [n, p] : all) paths.push_back(std::move(p));
    return paths;
  }

 private:
  /// Removes all but those that are kept, with those of later steps, which are of an earlier run; what killed runs have left; and spikes
  /// that no kept one needs.
  void prune(step now) {
    std::error_code e;
    std::size_t sound = 0;
    std::set<std::string> needed;
    for (auto const& p : found(path_)) {
      std::optional<manifest> m;
      try {
        m = read_manifest(p / "manifest.json");
      } catch (input_error const&) {
      }
      bool const kept = std::filesystem::weakly_canonical(p, e) == began_ || (m && *step_of(p.filename().string()) <= now && sound++ < options_.generations);
      if (!kept) {
        auto gone = p;
        gone += ".old.part";  // so that what is half removed is not taken for one
        std::filesystem::rename(p, gone, e);
      } else if (m) {
        for (auto const& f : m->spikes) needed.insert(f.name);
      }
    }
    std::vector<std::filesystem::path> rest;
    for (auto const& f : std::filesystem::directory_iterator(path_, e)) {
      std::string const n = f.path().filename().string();
      if (!n.starts_with("checkpoint_")) continue;
      if (n.ends_with(".part") || (n.starts_with("checkpoint_spikes_") && !needed.contains(n))) rest.push_back(f.path());
    }
    for (auto const& p : rest) std::filesystem::remove_all(p, e);
  }

  std::filesystem::path path_, began_;
  ranks ranks_;
  options options_;
  spike_spool spikes_;
};

/// A checkpoint (`.../checkpoint_STEP`) and older ones beside it, or all of a folder, the newest first.
inline std::vector<std::filesystem::path> candidates(std::filesystem::path const& from) {
  std::vector<std::filesystem::path> some;
  std::filesystem::path const trimmed = from.has_filename() ? from : from.parent_path();
  auto const named = folder::step_of(trimmed.filename().string());
  for (auto const& p : folder::found(named ? (trimmed.has_parent_path() ? trimmed.parent_path() : ".") : trimmed))
    if (!named || *folder::step_of(p.filename().string()) <= *named) some.push_back(p);
  return some;
}

/// Tries a checkpoint (`.../checkpoint_STEP`) and older ones beside it, or all of a folder, the newest first: `load(reader&)` takes one, or
/// throws an input_error. `told(why)` hears of each that is no good, on the rank that found out. Returns which it was.
/// Errors: input_error if there is none.
template <class Load, class Told>
std::filesystem::path restore(std::filesystem::path const& from, ranks const& all, Load&& load, Told&& told) {
  auto const some = candidates(from);
  for (auto const& p : some) {
    try {
      std::unique_ptr<reader> r;
      all.together([&] { r = std::make_unique<reader>(p); });
      r->verify(all);
      load(*r);
      return p;
    } catch (input_error const& e) {
      told(std::string(e.what()));
    } catch (rank_error const& e) {
      if (!e.input) throw;
    }
  }
  std::string const found = some.empty() ? "no checkpoint" : "no checkpoint that can be used";
  all.together([&] { throw input_error(from.string(), found, "one of this model"); });
  return {};
}

}  // namespace pallium::io::checkpoint
