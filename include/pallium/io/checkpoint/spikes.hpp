// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/units.hpp>
#include <pallium/io/checkpoint/files.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

namespace pallium::io::checkpoint {

/// Keeps all spikes that it is shown, and writes at each checkpoint those since the last: `checkpoint_spikes_FROM_TO.RANK.h5`, files that never
/// change again, so that a checkpoint costs what is new.
class spike_spool {
 public:
  spike_spool(std::filesystem::path folder, ranks all) : folder_(std::move(folder)), ranks_(std::move(all)) {}

  void spikes(std::span<spike const> some, duration) { all_.insert(all_.end(), some.begin(), some.end()); }
  std::vector<spike> const& all() const noexcept { return all_; }

  /// Writes what is new, on all ranks. The files of all spikes so far, on the first.
  std::vector<manifest::file> write(step now) {
    auto const name = [&](int rank) {
      return "checkpoint_spikes_" + std::to_string(written_until_) + "_" + std::to_string(now) + "." + std::to_string(rank) + ".h5";
    };
    ranks_.together([&] {
      auto const path = folder_ / name(ranks_.rank);
      auto part = path;
      part += ".part";
      rank_file_writer out(part);
      std::vector<std::int64_t> rows;
      for (std::size_t i = written_; i < all_.size(); ++i) {
        rows.insert(rows.end(), {static_cast<std::int64_t>(all_[i].source), all_[i].at, all_[i].phase});
        if (rows.size() >= 3u << 15 || i + 1 == all_.size()) {
          out.put(table(), 0, std::as_bytes(std::span(rows)));
          rows.clear();
        }
      }
      out.finish();
      std::filesystem::rename(part, path);
    });
    ranks_.together([&] {
      if (!ranks_.first()) return;
      for (int r = 0; r < ranks_.size; ++r) {
        auto const path = folder_ / name(r);
        files_.push_back({name(r), std::filesystem::file_size(path), rank_file::digest_of(path)});
      }
    });
    written_ = all_.size();
    written_until_ = now;
    return files_;
  }

  /// The first rank has all spikes of the run that a checkpoint is of. Errors: input_error if they are not all there.
  void goes_on(reader const& from) {
    all_.clear();
    files_.clear();
    written_ = 0;
    written_until_ = 0;
    std::error_code e;
    bool const here = std::filesystem::equivalent(from.path().parent_path().empty() ? "." : from.path().parent_path(), folder_, e);
    ranks_.together([&] {
      if (!ranks_.first()) return;
      for (auto const& f : from.about().spikes) {
        rank_file file(from.path().parent_path() / f.name);
        for (auto const& t : file.tables()) {
          std::vector<std::array<std::int64_t, 3>> rows(std::size_t(t.rows));
          if (t.name == table().name) file.read(table(), 0, std::as_writable_bytes(std::span(rows)));
          for (auto const& r : rows) all_.push_back({static_cast<gid>(r[0]), r[1], static_cast<std::int32_t>(r[2])});
        }
      }
      std::stable_sort(all_.begin(), all_.end(), [](spike const& a, spike const& b) { return std::tie(a.at, a.source) < std::tie(b.at, b.source); });
    });
    if (here) {  // else what was read is written again, beside the new checkpoints
      files_ = from.about().spikes;
      written_ = all_.size();
      written_until_ = from.header().now;
    }
  }

 private:
  static state_table table() { return {"spikes", state_kind::int64, 24, true}; }
  std::filesystem::path folder_;
  ranks ranks_;
  std::vector<spike> all_;
  std::size_t written_ = 0;
  step written_until_ = 0;
  std::vector<manifest::file> files_;
};

}  // namespace pallium::io::checkpoint
