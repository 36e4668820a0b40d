// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/ranks.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// The folder of a run's results. They are written under staged names ("spikes.h5.part") and get their own with `finish`, when all are
/// complete; until then, and for ever if the run fails, earlier results stay as they were. Files of other names are never touched.
///
///     io::sonata::output_folder out("output", false);
///     io::sonata::spike_writer spikes(out.file("spikes.h5"), out.file("spikes.csv"), populations);
///     ...
///     spikes.finish();
///     out.finish();
///
/// Destroyed without `finish`, it removes what was staged, and the folders that it made, if they are empty. Leftovers of a run that was
/// killed (NAME.part, NAME.part.*) go when NAME is asked for. All ranks make one; the first does what is to be done.
class output_folder {
 public:
  /// Makes the folder. Errors: input_error if it cannot be made or written, or holds results (files *.h5, *.csv) and may not be written over.
  explicit output_folder(std::filesystem::path folder, bool overwrite = false, ranks const& all = {})
      : folder_(std::move(folder)), overwrite_(overwrite), ranks_(all) {
    if (folder_.empty()) folder_ = ".";
    ranks_.together([&] {
      if (ranks_.first()) prepare();
    });
  }
  output_folder(output_folder const&) = delete;
  output_folder& operator=(output_folder const&) = delete;
  ~output_folder() {
    if (!ranks_.first()) return;
    std::error_code ignored;
    for (entry const& e : files_) std::filesystem::remove(e.staged, ignored);
    for (std::size_t k = made_.size(); k-- > 0;) std::filesystem::remove(made_[k], ignored);  // not if there is anything in it
  }

  std::filesystem::path const& path() const noexcept { return folder_; }

  /// Where to write what will be `name` here (or elsewhere, if it is an absolute path). To be called on all ranks.
  /// Errors: input_error for a name given before, one that is a folder, or an earlier result that may not be written over.
  std::string file(std::filesystem::path const& name) {
    std::filesystem::path const final = std::filesystem::absolute(folder_ / name).lexically_normal();
    std::filesystem::path staged = final;
    staged += ".part";
    ranks_.together([&] {
      if (name.empty() || !final.has_filename()) throw input_error(folder_.string(), "'" + name.string() + "'", "the name of a file");
      for (entry const& e : files_)
        if (e.final == final) throw input_error(final.string(), "two results of this name", "a name for each");
      if (!ranks_.first()) return;
      std::error_code e;
      if (std::filesystem::is_directory(final, e)) throw input_error(final.string(), "a folder of this name", "a name for a file");
      if (!overwrite_ && std::filesystem::exists(std::filesystem::symlink_status(final, e)))
        throw input_error(final.string(), "a file of an earlier run", "another folder, or leave to overwrite");
      make(final.parent_path());
      forget(staged);
    });
    files_.push_back({final, staged});
    return staged.string();
  }

  /// Gives all files their names; those of an earlier run go as theirs are taken. Errors: input_error if a file was not written, or
  /// cannot be renamed.
  void finish() {
    ranks_.together([&] {
      if (!ranks_.first()) return;
      std::error_code e;
      for (entry const& f : files_) {
        if (!std::filesystem::is_regular_file(f.staged, e)) throw input_error(f.staged.string(), "no such file", "a result that was written");
        if (std::filesystem::is_directory(f.final, e)) throw input_error(f.final.string(), "a folder of this name", "a name for a file");
        if (::access(f.final.parent_path().c_str(), W_OK) != 0)
          throw input_error(f.final.parent_path().string(), "a folder that cannot be written", "room for the results");
      }
      for (entry const& f : files_) {
        std::filesystem::rename(f.staged, f.final, e);
        if (e) throw input_error(f.final.string(), "a name that cannot be given: " + e.message(), "a folder that can be written");
      }
      made_.clear();
    });
    files_.clear();
  }

 private:
  struct entry {
    std::filesystem::path final, staged;
  };

  void prepare() {
    make(folder_);
    if (overwrite_) return;
    std::error_code e;
    for (auto const& f : std::filesystem::directory_iterator(folder_, e))
      if (auto const x = f.path().extension(); x == ".h5" || x == ".csv")
        throw input_error(folder_.string(), f.path().filename().string() + " of an earlier run", "a folder without results, or leave to overwrite");
    if (e) throw input_error(folder_.string(), "a folder that cannot be read: " + e.message(), "one that can");
  }

  /// Removes what a run that was killed has left of a file, on any of its ranks.
  static void forget(std::filesystem::path const& staged) {
    std::error_code e;
    std::filesystem::remove(staged, e);
    std::vector<std::filesystem::path> parts;
    for (auto const& f : std::filesystem::directory_iterator(staged.parent_path(), e))
      if (f.path().filename().string().starts_with(staged.filename().string() + ".")) parts.push_back(f.path());
    for (auto const& p : parts) std::filesystem::remove(p, e);
  }

  /// Makes a folder and those above it, and keeps in mind which were not there.
  void make(std::filesystem::path const& folder) {
    if (folder.empty()) return;
    std::error_code e;
    std::vector<std::filesystem::path> missing;
    for (auto p = folder; !p.empty() && !std::filesystem::exists(p, e); p = p.parent_path()) {
      if (p.has_filename()) missing.push_back(p);
      if (p == p.parent_path()) break;
    }
    for (std::size_t k = missing.size(); k-- > 0;) {
      std::filesystem::create_directory(missing[k], e);
      if (e) throw input_error(folder.string(), "a folder that cannot be made: " + e.message(), "a place where one can");
      made_.push_back(missing[k]);
    }
    if (!std::filesystem::is_directory(folder, e)) throw input_error(folder.string(), "a file", "a folder, or none");
    if (::access(folder.c_str(), W_OK | X_OK) != 0) throw input_error(folder.string(), "a folder that cannot be written", "one that can");
  }

  std::filesystem::path folder_;
  bool overwrite_;
  ranks ranks_;
  std::vector<entry> files_;
  std::vector<std::filesystem::path> made_;
};

}  // namespace pallium::io::sonata
