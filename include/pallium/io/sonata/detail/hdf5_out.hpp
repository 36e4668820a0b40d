// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/hdf5_driver.hpp>

#include <H5Cpp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pallium::io::sonata::detail {

template <class T> H5::PredType const& hdf5_type() {
  if constexpr (std::is_same_v<T, double>) return H5::PredType::IEEE_F64LE;
  else if constexpr (std::is_same_v<T, float>) return H5::PredType::IEEE_F32LE;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return H5::PredType::STD_U64LE;
  else if constexpr (std::is_same_v<T, std::int64_t>) return H5::PredType::STD_I64LE;
  else if constexpr (std::is_same_v<T, std::uint32_t>) return H5::PredType::STD_U32LE;
  else return H5::PredType::STD_U8LE;
}
template <class T> H5::PredType const& native_type() {
  if constexpr (std::is_same_v<T, double>) return H5::PredType::NATIVE_DOUBLE;
  else if constexpr (std::is_same_v<T, float>) return H5::PredType::NATIVE_FLOAT;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return H5::PredType::NATIVE_UINT64;
  else if constexpr (std::is_same_v<T, std::int64_t>) return H5::PredType::NATIVE_INT64;
  else if constexpr (std::is_same_v<T, std::uint32_t>) return H5::PredType::NATIVE_UINT32;
  else return H5::PredType::NATIVE_UINT8;
}

/// Text as h5py writes it: of any length, UTF-8.
inline H5::StrType text_type() {
  H5::StrType t(H5::PredType::C_S1, H5T_VARIABLE);
  t.setCset(H5T_CSET_UTF8);
  return t;
}
inline void annotate(H5::H5Object const& to, char const* name, std::string const& text) {
  H5::StrType const type = text_type();
  to.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, text);
}

/// Properties of a dataset whose bytes do not depend on when it was written.
inline H5::DSetCreatPropList timeless() {
  H5::DSetCreatPropList p;
  H5Pset_obj_track_times(p.getId(), false);
  return p;
}

/// A SONATA file under construction: an HDF5 file with SONATA's `magic` and `version`. Its errors are of one line and name the system's
/// reason; a file that fails can be closed, and is.
class hdf5_out {
 public:
  /// Errors: input_error for a path that cannot be opened.
  explicit hdf5_out(std::string path) : path_(std::move(path)), fate_(std::make_unique<write_fate>()) {
    H5::Exception::dontPrint();
    call([&] {
      file_ = std::make_unique<H5::H5File>(path_, H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, hdf5_driver::properties(*fate_));
      H5::Group const root = file_->openGroup("/");
      std::uint32_t const magic = 0x0A7A;
      std::array<std::uint32_t, 2> const version{0, 1};
      root.createAttribute("magic", H5::PredType::STD_U32LE, H5::DataSpace(H5S_SCALAR)).write(H5::PredType::NATIVE_UINT32, &magic);
      hsize_t const two = 2;
      root.createAttribute("version", H5::PredType::STD_U32LE, H5::DataSpace(1, &two)).write(H5::PredType::NATIVE_UINT32, version.data());
    });
  }
  hdf5_out(hdf5_out&&) noexcept = default;
  hdf5_out& operator=(hdf5_out&&) = delete;

  std::string const& path() const noexcept { return path_; }
  H5::H5File& file() { return *file_; }

  /// Does something with the file. Errors: input_error if the disk is full or HDF5 refuses.
  template <class F> void call(F&& f) {
    try {
      f();
    } catch (H5::Exception const& e) {
      if (fate_->on_open != 0)
        throw input_error(path_, "a file that cannot be opened: " + reason(fate_->on_open), "a folder that can be written");
      check();
      throw error(path_ + ": " + e.getDetailMsg() + " (" + e.getFuncName() + ")");
    }
    check();
  }

  H5::Group group(std::string const& name) { return file_->createGroup(name); }

  /// A dataset that is written at once.
  template <class T> H5::DataSet dataset(std::string const& name, std::span<T const> values) {
    hsize_t const n = values.size();
    H5::DataSet d = file_->createDataSet(name, hdf5_type<T>(), H5::DataSpace(1, &n), timeless());
    if (n > 0) d.write(values.data(), native_type<T>());
    return d;
  }

  /// Ends the file and puts it on the disk. Errors: as `call`.
  void finish() {
    call([&] { file_->close(); });
    file_.reset();
    check();
  }

