# SPDX-License-Identifier: BSD-3-Clause
# Where the dependencies come from: find_package on the system; then in the dependency folder, which
# cmake/install-dependencies.sh fills; then, with PALLIUM_FETCH, from the network.

if(DEFINED ENV{PALLIUM_DEPS})
  set(deps_default "$ENV{PALLIUM_DEPS}")
else()
  set(deps_default "${PROJECT_SOURCE_DIR}/build/deps")
endif()
set(PALLIUM_DEPS "${deps_default}" CACHE PATH "Folder in which cmake/install-dependencies.sh unpacks packages")
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
if(NOT PROJECT_IS_TOP_LEVEL)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # the parent project links them through pallium::pallium
endif()

# pallium_find(<target> <arguments of find_package>...): the system first, the dependency folder next.
macro(pallium_find target)
  if(NOT TARGET ${target})
    find_package(${ARGN} QUIET)
    if(NOT TARGET ${target} AND EXISTS "${PALLIUM_DEPS}/usr")
      set(pallium_saved_prefix_path "${CMAKE_PREFIX_PATH}")
      list(APPEND CMAKE_PREFIX_PATH "${PALLIUM_DEPS}/usr")
      find_package(${ARGN} QUIET)
      set(CMAKE_PREFIX_PATH "${pallium_saved_prefix_path}")
    endif()
  endif()
endmacro()

set(pallium_missing "")

# Fetched libraries are pinned. Of those that are headers alone only the headers are used, not their CMake project.
macro(pallium_fetch name repository tag)
  message(STATUS "pallium: ${name} not found, fetching ${tag} from ${repository}")
  include(FetchContent)
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag} GIT_SHALLOW ON SYSTEM ${ARGN})
  FetchContent_MakeAvailable(${name})
endmacro()
# With a last argument, the folder of headers to copy, an installation of Pallium carries them along for its users.
set(pallium_bundled_targets "")
set(pallium_bundled_folders "")
macro(pallium_fetch_headers target name repository tag folder)
  if(NOT TARGET ${target})
    if(PALLIUM_FETCH)
      pallium_fetch(${name} ${repository} ${tag} SOURCE_SUBDIR only-the-headers)
      string(TOLOWER ${name} pallium_lower)
      add_library(${target} INTERFACE IMPORTED GLOBAL)
      set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${${pallium_lower}_SOURCE_DIR}${folder}")
      if(${ARGC} GREATER 5)
        list(APPEND pallium_bundled_targets ${target})
        list(APPEND pallium_bundled_folders "${${pallium_lower}_SOURCE_DIR}${folder}/${ARGN}")
      endif()
    else()
      list(APPEND pallium_missing "${name} ${tag}")
    endif()
  endif()
endmacro()
macro(pallium_fetch_project target name repository tag)
  if(NOT TARGET ${target})
    if(PALLIUM_FETCH)
      pallium_fetch(${name} ${repository} ${tag})
    else()
      list(APPEND pallium_missing "${name} ${tag}")
    endif()
  endif()
endmacro()

# --- The library ------------------------------------------------------------------------------------------------------

pallium_find(Eigen3::Eigen Eigen3 3.4 CONFIG)
if(NOT TARGET Eigen3::Eigen)
  pallium_find(Eigen3::Eigen Eigen3 5 CONFIG)  # its version file accepts equal major versions only
