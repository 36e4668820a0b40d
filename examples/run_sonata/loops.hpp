// SPDX-License-Identifier: BSD-3-Clause
// The loops of the cells, the most there is to compile, are in files of their own: loops_float.cpp and loops_double.cpp.
#pragma once
#include <pallium/runtime/sonata_cells.hpp>
#include <pallium/sim/kernel.hpp>
#include <pallium/simd/lane.hpp>

namespace run_sonata {

template <class Real> using cell_model_of = pallium::sim::model<pallium::runtime::sonata_cell, Real, pallium::scheme::backward_euler>;

}  // namespace run_sonata

#define RUN_SONATA_LOOP(Real, K)                                                                                               \
  template pallium::step pallium::sim::advance<pallium::simd::widest, K, run_sonata::cell_model_of<Real>, Real>(               \
      run_sonata::cell_model_of<Real> const&, pallium::sim::group<run_sonata::cell_model_of<Real>, Real>&,                     \
      pallium::sim::scratch<Real>&, pallium::step, pallium::step, pallium::step, pallium::step,                                \
      std::span<pallium::sim::event const>&, std::vector<pallium::spike>&)
// One width after the other, down from what run_impl.hpp asks for.
#define RUN_SONATA_LOOPS(extern_or_not, Real) \
  extern_or_not RUN_SONATA_LOOP(Real, 4); extern_or_not RUN_SONATA_LOOP(Real, 2); extern_or_not RUN_SONATA_LOOP(Real, 1)
