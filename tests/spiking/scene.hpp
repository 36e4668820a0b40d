// SPDX-License-Identifier: BSD-3-Clause
// Networks that mix cells with compartments, point neurons and virtual cells, and a plain list-keeping simulator of them.
#pragma once
#include "../sim/impulse.hpp"

#include <pallium/cell/discretize.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/stimulus/spike_trains.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace test {

using pallium::gid;
using pallium::step;
using fire1 = pallium::point_cell<pallium::spiking::int_fire1>;
using leaky = pallium::point_cell<pallium::spiking::lif>;
using mixed = pallium::network<pallium::cells<counter, fire1, pallium::virtual_cell, leaky>>;

/// Several parts, one after the other in the calling thread: who computes what must not matter.
struct parts {
  int n = 2;
  int count() const noexcept { return n; }
  template <class F> void run(F&& f) const {
    for (int p = n - 1; p >= 0; --p) f(p);
  }
};
using in_parts = pallium::exec::policy<pallium::simd::widest, double, pallium::exchange::local, pallium::schedule::lockstep, parts>;

}  // namespace test
