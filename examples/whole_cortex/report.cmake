# SPDX-License-Identifier: BSD-3-Clause
# whole_cortex_assets: a source with the parts of report.html, and three.js where there is one.
if(NOT DEFINED pallium_three_js)
  include("${PROJECT_SOURCE_DIR}/cmake/three.cmake")
endif()
set(report_folder "${PROJECT_SOURCE_DIR}/examples/whole_cortex/report")
set(whole_cortex_assets "${CMAKE_CURRENT_BINARY_DIR}/report_assets.cpp")
set(report_files page.html style.css base.js charts.js raster.js cortex.js main.js)
set(report_entries ${report_files})
list(TRANSFORM report_entries REPLACE "(.+)" "\\1=${report_folder}/\\1")
if(pallium_three_js)
  list(APPEND report_entries "three=${pallium_three_js}")
endif()
list(JOIN report_entries "|" report_entries)
list(TRANSFORM report_files PREPEND "${report_folder}/")
add_custom_command(OUTPUT "${whole_cortex_assets}"
  COMMAND "${CMAKE_COMMAND}" "-DOUT=${whole_cortex_assets}" -DHEADER=report_assets.hpp -DNAMESPACE=whole_cortex -DFUNCTION=report_asset
          "-DFILES=${report_entries}" -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
  DEPENDS ${report_files} ${pallium_three_js} "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
  COMMENT "Embedding the parts of whole_cortex's report" VERBATIM)
