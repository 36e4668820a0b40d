# SPDX-License-Identifier: BSD-3-Clause
# cmake -DOUT=<source> -DHEADER=<header> -DNAMESPACE=<name> -DFUNCTION=<name> "-DFILES=<name>=<path>|<name>=<path>..." -P embed.cmake
# Writes a C++ source with the bytes of files, the function that gives them by name, std::string_view FUNCTION(std::string_view), and all
# names, each with a line's end: std::string_view FUNCTION_names().
cmake_policy(VERSION 3.25)
set(arrays "")
set(cases "")
set(names "")
string(REPLACE "|" ";" FILES "${FILES}")
set(number 0)
foreach(entry IN LISTS FILES)
  if(NOT entry MATCHES "^([^=]+)=(.+)$")
    message(FATAL_ERROR "embed.cmake: '${entry}', expected NAME=PATH")
  endif()
  set(name "${CMAKE_MATCH_1}")
  file(READ "${CMAKE_MATCH_2}" bytes HEX)
  file(SIZE "${CMAKE_MATCH_2}" size)
  if(size EQUAL 0)
    continue()
  endif()
  string(REGEX REPLACE "(................................................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char file_${number}[] = {\n${bytes}};\n")
  string(APPEND cases "  if (name == \"${name}\") return {reinterpret_cast<char const*>(file_${number}), sizeof file_${number}};\n")
  string(APPEND names "${name}\\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"${HEADER}\"\nnamespace ${NAMESPACE} {\nnamespace {\n${arrays}}\n"
  "std::string_view ${FUNCTION}([[maybe_unused]] std::string_view name) {\n${cases}  return {};\n}\n"
  "std::string_view ${FUNCTION}_names() { return \"${names}\"; }\n}\n")
