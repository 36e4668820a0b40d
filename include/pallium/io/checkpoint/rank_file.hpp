// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/digest.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/hdf5.hpp>
#include <pallium/record/state.hpp>

#include <H5Cpp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

/// The tables of a saved state in HDF5, a file from each rank:
///
/// | path          | what                                                                                            |
/// |---------------|-------------------------------------------------------------------------------------------------|
/// | `/rows/TABLE` | [row][number], of the table's kind; Fletcher32 on each chunk if there are several               |
/// | `/names`      | of all tables, in order, a line each, as bytes                                                  |
/// | `/digests`    | [table]: of all its bytes                                                                       |
/// | `/runs`       | [k][3]: number of the table, first row and how many; of a list one run from 0                   |
/// | `/` `digest`  | attribute: of the names, runs and digests of all tables                                         |
namespace pallium::io::checkpoint {

/// Waits until what was written to a file or folder is on the disk. Errors: input_error if it cannot be.
inline void to_disk(std::filesystem::path const& path) {
  int const f = ::open(path.c_str(), O_RDONLY);
  bool const done = f >= 0 && (::fsync(f) == 0 || errno == EINVAL || errno == ENOTSUP);  // some file systems have none for folders
  if (f >= 0) ::close(f);
  if (!done) throw input_error(path.string(), "a write that failed (" + std::string(std::strerror(errno)) + ")", "room for the checkpoint");
}

namespace detail {

inline H5::PredType const& type_of(state_kind k) {
  switch (k) {
    case state_kind::real32: return H5::PredType::NATIVE_FLOAT;
    case state_kind::real64: return H5::PredType::NATIVE_DOUBLE;
    case state_kind::int64: return H5::PredType::NATIVE_INT64;
    default: return H5::PredType::NATIVE_UINT8;
  }
}
inline H5::PredType const& file_type_of(state_kind k) {
  switch (k) {
    case state_kind::real32: return H5::PredType::IEEE_F32LE;
    case state_kind::real64: return H5::PredType::IEEE_F64LE;
    case state_kind::int64: return H5::PredType::STD_I64LE;
    default: return H5::PredType::STD_U8LE;
  }
}
/// What a table adds to the digest of its file.
inline void add_table(digest& to, std::string const& name, std::vector<std::array<std::uint64_t, 2>> const& runs, std::uint64_t rows) {
  to.add(std::as_bytes(std::span(name))).add(runs.size());
  for (auto const& r : runs) to.add(r[0]).add(r[1]);
  to.add(rows);
}
template <class Object> void put_digest(Object& on, std::uint64_t value) {
  on.createAttribute("digest", H5::PredType::STD_U64LE, H5::DataSpace(H5S_SCALAR)).write(H5::PredType::NATIVE_UINT64, &value);
}
template <class Object> std::uint64_t get_digest(Object const& on) {
  std::uint64_t value = 0;
  on.openAttribute("digest").read(H5::PredType::NATIVE_UINT64, &value);
  return value;
}

}  // namespace detail

/// Writes such a file. Tables come one after the other, each whole. Errors: input_error if the disk is full, naming the file.
class rank_file_writer {
 public:
  explicit rank_file_writer(std::filesystem::path path) : path_(std::move(path)) {
    attempt([&] {
      H5::FileAccPropList how;
      how.setLibverBounds(H5F_LIBVER_V110, H5F_LIBVER_LATEST);  // these formats have checksums on what is not rows, too
      file_ = H5::H5File(path_.string(), H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, how);
      rows_of_ = file_.createGroup("rows");
    });
  }
  void put(state_table const& t, std::uint64_t first, std::span<std::byte const> rows) {
    if (t.name != table_.name) {
      end_table();
      table_ = t;
    }
    std::uint64_t const n = rows.size() / t.width;
    if (t.listed) first = rows_;
    if (runs_.empty() || runs_.back()[0] + runs_.back()[1] != first) runs_.push_back({first, 0});
    runs_.back()[1] += n;
    rows_ += n;
    digest_.add(rows);
    waiting_.insert(waiting_.end(), rows.begin(), rows.end());
    if (waiting_.size() >= piece) flush(false);
  }
  /// The digest of the file, which is then on the disk.
  std::uint64_t finish() {
    end_table();
    std::sort(done_.begin(), done_.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    digest all;
    std::string names;
    std::vector<std::uint64_t> digests, runs;
    for (auto const& d : done_) {
      detail::add_table(all, d.name, d.runs, d.rows);
      for (auto const& r : d.runs) runs.insert(runs.end(), {digests.size(), r[0], r[1]});
      names += d.name + "\n";
      digests.push_back(d.rows);
    }
    attempt([&] {
      rows_of_.close();
      list("names", H5::PredType::NATIVE_UINT8, H5::PredType::STD_U8LE, {names.size()}, names.data());
      list("digests", H5::PredType::NATIVE_UINT64, H5::PredType::STD_U64LE, {digests.size()}, digests.data());
      list("runs", H5::PredType::NATIVE_UINT64, H5::PredType::STD_U64LE, {runs.size() / 3, 3}, runs.data());
      H5::Group root = file_.openGroup("/");
      detail::put_digest(root, all.value());
      root.close();
      file_.flush(H5F_SCOPE_GLOBAL);
      file_.close();
    });
    to_disk(path_);
    return all.value();
  }

 private:
  static constexpr std::size_t piece = std::size_t{1} << 20;  ///< bytes of a chunk, or a row more

  template <class F> void attempt(F&& f) {
    std::lock_guard const lock(sonata::h5_mutex());
    H5::Exception::dontPrint();
    try {
      f();
    } catch (H5::Exception const& e) {
      throw input_error(path_.string(), "a write that failed (" + e.getDetailMsg() + ")", "room for the checkpoint");
    }
  }
  void list(char const* name, H5::PredType const& type, H5::PredType const& file_type, std::vector<hsize_t> const& size, void const* values) {
    H5::DataSet to = file_.createDataSet(name, file_type, H5::DataSpace(int(size.size()), size.data()));
    if (size[0] > 0) to.write(values, type);
  }
  /// `all`: of the table, which then needs no chunks if this is the first of it.
  void flush(bool all) {
    if (waiting_.empty()) return;
    attempt([&] {
      hsize_t const n = waiting_.size() / table_.width, numbers = table_.width / width_of(table_.kind);
      hsize_t const count[2]{n, numbers};
      if (written_ == 0) {
        hsize_t const most[2]{all ? n : H5S_UNLIMITED, numbers};
        H5::DSetCreatPropList how;
        if (!all) {
          how.setChunk(2, count);
          how.setFletcher32();
        }
        set_ = rows_of_.createDataSet(table_.name, detail::file_type_of(table_.kind), H5::DataSpace(2, count, most), how);
      } else {
        hsize_t const size[2]{written_ + n, numbers};
        set_.extend(size);
      }
      hsize_t const from[2]{written_, 0};
      H5::DataSpace space = set_.getSpace();
      space.selectHyperslab(H5S_SELECT_SET, count, from);
      set_.write(waiting_.data(), detail::type_of(table_.kind), H5::DataSpace(2, count), space);
      written_ += n;
    });
    waiting_.clear();
  }
  void end_table() {
    flush(true);
    if (rows_ > 0) {
      attempt([&] { set_.close(); });
      done_.push_back({table_.name, runs_, digest_.value()});
    }
    runs_.clear();
    rows_ = written_ = 0;
    digest_ = {};
    table_ = {};
  }

  struct done {
    std::string name;
    std::vector<std::array<std::uint64_t, 2>> runs;
    std::uint64_t rows;  ///< their digest
  };
  std::filesystem::path path_;
  H5::H5File file_;
  H5::Group rows_of_;
  H5::DataSet set_;
  state_table table_;
  std::vector<std::array<std::uint64_t, 2>> runs_;
  std::uint64_t rows_ = 0, written_ = 0;
  digest digest_;
  std::vector<std::byte> waiting_;
  std::vector<done> done_;
};

/// Reads one. Errors: input_error naming the file, for whatever is wrong with it.
class rank_file {
 public:
  struct run {
    std::uint64_t first, count, at;  ///< at: its first row in the file
  };
  struct table {
    std::string name;
    std::vector<run> runs;
    std::uint64_t rows = 0, digest = 0;
  };

