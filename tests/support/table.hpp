// SPDX-License-Identifier: BSD-3-Clause
// The table of proofs: mechanism x oracle x largest difference. `tests/table` makes tests/MECHANISMS.md of it.
#pragma once
#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace test {

/// A line of the table, and the check that it holds. `what` names the quantity and its unit: "v [mV]", "one step, relative".
/// With PALLIUM_TABLE=file in the environment the line is appended to that file, fields separated by tabs: these five, whether
/// it holds, the test case.
inline void prove(std::string const& mechanism, std::string const& oracle, std::string const& what, double difference, double bound) {
  if (char const* const path = std::getenv("PALLIUM_TABLE"))
    if (std::FILE* const f = std::fopen(path, "a")) {
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "\t%.1e\t%.0e\t%s\t", difference, bound, difference <= bound ? "holds" : "fails");
      std::string const line =
          mechanism + '\t' + oracle + '\t' + what + numbers + Catch::getResultCapture().getCurrentTestName() + '\n';
      std::fwrite(line.data(), 1, line.size(), f);
      std::fclose(f);
    }
  INFO(mechanism << " against " << oracle << ", " << what);
  CHECK(difference <= bound);  // false for NaN
}

}  // namespace test
