// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <H5Cpp.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Reading HDF5 files that others wrote: everything is checked before it is believed, and every complaint names file and path.
/// HDF5's own library is entered by one thread at a time (`h5_mutex`), since few builds of it allow more.
namespace pallium::io::sonata {

inline std::recursive_mutex& h5_mutex() {
  static std::recursive_mutex one;
  return one;
}

namespace detail {

/// Calls HDF5 and turns what it throws into an input_error.
template <class F> decltype(auto) h5_try(std::string const& where, char const* expected, F&& f) {
  std::lock_guard const lock(h5_mutex());
  H5::Exception::dontPrint();
  try {
    return f();
  } catch (H5::Exception const& e) {
    std::string why = e.getDetailMsg();
    throw input_error(where, why.empty() ? "what HDF5 cannot read" : "what HDF5 cannot read (" + why + ")", expected);
  }
}

}  // namespace detail

/// A column or a table of two dimensions: numbers, or strings.
class h5_dataset {
 public:
  h5_dataset(H5::DataSet set, std::string file, std::string path) : set_(std::move(set)), file_(std::move(file)), path_(std::move(path)) {
    detail::h5_try(where(), "a dataset", [&] {
      class_ = set_.getTypeClass();
      H5::DataSpace const space = set_.getSpace();
      bytes_ = std::max<std::size_t>(1, set_.getDataType().getSize());
      if (space.getSimpleExtentType() == H5S_SIMPLE) {
        hsize_t extent[H5S_MAX_RANK];
        int const rank = space.getSimpleExtentDims(extent);
        shape_.assign(extent, extent + rank);
      }
    });
    // Far more than its file holds: a claim of a broken file, for which no memory is spent. Deflate packs 1032 to 1 at most.
    auto const stored = static_cast<double>(detail::h5_try(where(), "a dataset", [&] { return set_.getStorageSize(); }));
    double values = 1;
    for (hsize_t n : shape_) values *= static_cast<double>(n);
    double const beyond = static_cast<double>(bytes_) * values - 1100 * stored;
    if (beyond > 0x1p26 || (beyond > 0 && values > 0x1p23))  // a value takes 8 bytes here, however short it is there
      refuse(shape_text() + " values in " + std::to_string(static_cast<std::uint64_t>(stored)) + " bytes", "a dataset that is all there");
  }

  std::string where() const { return file_ + ": " + path_; }
  [[noreturn]] void refuse(std::string_view found, std::string_view expected) const { throw input_error(where(), found, expected); }

  std::size_t rank() const noexcept { return shape_.size(); }
  std::uint64_t rows() const noexcept { return shape_.empty() ? 0 : shape_[0]; }
  std::uint64_t columns() const noexcept { return shape_.size() < 2 ? 1 : shape_[1]; }
  bool text() const noexcept { return class_ == H5T_STRING; }

  /// Errors: input_error unless it has one dimension, of this length.
  h5_dataset const& column(std::uint64_t length) const {
    if (rank() != 1 || rows() != length) refuse("shape " + shape_text(), "(" + std::to_string(length) + ")");
    return *this;
  }
  h5_dataset const& column() const {
    if (rank() != 1) refuse("shape " + shape_text(), "one dimension");
    return *this;
  }
  h5_dataset const& table(std::uint64_t width) const {
    if (rank() != 2 || columns() != width) refuse("shape " + shape_text(), "(n, " + std::to_string(width) + ")");
    return *this;
  }

