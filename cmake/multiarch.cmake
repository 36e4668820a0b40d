# SPDX-License-Identifier: BSD-3-Clause
# One program with its kernels compiled for several instruction sets, of which one is chosen when it starts.
#
# pallium_multiarch(<target> ENTRY <name> SOURCES <file>... [VARIANTS <name>...] [LIBRARIES <target>...])
#
# Compiles the sources, those that instantiate `simulation`, once for every variant (names of cmake/arch.cmake, best first) and
# links all into the target. Among the sources one defines  extern "C" void const* PALLIUM_ENTRY()  and returns what the
# program needs of its kernels, a table of functions say. The target gets <name>_variants.hpp, which declares
# std::span<pallium::exec::variant const> <name>_variants(); `exec::choose` picks one of it.
#
# An inline function is in every object that uses it, and a linker keeps one of them: a std::vector's code for AVX-512 would
# serve the rest of the program on machines that have none. So each variant is linked into one object by itself, groups
# dissolved, in which every symbol but the entry is then made local.
#
# Where that is not possible (no GNU ld and objcopy, no x86-64) or not wanted (PALLIUM_MULTIARCH=OFF) there is one variant,
# "native", compiled for PALLIUM_ARCH or PALLIUM_MARCH. The rest of the target is compiled for the last of the variants.
include("${CMAKE_CURRENT_LIST_DIR}/arch.cmake")

set(pallium_multiarch_default OFF)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_OBJCOPY AND CMAKE_LINKER AND NOT CMAKE_INTERPROCEDURAL_OPTIMIZATION)
  execute_process(COMMAND "${CMAKE_LINKER}" --help OUTPUT_VARIABLE help ERROR_QUIET)
  if(help MATCHES "--force-group-allocation" AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT PALLIUM_ARCH)
    set(pallium_multiarch_default ON)
  endif()
endif()
option(PALLIUM_MULTIARCH "Programs carry their kernels for several instruction sets" ${pallium_multiarch_default})

function(pallium_multiarch target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ENTRY" "SOURCES;VARIANTS;LIBRARIES")
  list(TRANSFORM arg_SOURCES REPLACE "^([^/].*)$" "${CMAKE_CURRENT_SOURCE_DIR}/\\1")
  if(NOT PALLIUM_MULTIARCH)
    set(arg_VARIANTS native)
  elseif(NOT arg_VARIANTS)
    set(arg_VARIANTS avx512 avx2 sse4_2)
  endif()
  set(declarations "")
  set(rows "")
  foreach(variant IN LISTS arg_VARIANTS)
    set(entry ${arg_ENTRY}_${variant})
    set(objects ${target}_${variant})
    if(variant STREQUAL "native")
      set(flags ${pallium_developer_flags})
    else()
      pallium_arch_flags(${variant} flags)
    endif()
    add_library(${objects} OBJECT ${arg_SOURCES})
    target_link_libraries(${objects} PRIVATE ${arg_LIBRARIES})
    # objcopy does not make unique symbols local, which GCC makes of the static variables of inline functions
    target_compile_options(${objects} PRIVATE ${flags} $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    list(JOIN flags " " flags_text)
    target_compile_definitions(${objects} PRIVATE PALLIUM_ENTRY=${entry} "PALLIUM_VARIANT_FLAGS=\"${flags_text}\"")
    if(variant STREQUAL "native")
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
    else()
      set(object "${CMAKE_CURRENT_BINARY_DIR}/${objects}.o")
      add_custom_command(OUTPUT "${object}"
        COMMAND "${CMAKE_LINKER}" -r --force-group-allocation -o "${object}.all" $<TARGET_OBJECTS:${objects}>
        COMMAND "${CMAKE_OBJCOPY}" --keep-global-symbol=${entry} "${object}.all" "${object}"
        COMMAND "${CMAKE_COMMAND}" -E rm "${object}.all"
        DEPENDS ${objects} $<TARGET_OBJECTS:${objects}>
        COMMENT "Linking the kernels of ${target} for ${variant}" COMMAND_EXPAND_LISTS VERBATIM)
      set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
      target_sources(${target} PRIVATE "${object}")
    endif()
    string(APPEND declarations "extern \"C\" void const* ${entry}();\n")
    string(APPEND rows "      {\"${variant}\", &${entry}},\n")
  endforeach()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_variants")
  file(CONFIGURE OUTPUT "${folder}/${arg_ENTRY}_variants.hpp" @ONLY CONTENT [[
// Written by pallium_multiarch.
#pragma once
#include <pallium/exec/variants.hpp>

std::span<pallium::exec::variant const> @arg_ENTRY@_variants();
]])
  file(CONFIGURE OUTPUT "${folder}/${arg_ENTRY}_variants.cpp" @ONLY CONTENT [[
// Written by pallium_multiarch.
#include "@arg_ENTRY@_variants.hpp"

@declarations@
std::span<pallium::exec::variant const> @arg_ENTRY@_variants() {
  static constexpr pallium::exec::variant all[]{
@rows@  };
  return all;
}
]])
  target_compile_options(${target} PRIVATE ${flags})
  target_sources(${target} PRIVATE "${folder}/${arg_ENTRY}_variants.cpp")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
