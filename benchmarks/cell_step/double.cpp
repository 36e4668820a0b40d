// SPDX-License-Identifier: BSD-3-Clause
#include "cell_step.hpp"

using namespace pallium;
BENCHMARK(cell_step::step_of<exec::policy<simd::widest, double>>)->Name("cell_step/double")->Arg(4)->Arg(256)->Unit(benchmark::kMillisecond);
BENCHMARK(cell_step::step_of<exec::few<double, simd::scalar>>)->Name("cell_step/double_scalar")->Arg(1)->Unit(benchmark::kMillisecond);
