// SPDX-License-Identifier: BSD-3-Clause
#include "kernels.hpp"

test::outcome test::wide(way const& how) { return play_with<simd::widest, 4>(how, exchange::local{}); }
#ifdef PALLIUM_LAW_MPI
test::outcome test::wide_mpi(way const& how, exchange::boost_mpi::way travel) {
  exchange::boost_mpi const comm({}, {travel});
  return gathered(play_with<simd::widest, 4>(how, comm), comm);
}
#endif