  /// Rows [first, first + n) as numbers, any integer or real type. Errors: input_error for rows that are not there, another type.
  void read(std::uint64_t first, std::uint64_t n, std::vector<double>& out) const {
    if (class_ != H5T_FLOAT && class_ != H5T_INTEGER && class_ != H5T_ENUM) refuse("values of another type", "numbers");
    if (class_ != H5T_ENUM) return fill(first, n, H5::PredType::NATIVE_DOUBLE, out);
    std::vector<std::int64_t> some;
    fill(first, n, H5::PredType::NATIVE_INT64, some);
    out.assign(some.begin(), some.end());
  }
  /// The same as numbers of things: whole, not negative, at most `most`.
  void read(std::uint64_t first, std::uint64_t n, std::vector<std::uint64_t>& out, std::uint64_t most = std::uint64_t{1} << 62) const {
    if (class_ == H5T_INTEGER) {
      bool const is_signed = detail::h5_try(where(), "integers", [&] { return set_.getIntType().getSign() == H5T_SGN_2; });
      if (is_signed) {
        std::vector<std::int64_t> some;
        fill(first, n, H5::PredType::NATIVE_INT64, some);
        out.resize(some.size());
        for (std::size_t i = 0; i < some.size(); ++i) {
          if (some[i] < 0) refuse(std::to_string(some[i]) + " in row " + std::to_string(first + i / columns()), "numbers >= 0");
          out[i] = static_cast<std::uint64_t>(some[i]);
        }
      } else {
        fill(first, n, H5::PredType::NATIVE_UINT64, out);
      }
    } else if (class_ == H5T_FLOAT) {  // some programs write numbers so
      std::vector<double> some;
      read(first, n, some);
      out.resize(some.size());
      for (std::size_t i = 0; i < some.size(); ++i) {
        if (!(some[i] >= 0 && some[i] < 9e15) || some[i] != std::floor(some[i]))
          refuse(std::to_string(some[i]) + " in row " + std::to_string(first + i / columns()), "whole numbers >= 0");
        out[i] = static_cast<std::uint64_t>(some[i]);
      }
    } else {
      refuse("values of another type", "whole numbers");
    }
    for (std::size_t i = 0; i < out.size(); ++i)
      if (out[i] > most)
        refuse(std::to_string(out[i]) + " in row " + std::to_string(first + i / columns()), "at most " + std::to_string(most));
  }
  /// The same, negative ones too: -1 stands for "no type".
  void read(std::uint64_t first, std::uint64_t n, std::vector<std::int64_t>& out) const {
    if (class_ == H5T_INTEGER) return fill(first, n, H5::PredType::NATIVE_INT64, out);
    std::vector<std::uint64_t> some;
    read(first, n, some);
    out.assign(some.begin(), some.end());
  }
  /// All values of a column of strings.
  std::vector<std::string> strings() const {
    column();
    if (!text()) refuse("values of another type", "strings");
    return detail::h5_try(where(), "strings", [&] {
      H5::StrType const type = set_.getStrType();
      std::vector<std::string> out(static_cast<std::size_t>(rows()));
      if (out.empty()) return out;
      if (type.isVariableStr()) {
        std::vector<char*> raw(out.size(), nullptr);
        set_.read(raw.data(), type);
        for (std::size_t i = 0; i < out.size(); ++i)
          if (raw[i] != nullptr) out[i] = raw[i];
        H5::DataSpace const space = set_.getSpace();
        H5Dvlen_reclaim(type.getId(), space.getId(), H5P_DEFAULT, raw.data());
      } else {
        std::size_t const width = type.getSize();
        std::vector<char> raw(width * out.size());
        set_.read(raw.data(), type);
        for (std::size_t i = 0; i < out.size(); ++i) {
          out[i] = trimmed({raw.data() + i * width, width});
        }
      }
      return out;
    });
  }
  std::vector<double> numbers() const {
    std::vector<double> all;
    read(0, rows(), all);
    return all;
  }
  std::vector<std::uint64_t> counts(std::uint64_t most = std::uint64_t{1} << 62) const {
    std::vector<std::uint64_t> all;
    read(0, rows(), all, most);
    return all;
  }
  /// A string attribute; nothing if there is none, or it is something else.
  std::optional<std::string> attribute(std::string const& name) const {
    return detail::h5_try(where(), "an attribute", [&]() -> std::optional<std::string> { return read_attribute(set_, name); });
  }

  std::optional<double> number_attribute(std::string const& name) const {
    return detail::h5_try(where(), "an attribute", [&]() -> std::optional<double> {
      if (!set_.attrExists(name)) return std::nullopt;
      H5::Attribute const a = set_.openAttribute(name);
      bool const number = a.getTypeClass() == H5T_INTEGER || a.getTypeClass() == H5T_FLOAT;
      if (!number || a.getSpace().getSimpleExtentNpoints() != 1) return std::nullopt;
      double x = 0;
      a.read(H5::PredType::NATIVE_DOUBLE, &x);
      return x;
    });
  }

  /// Of any object: a string, or the name that an enumerated value has.
  static std::optional<std::string> read_attribute(H5::H5Object const& of, std::string const& name) {
    if (!of.attrExists(name)) return std::nullopt;
    H5::Attribute const a = of.openAttribute(name);
    H5::DataSpace const space = a.getSpace();
    if (space.getSimpleExtentType() == H5S_NULL || space.getSimpleExtentNpoints() != 1) return std::nullopt;
    if (a.getTypeClass() == H5T_STRING) {
      H5::StrType const type = a.getStrType();
      if (!type.isVariableStr()) {
        std::string s(type.getSize(), '\0');
        a.read(type, s.data());
        return std::string(trimmed(s));
      }
      char* raw = nullptr;  // which it stays if none was written: HDF5's own reading into a std::string would follow it
      a.read(type, &raw);
      std::optional<std::string> s;
      if (raw != nullptr) s = raw;
      H5Dvlen_reclaim(type.getId(), space.getId(), H5P_DEFAULT, &raw);
      return s;
    }
    if (a.getTypeClass() == H5T_ENUM) {
      H5::EnumType const type = a.getEnumType();
      std::vector<unsigned char> value(type.getSize());
      a.read(type, value.data());
      return type.nameOf(value.data(), 64);
    }
    return std::nullopt;
  }

