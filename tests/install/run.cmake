# SPDX-License-Identifier: BSD-3-Clause
cmake_policy(VERSION 3.25)
# The library as its users meet it; CASE is one of
#   package     install, find_package(pallium), build and run a program without any of our own flags
#   components  every opt-in part that was installed is found and links; an unknown one is refused with a reason
#   readme      the first C++ block of README.md is a complete program that builds and runs from the installed package
#   subproject  add_subdirectory of the sources: the targets are there, and no test or example comes along
string(REPLACE "|" ";" PARTS "${PARTS}")
string(REPLACE "|" ";" PREFIX_PATH "${PREFIX_PATH}")
file(REMOVE_RECURSE "${WORK}")
set(prefix "${WORK}/prefix")

function(step what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE status
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed (${status}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# project(<lines of its CMakeLists.txt>): configures the program main.cpp with them in WORK/source
set(configure "${CMAKE_COMMAND}" -S "${WORK}/source" -B "${WORK}/build" -G "${GENERATOR}" -Wno-dev
    "-DCMAKE_BUILD_TYPE=Release" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${FLAGS}")
function(project lines)
  file(WRITE "${WORK}/source/CMakeLists.txt"
    "cmake_minimum_required(VERSION 3.25)\nproject(user LANGUAGES CXX)\n${lines}\nadd_executable(user main.cpp)\n")
endfunction()
function(build_and_run)
  step("configuring the user's project" ${configure} ${ARGN})
  step("building the user's project" "${CMAKE_COMMAND}" --build "${WORK}/build")
  step("running the user's program" "${WORK}/build/user")
  message("${output}")
endfunction()

set(program [[
#include <pallium/pallium.hpp>
int main() {}
]])
if(NOT EXISTS "${SOURCE}/include/pallium/pallium.hpp")
  set(program "#include <pallium/core/types.hpp>\nint main() {}\n")
endif()

if(NOT CASE STREQUAL "subproject")
  file(MAKE_DIRECTORY "${WORK}")
  step("installing" "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
  list(PREPEND PREFIX_PATH "${prefix}")
  string(REPLACE ";" "\\;" prefix_path "${PREFIX_PATH}")
endif()

if(CASE STREQUAL "package")
  file(WRITE "${WORK}/source/main.cpp" "${program}")
  project("find_package(pallium 0.1 REQUIRED)")
  file(APPEND "${WORK}/source/CMakeLists.txt" "target_link_libraries(user PRIVATE pallium::pallium)\n")
  build_and_run("-DCMAKE_PREFIX_PATH=${prefix_path}")
  # The package may not say how its users compile.
  file(GLOB files "${prefix}/share/cmake/pallium/*.cmake")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    if(text MATCHES "-march|-Wall|-O[0-9]")
      message(FATAL_ERROR "${file} hands ${CMAKE_MATCH_0} to the user")
    endif()
  endforeach()

elseif(CASE STREQUAL "components")
  file(WRITE "${WORK}/source/main.cpp" "${program}")
  list(TRANSFORM PARTS PREPEND "pallium::" OUTPUT_VARIABLE targets)
  list(JOIN PARTS " " names)
  list(JOIN targets " " targets)
  project("find_package(pallium 0.1 REQUIRED COMPONENTS ${names} OPTIONAL_COMPONENTS nonsense)")
  file(APPEND "${WORK}/source/CMakeLists.txt" "target_link_libraries(user PRIVATE pallium::pallium ${targets})\n")
  build_and_run("-DCMAKE_PREFIX_PATH=${prefix_path}")
  project("find_package(pallium 0.1 REQUIRED COMPONENTS nonsense)")
  execute_process(COMMAND ${configure} --fresh "-DCMAKE_PREFIX_PATH=${prefix_path}"
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE error)
  if(status EQUAL 0 OR NOT error MATCHES "nonsense: no such component")
    message(FATAL_ERROR "an unknown component is not refused with a reason: ${error}")
  endif()
  message("components: ${names}")

elseif(CASE STREQUAL "readme")
  if(NOT EXISTS "${SOURCE}/README.md")
    message("skipped: there is no README.md")
    return()
  endif()
  file(READ "${SOURCE}/README.md" text)
  string(FIND "${text}" "\n```cpp\n" start)
  if(start EQUAL -1)
    message(FATAL_ERROR "README.md has no C++ block")
  endif()
  math(EXPR start "${start} + 8")
  string(SUBSTRING "${text}" ${start} -1 text)
  string(FIND "${text}" "\n```" end)
  string(SUBSTRING "${text}" 0 ${end} text)
  file(WRITE "${WORK}/source/main.cpp" "${text}\n")
  project("find_package(pallium 0.1 REQUIRED)")
  file(APPEND "${WORK}/source/CMakeLists.txt" "target_link_libraries(user PRIVATE pallium::pallium)\n")
  build_and_run("-DCMAKE_PREFIX_PATH=${prefix_path}")

elseif(CASE STREQUAL "subproject")
  file(WRITE "${WORK}/source/main.cpp" "${program}")
  string(REPLACE ";" "\\;" prefix_path "${PREFIX_PATH}")
  project("add_subdirectory(\"${SOURCE}\" pallium)\nif(TARGET pallium_developer)\n  message(FATAL_ERROR \"the subproject brings its tests\")\nendif()")
  file(APPEND "${WORK}/source/CMakeLists.txt" "target_link_libraries(user PRIVATE pallium::pallium)\n")
  build_and_run("-DCMAKE_PREFIX_PATH=${prefix_path}" "-DPALLIUM_FETCH=OFF")
else()
  message(FATAL_ERROR "unknown case '${CASE}'")
endif()
