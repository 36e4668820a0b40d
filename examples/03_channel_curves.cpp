// SPDX-License-Identifier: BSD-3-Clause
// What a channel does at a clamped voltage, without a simulation: compiles in two seconds, so it is where a channel is written.
// expect: -35 +0\.5000 +151\.52
#include "03_channel/m_current.hpp"

#include <pallium/simd/math.hpp>

#include <cstdio>

int main() {
  using namespace pallium;
  using B = simd::lane<simd::scalar, double, 1>;
  std::puts("v [mV]  steady  tau [ms]");
  for (double v = -95; v <= 25; v += 10) {
    membrane::site<B, m_current::ions> x;
    x.v = v;
    m_current::state<B> shut{0.0}, open{1.0};
    m_current::advance(shut, {}, x, B(1.0));  // both ends come nearer by exp(-dt / tau)
    m_current::advance(open, {}, x, B(1.0));
    std::printf("%6.0f %7.4f %9.2f\n", v, double(m_current::steady({}, x).m.r[0]), -1.0 / pallium::log(double(open.m.r[0] - shut.m.r[0])));
  }
}
