# SPDX-License-Identifier: BSD-3-Clause
cmake_policy(VERSION 3.25)
# Builds small trees, one fault in each, and sees that the layer check names it; and that it accepts a sound tree.
set(licence "// SPDX-License-Identifier: BSD-3-Clause\n#pragma once\n")

# tree(<words of the complaint, or empty> <path> <body> [<path> <body>]...)
function(tree words)
  file(REMOVE_RECURSE "${WORK}")
  set(rest ${ARGN})
  while(rest)
    list(POP_FRONT rest path body)
    string(REPLACE "|" "\n" body "${body}")
    if(NOT body MATCHES "^//")
      string(PREPEND body "${licence}")
    endif()
    file(WRITE "${WORK}/pallium/${path}" "${body}\n")
  endwhile()
  execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK}/pallium" -P "${CHECK}"
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")  # CMake wraps its messages
  if(words STREQUAL "" AND NOT status EQUAL 0)
    message(SEND_ERROR "a sound tree is refused: ${output}")
  elseif(NOT words STREQUAL "" AND status EQUAL 0)
    message(SEND_ERROR "not found: ${words}\n${output}")
  elseif(NOT words STREQUAL "" AND NOT output MATCHES "${words}")
    message(SEND_ERROR "expected '${words}', found: ${output}")
  endif()
endfunction()

set(core core/types.hpp "struct t {}")
tree("" ${core}
     channel/concept.hpp "#include <pallium/core/types.hpp>|#include <vector>"
     cell/detail/part.hpp "// SPDX-License-Identifier: BSD-3-Clause|#include <pallium/channel/concept.hpp>"
     cell/cell.hpp "#include <pallium/cell/detail/part.hpp>|#  include <pallium/core/types.hpp>"
     concepts.hpp "#include <pallium/channel/concept.hpp>"
     pallium.hpp "#include <pallium/cell/cell.hpp>")
tree("core/types.hpp includes <pallium/simd/arch.hpp>; it may use only: core"
     core/types.hpp "#include <pallium/simd/arch.hpp>" simd/arch.hpp "struct x {}")
tree("channel/hh.hpp includes <pallium/synapse/exp2.hpp>"
     channel/hh.hpp "#include <pallium/synapse/exp2.hpp>" synapse/exp2.hpp "struct x {}")
tree("cell/cell.hpp includes <pallium/channel/hh.hpp>"
     cell/cell.hpp "#include <pallium/channel/hh.hpp>" channel/hh.hpp "struct x {}")
tree("sim/simulation.hpp includes <pallium/record/raster.hpp>"
     sim/simulation.hpp "#include <pallium/record/raster.hpp>" record/raster.hpp "struct x {}")
tree("folder 'helpers' is not in" helpers/x.hpp "struct x {}")
tree("umbrella header is not in" other.hpp "struct x {}")
tree("includes the umbrella header <pallium/pallium.hpp>" pallium.hpp "struct x {}" sim/x.hpp "#include <pallium/pallium.hpp>")
tree("a detail folder belongs to 'core' alone"
     core/detail/bits.hpp "struct x {}" simd/arch.hpp "#include <pallium/core/detail/bits.hpp>")
tree("which needs the opt-in target pallium::openmp"
     exec/openmp.hpp "struct x {}" sim/simulation.hpp "#include <pallium/exec/openmp.hpp>")
tree("in a cycle: core/b.hpp -> core/c.hpp -> core/b.hpp"
     core/a.hpp "#include <pallium/core/b.hpp>" core/b.hpp "#include <pallium/core/c.hpp>"
     core/c.hpp "#include <pallium/core/b.hpp>")
tree("core/a.hpp: #include \"b.hpp\": write" core/a.hpp "#include \"b.hpp\"" core/b.hpp "struct x {}")
tree("includes <pallium/core/gone.hpp>, which does not exist" core/a.hpp "#include <pallium/core/gone.hpp>")
tree("the first line is not '// SPDX" core/a.hpp "// no licence here")
string(REPEAT "int x\n" 401 long)
tree("core/a.hpp: 404 lines" core/a.hpp "${long}")
tree("a header of the library ends in .hpp" ${core} core/types.h "struct x {}")
tree("no headers in" core/README.md "struct x {}")
