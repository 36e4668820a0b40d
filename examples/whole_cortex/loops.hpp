// SPDX-License-Identifier: BSD-3-Clause
// The loops of the cells, the most there is to compile, are in files of their own: loops_float.cpp and loops_double.cpp.
#pragma once
#include "cells.hpp"

#include <pallium/sim/kernel.hpp>
#include <pallium/simd/lane.hpp>

namespace whole_cortex {

template <class Real> using cell_model_of = pallium::sim::model<neuron, Real, pallium::scheme::backward_euler>;

}  // namespace whole_cortex

#define WHOLE_CORTEX_LOOP(Real, K)                                                                                             \
  template pallium::step pallium::sim::advance<pallium::simd::widest, K, whole_cortex::cell_model_of<Real>, Real>(             \
      whole_cortex::cell_model_of<Real> const&, pallium::sim::group<whole_cortex::cell_model_of<Real>, Real>&,                 \
      pallium::sim::scratch<Real>&, pallium::step, pallium::step, pallium::step, pallium::step,                                \
      std::span<pallium::sim::event const>&, std::vector<pallium::spike>&)
// One width after the other, down from `simd::widest_macro_lane`.
#if defined(__ARM_FEATURE_SVE)
#define WHOLE_CORTEX_LOOPS(extern_or_not, Real)                                                                \
  extern_or_not WHOLE_CORTEX_LOOP(Real, 8); extern_or_not WHOLE_CORTEX_LOOP(Real, 4);                          \
  extern_or_not WHOLE_CORTEX_LOOP(Real, 2); extern_or_not WHOLE_CORTEX_LOOP(Real, 1)
#else
#define WHOLE_CORTEX_LOOPS(extern_or_not, Real)                                                                \
  extern_or_not WHOLE_CORTEX_LOOP(Real, 4); extern_or_not WHOLE_CORTEX_LOOP(Real, 2); extern_or_not WHOLE_CORTEX_LOOP(Real, 1)
#endif