endif()
pallium_fetch_headers(Eigen3::Eigen Eigen https://gitlab.com/libeigen/eigen.git 3.4.0 "" Eigen)

# xsimd's version file accepts equal major versions only, so they are asked for one by one: the tested one first.
foreach(version IN ITEMS 13 14 12 11)
  pallium_find(xsimd xsimd ${version} CONFIG)
endforeach()
pallium_fetch_headers(xsimd xsimd https://github.com/xtensor-stack/xsimd.git 13.2.0 "/include" xsimd)

pallium_find(Random123::Random123 Random123 MODULE)
pallium_fetch_headers(Random123::Random123 Random123 https://github.com/DEShawResearch/random123.git v1.14.0 "/include" Random123)

# --- Opt-in parts -----------------------------------------------------------------------------------------------------

pallium_find(nlohmann_json::nlohmann_json nlohmann_json 3.9 CONFIG)
if(PROJECT_IS_TOP_LEVEL)
  pallium_fetch_headers(nlohmann_json::nlohmann_json nlohmann_json https://github.com/nlohmann/json.git v3.11.3 "/include" nlohmann)
endif()

find_package(OpenMP QUIET COMPONENTS CXX)

set(PALLIUM_HAVE_MPI OFF)
if(NOT PALLIUM_WITH_MPI STREQUAL "OFF")
  find_package(MPI QUIET COMPONENTS CXX)
  if(MPI_CXX_FOUND)
    find_package(Boost 1.74 QUIET CONFIG COMPONENTS mpi serialization)
  endif()
  if(MPI_CXX_FOUND AND TARGET Boost::mpi AND TARGET Boost::serialization)
    set(PALLIUM_HAVE_MPI ON)
  elseif(NOT PALLIUM_WITH_MPI STREQUAL "AUTO")
    list(APPEND pallium_missing "Boost.MPI >= 1.74 over an MPI-3 library (PALLIUM_WITH_MPI)")
  endif()
endif()

set(PALLIUM_HAVE_SONATA OFF)
if(NOT PALLIUM_WITH_SONATA STREQUAL "OFF")
  find_package(HDF5 1.10 QUIET COMPONENTS CXX)
  pallium_find(pugixml::pugixml pugixml CONFIG)
  if(HDF5_CXX_FOUND AND TARGET HDF5::HDF5 AND TARGET pugixml::pugixml AND TARGET nlohmann_json::nlohmann_json)
    set(PALLIUM_HAVE_SONATA ON)
  elseif(NOT PALLIUM_WITH_SONATA STREQUAL "AUTO")
    list(APPEND pallium_missing "HDF5 >= 1.10 with its C++ library, pugixml and nlohmann-json (PALLIUM_WITH_SONATA)")
  endif()
endif()

# --- Tests, examples, benchmarks --------------------------------------------------------------------------------------

if(PALLIUM_BUILD_TESTS)
  pallium_find(Catch2::Catch2WithMain Catch2 3.3 CONFIG)
  pallium_fetch_project(Catch2::Catch2WithMain Catch2 https://github.com/catchorg/Catch2.git v3.7.1)
  if(DEFINED catch2_SOURCE_DIR)
    list(APPEND CMAKE_MODULE_PATH "${catch2_SOURCE_DIR}/extras")
  elseif(TARGET Catch2::Catch2WithMain)
    list(APPEND CMAKE_MODULE_PATH "${Catch2_DIR}")
  endif()
endif()
if(PALLIUM_BUILD_EXAMPLES OR PALLIUM_BUILD_BENCHMARKS OR (PALLIUM_BUILD_TESTS AND NOT PALLIUM_TEST_FOLDERS))
  pallium_find(CLI11::CLI11 CLI11 2.1 CONFIG)
  pallium_fetch_headers(CLI11::CLI11 CLI11 https://github.com/CLIUtils/CLI11.git v2.4.2 "/include")
  pallium_find(fmt::fmt fmt CONFIG)
  pallium_fetch_project(fmt::fmt fmt https://github.com/fmtlib/fmt.git 10.2.1)
endif()
if(PALLIUM_BUILD_BENCHMARKS)
  pallium_find(benchmark::benchmark benchmark CONFIG)
  if(NOT TARGET benchmark::benchmark)
    set(BENCHMARK_ENABLE_TESTING OFF)
    set(BENCHMARK_ENABLE_INSTALL OFF)
  endif()
  pallium_fetch_project(benchmark::benchmark benchmark https://github.com/google/benchmark.git v1.9.1)
endif()

if(pallium_missing)
  list(JOIN pallium_missing "\n  " pallium_missing)
  message(FATAL_ERROR "Pallium lacks:\n  ${pallium_missing}\n"
    "On Debian and Ubuntu cmake/install-dependencies.sh installs them. Elsewhere name their prefixes in "
    "CMAKE_PREFIX_PATH, or set PALLIUM_FETCH=ON to fetch what can be fetched.")
endif()
