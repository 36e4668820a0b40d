// SPDX-License-Identifier: BSD-3-Clause
// Whether a channel would be faster from tables: piecewise polynomials in v that give a gate's step, against the exponentials they
// stand for. A losing variant, kept so that it can be measured again; README.md has the numbers.
//
// The gate is m of NaTs. Its step over dt at constant v is m <- decay m + drive, so a table has two functions of v. Coefficients
// are fitted here; intervals are as wide as they may be for a relative error of 1e-12 in double and 1e-6 in float.
#include <benchmark/benchmark.h>

#if defined(__AVX2__) && defined(__FMA__)
#include <pallium/channel/nats.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/simd/math.hpp>

#include <immintrin.h>

#include <array>
#include <cmath>
#include <numbers>

namespace {

using namespace pallium;

constexpr double from = -128, upto = 128, dt = 0.1, q = 2.5;  // [mV] [mV] [ms]
constexpr std::size_t functions = 2, numbers = 256;           // voltages in a row

/// decay and drive at v, by long arithmetic.
std::array<long double, functions> exact(long double v) {
  auto const linoid = [](long double x) { return x == 0 ? 6.0L : x / std::expm1(x / 6); };
  long double const a = 0.182L * linoid(-(v + 40)), b = 0.124L * linoid(v + 40), step = static_cast<long double>(dt) * q * (a + b);
  return {std::exp(-step), -std::expm1(-step) * a / (a + b)};
}

/// The polynomial through the values of f at the Chebyshev points of [begin, begin + width], in t = (v - begin) / width.
template <std::size_t Degree, class F> std::array<long double, Degree + 1> fit(F&& f, long double begin, long double width) {
  constexpr std::size_t n = Degree + 1;
  std::array<long double, n> t{}, c{}, power{};
  for (std::size_t i = 0; i < n; ++i) {
    t[i] = (1 - std::cos(std::numbers::pi_v<long double> * (static_cast<long double>(i) + 0.5L) / n)) / 2;
    c[i] = f(begin + width * t[i]);
  }
  for (std::size_t k = 1; k < n; ++k)  // divided differences, then Newton's form multiplied out
    for (std::size_t i = n; i-- > k;) c[i] = (c[i] - c[i - 1]) / (t[i] - t[i - k]);
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = n; k-- > 1;) power[k] = power[k - 1] - t[i] * power[k];
    power[0] = c[i] - t[i] * power[0];
  }
  return power;
}

template <class T> struct table {
  static constexpr std::size_t degree = sizeof(T) == 8 ? 7 : 3, terms = degree + 1;
  static constexpr double allowed = sizeof(T) == 8 ? 1e-12 : 1e-6;
  double width = 16, error = 1;    // [mV], relative
  sim::aligned_vector<T> rows;     // [interval][function][power]

  table() {
    while (error > allowed && width > 1e-3) {
      width /= 2;
      fill();
    }
  }
  T value(std::size_t f, T v) const {
    T const x = (v - T(from)) * T(1 / width), whole = std::floor(x), t = x - whole;
    T const* const c = rows.data() + (static_cast<std::size_t>(whole) * functions + f) * terms;
    T y = c[degree];
    for (std::size_t k = degree; k-- > 0;) y = std::fma(y, t, c[k]);
    return y;
  }

 private:
  void fill() {
    rows.clear();
    for (double begin = from; begin < upto; begin += width)
      for (std::size_t f = 0; f < functions; ++f)
        for (long double const c : fit<degree>([f](long double v) { return exact(v)[f]; }, begin, width)) rows.push_back(static_cast<T>(c));
    error = 0;
    for (int i = 0; i < 20000; ++i) {
      T const v = T(from + (upto - from) * (i + 0.37) / 20000);
      auto const right = exact(v);
      for (std::size_t f = 0; f < functions; ++f)
        error = std::max(error, double(std::abs((static_cast<long double>(value(f, v)) - right[f]) / right[f])));
    }
  }
};
template <class T> table<T> const& the_table() {
  static table<T> const one;
  return one;
}

