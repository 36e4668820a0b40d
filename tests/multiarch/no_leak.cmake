# SPDX-License-Identifier: BSD-3-Clause
cmake_policy(VERSION 3.25)
# cmake -DPROGRAM=<file> -DENTRY=<name> -DNM=<nm> -DOBJDUMP=<objdump> -DLEAKS=<ON or OFF> -P no_leak.cmake
# A function that the whole program may call (a global or weak symbol), or that runs before main, must have no AVX
# instruction: only variants have, whose symbols are local, but for their entries. LEAKS=ON: the program was linked without that care, and must be found out.
execute_process(COMMAND "${NM}" --defined-only --extern-only "${PROGRAM}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[0-9a-f]+ [TWVui] [^\n]+" symbols "${symbols}")
list(FILTER symbols EXCLUDE REGEX " ${ENTRY}_[a-z0-9_]+$")
list(TRANSFORM symbols REPLACE "^0*([0-9a-f]+) .*$" "\\1")
file(WRITE "${PROGRAM}.globals" "")
foreach(address IN LISTS symbols)
  file(APPEND "${PROGRAM}.globals" "${address}\n")
endforeach()
execute_process(COMMAND "${OBJDUMP}" -d --no-show-raw-insn "${PROGRAM}"
  COMMAND awk [[
    FNR == NR { global[$1] = 1; next }
    /^[0-9a-f]+ <.*>:$/ { address = $1; sub(/^0+/, "", address); name = $2; everyone = (address in global) || name ~ /_GLOBAL__sub_I|_static_initialization/; if (everyone) functions++; next }
    /^ / && $2 ~ /^v[a-z]/ { if (everyone) { if (name != told) print "leak " name; told = name } else if (/%zmm/) zmm++; else if (/%ymm/) ymm++ }
    END { print "functions " functions + 0; print "zmm " zmm + 0; print "ymm " ymm + 0 }
  ]] "${PROGRAM}.globals" - OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
message("${found}")
if(LEAKS AND NOT found MATCHES "leak ")
  message(FATAL_ERROR "${PROGRAM} has variants linked without care, which the check did not notice")
elseif(NOT LEAKS AND found MATCHES "leak ")
  message(FATAL_ERROR "${PROGRAM}: code of a variant may serve the whole program")
elseif(NOT LEAKS AND NOT (found MATCHES "functions [1-9]" AND found MATCHES "zmm [1-9]" AND found MATCHES "ymm [1-9]"))
  message(FATAL_ERROR "${PROGRAM}: no functions, or no variants, were found; is the program stripped?")
endif()
