# SPDX-License-Identifier: BSD-3-Clause
# Runs PROGRAM with ARGUMENTS on RANKS ranks by LAUNCHER, however few processors there are; fails unless it ends with status 0 and
# its output matches EXPECT.
if(NOT PROGRAM OR NOT LAUNCHER)
  message("skipped: no Boost.MPI, or no mpirun")
  return()
endif()
set(ENV{OMPI_ALLOW_RUN_AS_ROOT} 1)
set(ENV{OMPI_ALLOW_RUN_AS_ROOT_CONFIRM} 1)
set(ENV{OMPI_MCA_rmaps_base_oversubscribe} 1)
set(ENV{OMPI_MCA_hwloc_base_binding_policy} none)
set(ENV{OMPI_MCA_btl_vader_single_copy_mechanism} none)  # containers forbid it
set(ENV{OMP_WAIT_POLICY} passive)
separate_arguments(arguments UNIX_COMMAND "${ARGUMENTS}")
execute_process(COMMAND "${LAUNCHER}" -n ${RANKS} "${PROGRAM}" ${arguments}
  RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text COMMAND_ECHO NONE)
message("${text}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "status ${status}")
endif()
if(EXPECT AND NOT text MATCHES "${EXPECT}")
  message(FATAL_ERROR "the output does not match: ${EXPECT}")
endif()
