# SPDX-License-Identifier: BSD-3-Clause
# pallium_three_js: the path of three.js as one script (three.min.js), or "" where there is none. It is looked for on the system and in
# the dependency folder (Debian's libjs-three, which cmake/install-dependencies.sh brings), then, with PALLIUM_FETCH, taken from npm.
find_file(PALLIUM_THREE_JS three.min.js DOC "three.js as one script, for reports in three dimensions"
  PATHS /usr/share/javascript/three /usr/local/share/javascript/three "${PALLIUM_DEPS}/usr/share/javascript/three"
        /usr/share/nodejs/three/build NO_DEFAULT_PATH)
if(NOT PALLIUM_THREE_JS AND PALLIUM_FETCH)
  find_program(PALLIUM_NPM npm)
  set(folder "${PROJECT_BINARY_DIR}/three")
  if(PALLIUM_NPM AND NOT EXISTS "${folder}/package/build/three.min.js")
    file(MAKE_DIRECTORY "${folder}")
    message(STATUS "pallium: three.js not found, fetching 0.160.0 from npm")  # the last releases have modules only
    execute_process(COMMAND "${PALLIUM_NPM}" pack three@0.160.0 --silent WORKING_DIRECTORY "${folder}" OUTPUT_QUIET ERROR_QUIET)
    if(EXISTS "${folder}/three-0.160.0.tgz")
      file(ARCHIVE_EXTRACT INPUT "${folder}/three-0.160.0.tgz" DESTINATION "${folder}")
    endif()
  endif()
  if(EXISTS "${folder}/package/build/three.min.js")
    set(PALLIUM_THREE_JS "${folder}/package/build/three.min.js" CACHE FILEPATH "" FORCE)
  endif()
endif()
if(PALLIUM_THREE_JS)
  set(pallium_three_js "${PALLIUM_THREE_JS}")
else()
  set(pallium_three_js "")
  message(STATUS "pallium: no three.js: reports of whole_cortex have no view in three dimensions")
endif()
