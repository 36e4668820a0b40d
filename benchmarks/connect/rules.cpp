// SPDX-License-Identifier: BSD-3-Clause
// Edges per second of each rule, as a spike asks for them: all of one source's, source after source, nothing stored.
#include <benchmark/benchmark.h>

#include <pallium/connect/all_to_all.hpp>
#include <pallium/connect/distance.hpp>
#include <pallium/connect/fixed_in_and_outdegree.hpp>
#include <pallium/connect/fixed_indegree.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/simd/machine.hpp>

#include <string>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;

constexpr duration dt{0.025};
constexpr double degree = 3000;
connect::link const constant{.weight = 1_nS, .delay = 2_ms};
connect::link const drawn{.weight = connect::lognormal(1_nS, 0.6), .delay = 2_ms};
connect::link const both{.weight = connect::lognormal(1_nS, 0.6), .delay = connect::gaussian(2_ms, 0.5_ms).clipped(1_ms, 4_ms)};

/// Sources far from each other, as spikes come.
template <class C> gid source_of(C const& c, std::uint64_t i) {
  gid_range const r = c.sources();
  return r[(i * 7919) % r.size()];
}
template <class C> void whole(benchmark::State& state, C const& c) {
  bulk<edge> out;
  std::int64_t edges = 0;
  std::uint64_t i = 0;
  for (auto _ : state) {
    out.clear();
    c.from(source_of(c, i++), {0, c.blocks()}, dt, out);
    benchmark::DoNotOptimize(out.begin());
    benchmark::ClobberMemory();
    edges += std::int64_t(out.size());
  }
  state.SetItemsProcessed(edges);
  state.counters["edges"] = double(edges) / double(state.iterations());
  state.counters["blocks"] = double(c.blocks());
}
/// One block alone: what a rank of many asks.
template <class C> void block(benchmark::State& state, C const& c) {
  bulk<edge> out;
  std::int64_t edges = 0;
  std::uint64_t i = 0;
  for (auto _ : state) {
    out.clear();
    auto const b = std::uint32_t((i * 31) % c.blocks());
    c.from(source_of(c, i++), {b, b + 1}, dt, out);
    benchmark::DoNotOptimize(out.begin());
    benchmark::ClobberMemory();
    edges += std::int64_t(out.size());
  }
  state.SetItemsProcessed(edges);
  state.counters["edges"] = double(edges) / double(state.iterations());
}
void into(benchmark::State& state, connect::fixed_indegree const& c) {
  bulk<incoming_edge> out;
  std::int64_t edges = 0;
  std::uint64_t i = 0;
  for (auto _ : state) {
    out.clear();
    c.into(c.targets()[(i++ * 7919) % c.targets().size()], dt, out);
    benchmark::DoNotOptimize(out.begin());
    benchmark::ClobberMemory();
    edges += std::int64_t(out.size());
  }
  state.SetItemsProcessed(edges);
}
void philox(benchmark::State& state) {
  using lanes = connect::detail::draws::lanes;
  alignas(64) std::uint64_t w[lanes::size];
  std::uint64_t n = 0;
  for (auto _ : state) {
    lanes::draw(1, 2, 3, n += lanes::size).store(0, w);
    benchmark::DoNotOptimize(w);
  }
  state.SetItemsProcessed(std::int64_t(n));
}

template <class C> void add(std::string const& name, C const& c) {
  benchmark::RegisterBenchmark((name + "/all").c_str(), [c](benchmark::State& s) { whole(s, c); });
  benchmark::RegisterBenchmark((name + "/block").c_str(), [c](benchmark::State& s) { block(s, c); });
}

void add_all() {
  benchmark::RegisterBenchmark("philox4x32-10", philox);
  receptor const r{0};
  for (gid n : {gid{10000}, gid{100000}, gid{10000000}}) {
    gid_range const cells{0, n};
    std::string const size = "/" + std::to_string(n);
    double const p = degree / double(n);
    add("fixed_probability" + size + "/constant", connect::fixed_probability(cells, cells, p, r, constant, {.seed = 1}));
    add("fixed_outdegree" + size + "/multapses", connect::fixed_outdegree(cells, cells, 3000, r, constant, {.seed = 1}));
    add("fixed_outdegree" + size + "/none", connect::fixed_outdegree(cells, cells, 3000, r, constant, {.seed = 1, .multapses = false}));
    add("fixed_in_and_outdegree" + size + "/constant", connect::fixed_in_and_outdegree(cells, cells, 3000, r, constant, {.seed = 1}));
    for (bool multapses : {true, false}) {
      connect::fixed_indegree const c(cells, cells, 3000, r, constant, {.seed = 1, .multapses = multapses});
      benchmark::RegisterBenchmark(("fixed_indegree" + size + (multapses ? "/multapses" : "/none") + "/into").c_str(), [c](benchmark::State& s) { into(s, c); });
    }
  }
  gid_range const cells{0, 100000};
  add("fixed_probability/100000/lognormal_weight", connect::fixed_probability(cells, cells, 0.03, r, drawn, {.seed = 1}));
  add("fixed_probability/100000/and_gaussian_delay", connect::fixed_probability(cells, cells, 0.03, r, both, {.seed = 1}));
  add("all_to_all/3000/constant", connect::all_to_all({0, 3000}, {0, 3000}, r, constant, {.seed = 1}));
  for (std::uint32_t tiles : {14u, 27u, 54u}) {  // of sigma, sigma / 2, sigma / 4; 100 000 cells under a mm2
    connect::sheet const s({0, 400000}, {.width = 2_mm, .height = 2_mm, .columns = tiles, .rows = tiles, .top = 0_um, .bottom = 800_um, .seed = 1});
    std::string const size = "/400000/" + std::to_string(tiles) + "x" + std::to_string(tiles);
    connect::distance const gaussian(s, s, connect::gaussian(0.21, 150_um), r, constant, {.seed = 1, .torus = true});
    add("distance_gaussian" + size + "/constant", gaussian);
    add("distance_exponential" + size + "/constant", connect::distance(s, s, connect::exponential(0.21, 150_um), r, constant, {.seed = 1, .torus = true}));
    add("distance_gaussian" + size + "/delay_by_distance",
        connect::distance(s, s, connect::gaussian(0.21, 150_um), r, {.weight = 1_nS, .delay = connect::by_distance(0.5_ms, 0.3)}, {.seed = 1, .torus = true}));
  }
  std::vector<connect::table::row> rows;
  for (gid s = 0; s < 1000; ++s)
    for (edge const& e : [&] { bulk<edge> o; connect::fixed_probability({0, 1000}, cells, 0.01, r, constant, {.seed = 1}).from(s, {0, 1u << 30}, dt, o); return o; }())
      rows.push_back({s, e.target, 0, {e.weight}, 2_ms});
  add("table/1000000", connect::table(rows));
}

}  // namespace

int main(int argc, char** argv) {
  simd::require_machine<simd::widest>("bench_connect");
  add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
