// SPDX-License-Identifier: BSD-3-Clause
#include "picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>

namespace whole_cortex {
namespace {

constexpr double page = 1200, x0 = 112, x1 = 1056;  // the plots of panels a to c lie between x0 and x1
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view grey = "#5b6068", faint = "#dfe2e6", no_cell = "#eceef0";
constexpr std::array<std::string_view, 2> side_name{"left hemisphere", "right hemisphere"};
constexpr std::array<std::string_view, 2> side_colour{"#33373d", "#a9b0b8"}, side_ground{"#ffffff", "#f2f4f6"};

// --- Text and numbers -------------------------------------------------------------------------------------------------

std::string escape(std::string_view text) {
  std::string s;
  for (char const c : text) {
    if (c == '&') s += "&amp;";
    else if (c == '<') s += "&lt;";
    else if (c == '>') s += "&gt;";
    else if (c == '"') s += "&quot;";
    else if (c == '\'') s += "&#39;";
    else if (static_cast<unsigned char>(c) >= 0x20) s += c;
    else s += ' ';  // XML knows no control characters
  }
  return s;
}

/// A coordinate: two digits after the point at most.
std::string num(double v) {
  std::string s = fmt::format("{:.2f}", std::isfinite(v) ? v : 0.0);
  while (s.back() == '0') s.pop_back();
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

std::string grouped(std::uint64_t n) {  // 12,345
  std::string s = fmt::format("{}", n);
  for (std::size_t i = s.size(); i > 3;) s.insert(i -= 3, 1, ',');
  return s;
}

std::string hertz(double v) {
  if (!std::isfinite(v)) return "no cell";
  return fmt::format("{:.{}f} Hz", v, v < 10 ? 2 : v < 100 ? 1 : 0);
}

double text_width(std::string_view text, double size) {  // of a common sans serif, rather too wide than too narrow
  double em = 0;
  for (char const c : text) {
    if ((c & 0xC0) == 0x80) continue;  // UTF-8: the rest of a character
    if (std::string_view("ijlI.,:;/| '()[]-").find(c) != std::string_view::npos) em += 0.36;
    else em += (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' ? 0.74 : 0.59;
  }
  return em * size;
}

std::string fitted(std::string text, double size, double room) {
  if (text_width(text, size) <= room) return text;
  do {
    while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
  } while (!text.empty() && text_width(text, size) + 0.8 * size > room);
  return text + "…";
}

/// 1, 2 or 5 times a power of ten: the smallest that is not below v.
double nice(double v) {
  double const ten = std::pow(10.0, std::floor(std::log10(v)));
  for (double const f : {1.0, 2.0, 5.0})
    if (f * ten >= v * (1 - 1e-9)) return f * ten;
  return 10 * ten;
}

// --- Colours ----------------------------------------------------------------------------------------------------------

using rgb = std::array<double, 3>;
// Warm is excitatory, cold is inhibitory, and each gets darker with depth: told apart by hue and by lightness.
constexpr std::array<rgb, 4> warm{{{240, 165, 30}, {222, 100, 20}, {176, 40, 36}, {98, 22, 34}}};
constexpr std::array<rgb, 3> cold{{{18, 52, 140}, {30, 136, 214}, {16, 178, 170}}};
constexpr std::array<rgb, 7> heat{
    {{252, 250, 215}, {254, 207, 146}, {251, 140, 98}, {222, 73, 104}, {156, 46, 127}, {89, 21, 126}, {24, 15, 62}}};

rgb mix(std::span<rgb const> stops, double u) {
  double const x = std::clamp(u, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  std::size_t const i = std::min(static_cast<std::size_t>(x), stops.size() - 2);
  rgb c{};
  for (std::size_t k = 0; k < 3; ++k) c[k] = std::lerp(stops[i][k], stops[i + 1][k], x - static_cast<double>(i));
  return c;
}

std::string hex(rgb const& c) {
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(c[0]), std::lround(c[1]), std::lround(c[2]));
}

std::vector<std::string> class_colours(std::vector<picture_class> const& classes) {
  auto const excitatory = static_cast<std::size_t>(std::ranges::count_if(classes, &picture_class::excitatory));
  std::array<std::size_t, 2> seen{};
  std::vector<std::string> colours;
  for (picture_class const& c : classes) {
    std::size_t const n = c.excitatory ? excitatory : classes.size() - excitatory, i = seen[c.excitatory]++;
    double const u = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : c.excitatory ? 0.5 : 0.0;
    colours.push_back(hex(c.excitatory ? mix(warm, u) : mix(cold, u)));
  }
  return colours;
}

/// Rates to colours: from 0 to max, linear or as the square root.
struct scale {
  double max = 1;
  bool root = false;

  double at(double v) const {
    double const u = std::clamp(v / max, 0.0, 1.0);
    return root ? std::sqrt(u) : u;
  }
  std::string colour(double v) const { return std::isfinite(v) ? hex(mix(heat, at(v))) : std::string(no_cell); }
};

// --- SVG --------------------------------------------------------------------------------------------------------------

struct drawing {
  std::string s;

  void rect(double x, double y, double w, double h, std::string_view fill, std::string_view title = {}) {
    s += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"", num(x), num(y), num(w), num(h), fill);
    s += title.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", escape(title));
  }
  void path(std::string_view d, std::string_view stroke, double w, std::string_view more = "fill=\"none\"") {
    s += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" {}/>\n", d, stroke, num(w), more);
  }
  void line(double xa, double ya, double xb, double yb, std::string_view stroke, double w = 1) {
    path(fmt::format("M{} {}L{} {}", num(xa), num(ya), num(xb), num(yb)), stroke, w);
  }
  /// y is where the middle of the small letters is.
  void text(double x, double y, std::string_view what, double size = 12, std::string_view anchor = "start",
            std::string_view more = {}) {
    s += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\" {}>{}</text>\n", num(x),
                     num(y + 0.34 * size), num(size), anchor, more, escape(what));
  }
  void turned(double x, double y, double degrees, std::string_view what, double size, std::string_view anchor) {
    text(x, y, what, size, anchor, fmt::format("transform=\"rotate({} {} {})\"", num(degrees), num(x), num(y)));
  }
  /// A bar of colours with its values to the right; y is the upper end.
  void colour_bar(double x, double y, double h, scale const& c) {
    constexpr int steps = 64;
    for (int i = 0; i < steps; ++i)
      rect(x, y + h * i / steps, 14, h / steps + 0.6, hex(mix(heat, 1 - (i + 0.5) / steps)));
    text(x, y - 14, "Hz", 12);
    std::vector<double> ticks{0};
    if (c.root)
      for (double v = c.max; c.at(v) > 0.1; v = nice(v / 2.6)) ticks.push_back(v);
    else
      for (double const step = nice(c.max / 5); ticks.back() + step <= c.max * 1.001;) ticks.push_back(ticks.back() + step);
    for (double const v : ticks) {
      double const at = y + h * (1 - c.at(v));
      line(x + 14, at, x + 18, at, grey);
      text(x + 21, at, fmt::format("{:g}", v), 11);
    }
    rect(x, y + h + 14, 14, 12, no_cell);
    line(x, y + h + 26, x + 14, y + h + 14, "#9aa1a9");
    text(x + 21, y + h + 20, "no cell", 11);
  }
  std::string finish(double w, double h, std::string_view label) const {
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" "
                       "font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\" "
                       "fill=\"#1c1f23\">\n{}</svg>\n", num(w), num(h), escape(label), s);
  }
};

