// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "../support/program.hpp"

namespace test {

inline outcome run_program(folder const& where, std::vector<std::string> const& arguments) {
  return run_program(where, PALLIUM_SINGLE_CELL, arguments);
}

}  // namespace test
