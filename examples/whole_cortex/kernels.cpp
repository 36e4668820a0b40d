// SPDX-License-Identifier: BSD-3-Clause
#include "kernels_impl.hpp"

extern "C" void const* PALLIUM_ENTRY();
extern "C" void const* PALLIUM_ENTRY() {
  using namespace whole_cortex;
  static engine const e{float_kernels(), double_kernels(), &pallium::simd::name<pallium::simd::widest>, PALLIUM_VARIANT_FLAGS};
  return &e;
}
