// SPDX-License-Identifier: BSD-3-Clause
// What instruction sets must agree on, and digests of it.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace test {

/// Numbers that some kernel computed; floats are kept in doubles, which hold them exactly.
struct computed {
  std::string name;
  std::vector<double> values;
  void add(double x) { values.push_back(x); }
};

/// FNV-1a over the bit patterns, in order. A NaN is a NaN: which one an operation makes is the machine's own affair.
inline std::uint64_t digest(std::vector<double> const& values) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (double x : values) {
    auto const bits = std::bit_cast<std::uint64_t>(std::isnan(x) ? std::numeric_limits<double>::quiet_NaN() : x);
    for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ ((bits >> shift) & 0xff)) * 0x100000001b3u;
  }
  return hash;
}

/// Numbers in [0, 1), the same on every machine and from every library.
class draws {
 public:
  explicit draws(std::uint64_t seed) : random_(seed) {}
  double operator()() { return double(random_() >> 11) * 0x1p-53; }
  double operator()(double low, double high) { return low + (high - low) * (*this)(); }

 private:
  std::mt19937_64 random_;
};

using results = std::vector<computed>;

/// The kernels alone, and whole simulations; by the widest instruction set of this build, and in scalar registers. Defined in
/// one file each, so that they compile side by side.
results native_kernels_double();
results native_kernels_float();
results native_plays_double();
results native_plays_float();
results scalar_kernels_double();
results scalar_kernels_float();
results scalar_plays_double();
results scalar_plays_float();

}  // namespace test