  explicit rank_file(std::filesystem::path const& path) : path_(path.string()) {
    std::error_code e;
    if (!std::filesystem::is_regular_file(path, e)) throw input_error(path_, "no such file", "one of a checkpoint");
    attempt([&] {
      file_ = H5::H5File(path_, H5F_ACC_RDONLY);
      written_ = detail::get_digest(file_.openGroup("/"));
      std::vector<char> names;
      std::vector<std::uint64_t> digests, runs;
      list("names", H5::PredType::NATIVE_UINT8, names);
      list("digests", H5::PredType::NATIVE_UINT64, digests);
      list("runs", H5::PredType::NATIVE_UINT64, runs);
      for (auto from = names.begin(), end = from; from != names.end(); from = end + 1) {
        end = std::find(from, names.end(), '\n');
        if (end == names.end() || tables_.size() == digests.size()) refuse("names of other tables");
        table& t = tables_.emplace_back();
        t.name.assign(from, end);
        t.digest = digests[tables_.size() - 1];
      }
      if (tables_.size() != digests.size() || runs.size() % 3 != 0) refuse("digests of other tables");
      for (std::size_t k = 0; k < runs.size(); k += 3) {
        if (runs[k] >= tables_.size() || runs[k + 1] > std::uint64_t{1} << 60 || runs[k + 2] > std::uint64_t{1} << 60) refuse("a run beyond all cells");
        table& t = tables_[std::size_t(runs[k])];
        t.runs.push_back({runs[k + 1], runs[k + 2], t.rows});
        t.rows += runs[k + 2];
      }
    });
  }
  /// The digest that a file says it has.
  static std::uint64_t digest_of(std::filesystem::path const& path) {
    return sonata::detail::h5_try(path.string(), "a checkpoint as it was written",
                                  [&] { return detail::get_digest(H5::H5File(path.string(), H5F_ACC_RDONLY).openGroup("/")); });
  }
  std::string const& where() const noexcept { return path_; }
  std::vector<table> const& tables() const noexcept { return tables_; }
  std::uint64_t written() const noexcept { return written_; }

