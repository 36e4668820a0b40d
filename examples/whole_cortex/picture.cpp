// SPDX-License-Identifier: BSD-3-Clause
#include "picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "picture_parts.hpp"

namespace whole_cortex {
namespace {

using namespace picture;

// --- c: mean rate by area and class ----------------------------------------------------------------------------------

double rate(picture_data const& d, std::size_t area, std::size_t cls) {
  if (area >= d.rate_hz.size() || cls >= d.rate_hz[area].size() || !std::isfinite(d.rate_hz[area][cls])) return nan;
  return std::max(0.0, d.rate_hz[area][cls]);
}

figure rates(picture_data const& d, order const& o) {
  drawing g;
  scale c;
  for (std::size_t a = 0; a < d.areas.size(); ++a)
    for (std::size_t k = 0; k < d.classes.size(); ++k) c.widen(rate(d, a, k));
  c.round();

  double const gap = 7, top = 34, h = 13;
  auto const n = static_cast<double>(std::max<std::size_t>(o.bands.size(), 1));
  double const w = std::min(60.0, (x1 - x0 - gap * static_cast<double>(o.modules.size())) / n);
  auto const heads = std::max<std::size_t>(o.modules.size(), 1);
  std::size_t const sides = o.sided ? 2 : 1;
  g.panel(12, "c");
  double y = top;
  std::string crossed;
  for (bool const excitatory : {true, false}) {
    for (std::size_t k = 0; k < d.classes.size(); ++k) {
      if (d.classes[k].excitatory != excitatory) continue;
      double const height = h * static_cast<double>(sides);
      g.text(x0 - 24, y + height / 2, fitted(d.classes[k].name, 12, x0 - 46), 12, "end");
      double x = x0;
      for (std::size_t b = 0; b < o.bands.size(); ++b) {
        if (b > 0 && o.last_of_module(b - 1)) x += gap;
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
  g.path(crossed, hatch, 0.8);
  double x = x0, begin = x0, longest = 0;
  for (std::size_t b = 0; b < o.bands.size(); ++b) {
    std::string const name = fitted(o.bands[b].name, 11, 84);
    longest = std::max(longest, text_width(name, 11));
    g.turned(x + w / 2 + 3, y + 6, -60, name, 11, "end");
    x += w;
    if (o.last_of_module(b)) {
      g.line(begin, top - 6, x - 1, top - 6, grey, 2);
      double const room = heads == 1 ? x1 - x0 : x - begin + gap - 6;
      g.text(begin, top - 18, fitted(o.modules[o.bands[b].module], 12, room), 12);
      begin = x += gap;
    }
  }
  g.colour_bar(x1 + 15, top, std::max(120.0, y - top - 34), c);
  double const height = std::max(y + 18 + 0.87 * longest, top + 160);
  return {g.finish(page, height, "Mean rate by area and class"),
          fmt::format("<b>c</b> Mean rate of every class in every area{}. The colour goes with the square root of the "
                      "rate.", o.sided ? " of the left (L) and the right (R) hemisphere" : "")};
}

// --- d: the map ------------------------------------------------------------------------------------------------------

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
  scale c;
  double neurons = 0, left = 0, right = 0, front = 1e9, back = -1e9;
  std::vector<double> rates(d.areas.size());
  auto const sound = [](double v) { return std::isfinite(v) ? v : 0; };
  for (std::size_t a = 0; a < d.areas.size(); ++a) {
    rates[a] = excitatory_rate(d, a);
    c.widen(rates[a]);
    neurons += static_cast<double>(d.areas[a].neurons);
    left = std::min(left, sound(d.areas[a].ml_mm)), right = std::max(right, sound(d.areas[a].ml_mm));
    front = std::min(front, sound(d.areas[a].ap_mm)), back = std::max(back, sound(d.areas[a].ap_mm));
  }
  c.round();
  double const mm = std::min({540 / std::max(right - left, 1.0), 540 / std::max(back - front, 1.0), 120.0});
  double const room = std::max((right - left) * mm, 80.0) * std::max((back - front) * mm, 80.0);
  std::vector<circle> all;
  for (picture_area const& a : d.areas) {
    double const share = neurons > 0 ? static_cast<double>(a.neurons) / neurons : 0;
    double const x = sound(a.ml_mm) * mm, y = sound(a.ap_mm) * mm, side = x < 0 ? -1 : x > 0 ? 1 : 0;
    all.push_back({x, y, std::clamp(std::sqrt(0.48 * room * share / std::numbers::pi), 6.0, 48.0), x, y, side});
  }
  spread(all);
  double xa = 0, xb = 0, ya = all.empty() ? 0 : 1e9, yb = all.empty() ? 40 : -1e9;
  for (circle const& k : all) {
    xa = std::min(xa, k.x - k.r), xb = std::max(xb, k.x + k.r);
    ya = std::min(ya, k.y - k.r), yb = std::max(yb, k.y + k.r);
  }
  xa = std::min(xa, -60.0), xb = std::max({xb, 60.0, 500 + xa});
  double const height = std::max(yb - ya, 220.0), dx = 20 - xa, dy = 62 - ya;  // the last: from the map to the page
  g.panel(12, "d");
  g.text(dx, 14, "anterior", 12, "middle");
  g.text(dx, dy + ya + height + 22, "posterior", 12, "middle");
  g.text(dx - 12, 38, "left", 12, "end");
  g.text(dx + 12, 38, "right", 12);
  g.path(fmt::format("M{} 30V{}", num(dx), num(dy + ya + height + 8)), hatch, 1,
         "stroke-dasharray=\"4 4\" fill=\"none\"");
  for (std::size_t a = 0; a < all.size(); ++a) {
    circle const& k = all[a];
    g.s += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"#4a4f57\" stroke-width=\"0.8\"{}>"
                       "<title>{}: {}, {} neurons</title></circle>\n", num(dx + k.x), num(dy + k.y), num(k.r),
                       c.colour(rates[a]), std::isnan(rates[a]) ? " stroke-dasharray=\"2 2\"" : "",
                       escape(d.areas[a].name), hertz(rates[a]), grouped(d.areas[a].neurons));
    std::string const name = without_side(d.areas[a].name);
    double const size = std::min(12.0, 1.8 * k.r / text_width(name, 1));
    if (size >= 7.5)
      g.text(dx + k.x, dy + k.y, name, size, "middle", c.at(sound(rates[a])) > 0.5 ? "fill=\"#ffffff\"" : "");
  }
  double const bottom = dy + ya + height + 22;
  g.path(fmt::format("M20 {0}V{1}M{2} {0}V{1}M20 {3}H{2}", num(bottom - 4), num(bottom + 4), num(20 + mm),
                     num(bottom)), grey, 1.5);
  g.text(26 + mm, bottom, "1 mm", 11);
  g.colour_bar(dx + xb + 24, 62, std::min(220.0, height - 30), c);
  return {g.finish(dx + xb + 100, bottom + 14, "Mean excitatory rate on the map of the cortex"),
          "<b>d</b> Mean rate of the excitatory neurons on the map of the cortex, seen from above; the colour goes "
          "with the square root of the rate. The area of a circle goes with its number of neurons; circles that would "
          "overlap are moved apart."};
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
  using namespace picture;
  order const o = arrange(d.areas);
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>{0}</title>\n<style>{2}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n<p>{1}</p>\n", escape(d.title), escape(d.subtitle), style);
  auto const show = [&](figure const& f) {
    html += fmt::format("<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n", f.svg, f.caption);
  };
  show(raster_and_rates(d, o));
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
