// SPDX-License-Identifier: BSD-3-Clause
// Every kernel on the list as a benchmark. items_per_second counts lanes: an instance (or a compartment) of one cell, one step.
// --check measures nothing: it runs each that has a result ten times, and ends with 1 unless all ways to compute it agree.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "job.hpp"

namespace {

using namespace pallium::bench;

int check(std::vector<entry> const& all) {
  std::map<std::string, std::pair<std::string, double>> first;  // kernel -> who had it first, and what
  int compared = 0, wrong = 0;
  for (entry const& e : all) {
    auto const job = e.make();
    if (std::isnan(job->result())) continue;
    for (int i = 0; i < 10; ++i) job->run();
    auto const [at, fresh] = first.try_emplace(e.name.substr(0, e.name.find('/')), e.name, job->result());
    double const limit = e.name.find("/double/") != e.name.npos && at->second.first.find("/double/") != e.name.npos ? 1e-9 : 1e-3;  // [mV]
    ++compared;
    if (std::abs(job->result() - at->second.second) <= limit) continue;
    ++wrong;
    std::printf("%s: %.12g, but %s: %.12g\n", e.name.c_str(), job->result(), at->second.first.c_str(), at->second.second);
  }
  std::printf("%d results of %zu kernels, %d disagree\n", compared, first.size(), wrong);
  return compared == 0 || wrong > 0;
}

}  // namespace

int main(int argc, char** argv) {
  auto all = entries();
  std::sort(all.begin(), all.end(), [](entry const& a, entry const& b) { return a.name < b.name; });
  if (argc == 2 && std::string(argv[1]) == "--check") return check(all);
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
