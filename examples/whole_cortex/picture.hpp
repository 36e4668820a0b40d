// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// What a run of the cortex looked like, as one HTML document that needs nothing else: no network, no script, no font.
namespace whole_cortex {

/// One area of one hemisphere. Areas are drawn by module, in the order in which modules first appear; the two sides of
/// an area, named alike up to "_L" and "_R", are drawn together.
struct picture_area {
  std::string name;            ///< VISp_L
  std::string module;          ///< visual
  double ap_mm = 0;            ///< on the map, from the front as in the atlas: drawn downwards [mm]
  double ml_mm = 0;            ///< on the map, from the midline: negative in the left hemisphere [mm]
  std::uint64_t first_gid = 0, neurons = 0;
};

struct picture_class {
  std::string name;  ///< L2/3 E, PV
  bool excitatory = true;
};

struct picture_spike {
  float t_ms = 0;
  std::uint32_t area = 0;  ///< index into areas
  std::uint8_t cls = 0;    ///< index into classes
  std::uint32_t row = 0;   ///< rank of the neuron within its area, 0 to neurons - 1: gid - first_gid
};

struct picture_data {
  std::string title, subtitle;
  double duration_ms = 0;
  std::vector<picture_area> areas;
  std::vector<picture_class> classes;
  std::vector<picture_spike> spikes;          ///< all of the run, sorted by time; those outside of it are left out
  std::vector<std::vector<double>> rate_hz;   ///< [area][class], mean over the run [Hz]; NaN where there is no cell
  std::vector<std::uint64_t> neurons_of_class;
  /// [area][class], the weights of an area's mean excitatory rate. Without it, neurons_of_class takes its place.
  std::vector<std::vector<std::uint64_t>> neurons_of_area_class;
  std::vector<std::pair<std::string, std::string>> facts;  ///< label, value
};

/// The raster shows no more dots than this; the caption says how many of how many.
inline constexpr std::size_t picture_max_dots = 60000;

/// HTML with inline SVG, well-formed as XML after its doctype. The same data give the same bytes, in every locale.
std::string render(picture_data const& data);

}  // namespace whole_cortex
