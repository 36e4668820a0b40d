// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "picture.hpp"

/// What the panels of the picture are made of: text, colours, SVG, the order of the areas.
namespace whole_cortex::picture {

inline constexpr double page = 1200, x0 = 112, x1 = 1056;  ///< the plots of panels a to c lie between x0 and x1
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::string_view grey = "#5b6068", faint = "#dfe2e6", hatch = "#9aa1a9";

// --- Text and numbers ------------------------------------------------------------------------------------------------

std::string escape(std::string_view text);
std::string num(double v);                          ///< a coordinate: two digits after the point at most
std::string grouped(std::uint64_t n);               ///< 12,345
std::string hertz(double v);                        ///< 3.14 Hz; NaN: no cell
double text_width(std::string_view text, double size);
std::string fitted(std::string text, double size, double room);  ///< cut to the room, with an ellipsis
double nice(double v);  ///< 1, 2 or 5 times a power of ten: the smallest that is not below v

// --- Colours ---------------------------------------------------------------------------------------------------------

using rgb = std::array<double, 3>;
/// Warm is excitatory, cold is inhibitory; within each, classes differ in lightness too.
inline constexpr std::array<rgb, 4> warm{{{240, 165, 30}, {222, 100, 20}, {176, 40, 36}, {98, 22, 34}}};
inline constexpr std::array<rgb, 3> cold{{{18, 52, 140}, {30, 136, 214}, {16, 178, 170}}};

std::string mix(std::span<rgb const> stops, double u);  ///< u from 0 to 1 along the stops: #rrggbb
std::vector<std::string> class_colours(std::vector<picture_class> const& classes);

/// Rates to colours: from 0 to the largest, by the square root, so that low ones can be told apart.
struct scale {
  double max = 0;

  void widen(double v);  ///< NaN changes nothing
  void round();          ///< up, to a number that looks well
  double at(double v) const;
  std::string colour(double v) const;  ///< NaN: no cell
};

// --- SVG -------------------------------------------------------------------------------------------------------------

struct drawing {
  std::string s;

  void rect(double x, double y, double w, double h, std::string_view fill, std::string_view title = {});
  void path(std::string_view d, std::string_view stroke, double w, std::string_view more = "fill=\"none\"");
  void line(double xa, double ya, double xb, double yb, std::string_view stroke, double w = 1);
  /// y is where the middle of the small letters is; more: attributes, as they are.
  void text(double x, double y, std::string_view what, double size = 12, std::string_view anchor = "start",
            std::string_view more = {});
  void turned(double x, double y, double degrees, std::string_view what, double size, std::string_view anchor);
  void panel(double y, std::string_view letter);
  void colour_bar(double x, double y, double h, scale const& c);  ///< y is the upper end
  std::string finish(double w, double h, std::string_view label) const;
};

// --- Areas in the order of the picture -------------------------------------------------------------------------------

/// An area with its two sides.
struct band {
  std::string name;
  std::size_t module = 0;
  std::array<std::size_t, 2> area{none, none};  ///< left, right
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

struct order {
  std::vector<band> bands;  ///< by module
  std::vector<std::string> modules;
  bool sided = false;  ///< there is a right hemisphere

  /// A gap, or the end, follows.
  bool last_of_module(std::size_t b) const { return b + 1 == bands.size() || bands[b + 1].module != bands[b].module; }
};

std::string without_side(std::string const& name);  ///< VISp of VISp_L
order arrange(std::vector<picture_area> const& areas);

// --- Panels ----------------------------------------------------------------------------------------------------------

struct figure {
  std::string svg, caption;  ///< caption: HTML
};

figure raster_and_rates(picture_data const& d, order const& o);  ///< a, b: on one axis of time

}  // namespace whole_cortex::picture
