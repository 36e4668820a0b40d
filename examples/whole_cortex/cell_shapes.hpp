// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cell_channels.hpp"

#include <pallium/atlas/cell_class.hpp>
#include <pallium/morph/procedural.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace whole_cortex {

using serving = std::array<bool, pallium::atlas::cell_class_count>;  ///< which classes a cell serves

/// What was measured of reconstructed dendrites of a type: medians.
///
/// | member          | what                                                                     |
/// |-----------------|--------------------------------------------------------------------------|
/// | `cells`         | how many reconstructions                                                 |
/// | `length`        | of all dendrites together [um]                                           |
/// | `tips` `stems`  | ends of dendrites; dendrites that leave the soma                         |
/// | `path`          | from the soma to the farthest tip, along the dendrite [um]               |
/// | `soma_diameter` | of a sphere of the measured surface [um]                                 |
///
/// Source: morphology features of the Allen Cell Types Database (celltypes.brain-map.org), of cells chosen by
/// their m-type in Gouwens et al. 2019 (doi 10.1038/s41593-019-0417-0), supplementary table of 461 cells. CELLS.md lists the m-types.
struct published_shape {
  int cells;
  double length, tips, stems, path, soma_diameter;
};

/// A type of cell: dendrites to grow, `shape(seed)`, what they are to be like, channels.
struct cell_type {
  std::string_view name;
  pallium::morph::procedural shape;
  std::uint64_t seed;
  published_shape published;
  channel_set const* channels;  ///< at the soma, perisomatic
  bool (*serves)(pallium::atlas::cell_class);
};

/// The ten types: five of pyramids, basket, Martinotti, bipolar and neurogliaform cells.
std::span<cell_type const> cell_types();

/// The classes that a type serves.
serving served_by(cell_type const& type);

}  // namespace whole_cortex
