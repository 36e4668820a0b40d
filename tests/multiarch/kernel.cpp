// SPDX-License-Identifier: BSD-3-Clause
#include "kernel.hpp"

#include <pallium/simd/machine.hpp>
#include <pallium/simd/math.hpp>

using namespace multiarch;
using B = pallium::simd::lane<pallium::simd::widest, double, 1>;

namespace {

std::vector<double> exponentials(std::vector<double> const& x) {
  pallium::simd::require_machine<pallium::simd::widest>("kernel");
  std::vector<double> y;
  alignas(64) double some[B::size];
  for (std::size_t at = 0; at < x.size(); at += B::size) {
    for (std::size_t i = 0; i < B::size; ++i) some[i] = x[std::min(at + i, x.size() - 1)];
    exp(B::load(some)).store(some);
    for (std::size_t i = 0; i < B::size && at + i < x.size(); ++i) y.push_back(some[i]);
  }
  y.push_back(sum(y));
  return y;
}

void fail(std::string const& words) { throw pallium::input_error("kernel", words, "something else"); }

}  // namespace

extern "C" void const* PALLIUM_ENTRY();
extern "C" void const* PALLIUM_ENTRY() {
  static kernel const k{&pallium::simd::name<pallium::simd::widest>, &exponentials, &fail};
  return &k;
}
