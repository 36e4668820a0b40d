// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/record/concept.hpp>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace pallium::record {

/// Extracellular potential at some electrodes, every compartment a line source in a homogeneous medium without borders:
///
///     phi(e) = sum over compartments of i_m / (4 pi sigma l) ln((a + b + l) / (a + b - l))        [mV]
///
/// with i_m the current that leaves through the membrane [nA], l the compartment's length, a and b the distances of the
/// electrode from its ends, sigma the conductivity. An electrode nearer to the line than the compartment's radius is taken
/// to be on its surface. Holt & Koch 1999 (doi:10.1023/A:1008832702585).
///
///     record::extracellular field({{50, 0, 0}, {0, 80, 20}}, 0.1_ms);
///     field.add(ids[0], segment_lines(morphology, cell.layout()), Eigen::Translation3d(0, 100, 0) * rotation);
///     sim.attach(field);
class extracellular {
 public:
  /// Electrodes [um]; sigma [S/m].
  extracellular(std::vector<Eigen::Vector3d> electrodes, duration every, double sigma = 0.3)
      : electrodes_(std::move(electrodes)), every_(every), sigma_(sigma) {
    if (electrodes_.empty() || !(sigma > 0) || !std::isfinite(sigma))
      throw input_error("record::extracellular", std::to_string(electrodes_.size()) + " electrodes, sigma = " + std::to_string(sigma) + " S/m",
                        "an electrode and a positive conductivity");
  }

  /// Adds a cell: the lines of its compartments in their order, each with `from`, `to` and `radius` (`segment_lines`),
  /// and where the cell stands. Errors: input_error for a line without length.
  template <std::ranges::range Lines>
  void add(gid cell, Lines const& lines, Eigen::Isometry3d const& pose = Eigen::Isometry3d::Identity()) {
    std::vector<double> transfer;
    std::vector<probe> probes;
    for (auto const& line : lines) {
      auto const segment = static_cast<std::uint32_t>(probes.size());
      auto const at = [&](auto const& p) -> Eigen::Vector3d { return pose * Eigen::Vector3d(p[0], p[1], p[2]); };
      Eigen::Vector3d const from = at(line.from), to = at(line.to);
      if (!((to - from).norm() > 0))
        throw input_error("record::extracellular", "compartment " + std::to_string(segment) + " of no length", "a line");
      for (Eigen::Vector3d const& e : electrodes_) transfer.push_back(resistance(e, from, to, line.radius));
      probes.push_back({cell, segment, "i_membrane"});
    }
    transfer_.insert(transfer_.end(), transfer.begin(), transfer.end());
    probes_.insert(probes_.end(), probes.begin(), probes.end());
  }
  /// Potential at an electrode per current of a line [MOhm].
  double resistance(Eigen::Vector3d const& electrode, Eigen::Vector3d const& from, Eigen::Vector3d const& to, double radius) const {
    Eigen::Vector3d const along = to - from;
    double const l = along.norm(), h = (electrode - from).dot(along) / l;  // along the axis, from the first end
    double const beyond = std::max({-h, h - l, 0.0}), surface = std::sqrt(std::max(radius * radius - beyond * beyond, 0.0));
    double const r = std::max((electrode - from - along * (h / l)).norm(), surface);
    double const sum = std::hypot(h, r) + std::hypot(l - h, r);
    return std::log((sum + l) / (sum - l)) / (4 * std::numbers::pi * sigma_ * l);
  }

  std::span<probe const> probes() const noexcept { return probes_; }
  duration every() const noexcept { return every_; }
  void sample(duration at, std::span<double const> currents) {
    times_.push_back(at.value);
    std::size_t const first = values_.size(), n = electrodes_.size();
    values_.resize(first + n, 0.0);
    for (std::size_t k = 0; k < currents.size(); ++k)
      for (std::size_t e = 0; e < n; ++e) values_[first + e] = std::fma(transfer_[k * n + e], currents[k], values_[first + e]);
  }

  std::span<double const> times() const noexcept { return times_; }                                          ///< [ms]
  double value(std::size_t i, std::size_t electrode) const noexcept { return values_[i * electrodes_.size() + electrode]; }  ///< [mV]
  std::size_t size() const noexcept { return times_.size(); }
  std::vector<Eigen::Vector3d> const& electrodes() const noexcept { return electrodes_; }

 private:
  std::vector<Eigen::Vector3d> electrodes_;
  duration every_;
  double sigma_;
  std::vector<double> transfer_;  ///< [compartment][electrode] [MOhm]
  std::vector<probe> probes_;
  std::vector<double> times_, values_;
};
static_assert(recorder<extracellular>);

}  // namespace pallium::record
