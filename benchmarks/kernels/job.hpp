// SPDX-License-Identifier: BSD-3-Clause
// What the kernel benchmarks have in common: a list of things that can be run again and again, each by its name.
#pragma once
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace pallium::bench {

/// Rows filled with plausible numbers, and the kernel that walks over them.
struct job {
  double lanes = 0;      ///< what one run computes: instances (compartments, for a tree) times cells
  double bytes = 0;      ///< that a run loads and stores
  double footprint = 0;  ///< of all rows [bytes]
  job() = default;
  job(job const&) = delete;
  job& operator=(job const&) = delete;
  virtual ~job() = default;
  virtual void run() = 0;
  /// A number that all entries of one kernel must agree on after as many runs; NaN: nothing to compare.
  virtual double result() const { return std::numeric_limits<double>::quiet_NaN(); }
};

struct entry {
  std::string name;  ///< "kernel/number/instruction set or rival/registers", e.g. "advance<kv3_1>/double/fma3<avx2>/2"
  std::unique_ptr<job> (*make)();
};
inline std::vector<entry>& entries() {
  static std::vector<entry> all;
  return all;
}

/// The name of a type without its namespaces, as it stands in symbols: "advance<kv3_1>".
template <class T> std::string type_name() {
  std::string const s = __PRETTY_FUNCTION__;
  std::size_t const from = s.find("T = ") + 4, to = s.find_first_of(";]", from);
  std::string name;
  for (char const c : s.substr(from, to - from)) {
    if (c == ':') {
      while (!name.empty() && name.find_last_of("<, ") != name.size() - 1) name.pop_back();
    } else if (c != ' ') {
      name += c;
    }
  }
  return name;
}

}  // namespace pallium::bench
