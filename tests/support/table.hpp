// SPDX-License-Identifier: BSD-3-Clause
// The table of proofs: mechanism x oracle x largest difference. `tests/table` makes tests/MECHANISMS.md of it.
#pragma once
#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace test {

/// Whether tests/MECHANISMS.md has a row of this mechanism and oracle, or none of the mechanism: a check of its own asks for
/// those of the library.
inline bool published(std::string const& mechanism, std::string const& oracle) {
  static std::string const page = [] {
    std::ifstream file(PALLIUM_SOURCE_DIR "/tests/MECHANISMS.md");
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  auto const has = [&](std::string const& row) { return page.find(row) != std::string::npos; };
  return has("\n| " + mechanism + " | " + oracle + " | ") || !has("\n| " + mechanism + " | ");
}

/// A line of the table, and the check that it holds. `what` names the quantity and its unit: "v [mV]", "one step, relative".
/// With PALLIUM_TABLE=file in the environment the line is appended to that file, fields separated by tabs: these five, whether
/// it holds, the test case. Without, the published table must have the mechanism and the oracle.
inline void prove(std::string const& mechanism, std::string const& oracle, std::string const& what, double difference, double bound) {
  INFO(mechanism << " against " << oracle << ", " << what);
  if (char const* const path = std::getenv("PALLIUM_TABLE")) {
    if (std::FILE* const f = std::fopen(path, "a")) {
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "\t%.1e\t%.0e\t%s\t", difference, bound, difference <= bound ? "holds" : "fails");
      std::string const line =
          mechanism + '\t' + oracle + '\t' + what + numbers + Catch::getResultCapture().getCurrentTestName() + '\n';
      std::fwrite(line.data(), 1, line.size(), f);
      std::fclose(f);
    }
  } else {
    INFO("tests/table writes tests/MECHANISMS.md, where this row is missing");
    CHECK(published(mechanism, oracle));
  }
  CHECK(difference <= bound);  // false for NaN
}

}  // namespace test
