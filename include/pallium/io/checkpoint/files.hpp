// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/checkpoint/manifest.hpp>
#include <pallium/io/sonata/ranks.hpp>

#include <map>
#include <memory>

namespace pallium::io::checkpoint {

using sonata::ranks;

/// Writes a checkpoint, a folder, on all ranks: it has its name when all of it is on the disk, and until then is NAME.part.
///
///     io::checkpoint::writer out("checkpoint_000000001000", all);
///     out.write([&](state_sink& to) { sim.save(to); });
///     out.finish();
class writer final : public state_sink {
 public:
  explicit writer(std::filesystem::path path, ranks all = {}, std::string program = {}) : path_(std::move(path)), ranks_(std::move(all)) {
    part_ = path_;
    part_ += ".part";
    manifest_.program = std::move(program);
    ranks_.together([&] {
      if (!ranks_.first()) return;
      std::error_code e;
      std::filesystem::remove_all(part_, e);
      std::filesystem::create_directories(part_, e);
      if (e) throw input_error(part_.string(), "a folder that cannot be made: " + e.message(), "a place where one can");
    });
  }
  writer(writer const&) = delete;
  writer& operator=(writer const&) = delete;
  ~writer() {
    file_.reset();
    std::error_code ignored;
    if (ranks_.first() && !part_.empty()) std::filesystem::remove_all(part_, ignored);
  }

  /// `save` gives this rank's rows to a sink. If a rank fails, all do.
  template <class Save> void write(Save&& save) {
    ranks_.together([&] {
      file_ = std::make_unique<rank_file_writer>(part_ / name(ranks_.rank));
      save(static_cast<state_sink&>(*this));
      file_->finish();
      file_.reset();
    });
  }
  /// `spikes`: files of spikes so far, on the first rank. What was there under the name goes. Errors: input_error if it cannot be written.
  void finish(std::vector<manifest::file> spikes = {}) {
    ranks_.together([&] {
      if (!ranks_.first()) return;
      for (int r = 0; r < ranks_.size; ++r) {
        auto const file = part_ / name(r);
        manifest_.files.push_back({name(r), std::filesystem::file_size(file), rank_file::digest_of(file)});
      }
      manifest_.spikes = std::move(spikes);
      write_manifest(part_ / "manifest.json", manifest_);
      to_disk(part_);
      std::error_code e;
      std::filesystem::path old = path_;
      old += ".old.part";
      std::filesystem::remove_all(old, e);
      if (std::filesystem::exists(path_, e)) std::filesystem::rename(path_, old, e);
      std::filesystem::rename(part_, path_, e);
      if (e) throw input_error(path_.string(), "a name that cannot be given: " + e.message(), "a folder that can be written");
      to_disk(path_.parent_path().empty() ? "." : path_.parent_path());
      std::filesystem::remove_all(old, e);
    });
    part_.clear();
  }

  void begin(state_header const& h) override { manifest_.header = h; }
  void put(state_table const& t, std::uint64_t first, std::span<std::byte const> rows) override { file_->put(t, first, rows); }

 private:
  static std::string name(int rank) { return "rank_" + std::to_string(rank) + ".h5"; }
  std::filesystem::path path_, part_;
  ranks ranks_;
  manifest manifest_;
  std::unique_ptr<rank_file_writer> file_;
};

/// A checkpoint that was written: every rank may ask for any row. Errors: input_error naming the file for whatever is wrong.
class reader final : public state_source {
 public:
  explicit reader(std::filesystem::path path) : path_(std::move(path)), manifest_(read_manifest(path_ / "manifest.json")) {
    for (manifest::file const& f : manifest_.files) {
      same_size(path_, f);
      files_.emplace_back(path_ / f.name);
      if (files_.back().written() != f.digest) files_.back().refuse("another file than its manifest knows");
      for (auto const& t : files_.back().tables())
        for (auto const& r : t.runs) runs_[t.name].push_back({r.first, r.count, r.at, files_.size() - 1});
    }
    for (auto& [name, all] : runs_)
      std::stable_sort(all.begin(), all.end(), [](run const& a, run const& b) { return a.first < b.first; });
  }
  std::filesystem::path const& path() const noexcept { return path_; }
  manifest const& about() const noexcept { return manifest_; }
  state_header const& header() const override { return manifest_.header; }

  /// Reads all files, each on one of the ranks, and compares their digests.
  void verify(ranks const& all = {}) {
    all.together([&] {
      for (std::size_t i = 0; i < files_.size(); ++i)
        if (int(i % std::size_t(all.size)) == all.rank) files_[i].verify();
      for (std::size_t i = 0; i < manifest_.spikes.size(); ++i)
        if (int(i % std::size_t(all.size)) == all.rank) {
          manifest::file const& f = manifest_.spikes[i];
          same_size(path_.parent_path(), f);
          rank_file file(path_.parent_path() / f.name);
          file.verify();
          if (file.written() != f.digest) file.refuse("another file than its checkpoint knows");
        }
    });
  }

  std::uint64_t rows(state_table const& t) override {
    std::uint64_t n = 0;
    for (run const& r : runs_[t.name]) n += r.count;
    return n;
  }
  void get(state_table const& t, std::uint64_t first, std::span<std::byte> rows) override {
    auto const& all = runs_[t.name];
    std::uint64_t const n = rows.size() / t.width;
    auto const read = [&](run const& r, std::uint64_t from, std::uint64_t some, std::uint64_t to) {
      files_[r.file].read(t, r.at + from, rows.subspan(std::size_t(to) * t.width, std::size_t(some) * t.width));
    };
    std::uint64_t done = 0;
    if (t.listed) {
      std::uint64_t begin = 0;
      for (run const& r : all) {
        if (first + done < begin + r.count && done < n) {
          std::uint64_t const from = first + done - begin, some = std::min(r.count - from, n - done);
          read(r, from, some, done);
          done += some;
        }
        begin += r.count;
      }
    } else {
      auto it = std::partition_point(all.begin(), all.end(), [&](run const& r) { return r.first + r.count <= first; });
      for (; it != all.end() && done < n && it->first <= first + done; ++it) {
        std::uint64_t const from = first + done - it->first, some = std::min(it->count - from, n - done);
        read(*it, from, some, done);
        done += some;
      }
    }
    if (done < n) throw input_error(path_.string(), "no row " + std::to_string(first + done) + " of " + t.name, "the whole state");
  }

 private:
  static void same_size(std::filesystem::path const& folder, manifest::file const& f) {
    std::error_code e;
    auto const path = folder / f.name;
    auto const bytes = std::filesystem::file_size(path, e);
    if (e) throw input_error(path.string(), "no such file", "one of a checkpoint");
    if (bytes != f.bytes) throw input_error(path.string(), std::to_string(bytes) + " bytes", std::to_string(f.bytes));
  }
  struct run {
    std::uint64_t first, count, at;
    std::size_t file;
  };
  std::filesystem::path path_;
  manifest manifest_;
  std::vector<rank_file> files_;
  std::map<std::string, std::vector<run>> runs_;  ///< of each table, by first row
};

}  // namespace pallium::io::checkpoint
