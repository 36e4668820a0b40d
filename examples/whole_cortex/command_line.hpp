// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <string>
#include <vector>

namespace whole_cortex {

/// What came of reading the command line.
struct command {
  options o;
  std::vector<std::string> call;  ///< the command line itself
  bool own_folder = false;  ///< results go to whole_cortex_out, which every run makes anew
  bool done = false;        ///< nothing is left to do (--help): end with `status`
  int status = 0;
};

/// Errors: input_error naming an option whose value is out of range; CLI11's complaints are printed, if `speaks`, with status 2.
command read_command_line(int argc, char** argv, bool speaks, std::string const& arch_names);

}  // namespace whole_cortex