// --- Areas in the order of the picture --------------------------------------------------------------------------------

struct band {
  std::string name;
  std::size_t module = 0;
  std::array<std::size_t, 2> area{none, none};  ///< left, right
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

struct order {
  std::vector<band> bands;
  std::vector<std::string> modules;
  bool sided = false;  ///< there is a right hemisphere
};

order arrange(std::vector<picture_area> const& areas) {
  order o;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    std::string name = areas[i].name;
    bool const suffix = name.size() > 2 && (name.ends_with("_L") || name.ends_with("_R"));
    std::size_t const side = suffix ? name.back() == 'R' : areas[i].ml_mm > 0;
    if (suffix) name.resize(name.size() - 2);
    auto const m = std::ranges::find(o.modules, areas[i].module);
    auto const module = static_cast<std::size_t>(m - o.modules.begin());
    if (m == o.modules.end()) o.modules.push_back(areas[i].module);
    auto it = std::ranges::find_if(o.bands, [&](band const& b) {
      return b.name == name && b.module == module && b.area[side] == band::none;
    });
    if (it == o.bands.end()) it = o.bands.insert(it, {name, module, {band::none, band::none}});
    it->area[side] = i;
    o.sided = o.sided || side == 1;
  }
  std::ranges::stable_sort(o.bands, {}, &band::module);
  return o;
}

