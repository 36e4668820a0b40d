// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/network/drive.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/sim/model.hpp>

#include <memory>
#include <span>
#include <vector>

namespace pallium::sim {

/// An event on its way to a cell of this part.
struct event {
  std::uint32_t cell;  ///< group in the part * 64 + lane
  std::uint32_t site;
  std::uint32_t at;    ///< step of arrival, from the start of its epoch
  float weight;
};

/// A value that a trace wants of a lane: a row of the group, or a constant (row < 0).
struct tap {
  std::uint32_t lane;
  std::int32_t row;
  double constant;
  step every;
  double* out;         ///< of the first sample of this epoch
  std::size_t stride;  ///< probes of the trace
};

/// An electrode in one lane at one slot.
struct clamp {
  std::uint32_t lane;
  std::int32_t slot, segment;
  std::unique_ptr<current_drive::injection> source;
  std::vector<electrode_current> plan;  ///< per step of the epoch
};

/// `width` cells of one model, advanced together: rows of `width` Reals, the last lanes idle if there are fewer cells.
template <class Model, class Real> struct group {
  Model const* model = nullptr;
  std::uint32_t width = 0, number = 0;
  std::vector<gid> ids;
  aligned_vector<Real> data;
  std::vector<clamp> clamps;
  std::vector<tap> taps;

  void start() {
    data.resize(std::size_t(model->rows) * width);
    for (std::size_t r = 0; r < std::size_t(model->rows); ++r)
      std::fill_n(data.begin() + std::ptrdiff_t(r * width), width, model->start[r]);
  }
};

/// What one thread needs beside the states to advance a group; reused for every group it has.
template <class Real> class scratch {
 public:
  Real *d = nullptr, *b = nullptr;                                      ///< a row per slot: what mechanisms add
  Real *pool_i = nullptr, *pool_g = nullptr, *pool_v = nullptr, *pool_e = nullptr;  ///< a row per pool entry
  solve::workspace<Real> solver{};

  template <class Model> void fit(Model const& m, std::size_t width) {
    std::size_t const slots = std::size_t(m.slots), pools = std::size_t(m.pool_rows), nodes = std::size_t(m.nodes),
                      hubs = std::size_t(m.shape.hubs);
    std::size_t const rows = 2 * slots + 4 * pools + 2 * nodes + 3 * hubs;
    if (memory_.size() < rows * width) memory_.resize(rows * width);
    Real* at = memory_.data();
    auto const take = [&](std::size_t n) {
      Real* const mine = at;
      at += n * width;
      return mine;
    };
    solver.hub_d = take(hubs);
    solver.hub_b = take(hubs);
    std::fill(memory_.data(), at, Real(0));
    solver.hub_x = take(hubs);
    solver.factor = take(nodes);
    solver.solution = take(nodes);
    d = take(slots);
    b = take(slots);
    pool_i = take(pools);
    pool_g = take(pools);
    pool_v = take(pools);
    pool_e = take(pools);
  }

 private:
  aligned_vector<Real> memory_;
};

}  // namespace pallium::sim
