// SPDX-License-Identifier: BSD-3-Clause
// The law of bits across instruction sets: every kernel and some simulations have, in double and in float, the bits whose
// digests are in recorded.txt, which `tests/bits/record` writes. Every build compares its own instruction set with them.
#include <catch2/catch_test_macros.hpp>
#include <pallium/simd/machine.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <utility>

#include "computed.hpp"

using namespace test;
using native = pallium::simd::widest;

namespace {

constexpr char const* file_name = PALLIUM_SOURCE_DIR "/tests/bits/recorded.txt";

/// What recorded.txt says: "<real> <digest> <name>".
std::map<std::string, std::string> read_recorded() {
  std::map<std::string, std::string> digests;
  std::ifstream file(file_name);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    auto const a = line.find(' '), b = line.find(' ', a + 1);
    REQUIRE((a != line.npos && b != line.npos));
    digests[line.substr(0, a) + line.substr(b)] = line.substr(a + 1, b - a - 1);
  }
  return digests;
}

std::string hexadecimal(std::uint64_t x) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(x));
  return text;
}

bool is_play(std::string const& name) { return name.starts_with("spikes of ") || name.starts_with("voltages of "); }

/// Every name that differs is named; the record names these, no more and no less, among kernels or among simulations.
void same_as_recorded(std::string const& real, results const& all) {
  if (!pallium::simd::lawful<native>) SKIP("outside of the law of bits: tests/run --arch sse4_2 compares it within rounding");
  auto const recorded = read_recorded();
  REQUIRE_FALSE(all.empty());
  for (computed const& c : all) {
    INFO(real << " " << c.name << " on " << pallium::simd::name<native>() << "; if the arithmetic was meant to change: tests/bits/record");
    auto const at = recorded.find(real + " " + c.name);
    REQUIRE(at != recorded.end());
    CHECK(hexadecimal(digest(c.values)) == at->second);
  }
  auto const like_these = [&](auto const& row) { return row.first.starts_with(real) && is_play(row.first.substr(real.size() + 1)) == is_play(all[0].name); };
  CHECK(std::size_t(std::count_if(recorded.begin(), recorded.end(), like_these)) == all.size());
}

}  // namespace

TEST_CASE("this machine has what this program was compiled for") { CHECK_NOTHROW(pallium::simd::require_machine<native>("test_bits")); }

TEST_CASE("kernels have the recorded bits, double") { same_as_recorded("double", native_kernels_double()); }
TEST_CASE("kernels have the recorded bits, float") { same_as_recorded("float", native_kernels_float()); }
TEST_CASE("simulations have the recorded bits, double") {
  auto const all = native_plays_double();
  same_as_recorded("double", all);
  for (auto const& c : all) {  // and are worth playing
    INFO(c.name);
    if (c.name.starts_with("spikes of ")) CHECK(c.values.size() / 2 >= (c.name.starts_with("spikes of a") && !c.name.ends_with("network") ? 1 : 15));
  }
}
TEST_CASE("simulations have the recorded bits, float") { same_as_recorded("float", native_plays_float()); }

#ifdef PALLIUM_BITS_SCALAR
TEST_CASE("scalar registers have the recorded bits, double") {
  same_as_recorded("double", scalar_kernels_double());
  same_as_recorded("double", scalar_plays_double());
}
TEST_CASE("scalar registers have the recorded bits, float") {
  same_as_recorded("float", scalar_kernels_float());
  same_as_recorded("float", scalar_plays_float());
}
#endif

TEST_CASE("a digest notices one bit, and the order") {
  std::vector<double> const x{1.0, -2.5, 0.0};
  CHECK(digest(x) == digest({1.0, -2.5, 0.0}));
  CHECK(digest(x) != digest({std::nextafter(1.0, 2.0), -2.5, 0.0}));
  CHECK(digest(x) != digest({1.0, -2.5, -0.0}));
  CHECK(digest(x) != digest({-2.5, 1.0, 0.0}));
  CHECK(digest(x) != digest({1.0, -2.5}));
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(digest({nan}) == digest({-nan}));
}

/// Run by `tests/bits/record`.
TEST_CASE("write the record", "[.record]") {
  if constexpr (!pallium::simd::lawful<native>) FAIL("this instruction set is outside the law of bits; record on another");
  std::ofstream file(file_name);
  file << "# Digests of what kernels and simulations compute: <real> <digest> <name>. Written by tests/bits/record; every lawful\n"
          "# instruction set has these bits.\n";
  auto const write = [&](char const* real, results const& all) {
    for (auto const& c : all) file << real << ' ' << hexadecimal(digest(c.values)) << ' ' << c.name << '\n';
  };
  write("double", native_kernels_double()), write("double", native_plays_double());
  write("float", native_kernels_float()), write("float", native_plays_float());
  CHECK(file.good());
}