// --- Which spikes the raster shows --------------------------------------------------------------------------------------

std::uint64_t scrambled(std::uint64_t x) {  // splitmix64
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

struct sample {
  bool whole_neurons = true;  ///< every spike of some neurons, or else some spikes of every neuron
  std::uint64_t below = buckets, total = 0, shown = 0;
  static constexpr std::uint64_t buckets = 65536;

  std::uint64_t bucket(picture_spike const& s, std::size_t i) const {
    return scrambled(whole_neurons ? std::uint64_t{s.area} << 32 | s.row : std::uint64_t{i}) % buckets;
  }
};

template <class Valid> sample thin(picture_data const& d, Valid valid) {
  sample out;
  std::uint64_t neurons = 0;
  for (picture_area const& a : d.areas) neurons += a.neurons;
  for (bool const whole : {true, false}) {
    out = {.whole_neurons = whole};
    std::vector<std::uint64_t> count(sample::buckets);
    for (std::size_t i = 0; i < d.spikes.size(); ++i)
      if (valid(d.spikes[i])) ++out.total, ++count[out.bucket(d.spikes[i], i)];
    if (out.total <= picture_max_dots) return out.shown = out.total, out;
    out.below = 0;
    while (out.shown + count[out.below] <= picture_max_dots) out.shown += count[out.below++];
    // Whole spike trains, as long as enough of them are left for an area to look like itself.
    if (neurons * out.below / sample::buckets >= 20 * d.areas.size()) break;
  }
  return out;
}

// --- a, b: raster and population rates, on one axis of time -------------------------------------------------------------

struct figure {
  std::string svg, caption;
};

figure raster_and_rates(picture_data const& d, order const& o, std::vector<std::string> const& colours) {
  drawing g;
  double const duration = std::isfinite(d.duration_ms) && d.duration_ms > 0 ? d.duration_ms : 1;
  auto const x_of = [&](double t) { return x0 + t / duration * (x1 - x0); };
  auto const valid = [&](picture_spike const& s) {
    return s.area < d.areas.size() && s.cls < d.classes.size() && s.t_ms >= 0 && s.t_ms <= duration;
  };
  auto const cells = [&](std::size_t c) { return c < d.neurons_of_class.size() ? d.neurons_of_class[c] : 0; };

  // The legend: classes with their numbers, hemispheres.
  double x = x0, y = 12;
  auto const entry = [&](std::string_view colour, std::string const& what) {
    if (x > x0 && x + 20 + text_width(what, 12) > page) x = x0, y += 20;
    g.rect(x, y - 6, 12, 12, colour);
    g.text(x + 17, y, what);
    x += 33 + text_width(what, 12);
  };
  for (bool const excitatory : {true, false})
    for (std::size_t c = 0; c < d.classes.size(); ++c)
      if (d.classes[c].excitatory == excitatory)
        entry(colours[c], fmt::format("{} ({})", d.classes[c].name, grouped(cells(c))));
  if (o.sided)
    for (std::size_t side : {0u, 1u}) entry(side_colour[side], std::string(side_name[side]));

  // The bands: one an area, room for its name and more by its number of neurons, left above right.
  double const top = y += 28;
  double const share = 280 + 4.0 * static_cast<double>(o.bands.size());
  double neurons = 0;
  for (picture_area const& a : d.areas) neurons += static_cast<double>(a.neurons);
  std::vector<std::array<double, 2>> rows(d.areas.size());  // upper end, height
  std::string marks;
  double begin = y;
  g.text(0, top, "a", 18, "start", "font-weight=\"bold\"");
  for (std::size_t b = 0; b < o.bands.size(); ++b) {
    double mine = 0, sides = 0, const_y = y;
    for (std::size_t const a : o.bands[b].area)
      if (a != band::none) mine += static_cast<double>(d.areas[a].neurons), ++sides;
    double const h = 12 + (neurons > 0 ? share * mine / neurons : share / static_cast<double>(o.bands.size()));
    for (std::size_t side : {0u, 1u}) {
      std::size_t const a = o.bands[b].area[side];
      if (a == band::none) continue;
      rows[a] = {const_y, h / sides};
      g.rect(x0, const_y, x1 - x0, h / sides, side_ground[side]);
      if (o.sided) g.rect(x0 - 7, const_y + 0.5, 4, h / sides - 1, side_colour[side]);
      const_y += h / sides;
    }
    g.text(x0 - 12, y + h / 2, fitted(o.bands[b].name, 11, x0 - 34), 11, "end");
    y += h;
    if (b + 1 == o.bands.size() || o.bands[b + 1].module != o.bands[b].module) {
      g.line(x1 + 8, begin + 1, x1 + 8, y - 1, grey, 2);
      g.text(x1 + 15, (begin + y) / 2, fitted(o.modules[o.bands[b].module], 13, page - x1 - 17), 13);
      if (b + 1 < o.bands.size()) begin = y += 6;
    } else {
      g.line(x0, y, x1, y, faint, 0.5);
    }
  }
  if (o.bands.empty()) g.text((x0 + x1) / 2, y + 20, "no area", 13, "middle"), y += 40;
  g.turned(12, (top + y) / 2, -90, "neurons, by area", 12, "middle");

  // Dots: one path a class.
  sample const shown = thin(d, valid);
  double const dot = shown.shown > 20000 ? 1.2 : shown.shown > 4000 ? 1.6 : 2.2;
  std::vector<std::string> dots(d.classes.size());
  for (std::size_t i = 0; i < d.spikes.size(); ++i) {
    picture_spike const& s = d.spikes[i];
    if (!valid(s) || shown.bucket(s, i) >= shown.below) continue;
    double const rank = (s.row + 0.5) / static_cast<double>(std::max<std::uint64_t>(d.areas[s.area].neurons, 1));
    fmt::format_to(std::back_inserter(dots[s.cls]), "M{:.1f} {:.1f}h{}", x_of(double{s.t_ms}) - dot / 2,
                   rows[s.area][0] + std::min(rank, 1.0) * rows[s.area][1], dot);
  }
  for (bool const excitatory : {true, false})
    for (std::size_t c = 0; c < d.classes.size(); ++c)
      if (d.classes[c].excitatory == excitatory && !dots[c].empty()) g.path(dots[c], colours[c], dot);
  if (shown.total == 0) g.text((x0 + x1) / 2, (top + y) / 2, "no spikes", 16, "middle", fmt::format("fill=\"{}\"", grey));

  // Population rates: all excitatory neurons together, every inhibitory class alone, each with its own axis.
  double bin = duration >= 50 ? 5 : duration >= 10 ? 1 : 0.1;
  while (duration / bin > 1250) bin = nice(1.5 * bin);
  auto const bins = static_cast<std::size_t>(std::max(1.0, std::round(duration / bin)));
  struct group {
    std::string name, colour;
    double cells = 0, spikes = 0;
    std::vector<double> count;
  };
  std::vector<group> groups;
  std::vector<std::size_t> group_of(d.classes.size());
  for (bool const excitatory : {true, false})
    for (std::size_t c = 0; c < d.classes.size(); ++c)
      if (d.classes[c].excitatory == excitatory) {
        if (!excitatory || groups.empty())
          groups.push_back({excitatory ? "E" : d.classes[c].name, excitatory ? hex(warm[2]) : colours[c], 0, 0, {}});
        groups.back().cells += static_cast<double>(cells(c));
        groups.back().count.resize(bins);
        group_of[c] = groups.size() - 1;
      }
  for (picture_spike const& s : d.spikes)
    if (valid(s)) ++groups[group_of[s.cls]].count[std::min(static_cast<std::size_t>(s.t_ms / bin), bins - 1)];

  double const rates_top = y + 34;
  std::string over;
  y = rates_top;
  for (group& p : groups) {
    if (p.cells == 0) continue;
    double peak = 0;
    for (std::size_t i = 0; i < bins; ++i) {
      double const end = i + 1 == bins ? duration : static_cast<double>(i + 1) * bin;
      p.spikes += p.count[i];
      p.count[i] /= p.cells * (end - static_cast<double>(i) * bin) * 1e-3;
      peak = std::max(peak, p.count[i]);
    }
    double const h = 58, step = nice((peak > 0 ? peak : 1) / 3), limit = step * std::ceil((peak > 0 ? peak : 1) / step - 1e-9);
    for (double v = 0; v <= limit * 1.001; v += step) {
      g.line(x0, y + h * (1 - v / limit), x1, y + h * (1 - v / limit), faint, 0.7);
      g.text(x0 - 8, y + h * (1 - v / limit), fmt::format("{:g}", v < step / 2 ? 0 : v), 10, "end");
    }
    std::string d_line;
    for (std::size_t i = 0; i < bins; ++i)
      fmt::format_to(std::back_inserter(d_line), "{}V{:.1f}H{:.1f}", i ? "" : fmt::format("M{} {}", x0, num(y + h)),
                     y + h * (1 - p.count[i] / limit), i + 1 == bins ? x1 : x_of(static_cast<double>(i + 1) * bin));
    d_line += fmt::format("V{}", num(y + h));
    g.path(d_line, p.colour, 1.1, fmt::format("fill=\"{}\" fill-opacity=\"0.25\"", p.colour));
    g.text(x1 + 15, y + h / 2 - 9, fitted(p.name, 14, page - x1 - 17), 14, "start", fmt::format("font-weight=\"bold\" fill=\"{}\"", p.colour));
    g.text(x1 + 15, y + h / 2 + 9, "mean " + hertz(p.spikes / p.cells / duration * 1e3), 11);
    y += h + 18;
  }
  if (y > rates_top) {
    g.text(0, rates_top, "b", 18, "start", "font-weight=\"bold\"");
    g.turned(50, (rates_top + y - 18) / 2, -90, "population rate [Hz]", 12, "middle");
    y -= 8;
  }

  // Time, under both.
  bool const seconds = duration >= 2000;
  double const unit = seconds ? 1000 : 1, step = nice(duration / unit / 10);
  for (std::size_t i = 0; static_cast<double>(i) * step <= duration / unit * (1 + 1e-9); ++i) {
    double const t = static_cast<double>(i) * step, at = x_of(t * unit);
    over += fmt::format("M{} {}V{}", num(at), num(top), num(y));
    g.line(at, y, at, y + 5, grey);
    g.text(at, y + 14, fmt::format("{:g}", t), 11, "middle");
  }
  g.path(over, "#000000", 0.6, "stroke-opacity=\"0.13\" fill=\"none\"");
  g.line(x0, y, x1, y, grey);
  g.text((x0 + x1) / 2, y + 33, seconds ? "time [s]" : "time [ms]", 13, "middle");

  std::string caption = fmt::format("<b>a</b> Spikes of every area, {}; the height of an area grows with its number of neurons. ",
                                    o.sided ? "left hemisphere above right" : "one row a neuron");
  if (shown.shown == shown.total) caption += fmt::format("All {} spikes are shown. ", grouped(shown.total));
  else
    caption += fmt::format("{} of {} spikes are shown: {}. ", grouped(shown.shown), grouped(shown.total),
                           shown.whole_neurons ? fmt::format("every spike of a fixed random {:.1f} % of the neurons",
                                                             100.0 * static_cast<double>(shown.below) / sample::buckets)
                                               : std::string("a fixed random choice"));
  caption += fmt::format("<b>b</b> Spikes per neuron and second of all excitatory neurons (E) and of each inhibitory class, "
                         "in bins of {:g} ms. Each has its own axis.", bin);
  return {g.finish(page, y + 44, "Raster of spikes by area, and population rates over time"), caption};
}

// --- c: mean rate by area and class -------------------------------------------------------------------------------------

double rate(picture_data const& d, std::size_t area, std::size_t cls) {
  if (area >= d.rate_hz.size() || cls >= d.rate_hz[area].size() || !std::isfinite(d.rate_hz[area][cls])) return nan;
  return std::max(0.0, d.rate_hz[area][cls]);
}

figure rates(picture_data const& d, order const& o) {
  drawing g;
  scale c{0, true};
  for (std::size_t a = 0; a < d.areas.size(); ++a)
    for (std::size_t k = 0; k < d.classes.size(); ++k) c.max = std::max(c.max, std::isnan(rate(d, a, k)) ? 0 : rate(d, a, k));
  c.max = c.max > 0 ? nice(c.max) : 1;

  double const gap = 7, top = 34, h = 13;
  auto const n = static_cast<double>(std::max<std::size_t>(o.bands.size(), 1));
  double const w = std::min(60.0, (x1 - x0 - gap * static_cast<double>(o.modules.size())) / n);
  auto const heads = std::max<std::size_t>(o.modules.size(), 1);
  std::size_t const sides = o.sided ? 2 : 1;
  g.text(0, 12, "c", 18, "start", "font-weight=\"bold\"");
  double y = top;
  std::string crossed;
  for (bool const excitatory : {true, false}) {
    for (std::size_t k = 0; k < d.classes.size(); ++k) {
      if (d.classes[k].excitatory != excitatory) continue;
      double const height = h * static_cast<double>(sides);
      g.text(x0 - 24, y + height / 2, fitted(d.classes[k].name, 12, x0 - 46), 12, "end");
      double x = x0;
      for (std::size_t b = 0; b < o.bands.size(); ++b) {
        if (b > 0 && o.bands[b].module != o.bands[b - 1].module) x += gap;
        for (std::size_t side = 0; side < sides; ++side) {
          std::size_t const a = o.bands[b].area[side];
          double const at = y + h * static_cast<double>(side);
          double const v = a == band::none ? nan : rate(d, a, k);
          if (std::isnan(v)) crossed += fmt::format("M{} {}l{} {}", num(x), num(at + h), num(w), num(-h));
          std::string const who = a == band::none ? o.bands[b].name : d.areas[a].name;
          g.rect(x, at, w - 0.6, h - 0.6, c.colour(v), fmt::format("{}, {}: {}", who, d.classes[k].name, hertz(v)));
        }
        x += w;
      }
      for (std::size_t side = 0; o.sided && side < 2; ++side)
        g.text(x0 - 12, y + h * (static_cast<double>(side) + 0.5), side ? "R" : "L", 9, "middle");
      y += height + 4;
    }
    if (excitatory) y += 6;
  }
  y = std::max(y, top + 40);
  g.path(crossed, "#9aa1a9", 0.8);
  double x = x0, begin = x0, longest = 0;
  for (std::size_t b = 0; b < o.bands.size(); ++b) {
    std::string const name = fitted(o.bands[b].name, 11, 84);
    longest = std::max(longest, text_width(name, 11));
    g.turned(x + w / 2 + 3, y + 6, -60, name, 11, "end");
    x += w;
    if (b + 1 == o.bands.size() || o.bands[b + 1].module != o.bands[b].module) {
      g.line(begin, top - 6, x - 1, top - 6, grey, 2);
      double const room = heads == 1 ? x1 - x0 : x - begin + gap - 6;
      g.text(begin, top - 18, fitted(o.modules[o.bands[b].module], 12, room), 12);
      begin = x += gap;
    }
  }
  g.colour_bar(x1 + 15, top, std::max(120.0, y - top - 34), c);
  double const height = std::max(y + 18 + 0.87 * longest, top + 160);
  return {g.finish(page, height, "Mean rate by area and class"),
          fmt::format("<b>c</b> Mean rate of every class in every area{}; the colours go with the square root of the rate.",
                      o.sided ? " of the left (L) and the right (R) hemisphere" : "")};
}

// --- d: the map -----------------------------------------------------------------------------------------------------------

double excitatory_rate(picture_data const& d, std::size_t a) {
  double spikes = 0, cells = 0;
  for (std::size_t k = 0; k < d.classes.size(); ++k) {
    double const v = rate(d, a, k);
    if (!d.classes[k].excitatory || std::isnan(v)) continue;
    double weight = 1;
    if (a < d.neurons_of_area_class.size() && k < d.neurons_of_area_class[a].size())
      weight = static_cast<double>(d.neurons_of_area_class[a][k]);
    else if (k < d.neurons_of_class.size())
      weight = static_cast<double>(d.neurons_of_class[k]);
    spikes += weight * v, cells += weight;
  }
  return cells > 0 ? spikes / cells : nan;
}

struct circle {
  double x, y, r, home_x, home_y, side;
};

/// Moves circles apart that overlap, none across the midline; they stay near their homes. All move at once, so that
/// what is symmetric stays symmetric.
void spread(std::vector<circle>& all) {
  for (int round = 0; round < 600; ++round) {
    std::vector<std::array<double, 2>> push(all.size());
    double const pull = round < 400 ? 0.02 : 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      push[i] = {pull * (all[i].home_x - all[i].x), pull * (all[i].home_y - all[i].y)};
      for (std::size_t k = 0; k < all.size(); ++k) {
        double dx = all[i].x - all[k].x, dy = all[i].y - all[k].y;
        double const distance = std::hypot(dx, dy), overlap = all[i].r + all[k].r + 2 - distance;
        if (k == i || overlap <= 0) continue;
        if (distance < 1e-6) dx = 0, dy = i < k ? -1 : 1;
        else dx /= distance, dy /= distance;
        push[i][0] += 0.3 * overlap * dx, push[i][1] += 0.3 * overlap * dy;
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      circle& c = all[i];
      c.x += push[i][0], c.y += push[i][1];
      if (c.side != 0 && c.x * c.side < c.r + 4) c.x = c.side * (c.r + 4);
    }
  }
}

figure map(picture_data const& d) {
  drawing g;
  scale c{0, false};
  double neurons = 0, left = 0, right = 0, front = 1e9, back = -1e9;
  std::vector<double> rates(d.areas.size());
  auto const sound = [](double v) { return std::isfinite(v) ? v : 0; };
  for (std::size_t a = 0; a < d.areas.size(); ++a) {
    rates[a] = excitatory_rate(d, a);
    c.max = std::max(c.max, std::isnan(rates[a]) ? 0 : rates[a]);
    neurons += static_cast<double>(d.areas[a].neurons);
    left = std::min(left, sound(d.areas[a].ml_mm)), right = std::max(right, sound(d.areas[a].ml_mm));
    front = std::min(front, sound(d.areas[a].ap_mm)), back = std::max(back, sound(d.areas[a].ap_mm));
  }
  c.max = c.max > 0 ? c.max < 1 ? nice(c.max) : std::ceil(c.max) : 1;
  double const mm = std::min({540 / std::max(right - left, 1.0), 540 / std::max(back - front, 1.0), 120.0});
  double const room = std::max((right - left) * mm, 80.0) * std::max((back - front) * mm, 80.0);
  std::vector<circle> all;
  for (picture_area const& a : d.areas) {
    double const share = neurons > 0 ? static_cast<double>(a.neurons) / neurons : 0;
    double const x = sound(a.ml_mm) * mm, y = sound(a.ap_mm) * mm, side = x < 0 ? -1 : x > 0 ? 1 : 0;
    all.push_back({x, y, std::clamp(std::sqrt(0.42 * room * share / std::numbers::pi), 6.0, 48.0), x, y, side});
  }
  spread(all);
  double xa = 0, xb = 0, ya = all.empty() ? 0 : 1e9, yb = all.empty() ? 40 : -1e9;
  for (circle const& k : all) {
    xa = std::min(xa, k.x - k.r), xb = std::max(xb, k.x + k.r);
    ya = std::min(ya, k.y - k.r), yb = std::max(yb, k.y + k.r);
  }
  double const half = std::max({-xa, xb, 150.0}), height = std::max(yb - ya, 220.0);
  double const dx = 20 + half, dy = 62 - ya;  // from the map to the page
  g.text(0, 12, "d", 18, "start", "font-weight=\"bold\"");
  g.text(dx, 14, "anterior", 12, "middle");
  g.text(dx, dy + ya + height + 22, "posterior", 12, "middle");
  g.text(dx - 12, 38, "left", 12, "end");
  g.text(dx + 12, 38, "right", 12);
  g.path(fmt::format("M{} 30V{}", num(dx), num(dy + ya + height + 8)), "#9aa1a9", 1, "stroke-dasharray=\"4 4\" fill=\"none\"");
  for (std::size_t a = 0; a < all.size(); ++a) {
    circle const& k = all[a];
    g.s += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"#4a4f57\" stroke-width=\"0.8\"{}>"
                       "<title>{}: {}, {} neurons</title></circle>\n", num(dx + k.x), num(dy + k.y), num(k.r),
                       c.colour(rates[a]), std::isnan(rates[a]) ? " stroke-dasharray=\"2 2\"" : "", escape(d.areas[a].name),
                       hertz(rates[a]), grouped(d.areas[a].neurons));
    std::string name = d.areas[a].name;
    if (name.size() > 2 && (name.ends_with("_L") || name.ends_with("_R"))) name.resize(name.size() - 2);
    double const size = std::min(12.0, 1.8 * k.r / text_width(name, 1));
    if (size >= 7.5)
      g.text(dx + k.x, dy + k.y, name, size, "middle", c.at(sound(rates[a])) > 0.5 ? "fill=\"#ffffff\"" : "");
  }
  double const bottom = dy + ya + height + 22;
  g.path(fmt::format("M20 {0}V{1}M{2} {0}V{1}M20 {3}H{2}", num(bottom - 4), num(bottom + 4), num(20 + mm), num(bottom)), grey, 1.5);
  g.text(26 + mm, bottom, "1 mm", 11);
  g.colour_bar(dx + half + 24, 62, std::min(220.0, height - 30), c);
  return {g.finish(dx + half + 100, bottom + 14, "Mean excitatory rate on the map of the cortex"),
          "<b>d</b> Mean rate of the excitatory neurons on the map of the cortex, seen from above. The area of a circle goes "
          "with its number of neurons; circles that would overlap are moved apart."};
}

constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { font: 15px/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #1c1f23;
  background: #fff; max-width: 1240px; margin: 0 auto; padding: 24px 28px; overflow-wrap: anywhere; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; }
h1 + p { font-size: 17px; color: #4a4f57; margin: 0 0 22px; }
figure { margin: 0 0 30px; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { color: #3a3f46; font-size: 14px; margin-top: 8px; max-width: 150ch; }
.last { display: flex; flex-wrap: wrap; gap: 28px 40px; align-items: flex-start; }
.last figure { flex: 3 1 480px; max-width: 720px; }
.last table { flex: 2 1 300px; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
tbody { display: table; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid #dfe2e6; }
th { font-weight: 400; color: #4a4f57; width: 45%; }
@media print { figure, table { break-inside: avoid; } }
)";

}  // namespace

std::string render(picture_data const& d) {
  order const o = arrange(d.areas);
  std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
                                 "content=\"width=device-width\"/>\n<title>{0}</title>\n<style>{2}</style>\n</head>\n<body>\n"
                                 "<h1>{0}</h1>\n<p>{1}</p>\n", escape(d.title), escape(d.subtitle), style);
  auto const show = [&](figure const& f) {
    html += fmt::format("<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n", f.svg, f.caption);
  };
  show(raster_and_rates(d, o, class_colours(d.classes)));
  show(rates(d, o));
  html += "<div class=\"last\">\n";
  show(map(d));
  if (!d.facts.empty()) {
    html += "<table>\n<tbody>\n";
    for (auto const& [label, value] : d.facts)
      html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape(label), escape(value));
    html += "</tbody>\n</table>\n";
  }
  return html + "</div>\n</body>\n</html>\n";
}

}  // namespace whole_cortex
