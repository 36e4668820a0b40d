// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <H5Cpp.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <pallium/core/error.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "../support/temp_file.hpp"

/// The message of the input_error that f throws; "" if it throws none.
template <class F> std::string said(F&& f) {
  try {
    f();
  } catch (pallium::input_error const& e) {
    return e.what();
  }
  return "";
}
/// What is done is refused, in one line that holds the regular expression.
#define REFUSED(what, expression) CHECK_THAT(said([&] { (void)(what); }), Catch::Matchers::Matches(std::string(".*") + (expression) + ".*"))

/// A folder that goes away with the object.
class temp_folder {
 public:
  temp_folder() : mark_("", ".folder"), path_(mark_.path().string() + ".d") { std::filesystem::create_directories(path_); }
  ~temp_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path write(std::string const& name, std::string const& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::filesystem::path const& path() const { return path_; }

 private:
  temp_file mark_;
  std::filesystem::path path_;
};

/// How a dataset is stored.
struct stored {
  H5::DataType type{};         ///< the native one if none
  std::vector<hsize_t> shape{};  ///< one dimension if none
  hsize_t chunk = 0;           ///< rows; 0: contiguous
  int deflate = 0;
};

/// An HDF5 file that a test makes; groups on the way to an object come by themselves. It is complete once `path()` is asked for.
class h5_made {
 public:
  h5_made() : mark_("", ".h5"), file_(std::make_unique<H5::H5File>(mark_.path().string(), H5F_ACC_TRUNC)) {}
  std::filesystem::path const& path() {
    file_.reset();
    return mark_.path();
  }
  H5::H5File& file() { return *file_; }

  h5_made& group(std::string const& path) {
    for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
      std::string const part = path.substr(0, at);
      if (!file_->nameExists(part)) file_->createGroup(part);
      if (at == path.npos) return *this;
    }
  }
  template <class T> h5_made& numbers(std::string const& path, std::vector<T> const& v, stored const& how = {}) {
    std::vector<hsize_t> const shape = how.shape.empty() ? std::vector<hsize_t>{v.size()} : how.shape;
    H5::DataSet const set = made(path, how.type.getId() > 0 ? how.type : H5::DataType(native<T>()), shape, how);
    if (!v.empty()) set.write(v.data(), native<T>());
    return *this;
  }
  /// Without a value in it.
  h5_made& claim(std::string const& path, H5::DataType const& type, std::vector<hsize_t> const& shape, hsize_t chunk = 0) {
    made(path, type, shape, {.chunk = chunk});
    return *this;
  }
  h5_made& nothing(std::string const& path, H5::DataType const& type, H5S_class_t what) {
    group(path.substr(0, path.rfind('/')));
    file_->createDataSet(path, type, H5::DataSpace(what));
    return *this;
  }
  h5_made& texts(std::string const& path, std::vector<std::string> const& v, std::size_t width = 0) {
    H5::StrType const type(H5::PredType::C_S1, width == 0 ? H5T_VARIABLE : width);
    H5::DataSet const set = made(path, type, {v.size()}, {});
    if (width == 0) {
      std::vector<char const*> all;
      for (auto const& s : v) all.push_back(s.c_str());
      set.write(all.data(), type);
    } else {
      std::string all(width * v.size(), '\0');
      for (std::size_t i = 0; i < v.size(); ++i) all.replace(i * width, v[i].size(), v[i]);
      set.write(all.data(), type);
    }
    return *this;
  }
  h5_made& attribute(std::string const& path, std::string const& name, std::string const& text) {
    H5::StrType const type(H5::PredType::C_S1, H5T_VARIABLE);
    with(path, [&](auto const& o) { o.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, text); });
    return *this;
  }
  template <class F> void with(std::string const& path, F&& f) {
    if (file_->childObjType(path) == H5O_TYPE_GROUP) f(file_->openGroup(path));
    else f(file_->openDataSet(path));
  }

 private:
  template <class T> static H5::PredType const& native() {
    if constexpr (std::is_same_v<T, double>) return H5::PredType::NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<T, float>) return H5::PredType::NATIVE_FLOAT;
    else if constexpr (std::is_same_v<T, std::uint64_t>) return H5::PredType::NATIVE_UINT64;
    else if constexpr (std::is_same_v<T, std::int64_t>) return H5::PredType::NATIVE_INT64;
    else return H5::PredType::NATIVE_INT;
  }
  H5::DataSet made(std::string const& path, H5::DataType const& type, std::vector<hsize_t> const& shape, stored const& how) {
    if (path.rfind('/') > 0) group(path.substr(0, path.rfind('/')));
    H5::DSetCreatPropList list;
    if (how.chunk > 0) {
      std::vector<hsize_t> chunk(shape.size(), 1);
      chunk[0] = how.chunk;
      list.setChunk(int(chunk.size()), chunk.data());
      if (how.deflate > 0) list.setDeflate(unsigned(how.deflate));
    }
    return file_->createDataSet(path, type, H5::DataSpace(int(shape.size()), shape.data()), list);
  }

  temp_file mark_;
  std::unique_ptr<H5::H5File> file_;
};
