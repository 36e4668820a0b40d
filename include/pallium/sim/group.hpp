// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/network/drive.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/sim/model.hpp>
#include <pallium/sim/tracing.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace pallium::sim {

/// An event on its way to a cell of this part, 16 bytes. Its weight is a float; in a simulation in double precision 24 more bits
/// of it are kept, so that it is right to 2^-47.
struct event {
  std::uint32_t cell;  ///< group in the part * 64 + lane
  std::uint32_t site;
  std::uint32_t at : 8, more : 24;  ///< step of arrival, from the start of its epoch; bits of the weight behind those of the float, or the phase
  float weight;

  /// `wide`: with the bits that a float has not; a weight beyond the range of normal floats is a float's.
  static event with(std::uint32_t cell, std::uint32_t site, std::uint32_t at, double weight, bool wide) noexcept {
    if (!wide || !(std::abs(weight) >= 0x1p-126 && std::abs(weight) < 0x1p127)) return {cell, site, at & 255u, 0, static_cast<float>(weight)};
    auto const bits = std::bit_cast<std::uint64_t>(weight);
    auto const cut = static_cast<float>(std::bit_cast<double>(bits & ~0x1fffffffull));
    return {cell, site, at & 255u, static_cast<std::uint32_t>(bits >> 5) & 0xffffffu, cut};
  }
  /// Of an event for a point neuron.
  std::int32_t phase() const noexcept { return static_cast<std::int32_t>(more << 8) >> 8; }
  double value() const noexcept {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(static_cast<double>(weight)) | std::uint64_t{more} << 5);
  }
};
static_assert(sizeof(event) == 16);

/// A point neuron has one site: the 64 bits of an event's site and weight hold its weight in double.
struct wide_weight {
  std::uint32_t site;
  float weight;
  static wide_weight pack(double w) noexcept {
    auto const bits = std::bit_cast<std::uint64_t>(w);
    return {static_cast<std::uint32_t>(bits >> 32), std::bit_cast<float>(static_cast<std::uint32_t>(bits))};
  }
  static double unpack(event const& e) noexcept {
    return std::bit_cast<double>(std::uint64_t{e.site} << 32 | std::bit_cast<std::uint32_t>(e.weight));
  }
};

/// What a probe reads: a row of the group, a number computed from its rows, or a constant.
struct reading {
  std::int32_t row = -1;
  double constant = 0;
  std::function<double()> compute{};
};

/// A value that a trace wants of a lane.
struct tap {
  std::uint32_t lane;
  reading from;
  sample_steps when;
  double* out;         ///< of the first sample of this epoch
  std::size_t stride;  ///< probes of the trace
};

/// An electrode in one lane at one slot.
struct clamp {
  std::uint32_t lane;
  std::int32_t slot, segment;
  std::uint32_t drive;  ///< its number in the network
  std::unique_ptr<current_drive::injection> source;
  std::vector<electrode_current> plan{};  ///< per step of the epoch
  electrode_current applied{};            ///< in the step just done
};

/// One side of a gap junction: i = g (v - v of the peer), the peer's v as it was at the start of the step.
template <class Real> struct gap_end {
  std::uint32_t lane;
  std::int32_t slot, segment;
  Real g;            ///< [uS]
  Real const* peer;  ///< its v
  Real seen{};       ///< the peer's v at the start of the step
};

/// `width` cells of one model, advanced together: rows of `width` Reals, the last lanes idle if there are fewer cells.
template <class Model, class Real> struct group {
  Model const* model = nullptr;
  std::uint32_t width = 0, number = 0;
  std::vector<gid> ids;
  aligned_vector<Real> data;
  std::vector<clamp> clamps;
  std::vector<gap_end<Real>> gaps;
  std::vector<tap> taps;
  bool coupled = false;  ///< by gap junctions: advanced step by step with all others that are

  Real const* voltage(std::size_t segment, std::uint32_t lane) const {
    return data.data() + std::size_t(model->row_of_segment[segment]) * width + lane;
  }
  double value(tap const& t) const {
    if (t.from.compute) return t.from.compute();
    return t.from.row < 0 ? t.from.constant : static_cast<double>(data[std::size_t(t.from.row) * width + t.lane]);
  }

  /// Takes what probes want at step n, of samples counted from step `origin`.
  void sample(step origin, step n) const {
    for (tap const& t : taps)
      if (t.when.at(n)) t.out[std::size_t(t.when.up_to(n) - t.when.up_to(origin) - 1) * t.stride] = value(t);
  }

  /// The rows of a lane, to and from the memory of one cell after the other.
  void save(std::size_t lane, std::byte* to) const noexcept {
    for (std::size_t r = 0; r < std::size_t(model->rows); ++r) std::memcpy(to + r * sizeof(Real), &data[r * width + lane], sizeof(Real));
  }
  void load(std::size_t lane, std::byte const* from) noexcept {
    for (std::size_t r = 0; r < std::size_t(model->rows); ++r) std::memcpy(&data[r * width + lane], from + r * sizeof(Real), sizeof(Real));
  }

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
    std::size_t const slots = std::size_t(m.slots), pools = std::size_t(m.pool_rows), points = std::size_t(m.shape.points),
                      apart = Model::halves ? std::size_t(m.shape.rows) : 0;
    std::size_t const rows = 2 * slots + 4 * pools + points + apart + m.shape.size();
    if (memory_.size() < rows * width) memory_.resize(rows * width);
    Real* at = memory_.data();
    auto const take = [&](std::size_t n) {
      Real* const mine = at;
      at += n * width;
      return mine;
    };
    solver.points = take(points);
    solver.solution = apart > 0 ? take(apart) : nullptr;
    solver.factor = take(m.shape.size());
    d = take(slots);
    b = take(slots);
    pool_i = take(pools);
    pool_g = take(pools);
    pool_v = take(pools);
    pool_e = take(pools);
  }
  std::size_t bytes() const noexcept { return bytes_of(memory_); }

 private:
  aligned_vector<Real> memory_;
};

}  // namespace pallium::sim
