// SPDX-License-Identifier: BSD-3-Clause
#include "report.hpp"

#include "report_assets.hpp"
#include "results_write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace whole_cortex {
namespace {

using nlohmann::ordered_json;

/// RFC 4648, of values as they lie in memory: little-endian on every machine that this runs on, as browsers are.
template <class T> std::string base64(std::vector<T> const& values) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  auto const* p = reinterpret_cast<unsigned char const*>(values.data());
  std::size_t const n = values.size() * sizeof(T);
  std::string text;
  text.reserve((n + 2) / 3 * 4);
  for (std::size_t k = 0; k < n; k += 3) {
    unsigned const a = p[k], b = k + 1 < n ? p[k + 1] : 0u, c = k + 2 < n ? p[k + 2] : 0u, all = a << 16 | b << 8 | c;
    for (int shift = 18; shift >= 0; shift -= 6) text += digits[all >> shift & 63];
    if (k + 1 >= n) text[text.size() - 2] = '=';
    if (k + 2 >= n) text[text.size() - 1] = '=';
  }
  return text;
}
template <class T> ordered_json typed(char const* type, std::vector<T> const& values) { return {{"type", type}, {"base64", base64(values)}}; }

/// Some neurons of every group: `quota` of `size`, evenly spaced.
struct share {
  std::size_t group = 0;
  std::uint64_t size = 0, quota = 0;
  std::size_t first = 0;  ///< number of its first in the sample

  std::uint64_t nth(std::uint64_t k) const noexcept { return (2 * k + 1) * size / (2 * quota); }
  /// The number in the group's sample of its cell `at`; `quota` if it is not in it.
  std::uint64_t find(std::uint64_t at) const noexcept {
    for (std::uint64_t k = at * quota / size, end = std::min(k + 2, quota); k < end; ++k)
      if (nth(k) == at) return k;
    return quota;
  }
};

struct sample {
  std::vector<share> shares;            ///< by area and class, as the page shows them
  std::vector<std::size_t> of_group;    ///< number in `shares`
  std::size_t neurons = 0;
  std::vector<std::uint16_t> time;      ///< 65535: the end
  std::vector<std::uint32_t> neuron;
  std::uint64_t their_spikes = 0;       ///< of these neurons
  std::uint64_t every = 1;              ///< of them which are shown
};

std::size_t number(std::vector<activity> const& of, std::string const& name) {
  return static_cast<std::size_t>(std::ranges::find(of, name, &activity::name) - of.begin());
}

sample draw(results const& r, statistics const& s, report_limits const& most) {
  sample out;
  std::uint64_t all = 0;
  for (cell_group const& g : r.groups) all += g.ids.size();
  double wanted = double(std::min<std::uint64_t>(all, most.neurons));
  if (s.spikes > 0) wanted = std::min(wanted, double(most.spikes) / double(s.spikes) * double(all));
  wanted = std::max(wanted, double(std::min<std::uint64_t>(all, std::min<std::size_t>(most.neurons, 4000))));  // areas should look like themselves
  // Largest remainders.
  std::vector<std::pair<double, std::size_t>> rest;
  std::vector<std::uint64_t> quota(r.groups.size());
  double given = 0;
  for (std::size_t g = 0; g < quota.size(); ++g) {
    double const exact = all > 0 ? wanted * double(r.groups[g].ids.size()) / double(all) : 0;
    quota[g] = std::min<std::uint64_t>(r.groups[g].ids.size(), static_cast<std::uint64_t>(exact));
    given += double(quota[g]);
    if (quota[g] < r.groups[g].ids.size()) rest.emplace_back(double(quota[g]) - exact, g);
  }
  std::ranges::stable_sort(rest, {}, &std::pair<double, std::size_t>::first);
  for (std::size_t k = 0; k < rest.size() && given + 1 <= wanted + 0.5; ++k, ++given) ++quota[rest[k].second];

  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < quota.size(); ++g)
    if (quota[g] > 0) order.push_back(g);
  std::ranges::stable_sort(order, {}, [&](std::size_t g) {
    return std::pair(number(s.areas, r.groups[g].area), number(s.classes, class_of(r.groups[g])));
  });
  out.of_group.assign(quota.size(), order.size());
  for (std::size_t const g : order) {
    out.of_group[g] = out.shares.size();
    out.shares.push_back({g, r.groups[g].ids.size(), quota[g], out.neurons});
    out.neurons += std::size_t(quota[g]);
  }

  group_finder const group(r.groups);
  auto const each = [&](auto&& f) {
    for (pallium::spike const& x : r.spikes) {
      std::size_t const g = group(x.source);
      if (g == group_finder::none || out.of_group[g] == out.shares.size()) continue;
      share const& h = out.shares[out.of_group[g]];
      std::uint64_t const k = h.find(x.source - r.groups[g].ids.first);
      if (k < h.quota) f(x, h.first + std::size_t(k));
    }
  };
  each([&](pallium::spike const&, std::size_t) { ++out.their_spikes; });
  if (out.their_spikes > most.spikes) out.every = (out.their_spikes + most.spikes - 1) / most.spikes;
  std::uint64_t seen = 0;
  double const scale = 65535 / std::max(r.duration_ms, 1e-9);
  each([&](pallium::spike const& x, std::size_t n) {
    if (seen++ % out.every != 0) return;
    out.time.push_back(static_cast<std::uint16_t>(std::clamp(time_of(r, x) * scale + 0.5, 0.0, 65535.0)));
    out.neuron.push_back(static_cast<std::uint32_t>(n));
  });
  return out;
}

