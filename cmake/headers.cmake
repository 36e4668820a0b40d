# SPDX-License-Identifier: BSD-3-Clause
# Which headers need more than Eigen, xsimd, Random123 and the standard library: regular expressions on the path below
# include/pallium. Read by the build and by the layer check, so that the two cannot disagree.
set(pallium_parts sonata io openmp mpi)  # the first that matches has a header
set(pallium_part_io "^(io/(detail/)?(allen_|json_)[a-z_]+|runtime/.*)\\.hpp$")
set(pallium_part_openmp "^exec/(detail/)?openmp[a-z_]*\\.hpp$")
set(pallium_part_mpi "^exchange/(detail/)?boost_mpi[a-z_]*\\.hpp$")
set(pallium_part_sonata "^(io/(sonata|checkpoint)/.*|runtime/sonata_[a-z_]+)\\.hpp$")
set(pallium_part_sonata_uses io)  # headers of parts whose dependencies it has too

# The part that a header belongs to: one of the names above, or pallium.
function(pallium_part_of header out)
  foreach(part IN LISTS pallium_parts)
    if(header MATCHES "${pallium_part_${part}}")
      set(${out} ${part} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${out} pallium PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

set(pallium_include_dir "${CMAKE_CURRENT_LIST_DIR}/../include")
cmake_path(NORMAL_PATH pallium_include_dir)

# Attaches the headers of a part to its target as a header file set, and keeps their list in pallium_headers_<part>.
function(pallium_header_set target part)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${pallium_include_dir}/pallium" "${pallium_include_dir}/pallium/*.hpp")
  set(mine "")
  set(files "")
  foreach(header IN LISTS headers)
    pallium_part_of("${header}" owner)
    if(owner STREQUAL part)
      list(APPEND mine "${header}")
      list(APPEND files "${pallium_include_dir}/pallium/${header}")
    endif()
  endforeach()
  target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS "${pallium_include_dir}" FILES ${files})
  set(pallium_headers_${part} "${mine}" PARENT_SCOPE)
endfunction()

# pallium_opt_in(<part> <target that it needs>...)
macro(pallium_opt_in part)
  add_library(pallium_${part} INTERFACE)
  add_library(pallium::${part} ALIAS pallium_${part})
  set_target_properties(pallium_${part} PROPERTIES EXPORT_NAME ${part})
  target_link_libraries(pallium_${part} INTERFACE pallium ${ARGN})
  pallium_header_set(pallium_${part} ${part})
  list(APPEND pallium_parts_defined ${part})
endmacro()
