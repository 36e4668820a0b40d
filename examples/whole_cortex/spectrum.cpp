// SPDX-License-Identifier: BSD-3-Clause
#include "statistics.hpp"

#include <complex>
#include <numbers>
#include <pallium/simd/trigonometry.hpp>

namespace whole_cortex {
namespace {

using number = std::complex<double>;

/// In place, of 2^n values (Cooley and Tukey 1965, doi:10.1090/S0025-5718-1965-0178586-1).
void transform(std::vector<number>& x) {
  std::size_t const n = x.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t length = 2; length <= n; length *= 2)
    for (std::size_t k = 0; k < length / 2; ++k) {
      double const angle = -2 * std::numbers::pi * double(k) / double(length);
      number const turn(pallium::cos(angle), pallium::sin(angle));
      for (std::size_t i = k; i < n; i += length) {
        number const even = x[i], odd = x[i + length / 2] * turn;
        x[i] = even + odd;
        x[i + length / 2] = even - odd;
      }
    }
}

}  // namespace

std::vector<float> power_spectrum(std::span<double const> values, double bin_ms, std::size_t segment, double& df, std::size_t& segments) {
  df = 0, segments = 0;
  std::size_t n = segment;
  while (n > values.size() || (n > 256 && 2 * n > values.size())) n /= 2;
  if (n < 64) return {};
  std::vector<double> window(n), power(n / 2 + 1);
  double weight = 0;
  for (std::size_t k = 0; k < n; ++k) {
    window[k] = 0.5 - 0.5 * pallium::cos(2 * std::numbers::pi * double(k) / double(n));
    weight += window[k] * window[k];
  }
  std::vector<number> x(n);
  for (std::size_t from = 0; from + n <= values.size(); from += n / 2, ++segments) {
    double mean = 0;
    for (std::size_t k = 0; k < n; ++k) mean += values[from + k];
    mean /= double(n);
    for (std::size_t k = 0; k < n; ++k) x[k] = (values[from + k] - mean) * window[k];
    transform(x);
    for (std::size_t k = 0; k <= n / 2; ++k) power[k] += std::norm(x[k]) * (k == 0 || k == n / 2 ? 1 : 2);
  }
  double const rate = 1e3 / bin_ms;
  df = rate / double(n);
  std::vector<float> out;
  for (double const p : power) out.push_back(float(p / (double(segments) * rate * weight)));
  return out;
}

}  // namespace whole_cortex
