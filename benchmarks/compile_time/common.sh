# SPDX-License-Identifier: BSD-3-Clause
# Sourced: the compiler and the flags that are measured. CXX and PALLIUM_DEPS as everywhere; PALLIUM_INCLUDES
# names further folders of headers.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cxx=${CXX:-g++}
deps=${PALLIUM_DEPS:-$root/build/deps}
flags=(-std=c++20 -ffp-contract=off -I"$root/include")
[[ $("$cxx" -dumpmachine) == x86_64-* ]] && flags+=(-march=x86-64-v3)
IFS=':;' read -r -a prefixes <<<"${CMAKE_PREFIX_PATH:-}"
IFS=: read -r -a folders <<<"${PALLIUM_INCLUDES:-}"
for folder in "${folders[@]}" "$deps/usr/include" /usr/include/eigen3 "${prefixes[@]/%//include}"; do
  [[ -d $folder && $folder != /include && $folder != /usr/include ]] && flags+=(-isystem "$folder")
done
whole_cortex=$root/examples/whole_cortex/kernels_float.cpp
whole_cortex_loops=$root/examples/whole_cortex/loops_float.cpp

# Specialisations of templates that g++ makes of a file: of functions, variables and concepts, then of classes and aliases. The same number
# on every run and machine, with the same compiler, standard library and headers.
specialisations() {
  "$cxx" "${flags[@]}" -fopenmp -fsyntax-only -fstats "$1" 2>&1 >/dev/null | sed -nE 's/^(decl|type)_specializations: .* ([0-9]+) elements.*/\2/p'
}
