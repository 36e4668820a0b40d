// SPDX-License-Identifier: BSD-3-Clause
#include "kernels_impl.hpp"

whole_cortex::kernels<double> whole_cortex::double_kernels() { return {&attempt<double>, &run<double>, &foresee<double>}; }
