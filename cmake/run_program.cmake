# SPDX-License-Identifier: BSD-3-Clause
cmake_policy(VERSION 3.25)
# cmake -DPROGRAM=<file> -DARGUMENTS=<text> -DEXPECT=<regex> -DFOLDER=<dir> -P run_program.cmake
# Runs a program in an empty folder; it must end with status 0 and print what matches. A program that ends with status 4
# has been skipped by its own decision (no data).
string(REPLACE [[\n]] "\n" EXPECT "${EXPECT}")  # CMake's regular expressions have no \n of their own
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(ARGUMENTS UNIX_COMMAND "${ARGUMENTS}")
execute_process(COMMAND "${PROGRAM}" ${ARGUMENTS} WORKING_DIRECTORY "${FOLDER}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
message("${output}${error}")
if(status STREQUAL "4")
  message("skipped: by the program")
elseif(NOT status STREQUAL "0")
  message(FATAL_ERROR "${PROGRAM} ended with status ${status}")
elseif(NOT "${EXPECT}" STREQUAL "" AND NOT output MATCHES "${EXPECT}")
  message(FATAL_ERROR "${PROGRAM} did not print what matches '${EXPECT}'")
endif()
