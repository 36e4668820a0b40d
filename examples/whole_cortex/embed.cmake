# SPDX-License-Identifier: BSD-3-Clause
# Texts that the program carries: cmake -DNAME=<variable> -DOUT=<header> "-DFILES=<file>|<file>..." -P embed.cmake
#   inline constexpr std::array<std::pair<std::string_view, std::string_view>, n> NAME: stem of each file, its text.
cmake_minimum_required(VERSION 3.20)
string(REPLACE "|" ";" FILES "${FILES}")
set(rows "")
list(LENGTH FILES count)
foreach(file IN LISTS FILES)
  cmake_path(GET file STEM stem)
  file(READ "${file}" text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)  # compilers take at most 64 kB of a literal at a time
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "R\"--embed--(${piece})--embed--\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  if(pieces STREQUAL "")
    set(pieces "\"\"")
  endif()
  string(APPEND rows "  std::pair<std::string_view, std::string_view>{\"${stem}\", ${pieces}},\n")
endforeach()
file(WRITE "${OUT}" "// Made by CMake.
#pragma once
#include <array>
#include <string_view>
#include <utility>

inline constexpr std::array<std::pair<std::string_view, std::string_view>, ${count}> ${NAME}{{
${rows}}};
")
