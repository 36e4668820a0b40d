// SPDX-License-Identifier: BSD-3-Clause
#include "cell_step.hpp"

using namespace pallium;
BENCHMARK(cell_step::step_of<exec::policy<simd::widest, float>>)->Name("cell_step/float")->Arg(8)->Arg(256)->Unit(benchmark::kMillisecond);