 private:
  void check() const {
    if (fate_->error != 0) refuse_write(path_, fate_->error);
  }

  std::string path_;
  std::unique_ptr<write_fate> fate_;  ///< before the file, whose driver tells it until it is closed
  std::unique_ptr<H5::H5File> file_;
};

/// Rows of equal length that are written in blocks, in chunks that suit who reads a column: dataset T x S, T as long as there are rows.
class table {
 public:
  /// At most about `buffer` bytes are held back. `expected` rows, more or fewer do no harm.
  table(hdf5_out& to, std::string const& name, std::size_t columns, std::size_t buffer, std::size_t expected) : to_(&to), columns_(columns) {
    constexpr std::size_t most_rows = 4096, chunk_bytes = 65536;
    std::size_t const row = sizeof(double) * std::max<std::size_t>(columns, 1);
    block_ = std::clamp<std::size_t>(buffer / row, 1, most_rows);
    expected = std::max<std::size_t>(expected, 1);
    std::size_t const blocks = (expected + block_ - 1) / block_;
    block_ = (expected + blocks - 1) / blocks;  // of equal length
    std::size_t const wide = std::clamp<std::size_t>(chunk_bytes / (sizeof(double) * block_), 1, std::max<std::size_t>(columns, 1));
    held_.reserve(block_ * columns);
    to_->call([&] {
      std::array<hsize_t, 2> const now{0, columns}, most{H5S_UNLIMITED, columns}, chunk{block_, wide};
      H5::DSetCreatPropList p = timeless();
      p.setChunk(2, chunk.data());
      data_ = to_->file().createDataSet(name, hdf5_type<double>(), H5::DataSpace(2, now.data(), most.data()), p);
    });
  }
  H5::DataSet& data() { return data_; }
  std::size_t rows() const noexcept { return rows_ + (columns_ == 0 ? 0 : held_.size() / columns_); }

  void append(std::span<double const> row) {
    held_.insert(held_.end(), row.begin(), row.end());
    if (held_.size() == block_ * columns_) flush();
  }
  void flush() {
    if (held_.empty()) return;
    std::size_t const n = held_.size() / columns_;
    to_->call([&] {
      std::array<hsize_t, 2> const size{rows_ + n, columns_}, first{rows_, 0}, count{n, columns_};
      data_.extend(size.data());
      H5::DataSpace const memory(2, count.data());
      H5::DataSpace file = data_.getSpace();
      file.selectHyperslab(H5S_SELECT_SET, count.data(), first.data());
      data_.write(held_.data(), native_type<double>(), memory, file);
    });
    rows_ += n;
    held_.clear();
  }

 private:
  hdf5_out* to_;
  std::size_t columns_, block_ = 1, rows_ = 0;
  std::vector<double> held_;
  H5::DataSet data_;
};

/// Values that are written in blocks, if they are more than one: dataset of as many as there are.
template <class T> class series {
 public:
  series(hdf5_out& to, std::string name) : to_(&to), name_(std::move(name)) {}
  void append(T value) {
    held_.push_back(value);
    if (held_.size() == block) flush();
  }
  /// All are there. Errors: as `hdf5_out::call`.
  H5::DataSet& finish() {
    if (written_ > 0) flush();
    else to_->call([&] { data_ = to_->dataset<T>(name_, held_); });
    held_.clear();
    return data_;
  }

 private:
  static constexpr std::size_t block = 8192;

  void flush() {
    if (held_.empty()) return;
    to_->call([&] {
      if (written_ == 0) {
        hsize_t const now = 0, most = H5S_UNLIMITED, chunk = block;
        H5::DSetCreatPropList p = timeless();
        p.setChunk(1, &chunk);
        data_ = to_->file().createDataSet(name_, hdf5_type<T>(), H5::DataSpace(1, &now, &most), p);
      }
      hsize_t const size = written_ + held_.size(), first = written_, count = held_.size();
      data_.extend(&size);
      H5::DataSpace const memory(1, &count);
      H5::DataSpace file = data_.getSpace();
      file.selectHyperslab(H5S_SELECT_SET, &count, &first);
      data_.write(held_.data(), native_type<T>(), memory, file);
    });
    written_ += held_.size();
    held_.clear();
  }

  hdf5_out* to_;
  std::string name_;
  std::size_t written_ = 0;
  std::vector<T> held_;
  H5::DataSet data_;
};

}  // namespace pallium::io::sonata::detail
