// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/morph/concept.hpp>
#include <pallium/morph/tree.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace pallium::morph {

/// Replaces the reconstructed axon by two cylinders in a row, appended at the end: axon[0] and axon[1].
///
/// | member     | perisomatic models (the default) | all-active models: `stub_axon::all_active(tree)`            |
/// |------------|----------------------------------|-------------------------------------------------------------|
/// | `diameter` | 1, 1 um                          | mean diameters of the first and the last axon section       |
/// | `length`   | 30 um each                       | the same                                                    |
/// | `parent_x` | 0.5: the centre of the soma      | 1: its end                                                  |
///
/// The cylinders run in -y from the soma, as good a guess as any: no electrical quantity depends on it.
/// Use: `morph::stub_axon{}(io::swc(path))`. Source: Allen Institute, BioNet's aibs_perisomatic and aibs_allactive.
struct stub_axon {
  std::array<double, 2> diameter{1, 1};  ///< [um]
  double length = 30;                    ///< of each [um]
  double parent_x = 0.5;

  /// The all-active rule for a tree that still has its axon. Diameters are rounded to single precision, in which NEURON
  /// keeps them once the stub has a shape.
  /// Errors: input_error if it has none, for then there is no diameter to take.
  static stub_axon all_active(tree const& original) {
    std::size_t const n = original.count(branch::axon);
    if (n == 0)
      throw input_error("morph::stub_axon::all_active", "a morphology without axon", "the reconstructed axon");
    auto const mean = [&](std::size_t i) {
      auto const number = std::size_t(original.find(branch::axon, std::int32_t(i)));
      return double(static_cast<float>(mean_diameter(original[number])));
    };
    return {.diameter = {mean(0), mean(n - 1)}, .length = 30, .parent_x = 1};
  }

  /// Errors: input_error for a tree without soma, a diameter or length that is not positive.
  tree operator()(tree cell) const {
    if (cell.empty()) throw input_error("morph::stub_axon", "an empty morphology", "one with a soma");
    for (double v : {diameter[0], diameter[1], length})
      if (!(v > 0) || !std::isfinite(v))
        throw input_error("morph::stub_axon", std::to_string(v), "positive diameters and length [um]");
    cell.remove(branch::axon);
    section const soma = cell[0];
    point at = soma.points[parent_x >= 1 ? soma.points.size() - 1 : parent_x <= 0 ? 0 : soma.points.size() / 2];
    std::int32_t parent = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      at.radius = 0.5 * diameter[i];
      point end = at;
      end.y -= length;
      parent = cell.append({.kind = branch::axon,
                            .parent = parent,
                            .parent_x = i == 0 ? parent_x : 1,
                            .points = {at, end},
                            .arc = {0, length}});
      at = end;
    }
    return cell;
  }
};

}  // namespace pallium::morph
