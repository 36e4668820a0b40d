// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#ifdef PALLIUM_EXAMPLE_MPI
#include <pallium/exchange/boost_mpi.hpp>
#else
#include <pallium/exchange/local.hpp>
#endif

namespace run_sonata {

/// Ranks, when mpirun starts the program; else one.
#ifdef PALLIUM_EXAMPLE_MPI
using travel = pallium::exchange::boost_mpi;
#else
using travel = pallium::exchange::local;
#endif

}  // namespace run_sonata
