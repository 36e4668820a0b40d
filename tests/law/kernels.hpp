// SPDX-License-Identifier: BSD-3-Clause
// The loops of the network are compiled in files of their own (kernels_*.cpp), side by side; all others take them from there.
#pragma once
#include "network.hpp"

#define PALLIUM_LAW_KERNEL(Cell, Arch, K)                                                                                         \
  template pallium::step pallium::sim::advance<Arch, K, pallium::sim::model<Cell, double, pallium::scheme::backward_euler>, double>( \
      pallium::sim::model<Cell, double, pallium::scheme::backward_euler> const&,                                                  \
      pallium::sim::group<pallium::sim::model<Cell, double, pallium::scheme::backward_euler>, double>&,                           \
      pallium::sim::scratch<double>&, pallium::step, pallium::step, pallium::step, pallium::step,                                 \
      std::span<pallium::sim::event const>&, std::vector<pallium::spike>&)

#define PALLIUM_LAW_MODEL(Cell)                                                            \
  template struct pallium::sim::model<Cell, double, pallium::scheme::backward_euler>;      \
  PALLIUM_LAW_EXTERN template pallium::sim::reading pallium::sim::watch(                   \
      pallium::sim::group<pallium::sim::model<Cell, double, pallium::scheme::backward_euler>, double> const&, std::uint32_t, pallium::probe const&)

#ifndef PALLIUM_LAW_KERNELS
#define PALLIUM_LAW_EXTERN extern
extern PALLIUM_LAW_MODEL(test::active);
extern PALLIUM_LAW_MODEL(test::wet);
extern PALLIUM_LAW_KERNEL(test::active, pallium::simd::widest, 4);
extern PALLIUM_LAW_KERNEL(test::active, pallium::simd::widest, 2);
extern PALLIUM_LAW_KERNEL(test::active, pallium::simd::widest, 1);
extern PALLIUM_LAW_KERNEL(test::wet, pallium::simd::widest, 4);
extern PALLIUM_LAW_KERNEL(test::wet, pallium::simd::widest, 2);
extern PALLIUM_LAW_KERNEL(test::wet, pallium::simd::widest, 1);
#ifdef PALLIUM_LAW_SCALAR
extern PALLIUM_LAW_KERNEL(test::active, pallium::simd::scalar, 1);
extern PALLIUM_LAW_KERNEL(test::wet, pallium::simd::scalar, 1);
#endif
#else
#define PALLIUM_LAW_EXTERN
#endif
