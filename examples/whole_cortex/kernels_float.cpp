// SPDX-License-Identifier: BSD-3-Clause
#include "kernels_impl.hpp"

whole_cortex::kernels<float> whole_cortex::float_kernels() { return {&attempt<float>, &run<float>, &foresee<float>}; }
