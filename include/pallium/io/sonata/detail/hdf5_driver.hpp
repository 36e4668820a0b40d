// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/sonata/detail/staged_file.hpp>

#include <H5Cpp.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace pallium::io::sonata::detail {

/// What became of the writes of an HDF5 file. After the first that failed all others are dropped.
struct write_fate {
  int error = 0;     ///< the system's, of the first write that failed
  int on_open = 0;
};

/// An HDF5 file driver like the standard one, but that a disk that is full never shows: HDF5 1.10 cannot close a file whose
/// last writes fail (its second attempt, at exit, ends in a crash). The writer looks at `write_fate` instead.
class hdf5_driver {
 public:
  /// The access properties of a file that tells `fate`, which must outlive it.
  static H5::FileAccPropList properties(write_fate& fate) {
    H5::FileAccPropList p;
    write_fate* const to = &fate;
    p.setDriver(id(), &to);
    return p;
  }

 private:
  struct file {  // begins with what HDF5 knows of any driver
    H5FD_t common;
    staged_file* disk;
    write_fate* fate;
    haddr_t eoa, eof;
  };
  static file& of(H5FD_t* f) { return *reinterpret_cast<file*>(f); }
  static file const& of(H5FD_t const* f) { return *reinterpret_cast<file const*>(f); }

  static hid_t id() {
    static H5FD_class_t const driver = make();
    static hid_t known = -1;
    if (known < 0 || H5Iis_valid(known) <= 0) known = H5FDregister(&driver);
    return known;
  }

  static H5FD_class_t make() {
    H5FD_class_t d{};
#if H5_VERSION_GE(1, 13, 0)
    d.version = H5FD_CLASS_VERSION;
    d.value = static_cast<H5FD_class_value_t>(400);  // of those left to whoever has no registered one
#endif
    d.name = "pallium";
    d.maxaddr = (haddr_t{1} << 62) - 1;
    d.fc_degree = H5F_CLOSE_STRONG;
    d.fapl_size = sizeof(write_fate*);
    d.open = [](char const* name, unsigned, hid_t fapl, haddr_t) -> H5FD_t* {
      auto* const fate = *static_cast<write_fate* const*>(H5Pget_driver_info(fapl));
      try {
        auto* const f = new file{};
        try {
          f->disk = new staged_file(name);
        } catch (...) {
          delete f;
          throw;
        }
        f->fate = fate;
        return &f->common;
      } catch (...) {
        fate->on_open = errno != 0 ? errno : EIO;
        return nullptr;
      }
    };
    d.close = [](H5FD_t* h) -> herr_t {
      file& f = of(h);
      if (f.fate->error == 0) f.fate->error = f.disk->end();
      delete f.disk;
      delete &f;
      return 0;
    };
    d.query = [](H5FD_t const*, unsigned long* flags) -> herr_t {
      if (flags != nullptr)
        *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
                 H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
      return 0;
    };
    d.get_eoa = [](H5FD_t const* h, H5FD_mem_t) -> haddr_t { return of(h).eoa; };
    d.set_eoa = [](H5FD_t* h, H5FD_mem_t, haddr_t at) -> herr_t { return of(h).eoa = at, 0; };
    d.get_eof = [](H5FD_t const* h, H5FD_mem_t) -> haddr_t { return of(h).eof; };
    d.read = [](H5FD_t* h, H5FD_mem_t, hid_t, haddr_t at, std::size_t count, void* to) -> herr_t {
      file& f = of(h);
      int const code = f.disk->get(static_cast<off_t>(at), to, count);
      if (code != 0 && f.fate->error == 0) f.fate->error = code;
      return 0;
    };
    d.write = [](H5FD_t* h, H5FD_mem_t, hid_t, haddr_t at, std::size_t count, void const* from) -> herr_t {
      file& f = of(h);
      if (f.fate->error == 0) f.fate->error = f.disk->put(static_cast<off_t>(at), from, count);
      f.eof = std::max(f.eof, at + count);
      return 0;
    };
    d.truncate = [](H5FD_t* h, hid_t, hbool_t) -> herr_t {
      file& f = of(h);
      if (f.eoa == f.eof) return 0;
      if (f.fate->error == 0) f.fate->error = f.disk->resize(static_cast<off_t>(f.eoa));
      f.eof = f.eoa;
      return 0;
    };
    H5FD_mem_t const map[] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(map), std::end(map), std::begin(d.fl_map));
    return d;
  }
};

}  // namespace pallium::io::sonata::detail
