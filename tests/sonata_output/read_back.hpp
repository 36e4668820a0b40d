// SPDX-License-Identifier: BSD-3-Clause
// Reads what was written, and does things in a process of its own.
#pragma once
#include "../support/program.hpp"

#include <pallium/core/error.hpp>
#include <pallium/io/sonata/ranks.hpp>

#include <H5Cpp.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace test {

template <class T> std::vector<T> read(std::string const& file, std::string const& name) {
  H5::H5File const h5(file, H5F_ACC_RDONLY);
  H5::DataSet const d = h5.openDataSet(name);
  std::vector<T> x(std::size_t(d.getSpace().getSimpleExtentNpoints()));
  if constexpr (std::is_same_v<T, double>) d.read(x.data(), H5::PredType::NATIVE_DOUBLE);
  else if constexpr (std::is_same_v<T, std::int64_t>) d.read(x.data(), H5::PredType::NATIVE_INT64);
  else d.read(x.data(), H5::PredType::NATIVE_UINT64);
  return x;
}
inline std::vector<std::size_t> shape(std::string const& file, std::string const& name) {
  H5::H5File const h5(file, H5F_ACC_RDONLY);
  H5::DataSpace const s = h5.openDataSet(name).getSpace();
  std::vector<hsize_t> n(std::size_t(s.getSimpleExtentNdims()));
  s.getSimpleExtentDims(n.data());
  return {n.begin(), n.end()};
}
inline std::string text(std::string const& file, std::string const& dataset, std::string const& attribute) {
  H5::H5File const h5(file, H5F_ACC_RDONLY);
  H5::Attribute const a = h5.openDataSet(dataset).openAttribute(attribute);
  std::string s;
  a.read(a.getStrType(), s);
  return s;
}
inline std::vector<std::string> members(std::string const& file, std::string const& group) {
  H5::H5File const h5(file, H5F_ACC_RDONLY);
  H5::Group const g = h5.openGroup(group);
  std::vector<std::string> names;
  for (hsize_t k = 0; k < g.getNumObjs(); ++k) names.push_back(g.getObjnameByIdx(k));
  return names;
}
/// What libsonata does: reads `sorting` into an enumeration of these names; the names are matched, whatever the numbers in the file.
inline int sorting(std::string const& file, std::string const& population) {
  H5::H5File const h5(file, H5F_ACC_RDONLY);
  H5::Attribute const a = h5.openGroup("/spikes/" + population).openAttribute("sorting");
  H5::EnumType mine(H5::PredType::NATIVE_INT);
  for (int k = 0; k < 3; ++k) mine.insert(std::vector<std::string>{"none", "by_id", "by_time"}[std::size_t(k)], &k);
  int value = -1;
  a.read(mine, &value);
  return value;
}

/// Ranks that are played one after the other: nobody waits, and each looks after itself.
inline pallium::io::sonata::ranks played(int rank, int size) {
  return {rank, size, [](std::string const& failure, bool) { return !failure.empty(); }};
}

/// What became of something done in a process of its own: how it ended, and the message of what it threw.
struct ending {
  int status = -1, signal = 0;  ///< 0: done, 2: input_error, 1: another error
  std::string message, err;
};
inline ending apart(std::function<void()> const& act) {
  int says[2], err[2];  // through pipes: a full disk does not stop these
  if (::pipe(says) != 0 || ::pipe(err) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  pid_t const child = ::fork();
  if (child == 0) {
    ::dup2(err[1], 2);
    for (int const fd : {says[0], err[0], err[1]}) ::close(fd);
    std::string message;
    int code = 0;
    try {
      act();
    } catch (pallium::input_error const& e) {
      message = e.what(), code = 2;
    } catch (std::exception const& e) {
      message = e.what(), code = 1;
    }
    if (::write(says[1], message.data(), message.size()) < 0) code = 9;
    std::exit(code);  // as a program ends: HDF5 closes what it has open
  }
  auto const drain = [](int const (&p)[2]) {
    ::close(p[1]);
    std::string s;
    char some[4096];
    for (ssize_t n; (n = ::read(p[0], some, sizeof some)) > 0;) s.append(some, std::size_t(n));
    ::close(p[0]);
    return s;
  };
  ending e;
  e.message = drain(says);
  e.err = drain(err);
  int status = 0;
  ::waitpid(child, &status, 0);
  e.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  e.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return e;
}
/// No file longer than this from here on, as on a disk that is full.
inline void limit_files(std::size_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit const r{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &r);
}
/// Gives up root's rights, which know no folder that cannot be written.
inline void be_nobody() {
  if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(8);
}

}  // namespace test