/// Gathered: an index a lane, a load a coefficient.
struct gathered {
  // with all lanes masked in, for GCC takes the plain ones to read what was never set
  static __m256d gather(double const* c, __m128i at) {
    return _mm256_mask_i32gather_pd(_mm256_setzero_pd(), c, at, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)), 8);
  }
  static __m256 gather(float const* c, __m256i at) {
    return _mm256_mask_i32gather_ps(_mm256_setzero_ps(), c, at, _mm256_castsi256_ps(_mm256_set1_epi32(-1)), 4);
  }
  static void run(table<double> const& t, double const* v, double* to) {
    __m256d const shift = _mm256_set1_pd(-from), scale = _mm256_set1_pd(1 / t.width);
    for (std::size_t j = 0; j < numbers; j += 4) {
      __m256d const x = _mm256_mul_pd(_mm256_add_pd(_mm256_load_pd(v + j), shift), scale), whole = _mm256_floor_pd(x), r = _mm256_sub_pd(x, whole);
      __m128i const at = _mm_slli_epi32(_mm256_cvttpd_epi32(whole), 4);
      for (std::size_t f = 0; f < functions; ++f) {
        double const* const c = t.rows.data() + 8 * f;
        __m256d y = gather(c + 7, at);
        for (std::size_t k = 7; k-- > 0;) y = _mm256_fmadd_pd(y, r, gather(c + k, at));
        _mm256_store_pd(to + f * numbers + j, y);
      }
    }
  }
  static void run(table<float> const& t, float const* v, float* to) {
    __m256 const shift = _mm256_set1_ps(float(-from)), scale = _mm256_set1_ps(float(1 / t.width));
    for (std::size_t j = 0; j < numbers; j += 8) {
      __m256 const x = _mm256_mul_ps(_mm256_add_ps(_mm256_load_ps(v + j), shift), scale), whole = _mm256_floor_ps(x), r = _mm256_sub_ps(x, whole);
      __m256i const at = _mm256_slli_epi32(_mm256_cvttps_epi32(whole), 3);
      for (std::size_t f = 0; f < functions; ++f) {
        float const* const c = t.rows.data() + 4 * f;
        __m256 y = gather(c + 3, at);
        for (std::size_t k = 3; k-- > 0;) y = _mm256_fmadd_ps(y, r, gather(c + k, at));
        _mm256_store_ps(to + f * numbers + j, y);
      }
    }
  }
};

/// A row of coefficients a lane, in whole registers, which are then transposed.
struct transposed {
  static void run(table<double> const& t, double const* v, double* to) {
    __m256d const shift = _mm256_set1_pd(-from), scale = _mm256_set1_pd(1 / t.width);
    for (std::size_t j = 0; j < numbers; j += 4) {
      __m256d const x = _mm256_mul_pd(_mm256_add_pd(_mm256_load_pd(v + j), shift), scale), whole = _mm256_floor_pd(x), r = _mm256_sub_pd(x, whole);
      alignas(16) std::array<int, 4> at;
      _mm_store_si128(reinterpret_cast<__m128i*>(at.data()), _mm_slli_epi32(_mm256_cvttpd_epi32(whole), 4));
      for (std::size_t f = 0; f < functions; ++f) {
        __m256d c[8];
        for (std::size_t half = 0; half < 2; ++half) {
          auto const row = [&](std::size_t lane) { return _mm256_load_pd(t.rows.data() + at[lane] + 8 * f + 4 * half); };
          __m256d const a = row(0), b = row(1), d = row(2), e = row(3);
          __m256d const ab = _mm256_unpacklo_pd(a, b), ab1 = _mm256_unpackhi_pd(a, b), de = _mm256_unpacklo_pd(d, e), de1 = _mm256_unpackhi_pd(d, e);
          c[4 * half] = _mm256_permute2f128_pd(ab, de, 0x20);
          c[4 * half + 1] = _mm256_permute2f128_pd(ab1, de1, 0x20);
          c[4 * half + 2] = _mm256_permute2f128_pd(ab, de, 0x31);
          c[4 * half + 3] = _mm256_permute2f128_pd(ab1, de1, 0x31);
        }
        __m256d const r2 = _mm256_mul_pd(r, r), r4 = _mm256_mul_pd(r2, r2);
        auto const pair = [&](std::size_t k) { return _mm256_fmadd_pd(c[k + 1], r, c[k]); };
        _mm256_store_pd(to + f * numbers + j, _mm256_fmadd_pd(_mm256_fmadd_pd(pair(6), r2, pair(4)), r4, _mm256_fmadd_pd(pair(2), r2, pair(0))));
      }
    }
  }
  static void run(table<float> const& t, float const* v, float* to) {
    __m256 const shift = _mm256_set1_ps(float(-from)), scale = _mm256_set1_ps(float(1 / t.width));
    for (std::size_t j = 0; j < numbers; j += 8) {
      __m256 const x = _mm256_mul_ps(_mm256_add_ps(_mm256_load_ps(v + j), shift), scale), whole = _mm256_floor_ps(x), r = _mm256_sub_ps(x, whole);
      alignas(32) std::array<int, 8> at;
      _mm256_store_si256(reinterpret_cast<__m256i*>(at.data()), _mm256_slli_epi32(_mm256_cvttps_epi32(whole), 3));
      for (std::size_t f = 0; f < functions; ++f) {
        auto const rows_of = [&](std::size_t one, std::size_t other) {
          auto const row = [&](std::size_t lane) { return _mm_load_ps(t.rows.data() + at[lane] + 4 * f); };
          return _mm256_insertf128_ps(_mm256_castps128_ps256(row(one)), row(other), 1);
        };
        __m256 const a = rows_of(0, 4), b = rows_of(1, 5), d = rows_of(2, 6), e = rows_of(3, 7);
        __m256 const ab = _mm256_unpacklo_ps(a, b), ab1 = _mm256_unpackhi_ps(a, b), de = _mm256_unpacklo_ps(d, e), de1 = _mm256_unpackhi_ps(d, e);
        __m256 const c0 = _mm256_shuffle_ps(ab, de, 0x44), c1 = _mm256_shuffle_ps(ab, de, 0xee), c2 = _mm256_shuffle_ps(ab1, de1, 0x44),
                     c3 = _mm256_shuffle_ps(ab1, de1, 0xee);
        _mm256_store_ps(to + f * numbers + j, _mm256_fmadd_ps(_mm256_fmadd_ps(_mm256_fmadd_ps(c3, r, c2), r, c1), r, c0));
      }
    }
  }
};

