// SPDX-License-Identifier: BSD-3-Clause
// Every kernel on the list as a benchmark. items_per_second counts lanes: an instance (or a compartment) of one cell, one step.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "job.hpp"

int main(int argc, char** argv) {
  using namespace pallium::bench;
  auto all = entries();
  std::sort(all.begin(), all.end(), [](entry const& a, entry const& b) { return a.name < b.name; });
  for (entry const& e : all)
    benchmark::RegisterBenchmark(e.name.c_str(), [make = e.make](benchmark::State& state) {
      auto const job = make();
      for (auto _ : state) {
        job->run();
        benchmark::ClobberMemory();
      }
      double const runs = double(state.iterations());
      state.SetItemsProcessed(static_cast<std::int64_t>(runs * job->lanes));
      state.counters["bytes_per_lane"] = job->bytes / job->lanes;
      state.counters["footprint"] = job->footprint;
    });
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