 private:
  /// A text of fixed width, without what fills it up.
  static std::string_view trimmed(std::string_view s) {
    s = s.substr(0, s.find('\0'));
    while (s.ends_with(' ')) s.remove_suffix(1);
    return s;
  }
  std::string shape_text() const {
    std::string s = "(";
    for (std::size_t i = 0; i < shape_.size(); ++i) s += (i > 0 ? ", " : "") + std::to_string(shape_[i]);
    return s + ")";
  }
  template <class T> void fill(std::uint64_t first, std::uint64_t n, H5::PredType const& native, std::vector<T>& out) const {
    if (rank() < 1 || rank() > 2) refuse("shape " + shape_text(), "one or two dimensions");
    if (first > rows() || n > rows() - first)
      refuse(std::to_string(rows()) + " rows", "at least " + std::to_string(first + n));
    out.resize(std::size_t(n * columns()));
    if (out.empty()) return;
    detail::h5_try(where(), "numbers", [&] {
      hsize_t const from[2]{first, 0}, count[2]{n, columns()};
      H5::DataSpace space = set_.getSpace();
      space.selectHyperslab(H5S_SELECT_SET, count, from);
      H5::DataSpace const memory(static_cast<int>(rank()), count);
      set_.read(out.data(), native, memory, space);
    });
  }

  H5::DataSet set_;
  std::string file_, path_;
  H5T_class_t class_ = H5T_NO_CLASS;
  std::size_t bytes_ = 1;
  std::vector<hsize_t> shape_;
};

/// A group of a file that is open for reading.
class h5_group {
 public:
  /// The root. Errors: input_error for a file that is not there or not HDF5.
  explicit h5_group(std::filesystem::path const& file) : file_(file.string()), path_("/") {
    std::error_code ec;
    if (!std::filesystem::exists(file, ec)) throw input_error(file_, "no such file", "an HDF5 file");
    if (std::filesystem::is_directory(file, ec)) throw input_error(file_, "a directory", "an HDF5 file");
    if (!std::filesystem::is_regular_file(file, ec)) throw input_error(file_, "a pipe or device", "an HDF5 file");
    detail::h5_try(file_, "an HDF5 file", [&] { group_ = H5::H5File(file_, H5F_ACC_RDONLY).openGroup("/"); });
  }
  std::string where() const { return file_ + ": " + path_; }
  std::string const& file() const noexcept { return file_; }
  std::string const& path() const noexcept { return path_; }
  [[noreturn]] void refuse(std::string_view found, std::string_view expected) const { throw input_error(where(), found, expected); }

  bool has_group(std::string const& name) const { return is(name, H5O_TYPE_GROUP); }
  bool has_dataset(std::string const& name) const { return is(name, H5O_TYPE_DATASET); }
  h5_group group(std::string const& name) const {
    if (!has_group(name)) refuse("no group " + name, "one");
    return detail::h5_try(where(), "a group", [&] { return h5_group(group_.openGroup(name), file_, below(name)); });
  }
  h5_dataset dataset(std::string const& name) const {
    if (!has_dataset(name)) refuse("no dataset " + name, "one");
    return {detail::h5_try(where(), "a dataset", [&] { return group_.openDataSet(name); }), file_, below(name)};
  }
  /// The names of what is in it, in order of their letters.
  std::vector<std::string> names() const {
    return detail::h5_try(where(), "a group", [&] {
      std::vector<std::string> all;
      for (hsize_t i = 0, n = group_.getNumObjs(); i < n; ++i) all.push_back(group_.getObjnameByIdx(i));
      std::sort(all.begin(), all.end());
      return all;
    });
  }
  std::optional<std::string> attribute(std::string const& name) const {
    return detail::h5_try(where(), "an attribute", [&] { return h5_dataset::read_attribute(group_, name); });
  }

 private:
  h5_group(H5::Group g, std::string file, std::string path) : group_(std::move(g)), file_(std::move(file)), path_(std::move(path)) {}
  std::string below(std::string const& name) const { return path_ == "/" ? path_ + name : path_ + "/" + name; }
  bool is(std::string const& name, H5O_type_t what) const {
    std::lock_guard const lock(h5_mutex());
    H5::Exception::dontPrint();
    try {  // a link that leads nowhere, or out of the file, is as if it were not there
      return group_.nameExists(name) && group_.childObjType(name) == what;
    } catch (H5::Exception const&) {
      return false;
    }
  }

  H5::Group group_;
  std::string file_, path_;
};

}  // namespace pallium::io::sonata