template <class T> struct voltages {
  sim::aligned_vector<T> v, to;
  voltages() : to(functions * numbers) {
    for (std::size_t i = 0; i < numbers; ++i) v.push_back(T(-90 + double((i * 37) % numbers) * 0.5));
  }
};
void per_number(benchmark::State& state, std::size_t each) {
  state.counters["s/number"] = benchmark::Counter(double(state.iterations()) * double(numbers * each), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class T, class How> void from_table(benchmark::State& state) {
  auto const& t = the_table<T>();
  voltages<T> all;
  for (auto _ : state) {
    How::run(t, all.v.data(), all.to.data());
    benchmark::ClobberMemory();
  }
  for (std::size_t i = 0; i < numbers; ++i)
    for (std::size_t f = 0; f < functions; ++f) {
      auto const right = exact(all.v[i])[f];
      if (std::abs((static_cast<long double>(all.to[f * numbers + i]) - right) / right) > 1.5L * t.allowed) state.SkipWithError("not what the table says");
    }
  if (t.error > t.allowed) state.SkipWithError("no interval is short enough");
  per_number(state, functions);
  state.counters["error"] = t.error;
  state.counters["mV"] = t.width;
  state.counters["bytes"] = double(t.rows.size() * sizeof(T));
}

/// One exponential a number.
template <class T, std::size_t K> [[gnu::noinline, gnu::flatten]] void exponentials(T const* v, T* to) {
  using B = simd::lane<simd::widest, T, K>;
  for (std::size_t j = 0; j < numbers; j += B::size) exp(B::load(v + j) * B(0.1)).store(to + j);
}
template <class T, std::size_t K> void one_exp(benchmark::State& state) {
  voltages<T> all;
  for (auto _ : state) {
    exponentials<T, K>(all.v.data(), all.to.data());
    benchmark::ClobberMemory();
  }
  per_number(state, 1);
}

/// The two numbers by the formulas that the channel has.
template <class T, std::size_t K> [[gnu::noinline, gnu::flatten]] void formulas(T const* v, T* to) {
  using B = simd::lane<simd::widest, T, K>;
  for (std::size_t j = 0; j < numbers; j += B::size) {
    auto const m = membrane::linoid_gate(B::load(v + j) + 40.0, 6.0, 0.182, 0.124);
    B const less_one = expm1_down(m.rate * B(-dt * q));
    (less_one + 1.0).store(to + j);
    (-less_one * m.inf).store(to + numbers + j);
  }
}
template <class T, std::size_t K> void by_formulas(benchmark::State& state) {
  voltages<T> all;
  for (auto _ : state) {
    formulas<T, K>(all.v.data(), all.to.data());
    benchmark::ClobberMemory();
  }
  per_number(state, functions);
}

}  // namespace

BENCHMARK(one_exp<double, 1>)->Name("exp/double/1");
BENCHMARK(one_exp<double, 4>)->Name("exp/double/4");
BENCHMARK(by_formulas<double, 1>)->Name("formulas/double/1");
BENCHMARK(by_formulas<double, 4>)->Name("formulas/double/4");
BENCHMARK(from_table<double, gathered>)->Name("table/double/gathered");
BENCHMARK(from_table<double, transposed>)->Name("table/double/transposed");
BENCHMARK(one_exp<float, 1>)->Name("exp/float/1");
BENCHMARK(one_exp<float, 4>)->Name("exp/float/4");
BENCHMARK(by_formulas<float, 1>)->Name("formulas/float/1");
BENCHMARK(by_formulas<float, 4>)->Name("formulas/float/4");
BENCHMARK(from_table<float, gathered>)->Name("table/float/gathered");
BENCHMARK(from_table<float, transposed>)->Name("table/float/transposed");

#else
#include <cstdio>

int main() {
  std::puts("bench_tables: tables are compared on AVX2 with FMA alone, and this is compiled for something else");
  return 0;
}
#endif
