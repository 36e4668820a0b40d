// SPDX-License-Identifier: BSD-3-Clause
// Loops as anyone would write them, which the compiler may vectorise with the vector functions of its C library: compiled with
// -ffast-math, so nothing of Pallium is included but the list.
#include <cmath>

#include "job.hpp"

namespace {

using namespace pallium::bench;
constexpr std::size_t n = 128;

template <class T> struct loops {
  static void exp(T const* __restrict x, T* __restrict y) {
    for (std::size_t i = 0; i < n; ++i) y[i] = std::exp(x[i]);
  }
  static void expm1(T const* __restrict x, T* __restrict y) {
    for (std::size_t i = 0; i < n; ++i) y[i] = std::expm1(x[i]);
  }
  static void log(T const* __restrict x, T* __restrict y) {
    for (std::size_t i = 0; i < n; ++i) y[i] = std::log(x[i]);
  }
  static void kv3_1(T const* __restrict v, T* __restrict m) {
    for (std::size_t i = 0; i < n; ++i) {
      T const inf = 1 / (1 + std::exp((v[i] - T(18.7)) / T(-9.7))), tau = 4 / (1 + std::exp((v[i] + T(46.56)) / T(-44.14)));
      m[i] += (1 - std::exp(T(-0.1) / tau)) * (inf - m[i]);
    }
  }
  static T linoid(T x, T y) { return std::abs(x / y) < T(1e-6) ? y - x / 2 : x / (std::exp(x / y) - 1); }
  static void nats(T const* __restrict v, T* __restrict mh) {
    T *const m = mh, *const h = mh + n;
    for (std::size_t i = 0; i < n; ++i) {
      T const am = T(0.182) * linoid(-(v[i] + 40), 6), bm = T(0.124) * linoid(v[i] + 40, 6);
      T const ah = T(0.015) * linoid(v[i] + 66, 6), bh = T(0.015) * linoid(-(v[i] + 66), 6);
      m[i] += (1 - std::exp(T(-0.25) * (am + bm))) * (am / (am + bm) - m[i]);
      h[i] += (1 - std::exp(T(-0.25) * (ah + bh))) * (ah / (ah + bh) - h[i]);
    }
  }
  static void exp2(T const* __restrict, T* __restrict ab) {
    T *const a = ab, *const b = ab + n, *const d = ab + 2 * n, *const r = ab + 3 * n;
    for (std::size_t i = 0; i < n; ++i) {
      T const g = b[i] - a[i];
      d[i] += g;
      r[i] += g * T(-70);
      a[i] = std::abs(a[i]) < T(1e-18) ? 0 : a[i] * T(0.8);
      b[i] = std::abs(b[i]) < T(1e-18) ? 0 : b[i] * T(0.99);
    }
  }
};

template <class T, void (*f)(T const*, T*)> struct loop_job final : job {
  std::vector<T> x = std::vector<T>(n), y = std::vector<T>(4 * n, T(0.1));
  loop_job() {
    for (std::size_t i = 0; i < n; ++i) x[i] = T(1e-3) + T(20) * T(i) / T(n);
    lanes = double(n);
    bytes = double(n * sizeof(T)) * 2;
    footprint = bytes;
  }
  void run() override { f(x.data(), y.data()); }
};

template <class T, void (*f)(T const*, T*)> void add(char const* role) {
  entries().push_back({std::string(role) + "/" + type_name<T>() + "/fast-math/1", []() -> std::unique_ptr<job> { return std::make_unique<loop_job<T, f>>(); }});
}
template <class T> bool add_loops() {
  add<T, loops<T>::exp>("math_exp");
  add<T, loops<T>::expm1>("math_expm1");
  add<T, loops<T>::log>("math_log");
  add<T, loops<T>::kv3_1>("advance<kv3_1>");
  add<T, loops<T>::nats>("advance<nats>");
  add<T, loops<T>::exp2>("transmit<exp2>");
  return true;
}
[[maybe_unused]] bool const listed = add_loops<double>() && add_loops<float>();

}  // namespace