/// Places, as fractions of the box that they fill.
ordered_json places(results const& r, sample const& some) {
  if (!r.position || some.neurons == 0) return nullptr;
  std::vector<std::array<float, 3>> at;
  at.reserve(some.neurons);
  std::array<float, 3> low, high;
  low.fill(std::numeric_limits<float>::max()), high.fill(std::numeric_limits<float>::lowest());
  for (share const& h : some.shares)
    for (std::uint64_t k = 0; k < h.quota; ++k) {
      at.push_back(r.position(r.groups[h.group].ids.first + h.nth(k)));
      for (std::size_t d = 0; d < 3; ++d) low[d] = std::min(low[d], at.back()[d]), high[d] = std::max(high[d], at.back()[d]);
    }
  std::vector<std::uint16_t> parts;
  parts.reserve(3 * at.size());
  for (auto const& p : at)
    for (std::size_t d = 0; d < 3; ++d) {
      double const width = double(high[d]) - low[d];
      parts.push_back(static_cast<std::uint16_t>(width > 0 ? std::clamp((double(p[d]) - low[d]) / width * 65535 + 0.5, 0.0, 65535.0) : 0.0));
    }
  ordered_json j = typed("u16", parts);
  j["low"] = low, j["high"] = high;
  return j;
}

ordered_json number_or_null(double x) { return std::isfinite(x) ? ordered_json(x) : ordered_json(nullptr); }

ordered_json rows(std::vector<activity> const& of, bool with_limits) {
  ordered_json j = ordered_json::array();
  for (activity const& a : of) {
    ordered_json row{{"name", a.name}, {"neurons", a.neurons}, {"hz", number_or_null(a.hz)}, {"silent", number_or_null(a.silent)}, {"cv", number_or_null(a.cv)}, {"cvNeurons", a.cv_neurons}};
    if (with_limits) {
      limits const l = limits_of(a.excitatory, a.kind);
      row["kind"] = a.excitatory ? "E" : a.kind, row["low"] = l.low, row["high"] = l.high;
    }
    j.push_back(std::move(row));
  }
  return j;
}

ordered_json courses(std::vector<course> const& of) {
  std::vector<float> all;
  for (course const& c : of) all.insert(all.end(), c.hz.begin(), c.hz.end());
  return typed("f32", all);
}

