# SPDX-License-Identifier: BSD-3-Clause
# The program in README.md is examples/01_ring.cpp, without its first comment lines. -DSOURCE=<root>
cmake_policy(VERSION 3.25)
file(READ "${SOURCE}/README.md" readme)
file(READ "${SOURCE}/examples/01_ring.cpp" example)
string(REGEX REPLACE "^(// [^\n]*\n)+" "" example "${example}")
string(FIND "${readme}" "```cpp\n${example}```" at)
if(at EQUAL -1)
  message(FATAL_ERROR "README.md's first program is not examples/01_ring.cpp")
endif()
