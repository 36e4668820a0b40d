# SPDX-License-Identifier: BSD-3-Clause
cmake_policy(VERSION 3.25)
# cmake -DBUILD=<build folder> -DSOURCE=<file> -DEXPECT=<regex> -P compile_fail.cmake
# Compiles the file as a test would be compiled, and fails unless the compiler refuses it with words that match.
file(STRINGS "${BUILD}/compile_commands.json" line REGEX "\"command\".*checks/probe\\.cpp" LIMIT_COUNT 1)
string(REGEX REPLACE ",[ ]*$" "" line "${line}")
string(JSON command ERROR_VARIABLE error GET "{${line}}" command)
if(error)
  message(FATAL_ERROR "no command line for the probe in ${BUILD}/compile_commands.json: ${error}")
endif()
string(REGEX REPLACE " -o [^ ]+ -c .*$" "" command "${command}")
separate_arguments(command UNIX_COMMAND "${command}")
set(ENV{LC_ALL} C)  # plain quotes in the messages
execute_process(COMMAND ${command} -fsyntax-only "${SOURCE}"
  WORKING_DIRECTORY "${BUILD}" RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, and should not")
endif()
if(NOT output MATCHES "${EXPECT}")
  message(FATAL_ERROR "${SOURCE} is refused, but not with the words '${EXPECT}':\n${output}")
endif()
message(STATUS "refused with the words: ${CMAKE_MATCH_0}")
