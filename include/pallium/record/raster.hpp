// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/record/concept.hpp>

#include <vector>

namespace pallium::record {

/// Keeps every spike: `for (auto [cell, t] : raster)`, ordered by time, then cell.
class raster {
 public:
  struct row {
    gid cell;
    double t;  ///< [ms]
  };
  void spikes(std::span<spike const> some, duration dt) {
    for (spike const s : some) {
      double const t = static_cast<double>(s.at) * dt.value;
      rows_.push_back({s.source, s.phase == 0 ? t : t + s.phase * spike::phase_unit * dt.value});
    }
  }
  auto begin() const noexcept { return rows_.begin(); }
  auto end() const noexcept { return rows_.end(); }
  std::size_t size() const noexcept { return rows_.size(); }
  row const& operator[](std::size_t i) const noexcept { return rows_[i]; }

 private:
  std::vector<row> rows_;
};
static_assert(recorder<raster>);

}  // namespace pallium::record
