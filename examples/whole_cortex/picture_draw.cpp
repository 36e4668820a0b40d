// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "picture_parts.hpp"

namespace whole_cortex::picture {

// --- Text and numbers ------------------------------------------------------------------------------------------------

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

std::string num(double v) {
  std::string s = fmt::format("{:.2f}", std::isfinite(v) ? v : 0.0);
  while (s.back() == '0') s.pop_back();
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

std::string grouped(std::uint64_t n) {
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

double nice(double v) {
  double const ten = std::pow(10.0, std::floor(std::log10(v)));
  for (double const f : {1.0, 2.0, 5.0})
    if (f * ten >= v * (1 - 1e-9)) return f * ten;
  return 10 * ten;
}

// --- Colours ---------------------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view no_cell = "#eceef0";
constexpr std::array<rgb, 7> heat{
    {{252, 250, 215}, {254, 207, 146}, {251, 140, 98}, {222, 73, 104}, {156, 46, 127}, {89, 21, 126}, {24, 15, 62}}};

}  // namespace

std::string mix(std::span<rgb const> stops, double u) {
  double const x = std::clamp(u, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  std::size_t const i = std::min(static_cast<std::size_t>(x), stops.size() - 2);
  std::array<long, 3> c{};
  for (std::size_t k = 0; k < 3; ++k)
    c[k] = std::lround(std::lerp(stops[i][k], stops[i + 1][k], x - static_cast<double>(i)));
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

std::vector<std::string> class_colours(std::vector<picture_class> const& classes) {
  auto const excitatory = static_cast<std::size_t>(std::ranges::count_if(classes, &picture_class::excitatory));
  std::array<std::size_t, 2> seen{};
  std::vector<std::string> colours;
  for (picture_class const& c : classes) {
    std::size_t const n = c.excitatory ? excitatory : classes.size() - excitatory, i = seen[c.excitatory]++;
    double const u = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : c.excitatory ? 0.5 : 0.0;
    colours.push_back(c.excitatory ? mix(warm, u) : mix(cold, u));
  }
  return colours;
}

void scale::widen(double v) { max = std::fmax(max, v); }

void scale::round() {
  double const step = max > 0 ? nice(max / 6) : 1;
  max = step * std::max(1.0, std::ceil(max / step - 1e-9));
}

double scale::at(double v) const { return std::sqrt(std::clamp(v / max, 0.0, 1.0)); }

std::string scale::colour(double v) const { return std::isfinite(v) ? mix(heat, at(v)) : std::string(no_cell); }

// --- SVG -------------------------------------------------------------------------------------------------------------

void drawing::rect(double x, double y, double w, double h, std::string_view fill, std::string_view title) {
  s += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"", num(x), num(y), num(w), num(h),
                   fill);
  s += title.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", escape(title));
}

void drawing::path(std::string_view d, std::string_view stroke, double w, std::string_view more) {
  s += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" {}/>\n", d, stroke, num(w), more);
}

void drawing::line(double xa, double ya, double xb, double yb, std::string_view stroke, double w) {
  path(fmt::format("M{} {}L{} {}", num(xa), num(ya), num(xb), num(yb)), stroke, w);
}

void drawing::text(double x, double y, std::string_view what, double size, std::string_view anchor,
                   std::string_view more) {
  s += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\" {}>{}</text>\n", num(x),
                   num(y + 0.34 * size), num(size), anchor, more, escape(what));
}

void drawing::turned(double x, double y, double degrees, std::string_view what, double size, std::string_view anchor) {
  text(x, y, what, size, anchor, fmt::format("transform=\"rotate({} {} {})\"", num(degrees), num(x), num(y)));
}

void drawing::panel(double y, std::string_view letter) { text(0, y, letter, 18, "start", "font-weight=\"bold\""); }

void drawing::colour_bar(double x, double y, double h, scale const& c) {
  constexpr int steps = 64;
  for (int i = 0; i < steps; ++i)
    rect(x, y + h * i / steps, 14, h / steps + 0.6, mix(heat, 1 - (i + 0.5) / steps));
  text(x, y - 14, "Hz", 12);
  std::vector<double> ticks{0};
  for (double v = c.max, above = 2; h * c.at(v) > 14; v = nice(v / 2.6))
    if (h * (above - c.at(v)) > 14) ticks.push_back(v), above = c.at(v);
  for (double const v : ticks) {
    double const at = y + h * (1 - c.at(v));
    line(x + 14, at, x + 18, at, grey);
    text(x + 21, at, fmt::format("{:g}", v), 11);
  }
  rect(x, y + h + 14, 14, 12, no_cell);
  line(x, y + h + 26, x + 14, y + h + 14, hatch);
  text(x + 21, y + h + 20, "no cell", 11);
}

std::string drawing::finish(double w, double h, std::string_view label) const {
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" "
                     "font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\" "
                     "fill=\"#1c1f23\">\n{}</svg>\n", num(w), num(h), escape(label), s);
}

// --- Areas in the order of the picture -------------------------------------------------------------------------------

std::string without_side(std::string const& name) {
  bool const sided = name.size() > 2 && (name.ends_with("_L") || name.ends_with("_R"));
  return sided ? name.substr(0, name.size() - 2) : name;
}

order arrange(std::vector<picture_area> const& areas) {
  order o;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    std::string const name = without_side(areas[i].name);
    std::size_t const side = name != areas[i].name ? areas[i].name.back() == 'R' : areas[i].ml_mm > 0;
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

}  // namespace whole_cortex::picture
