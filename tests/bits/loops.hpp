// SPDX-License-Identifier: BSD-3-Clause
// The widest loop of the cells, as much to compile as all else of the simulations, is in files of its own: native_loop_*.cpp.
#pragma once
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/sim/kernel.hpp>
#include <pallium/sim/model.hpp>
#include <pallium/simd/lane.hpp>

namespace test {

using bits_cell = pallium::runtime::allen_cell;
template <class Real> using bits_model = pallium::sim::model<bits_cell, Real, pallium::scheme::backward_euler>;

}  // namespace test

#define PALLIUM_BITS_LOOP(Real)                                                                                                        \
  template pallium::step pallium::sim::advance<pallium::simd::widest, pallium::simd::widest_macro_lane<pallium::simd::widest, Real>,    \
                                               test::bits_model<Real>, Real>(                                                          \
      test::bits_model<Real> const&, pallium::sim::group<test::bits_model<Real>, Real>&, pallium::sim::scratch<Real>&, pallium::step,  \
      pallium::step, pallium::step, pallium::step, std::span<pallium::sim::event const>&, std::vector<pallium::spike>&)