std::string data_of(results const& r, statistics const& s, report_limits const& most) {
  sample some = draw(r, s, most);
  ordered_json j;
  j["title"] = r.title, j["scenario"] = r.scenario, j["look"] = r.what_to_look_at;
  j["facts"] = r.facts, j["notes"] = r.notes, j["marks"] = r.marks;
  j["duration"] = r.duration_ms, j["begin"] = s.begin_ms, j["end"] = s.end_ms;
  j["neurons"] = s.all.neurons, j["spikes"] = s.spikes;
  ordered_json& verdicts = j["verdicts"] = ordered_json::array();
  for (verdict const& v : s.verdicts)
    verdicts.push_back({{"what", v.what}, {"found", v.found}, {"expected", v.expected}, {"is", v.is == judgement::passed ? "passed" : v.is == judgement::failed ? "failed" : "open"}});
  j["areas"] = rows(s.areas, false);
  for (std::size_t a = 0; a < s.areas.size(); ++a) {
    ordered_json& row = j["areas"][a];
    row["module"] = s.module_of[a], row["fano"] = number_or_null(s.areas[a].fano), row["peak"] = number_or_null(s.areas[a].peak_hz);
  }
  j["modules"] = rows(s.modules, false);
  j["layers"] = rows(s.layers, false);
  j["classes"] = rows(s.classes, true);
  j["kinds"] = rows(s.kinds, true);
  j["all"] = rows({s.all}, false)[0];
  std::vector<float> pairs;
  for (auto const& row : s.area_class)
    for (double const hz : row) pairs.push_back(float(hz));
  j["areaClass"] = typed("f32", pairs);
  j["bin"] = s.bin_ms;
  j["areaCourses"] = courses(s.area_courses);
  j["kindCourses"] = courses(s.kind_courses);
  std::vector<float> psd;
  for (auto const& p : s.power.psd) psd.insert(psd.end(), p.begin(), p.end());
  j["spectrum"] = {{"df", s.power.df}, {"segments", s.power.segments}, {"psd", typed("f32", psd)}, {"names", ordered_json::array()}};
  for (activity const& a : s.power.of) j["spectrum"]["names"].push_back(a.name);
  std::vector<float> correlation;
  for (auto const& row : s.correlation) correlation.insert(correlation.end(), row.begin(), row.end());
  j["correlation"] = typed("f32", correlation);
  j["meanCorrelation"] = number_or_null(s.mean_correlation);
  j["countBin"] = statistics::count_bin_ms;
  ordered_json& shown = j["sample"];
  shown = {{"neurons", some.neurons}, {"spikes", some.time.size()}, {"of", some.their_spikes}, {"every", some.every}, {"shares", ordered_json::array()}};
  for (share const& h : some.shares) {
    cell_group const& g = r.groups[h.group];
    shown["shares"].push_back({number(s.areas, g.area), number(s.classes, class_of(g)), h.quota});
  }
  shown["positions"] = places(r, some);
  shown["time"] = typed("u16", some.time);
  if (some.neurons <= 65536) shown["neuron"] = typed("u16", std::vector<std::uint16_t>(some.neuron.begin(), some.neuron.end()));
  else shown["neuron"] = typed("u32", some.neuron);
  std::string text = j.dump(-1, ' ', false, ordered_json::error_handler_t::replace), safe;
  for (std::size_t done = 0; done < text.size();) {  // no text may end the script that holds it
    std::size_t const at = std::min(text.find('<', done), text.size());
    safe.append(text, done, at - done);
    if (at < text.size()) safe += "\\u003c";
    done = at + 1;
  }
  return safe;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return out;
}

}  // namespace

bool has_three_js() { return !report_asset("three").empty(); }

std::string report_html(results const& r, statistics const& s, report_limits const& most) {
  std::string_view page = report_asset("page.html");
  std::string out;
  auto const up_to = [&](std::string_view mark) {
    std::size_t const at = page.find(mark);
    out += page.substr(0, at);
    page.remove_prefix(std::min(page.size(), at + mark.size()));
  };
  auto const script = [&](std::string_view text, std::string_view notice = "") {
    if (text.empty()) return;
    out += "<script>\n";
    out += notice;
    out += text;
    out += "\n</script>\n";
  };
  up_to("@TITLE@");
  out += escaped(r.scenario.empty() ? r.title : r.title + ": " + r.scenario);
  up_to("@STYLE@");
  out += report_asset("style.css");
  up_to("@DATA@");
  out += data_of(r, s, most);
  up_to("@SCRIPTS@");
  script(report_asset("three"), "/* three.js: copyright its authors, SPDX-License-Identifier: MIT */\n");
  for (char const* part : {"base.js", "charts.js", "raster.js", "cortex.js", "main.js"}) script(report_asset(part));
  out += page;
  return out;
}

}  // namespace whole_cortex
