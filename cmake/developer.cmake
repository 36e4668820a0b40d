# SPDX-License-Identifier: BSD-3-Clause
# What our own tests, examples and benchmarks are compiled with, and how they are declared. Users never see this.

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

# --- The instruction set ----------------------------------------------------------------------------------------------

include("${CMAKE_CURRENT_LIST_DIR}/arch.cmake")
set(march_default "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(march_default x86-64-v3)
  if(EXISTS /proc/cpuinfo AND NOT CMAKE_CROSSCOMPILING)
    file(STRINGS /proc/cpuinfo cpu_flags REGEX "^flags" LIMIT_COUNT 1)
    if(cpu_flags AND NOT (cpu_flags MATCHES " avx2" AND cpu_flags MATCHES " fma "))
      set(march_default "")  # what we build must run here
    endif()
  endif()
endif()
set(PALLIUM_MARCH "${march_default}" CACHE STRING
  "-march of our own tests, examples and benchmarks: a value that the compiler knows, native, or none")
set(PALLIUM_ARCH "" CACHE STRING "Instruction set of our own tests by its name in cmake/arch.cmake, instead of PALLIUM_MARCH")
if(PALLIUM_ARCH)
  pallium_arch_flags(${PALLIUM_ARCH} pallium_developer_flags)
elseif(PALLIUM_MARCH AND NOT PALLIUM_MARCH STREQUAL "none")
  set(pallium_developer_flags "-march=${PALLIUM_MARCH}")
else()
  set(pallium_developer_flags "")
endif()
option(PALLIUM_WERROR "Warnings in the library's headers fail the header checks" ON)

# AVX-512 on a machine that has none: whole programs, static, on an emulated machine (cmake/emulate-avx512.sh).
set(pallium_emulated OFF)
if(PALLIUM_ARCH STREQUAL "avx512" AND EXISTS /proc/cpuinfo)
  file(STRINGS /proc/cpuinfo cpu_flags REGEX "^flags" LIMIT_COUNT 1)
  if(NOT cpu_flags MATCHES " avx512bw")
    set(pallium_emulated ON)
  endif()
endif()

# pallium_developer: warnings and definitions, and the instruction set. pallium_developer_any: without the latter.
add_library(pallium_developer_any INTERFACE)
add_library(pallium_developer INTERFACE)
target_link_libraries(pallium_developer INTERFACE pallium_developer_any)
target_compile_options(pallium_developer_any INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(pallium_developer_any INTERFACE -Wno-restrict)  # false for "text" + std::string: GCC bug 105651
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")  # libstdc++ 12's own stable_sort calls what it deprecates
  target_compile_options(pallium_developer_any INTERFACE -Wno-deprecated-declarations)
endif()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(pallium_developer_any INTERFACE -Wno-psabi)  # notes on what changed in GCC 10, some for every lane
endif()
target_compile_options(pallium_developer INTERFACE ${pallium_developer_flags})
target_compile_definitions(pallium_developer_any INTERFACE
  PALLIUM_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  PALLIUM_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared")

# Every part that needs no MPI and no HDF5.
set(pallium_local_parts pallium::pallium)
foreach(part IN ITEMS io openmp)
  if(TARGET pallium::${part})
    list(APPEND pallium_local_parts pallium::${part})
  endif()
endforeach()

# The comment line "// <key>: <value>" of a source, e.g. "// expect: 10 spikes"; empty if there is none.
function(pallium_header_comment source key out)
  file(STRINGS "${source}" line REGEX "^// ${key}:" LIMIT_COUNT 1)
  string(REGEX REPLACE "^// ${key}:[ ]*" "" line "${line}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  set(${out} "${line}" PARENT_SCOPE)
endfunction()

# --- Tests ------------------------------------------------------------------------------------------------------------

# pallium_test(NAME name SOURCES file... [LIBRARIES target...] [LABELS label...])
# A Catch2 executable test_<name> in bin/tests. Every test case is a test of its own for ctest, named "<name>: <case>" and
# labelled <name>; one that calls SKIP() is listed as skipped.
function(pallium_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LIBRARIES;LABELS")
  include(Catch)
  set(target test_${arg_NAME})
  add_executable(${target} ${arg_SOURCES})
  set(parts ${pallium_local_parts})
  if(pallium_emulated)
    list(FILTER parts EXCLUDE REGEX "openmp")  # a shared library, which a static program cannot have
  endif()
  target_link_libraries(${target} PRIVATE pallium_developer ${parts} ${arg_LIBRARIES} Catch2::Catch2WithMain)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
  if(pallium_emulated)
    target_link_options(${target} PRIVATE -static)
    set_property(GLOBAL APPEND PROPERTY pallium_emulated_programs ${target})
    set(log "${PROJECT_BINARY_DIR}/emulator/${target}")
    add_test(NAME "${arg_NAME}: all cases, on an emulated processor" COMMAND sh -c "cat ${log}.log; read s < ${log}.status && exit $s")
    set_tests_properties("${arg_NAME}: all cases, on an emulated processor" PROPERTIES FIXTURES_REQUIRED emulator LABELS ${arg_NAME})
    return()
  endif()
  catch_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${arg_NAME}: "
    WORKING_DIRECTORY "${PROJECT_BINARY_DIR}" PROPERTIES SKIP_RETURN_CODE 4 LABELS ${arg_NAME})
  if(arg_LABELS)  # a list does not survive the way through catch_discover_tests
    set(file "${CMAKE_CURRENT_BINARY_DIR}/${target}-labels.cmake")
    file(CONFIGURE OUTPUT "${file}" @ONLY CONTENT [[
foreach(test IN LISTS @target@_TESTS)
  set_tests_properties("${test}" PROPERTIES LABELS "@arg_NAME@;@arg_LABELS@")
endforeach()
]])
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
  endif()
endfunction()

# pallium_script_test(NAME name SCRIPT file [DEFINES VAR=value...] [PROPERTIES name value...]): a check written in CMake.
# It fails if the script fails, and is listed as skipped if the script prints a line that begins with "skipped:".
function(pallium_script_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SCRIPT" "DEFINES;PROPERTIES")
  list(TRANSFORM arg_DEFINES PREPEND "-D")
  add_test(NAME "${arg_NAME}" COMMAND "${CMAKE_COMMAND}" ${arg_DEFINES} -P "${arg_SCRIPT}")
  set_tests_properties("${arg_NAME}" PROPERTIES SKIP_REGULAR_EXPRESSION "(^|\n)skipped:" ${arg_PROPERTIES})
endfunction()

# pallium_compile_fail(NAME name SOURCE file [MATCHES regex]): passes if the compiler refuses the file with these words.
# Without MATCHES the words are those of the comment "// expect: regex" in the file.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)  # the script takes the compiler's command line from there
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/checks/probe.cpp" CONTENT "")
add_library(pallium_probe OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/checks/probe.cpp")
target_link_libraries(pallium_probe PRIVATE pallium_developer ${pallium_local_parts})
function(pallium_compile_fail)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SOURCE;MATCHES" "")
  if(NOT arg_MATCHES)
    pallium_header_comment("${arg_SOURCE}" expect arg_MATCHES)
  endif()
  if(NOT arg_MATCHES)
    message(FATAL_ERROR "${arg_SOURCE}: no line '// expect: <regular expression>' and no MATCHES")
  endif()
  pallium_script_test(NAME "compile_fail: ${arg_NAME}" SCRIPT "${PROJECT_SOURCE_DIR}/cmake/compile_fail.cmake"
    DEFINES "BUILD=${PROJECT_BINARY_DIR}" "SOURCE=${arg_SOURCE}" "EXPECT=${arg_MATCHES}"
    PROPERTIES LABELS compile_fail)
endfunction()

# pallium_program_test(NAME name TARGET target [ARGUMENTS text] [MATCHES regex] [PROPERTIES ...]): the program must end
# with status 0 and, if given, print the words. (ctest's PASS_REGULAR_EXPRESSION alone would ignore the status.)
function(pallium_program_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TARGET;ARGUMENTS;MATCHES" "PROPERTIES")
  pallium_script_test(NAME "${arg_NAME}" SCRIPT "${PROJECT_SOURCE_DIR}/cmake/run_program.cmake"
    DEFINES "PROGRAM=$<TARGET_FILE:${arg_TARGET}>" "ARGUMENTS=${arg_ARGUMENTS}" "EXPECT=${arg_MATCHES}"
            "FOLDER=${PROJECT_BINARY_DIR}/run/${arg_TARGET}"
    PROPERTIES ${arg_PROPERTIES})
endfunction()

# Programs for mpirun. pallium_ranks_program(<target> <sources>...);
# pallium_ranks_test(NAME name RANKS n TARGET target [ARGUMENTS ...] [MATCHES regex] [LABELS label]): status 0 on all ranks and the
# words. Without Boost.MPI or a program to start ranks it is listed as skipped.
function(pallium_ranks_program target)
  add_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE pallium_developer ${pallium_local_parts} pallium::mpi)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/tests")
endfunction()
function(pallium_ranks_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;RANKS;TARGET;MATCHES;LABELS" "ARGUMENTS")
  set(program "")
  if(TARGET ${arg_TARGET})
    set(program "$<TARGET_FILE:${arg_TARGET}>")
  endif()
  list(JOIN arg_ARGUMENTS " " arguments)
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  if(arg_RANKS GREATER cores)
    set(processors ${cores})
  else()
    set(processors ${arg_RANKS})
  endif()
  pallium_script_test(NAME "${arg_NAME}" SCRIPT "${PROJECT_SOURCE_DIR}/cmake/run_ranks.cmake"
    DEFINES "PROGRAM=${program}" "LAUNCHER=${MPIEXEC_EXECUTABLE}" "RANKS=${arg_RANKS}" "ARGUMENTS=${arguments}" "EXPECT=${arg_MATCHES}"
    PROPERTIES LABELS "${arg_LABELS}" PROCESSORS ${processors} TIMEOUT 600)
endfunction()

# --- Every header compiles alone, twice in a row, without a warning, with the dependencies of its own part only ---------

# One object library headers_<folder>[_<part>] per folder, one source per header, outside of "all"; a ctest builds it.
function(pallium_header_checks part)
  set(folders "")
  foreach(header IN LISTS pallium_headers_${part})
    if(header MATCHES "^([^/]+)/")
      set(folder "${CMAKE_MATCH_1}")
    else()
      set(folder umbrella)
    endif()
    list(APPEND folders ${folder})
    set(source "${PROJECT_BINARY_DIR}/checks/headers/${header}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "#include <pallium/${header}>\n#include <pallium/${header}>  // again\n")
    list(APPEND sources_${folder} "${source}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    if(part STREQUAL "pallium")
      set(name ${folder})
    else()
      set(name ${folder}_${part})
    endif()
    add_library(headers_${name} OBJECT EXCLUDE_FROM_ALL ${sources_${folder}})
    target_link_libraries(headers_${name} PRIVATE pallium_developer pallium::${part})
    target_compile_options(headers_${name} PRIVATE -O0 -g0 $<$<BOOL:${PALLIUM_WERROR}>:-Werror>)
    cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
    add_test(NAME "headers: ${name}"
      COMMAND "${CMAKE_COMMAND}" --build "${PROJECT_BINARY_DIR}" --target headers_${name} --config $<CONFIG> --parallel ${cores})
    set_tests_properties("headers: ${name}" PROPERTIES LABELS headers RESOURCE_LOCK build_tree PROCESSORS ${cores})
  endforeach()
endfunction()
