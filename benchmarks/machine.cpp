// SPDX-License-Identifier: BSD-3-Clause
// What this machine can do at most, in the instruction set that the kernels are compiled for: the rates that a kernel's bound is made of.
// items_per_second counts lanes (multiplications and additions in one for `fma`), bytes_per_second loads and stores together.
#include <pallium/sim/memory.hpp>
#include <pallium/simd/math.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

namespace {

using pallium::simd::vec;
using pallium::simd::widest;
using benchmark::State;
template <class T> using vector = vec<widest, T>;
template <class T> using reg = typename vector<T>::value;

/// Keeps a register where it is: the compiler may neither drop it nor move its computation across.
template <class R> [[gnu::always_inline]] inline void keep(R& r) noexcept {
#if defined(__x86_64__)
#define PALLIUM_BENCH_REGISTER "+x"
#elif defined(__aarch64__)
#define PALLIUM_BENCH_REGISTER "+w"
#endif
#ifdef PALLIUM_BENCH_REGISTER
  if constexpr (requires { r.data; }) asm volatile("" : PALLIUM_BENCH_REGISTER(r.data));
  else asm volatile("" : PALLIUM_BENCH_REGISTER(r));
#undef PALLIUM_BENCH_REGISTER
#else
  benchmark::DoNotOptimize(r);
#endif
}

/// Registers enough to hide the latency of two pipes, and few enough to stay registers.
#if defined(__aarch64__) || defined(__AVX512F__)
constexpr std::size_t chains = 24;
#else
constexpr std::size_t chains = 12;
#endif
constexpr int turns = 64;

template <std::size_t N, class F> [[gnu::always_inline]] inline void unrolled(F&& f) {
  [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) { (f(std::integral_constant<std::size_t, k>{}), ...); }
  (std::make_index_sequence<N>{});
}

/// One dependent addition of integers is one cycle wherever this library runs: its rate is the clock.
void clock_rate(State& state) {
  std::uint64_t x = 1, y = std::uint64_t(state.iterations()) | 1u;
  benchmark::DoNotOptimize(y);
  for (auto _ : state)
    for (int t = 0; t < turns; ++t) unrolled<32>([&](auto) __attribute__((always_inline)) {
      x += y;
      asm volatile("" : "+r"(x));
    });
  state.SetItemsProcessed(state.iterations() * turns * 32);
}

/// N chains of x = f(x), in registers.
template <class T, std::size_t N, class F> [[gnu::always_inline]] inline void chained(State& state, double start, F&& f) {
  std::array<reg<T>, N> x;
  unrolled<N>([&](auto k) __attribute__((always_inline)) { x[k] = reg<T>(static_cast<T>(start + double(k))); keep(x[k]); });
  for (auto _ : state)
    for (int t = 0; t < turns; ++t) unrolled<N>([&](auto k) __attribute__((always_inline)) {
      x[k] = f(x[k]);
      keep(x[k]);
    });
  state.SetItemsProcessed(state.iterations() * turns * std::int64_t(N * vector<T>::size));
  state.counters["lanes"] = double(vector<T>::size);
}

template <class T, std::size_t N> void fma_rate(State& state) {
  reg<T> a(T(0.999)), b(T(1e-3));
  keep(a);
  keep(b);
  chained<T, N>(state, 1, [&](reg<T> x) __attribute__((always_inline)) { return vector<T>::fma(x, a, b); });
}
template <class T, std::size_t N> void add_rate(State& state) {
  reg<T> a(T(1e-3));
  keep(a);
  chained<T, N>(state, 1, [&](reg<T> x) __attribute__((always_inline)) { return reg<T>(x + a); });
}
template <class T, std::size_t N> void div_rate(State& state) {
  reg<T> a(T(1.5));
  keep(a);
  chained<T, N>(state, 1.25, [&](reg<T> x) __attribute__((always_inline)) { return reg<T>(a / x); });
}

/// Pallium's own exp over numbers in the first level of the cache, a register at a time.
template <class T> void exp_rate(State& state) {
  using B = pallium::simd::lane<widest, T, 1>;
  constexpr std::size_t n = 512;
  pallium::sim::aligned_vector<T> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = T(-10) + T(i) / T(32);
  for (auto _ : state) {
    for (std::size_t i = 0; i < n; i += B::size) exp(B::load(x.data() + i)).store(y.data() + i);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t(n));
}
template <class T> void exp_of_libm(State& state) {
  constexpr std::size_t n = 512;
  std::vector<T> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = T(-10) + T(i) / T(32);
  for (auto _ : state) {
    for (std::size_t i = 0; i < n; ++i) y[i] = std::exp(x[i]);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t(n));
}

// --- Memory: `bytes` is the size of all arrays together ------------------------------------------------------------------

template <class T> constexpr std::size_t step_of = 8 * vector<T>::size;

template <class T> void load_rate(State& state, std::size_t bytes) {
  std::size_t const n = bytes / sizeof(T) / step_of<T> * step_of<T>;
  pallium::sim::aligned_vector<T> x(n, T(1));
  for (auto _ : state)
    for (T const *p = x.data(), *const end = p + n; p != end; p += step_of<T>)
      unrolled<8>([&](auto k) __attribute__((always_inline)) {
        auto r = vector<T>::load(p + k * vector<T>::size);
        keep(r);
      });
  state.SetBytesProcessed(state.iterations() * std::int64_t(n * sizeof(T)));
}
template <class T> void store_rate(State& state, std::size_t bytes) {
  std::size_t const n = bytes / sizeof(T) / step_of<T> * step_of<T>;
  pallium::sim::aligned_vector<T> x(n);
  reg<T> one(T(1));
  keep(one);
  for (auto _ : state) {
    for (T *p = x.data(), *const end = p + n; p != end; p += step_of<T>)
      unrolled<8>([&](auto k) __attribute__((always_inline)) { vector<T>::store(p + k * vector<T>::size, one); });
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * std::int64_t(n * sizeof(T)));
}
/// x = f(x): what a sweep over states does.
template <class T> void update_rate(State& state, std::size_t bytes) {
  std::size_t const n = bytes / sizeof(T) / step_of<T> * step_of<T>;
  pallium::sim::aligned_vector<T> x(n, T(1));
  reg<T> a(T(1));
  keep(a);
  for (auto _ : state) {
    for (T *p = x.data(), *const end = p + n; p != end; p += step_of<T>)
      unrolled<8>([&](auto k) __attribute__((always_inline)) {
        T* const at = p + k * vector<T>::size;
        vector<T>::store(at, vector<T>::load(at) * a);
      });
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * std::int64_t(2 * n * sizeof(T)));
}
/// a = b + s c.
template <class T> void triad_rate(State& state, std::size_t bytes) {
  std::size_t const n = bytes / sizeof(T) / 3 / step_of<T> * step_of<T>;
  pallium::sim::aligned_vector<T> a(n), b(n, T(1)), c(n, T(2));
  reg<T> s(T(0.5));
  keep(s);
  for (auto _ : state) {
    for (std::size_t i = 0; i < n; i += step_of<T>)
      unrolled<8>([&](auto k) __attribute__((always_inline)) {
        std::size_t const at = i + k * vector<T>::size;
        vector<T>::store(a.data() + at, vector<T>::fma(vector<T>::load(c.data() + at), s, vector<T>::load(b.data() + at)));
      });
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * std::int64_t(3 * n * sizeof(T)));
}
/// One lane from here, one from there.
template <class T> void gather_rate(State& state, std::size_t bytes) {
  using index = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
  std::size_t const n = bytes / sizeof(T) / step_of<T> * step_of<T>;
  pallium::sim::aligned_vector<T> x(n, T(1));
  pallium::sim::aligned_vector<index> at(1024);
  std::uint64_t random = 1;
  for (auto& i : at) i = static_cast<index>((random = random * 6364136223846793005u + 1442695040888963407u) >> 33) % static_cast<index>(n);
  for (auto _ : state)
    for (std::size_t i = 0; i < at.size(); i += vector<T>::size) {
      if constexpr (requires { reg<T>::gather(x.data(), xsimd::batch<index, widest>::load_aligned(at.data())); }) {
        auto r = reg<T>::gather(x.data(), xsimd::batch<index, widest>::load_aligned(at.data() + i));
        keep(r);
      } else {
        auto r = x[std::size_t(at[i])];
        keep(r);
      }
    }
  state.SetItemsProcessed(state.iterations() * std::int64_t(at.size()));
}

struct level {
  std::string name;
  std::size_t bytes;
};
/// Half of each level of the cache, and four times all of them, within reason: main memory.
std::vector<level> levels() {
  std::vector<level> all;
  std::size_t most = 0;
  for (auto const& c : benchmark::CPUInfo::Get().caches) {
    if (c.type == "Instruction") continue;
    auto const size = static_cast<std::size_t>(c.size);
    all.push_back({"L" + std::to_string(c.level), size / 2});
    most = std::max(most, size);
  }
  if (all.empty()) all = {{"L1", 16u << 10}, {"L2", 256u << 10}}, most = 32u << 20;
  all.push_back({"memory", std::clamp<std::size_t>(4 * most, 64u << 20, 256u << 20)});
  return all;
}

template <class T> void list(std::string const& real) {
  auto const add = [&](std::string const& name, auto f) { benchmark::RegisterBenchmark((name + "/" + real).c_str(), f); };
  add("fma_throughput", fma_rate<T, chains>);
  add("fma_latency", fma_rate<T, 1>);
  add("add_throughput", add_rate<T, chains>);
  add("add_latency", add_rate<T, 1>);
  add("div_throughput", div_rate<T, 8>);
  add("div_latency", div_rate<T, 1>);
  add("exp", exp_rate<T>);
  add("exp_libm", exp_of_libm<T>);
  for (level const& l : levels()) {
    auto const at = [&](std::string const& name, void (*f)(State&, std::size_t)) {
      add(name + "/" + l.name, [f, bytes = l.bytes](State& s) { f(s, bytes); });
    };
    at("load", load_rate<T>);
    at("store", store_rate<T>);
    at("update", update_rate<T>);
    at("triad", triad_rate<T>);
    at("gather", gather_rate<T>);
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("clock", clock_rate);
  list<double>("double");
  list<float>("float");
  benchmark::AddCustomContext("isa", widest::name());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
