# SPDX-License-Identifier: BSD-3-Clause
# A toolchain file: programs for aarch64 from Debian's cross compiler, which ctest runs under QEMU with the registers of
# PALLIUM_ARCH (neon, sve128, sve256, sve512). On an aarch64 machine: the compiler and the machine that are there.
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
  set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PALLIUM_ARCH PALLIUM_DEPS)

  # Catch2 is the one dependency that is not headers alone: cmake/install-dependencies.sh --with a64fx unpacks it here.
  if(DEFINED ENV{PALLIUM_DEPS})
    set(deps "$ENV{PALLIUM_DEPS}")
  else()
    set(deps "${CMAKE_CURRENT_LIST_DIR}/../build/deps")
  endif()
  list(PREPEND CMAKE_PREFIX_PATH "${deps}/aarch64/usr")
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

  find_program(PALLIUM_QEMU NAMES qemu-aarch64 qemu-aarch64-static)
  set(cpu_neon cortex-a72)
  set(cpu_sve128 max,sve-max-vq=1)
  set(cpu_sve256 max,sve-max-vq=2)
  set(cpu_sve512 a64fx)
  if(PALLIUM_QEMU AND DEFINED cpu_${PALLIUM_ARCH})
    set(CMAKE_CROSSCOMPILING_EMULATOR "${PALLIUM_QEMU};-L;/usr/aarch64-linux-gnu;-cpu;${cpu_${PALLIUM_ARCH}}")
  endif()
endif()
