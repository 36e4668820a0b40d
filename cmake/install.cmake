# SPDX-License-Identifier: BSD-3-Clause
# Install rules. Each opt-in part has an export file of its own: find_package(pallium) alone must not look for MPI.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/pallium")

install(TARGETS pallium EXPORT pallium-targets FILE_SET HEADERS)
install(EXPORT pallium-targets NAMESPACE pallium:: DESTINATION "${package_dir}")
foreach(part IN LISTS pallium_parts_defined)
  install(TARGETS pallium_${part} EXPORT pallium-${part}-targets FILE_SET HEADERS)
  install(EXPORT pallium-${part}-targets NAMESPACE pallium:: DESTINATION "${package_dir}")
endforeach()

# What was fetched because this system does not have it.
set(pallium_bundle "${CMAKE_INSTALL_INCLUDEDIR}/pallium-bundled")
foreach(folder IN LISTS pallium_bundled_folders)
  install(DIRECTORY "${folder}" DESTINATION "${pallium_bundle}")
endforeach()

configure_package_config_file(cmake/pallium-config.cmake.in "${PROJECT_BINARY_DIR}/pallium-config.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/pallium-config-version.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/pallium-config.cmake" "${PROJECT_BINARY_DIR}/pallium-config-version.cmake"
              cmake/FindRandom123.cmake cmake/multiarch.cmake cmake/arch.cmake
        DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
