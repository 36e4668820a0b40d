# SPDX-License-Identifier: BSD-3-Clause
# The instruction sets by the names that --arch takes, and what the compiler is told for each.
set(pallium_archs_x86_64 scalar sse4_2 avx2 avx512)
set(pallium_archs_aarch64 neon sve128 sve256 sve512)
set(pallium_archs_without_fma sse4_2)  # outside of the law of bits: simd::lawful of simd/arch.hpp
set(pallium_flags_scalar -march=x86-64)
set(pallium_flags_sse4_2 -march=x86-64-v2)
set(pallium_flags_avx2 -march=x86-64-v3)
set(pallium_flags_avx512 -march=x86-64-v4)
set(pallium_flags_neon -march=armv8-a)
set(pallium_flags_sve128 -march=armv8.2-a+sve -msve-vector-bits=128)
set(pallium_flags_sve256 -march=armv8.2-a+sve -msve-vector-bits=256)
set(pallium_flags_sve512 -mcpu=a64fx -msve-vector-bits=512)  # the A64FX is the machine that has it

# pallium_arch_flags(<name> <out>): an error for a name that is not in the table.
function(pallium_arch_flags name out)
  if(NOT DEFINED pallium_flags_${name})
    list(JOIN pallium_archs_x86_64 " " x86)
    list(JOIN pallium_archs_aarch64 " " aarch64)
    message(FATAL_ERROR "no instruction set '${name}'; there are ${x86}, and on aarch64 ${aarch64}")
  endif()
  set(flags ${pallium_flags_${name}})
  if(name STREQUAL "avx512" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    list(APPEND flags -Wno-uninitialized -Wno-maybe-uninitialized)  # of its own intrinsics: GCC bug 105593
  endif()
  set(${out} ${flags} PARENT_SCOPE)
endfunction()
