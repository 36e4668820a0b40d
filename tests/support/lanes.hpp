// SPDX-License-Identifier: BSD-3-Clause
// Numbers into lanes and back, and the lane types every kernel is tested on.
#pragma once
#include <pallium/core/lane_record.hpp>
#include <pallium/simd/math.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <tuple>
#include <vector>

namespace test {

using namespace pallium;

template <class T> using scalar = simd::lane<simd::scalar, T, 1>;

/// Lane types beside the scalar one whose results must be the scalar's: bit for bit where the law of bits holds.
using native = simd::widest;
template <class T>
using wider = std::conditional_t<std::is_same_v<native, simd::scalar>,
                                 std::tuple<simd::lane<simd::scalar, T, 3>, simd::lane<simd::scalar, T, 4>>,
                                 std::tuple<simd::lane<simd::scalar, T, 3>, simd::lane<native, T, 1>, simd::lane<native, T, 4>>>;
template <class T> using widest = std::tuple_element_t<std::tuple_size_v<wider<T>> - 1, wider<T>>;
template <class T> using with_scalar = decltype(std::tuple_cat(std::tuple<scalar<T>>{}, wider<T>{}));
using lane_types = decltype(std::tuple_cat(with_scalar<double>{}, with_scalar<float>{}));

/// The instruction set whose bits A must give: one number's; outside of the law of bits (simd::lawful) those of A's own single register.
template <class A> using same_bits_as = std::conditional_t<simd::lawful<A>, simd::scalar, A>;

/// Lane i is f(i).
template <class B, class F> B lanes_from(F&& f) {
  using T = typename B::value_type;
  alignas(64) T x[B::size];
  for (std::size_t i = 0; i < B::size; ++i) x[i] = static_cast<T>(f(i));
  return B::load(x);
}

template <class B> std::array<typename B::value_type, B::size> values(B const& b) {
  alignas(64) typename B::value_type x[B::size];
  b.store(x);
  return std::to_array(x);
}

/// f applied to many numbers, whatever the width of B: f takes and returns a lane.
template <class B, class F>
std::vector<typename B::value_type> map(F&& f, std::vector<typename B::value_type> const& x) {
  std::vector<typename B::value_type> out;
  for (std::size_t at = 0; at < x.size(); at += B::size) {
    auto const y = values(f(lanes_from<B>([&](std::size_t i) { return x[std::min(at + i, x.size() - 1)]; })));
    for (std::size_t i = 0; i < B::size && at + i < x.size(); ++i) out.push_back(y[i]);
  }
  return out;
}

/// The record that has `r` in every lane.
template <template <class> class R, class B> R<B> everywhere(R<double> const& r) {
  auto const field = to_array(r);
  return make_record<R>([&](std::size_t k) { return B(field[k]); });
}

template <class T> auto bits_of(T x) {
  return std::bit_cast<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>>(x);
}
template <class T> bool same_bits(T a, T b) { return bits_of(a) == bits_of(b) || (std::isnan(a) && std::isnan(b)); }

/// Whether lane type B gives what one number gives: its bits; outside of the law of bits (simd::lawful) what rounding leaves
/// of them, `within` times the epsilon of T, relative to the number or, if that is less, to `scale`.
template <class B, class T> bool agree(T got, T number, double within = 100, double scale = 0) {
  if (same_bits(got, number)) return true;
  if constexpr (simd::lawful<typename B::arch>) return false;
  double const a = static_cast<double>(got), b = static_cast<double>(number);
  return std::abs(a - b) <= within * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::max(std::abs(b), scale);
}
template <class B, class T> bool agree(std::vector<T> const& got, std::vector<T> const& numbers, double within = 100, double scale = 0) {
  bool all = got.size() == numbers.size();
  for (std::size_t i = 0; all && i < got.size(); ++i) all = agree<B>(got[i], numbers[i], within, scale);
  return all;
}

/// |a - b| / |b|; 0 if both are 0.
inline double relative(long double a, long double b) {
  if (a == b) return 0;
  return static_cast<double>(std::abs(a - b) / std::abs(b));
}

/// Keeps the largest number it is shown; NaN counts as infinity.
struct largest {
  double value = 0;
  void operator()(double x) {
    if (!(x <= value)) value = std::isnan(x) ? std::numeric_limits<double>::infinity() : x;
  }
};

}  // namespace test