  /// Rows [at, at + n) as they lie in the file, n as many as the bytes are.
  void read(state_table const& t, std::uint64_t at, std::span<std::byte> to) {
    open(t.name);
    hsize_t const numbers = t.width / width_of(t.kind), n = to.size() / t.width;
    if (numbers_ != numbers) refuse(t.name + " with " + std::to_string(numbers_) + " numbers in a row, not " + std::to_string(numbers));
    if (at + n > size_) refuse(t.name + " with " + std::to_string(size_) + " rows");
    attempt([&] { take(detail::type_of(t.kind), at, n, to.data()); });
  }

  /// Reads all of it and compares the digests. Errors: input_error for anything that is not as it was written.
  void verify() {
    digest all;
    std::vector<std::byte> some;
    for (table const& t : tables_) {
      open(t.name);
      if (size_ != t.rows) refuse(t.name + " with " + std::to_string(size_) + " rows, not " + std::to_string(t.rows));
      digest rows;
      attempt([&] {
        H5::DataType const type = set_.getDataType();
        std::size_t const width = std::size_t{numbers_} * type.getSize();
        if (width == 0 || width > std::size_t{1} << 30) refuse(t.name + " of another shape");
        std::uint64_t const piece = std::max<std::uint64_t>(1, (std::uint64_t{1} << 20) / width);
        for (std::uint64_t at = 0; at < size_; at += piece) {
          std::uint64_t const n = std::min<std::uint64_t>(piece, size_ - at);
          some.resize(std::size_t(n) * width);
          take(type, at, n, some.data());
          rows.add(some);
        }
      });
      if (rows.value() != t.digest) refuse(t.name + " with other bytes than were written");
      std::vector<std::array<std::uint64_t, 2>> runs;
      for (run const& r : t.runs) runs.push_back({r.first, r.count});
      detail::add_table(all, t.name, runs, t.digest);
    }
    if (all.value() != written_) refuse("other tables than were written");
  }
  [[noreturn]] void refuse(std::string const& found) const { throw input_error(path_, found, "a checkpoint as it was written"); }

 private:
  template <class F> void attempt(F&& f) const {
    sonata::detail::h5_try(path_, "a checkpoint as it was written", f);
  }
  template <class T> void list(char const* name, H5::PredType const& type, std::vector<T>& to) const {
    H5::DataSet const set = file_.openDataSet(name);
    auto const n = set.getSpace().getSimpleExtentNpoints();
    if (n < 0 || std::uint64_t(n) > std::filesystem::file_size(path_)) refuse(std::string(name) + " beyond the file");
    to.resize(std::size_t(n));
    if (n > 0) set.read(to.data(), type);
  }
  void open(std::string const& name) {
    if (open_ == name) return;
    open_.clear();
    attempt([&] {
      set_ = file_.openDataSet("rows/" + name);
      if (set_.getSpace().getSimpleExtentNdims() != 2) refuse(name + " of another shape");
      hsize_t size[2]{};
      set_.getSpace().getSimpleExtentDims(size);
      size_ = size[0];
      numbers_ = size[1];
    });
    open_ = name;
  }
  void take(H5::DataType const& type, std::uint64_t at, std::uint64_t n, void* to) {
    if (n == 0) return;
    hsize_t const from[2]{at, 0}, count[2]{n, numbers_};
    H5::DataSpace space = set_.getSpace();
    space.selectHyperslab(H5S_SELECT_SET, count, from);
    set_.read(to, type, H5::DataSpace(2, count), space);
  }

  std::string path_;
  H5::H5File file_;
  std::vector<table> tables_;
  std::uint64_t written_ = 0;
  std::string open_;
  H5::DataSet set_;
  hsize_t size_ = 0, numbers_ = 0;
};

}  // namespace pallium::io::checkpoint
