// SPDX-License-Identifier: BSD-3-Clause
// Panels a and b: the raster and the population rates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "picture_parts.hpp"

namespace whole_cortex::picture {
namespace {

constexpr std::array<std::string_view, 2> side_name{"left hemisphere", "right hemisphere"};
constexpr std::array<std::string_view, 2> side_colour{"#33373d", "#a9b0b8"}, side_ground{"#ffffff", "#f2f4f6"};

// --- Which spikes the raster shows -----------------------------------------------------------------------------------

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

}  // namespace

// --- a, b: raster and population rates, on one axis of time ----------------------------------------------------------

figure raster_and_rates(picture_data const& d, order const& o) {
  std::vector<std::string> const colours = class_colours(d.classes);
  drawing g;
  double const duration = std::isfinite(d.duration_ms) && d.duration_ms > 0 ? d.duration_ms : 1;
  auto const last = static_cast<float>(duration);
  auto const x_of = [&](double t) { return x0 + t / duration * (x1 - x0); };
  auto const valid = [&](picture_spike const& s) {
    return s.area < d.areas.size() && s.cls < d.classes.size() && s.t_ms >= 0 && s.t_ms <= last;
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
  double begin = y;
  g.panel(top, "a");
  for (std::size_t b = 0; b < o.bands.size(); ++b) {
    double mine = 0, sides = 0, at = y;
    for (std::size_t const a : o.bands[b].area)
      if (a != band::none) mine += static_cast<double>(d.areas[a].neurons), ++sides;
    double const h = 12 + (neurons > 0 ? share * mine / neurons : share / static_cast<double>(o.bands.size()));
    for (std::size_t side : {0u, 1u}) {
      std::size_t const a = o.bands[b].area[side];
      if (a == band::none) continue;
      rows[a] = {at, h / sides};
      g.rect(x0, at, x1 - x0, h / sides, side_ground[side]);
      if (o.sided) g.rect(x0 - 7, at + 0.5, 4, h / sides - 1, side_colour[side]);
      at += h / sides;
    }
    g.text(x0 - 12, y + h / 2, fitted(o.bands[b].name, 11, x0 - 34), 11, "end");
    y += h;
    if (o.last_of_module(b)) {
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
  if (shown.total == 0) g.text((x0 + x1) / 2, (top + y) / 2, "no spikes", 16, "middle");

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
          groups.push_back({excitatory ? "E" : d.classes[c].name, excitatory ? mix(warm, 0.5) : colours[c], 0, 0, {}});
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
    if (peak == 0) peak = 1;
    double const h = 58, step = nice(peak / 3), limit = step * std::ceil(peak / step - 1e-9);
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
    g.text(x1 + 15, y + h / 2 - 9, fitted(p.name, 14, page - x1 - 17), 14, "start", "font-weight=\"bold\"");
    g.text(x1 + 15, y + h / 2 + 9, "mean " + hertz(p.spikes / p.cells / duration * 1e3), 11);
    y += h + 18;
  }
  if (y > rates_top) {
    g.panel(rates_top, "b");
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

  std::string caption =
      fmt::format("<b>a</b> Spikes of every area{}; the height of an area grows with its number of neurons. ",
                  o.sided ? ", left hemisphere above right" : "");
  if (shown.total == 0) caption += "No neuron fired. ";
  else if (shown.shown == shown.total) caption += fmt::format("All {} spikes are shown. ", grouped(shown.total));
  else
    caption += fmt::format("{} of {} spikes are shown: {}. ", grouped(shown.shown), grouped(shown.total),
                           shown.whole_neurons ? fmt::format("every spike of a fixed random {:.1f} % of the neurons",
                                                             100.0 * static_cast<double>(shown.below) / sample::buckets)
                                               : std::string("a fixed random choice"));
  caption += fmt::format("<b>b</b> Spikes per neuron and second of all excitatory neurons (E) and of each inhibitory "
                         "class, in bins of {:g} ms. Each has its own axis.", bin);
  return {g.finish(page, y + 44, "Raster of spikes by area, and population rates over time"), caption};
}

}  // namespace whole_cortex::picture
