// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pallium::io::sonata::detail {

/// What the system says of a failed call.
inline std::string reason(int code) { return std::generic_category().message(code); }

/// Says that a file could not be written. Errors: input_error, always.
[[noreturn]] inline void refuse_write(std::string const& path, int code) {
  throw input_error(path, "a write that failed: " + reason(code), "room for the results");
}

/// A file that is made anew, written at any place and read back. It says once what went wrong, with the system's reason.
class staged_file {
 public:
  /// Errors: input_error for a path that cannot be opened.
  explicit staged_file(std::string path) : path_(std::move(path)), fd_(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (fd_ < 0) throw input_error(path_, "a file that cannot be opened: " + reason(errno), "a folder that can be written");
  }
  staged_file(staged_file const&) = delete;
  staged_file& operator=(staged_file const&) = delete;
  ~staged_file() {
    if (fd_ >= 0) ::close(fd_);
  }

  std::string const& path() const noexcept { return path_; }

  /// Writes behind all that was appended. Errors: input_error with the reason (a full disk).
  void append(void const* bytes, std::size_t count) {
    if (int const code = put(size_, bytes, count)) refuse_write(path_, code);
    size_ += static_cast<off_t>(count);
  }
  void append(std::string_view text) { append(text.data(), text.size()); }

  /// 0, or the error of the system.
  int put(off_t at, void const* bytes, std::size_t count) noexcept {
    for (auto const* p = static_cast<char const*>(bytes); count > 0;) {
      ssize_t const n = ::pwrite(fd_, p, count, at);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return n == 0 ? ENOSPC : errno;
      p += n, at += n, count -= static_cast<std::size_t>(n);
    }
    return 0;
  }
  /// Reads up to `count` bytes; what lies behind the end is 0. 0, or the error of the system.
  int get(off_t at, void* bytes, std::size_t count) const noexcept {
    auto* p = static_cast<char*>(bytes);
    while (count > 0) {
      ssize_t const n = ::pread(fd_, p, count, at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno;
      if (n == 0) return std::memset(p, 0, count), 0;
      p += n, at += n, count -= static_cast<std::size_t>(n);
    }
    return 0;
  }
  int resize(off_t size) noexcept { return ::ftruncate(fd_, size) == 0 ? 0 : errno; }

  /// Puts it on the disk. Errors: as `append`; nothing can be written after it.
  void finish() {
    if (int const code = end()) refuse_write(path_, code);
  }
  /// The same. 0, or the error of the system.
  int end() noexcept {
    if (fd_ < 0) return 0;
    int const code = ::fsync(fd_) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;  // EINVAL: a file that has no disk
    int const last = ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno;
    return code != 0 ? code : last;
  }

 private:
  std::string path_;
  int fd_;
  off_t size_ = 0;
};

/// Reads a file of records from its begin, some at a time. Between reads it is closed: there may be as many as there are ranks.
template <class T> class record_reader {
 public:
  explicit record_reader(std::string path, std::size_t skip = 0) : path_(std::move(path)), at_(static_cast<off_t>(skip)) {}

  /// How many were read; fewer than fit at the end alone. Errors: input_error for a file that is not there or cannot be read.
  std::size_t read(std::span<T> to) {
    int const fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw input_error(path_, "a file that cannot be opened: " + reason(errno), "what a rank wrote, in a folder that all ranks see");
    auto* const p = reinterpret_cast<char*>(to.data());
    std::size_t done = 0;
    int code = 0;
    while (done < to.size_bytes()) {
      ssize_t const n = ::pread(fd, p + done, to.size_bytes() - done, at_);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) code = errno;
      if (n <= 0) break;
      done += static_cast<std::size_t>(n), at_ += n;
    }
    ::close(fd);
    if (code != 0) throw input_error(path_, "a read that failed: " + reason(code), "what was written there");
    if (done % sizeof(T) != 0) throw input_error(path_, "a file cut short", "what was written there");
    return done / sizeof(T);
  }

 private:
  std::string path_;
  off_t at_;
};

}  // namespace pallium::io::sonata::detail
