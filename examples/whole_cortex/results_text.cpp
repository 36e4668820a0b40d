// SPDX-License-Identifier: BSD-3-Clause
// The terminal's summary of a run.
#include "results_write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace whole_cortex {
namespace {

/// A rate on a logarithmic axis, 0.03 to 100 Hz: '.' the range that is published, '|' the decades, '#' the rate.
std::string gauge(double hz, limits l) {
  constexpr int width = 36;
  constexpr double low = 0.03, high = 100;
  auto const at = [&](double x) {
    return static_cast<int>(std::lround(std::clamp(std::log(x / low) / std::log(high / low), 0.0, 1.0) * (width - 1)));
  };
  std::string text(width, ' ');
  for (int k = at(l.low); l.high > 0 && k <= at(l.high); ++k) text[std::size_t(k)] = '.';
  for (double const decade : {0.1, 1.0, 10.0}) text[std::size_t(at(decade))] = '|';
  if (hz > 0) text[std::size_t(at(hz))] = '#';
  return text;
}
std::string shown(double x, int width, int digits) { return std::isnan(x) ? fmt::format("{:>{}}", "-", width) : fmt::format("{:{}.{}f}", x, width, digits); }

}  // namespace

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t k = text.size(); k > 3; k -= 3) text.insert(k - 3, ",");
  return text;
}

std::string summary_of_run(results const& r, statistics const& s) {
  std::string text = fmt::format("\n{}{}\n", r.title, r.scenario.empty() ? "" : ": " + r.scenario);
  std::size_t widest = 0;
  for (auto const& [label, value] : r.facts) widest = std::max(widest, label.size());
  for (auto const& [label, value] : r.facts) text += fmt::format("  {:{}}  {}\n", label, widest, value);
  for (auto const& n : r.notes) text += fmt::format("  note: {}\n", n);
  for (auto const& [t, what] : r.marks) text += fmt::format("  {:g} ms: {}\n", t, what);

  text += fmt::format("\n{} spikes; what follows is of {:g} to {:g} ms; dots: the published range, #: the rate\n\n", grouped(s.spikes), s.begin_ms, s.end_ms);
  std::string axis(36, ' ');
  axis.replace(4, 3, "0.1").replace(15, 1, "1").replace(24, 2, "10");
  auto const head = [&](char const* what, char const* last) {
    text += fmt::format("  {:<13} {:>10} {:>8}  [{}]  {:>5} {:>6}\n", what, "neurons", "Hz", axis, "CV", last);
  };
  auto const row = [&](activity const& a, limits l, std::string const& last) {
    text += fmt::format("  {:<13} {:>10} {}  [{}]  {} {:>6}\n", a.name, grouped(a.neurons), shown(a.hz, 8, 2), gauge(a.hz, l), shown(a.cv, 5, 2), last);
  };
  auto const silent = [](activity const& a) { return std::isnan(a.silent) ? std::string("-") : fmt::format("{:.0f} %", 100 * a.silent); };
  head("class", "silent");
  for (activity const& c : s.classes) row(c, limits_of(c.excitatory, c.kind), silent(c));
  text += '\n';
  head("module", "silent");
  for (activity const& m : s.modules) row(m, {}, silent(m));
  row(s.all, {}, silent(s.all));

  std::vector<activity const*> areas;
  for (activity const& a : s.areas)
    if (!std::isnan(a.hz)) areas.push_back(&a);
  std::ranges::stable_sort(areas, std::greater<>{}, &activity::hz);
  auto const some = [&](auto from, auto to) {
    std::string names;
    for (; from != to; ++from) names += fmt::format("{}{} {:.2f}", names.empty() ? "" : ", ", (*from)->name, (*from)->hz);
    return names;
  };
  if (areas.size() >= 8)
    text += fmt::format("\n  fastest areas  {} Hz\n  slowest areas  {} Hz\n", some(areas.begin(), areas.begin() + 4), some(areas.end() - 4, areas.end()));
  if (!std::isnan(s.mean_correlation))
    text += fmt::format("  correlation    {:.3f}, mean over pairs of areas, bins of {:g} ms\n", s.mean_correlation, statistics::count_bin_ms);
  text += '\n';
  for (verdict const& v : s.verdicts)
    text += fmt::format("  {}  {:<27} {}  (expected: {})\n", v.is == judgement::passed ? "ok     " : v.is == judgement::failed ? "OUTSIDE" : "open   ", v.what, v.found,
                        v.expected);
  if (!r.what_to_look_at.empty()) text += fmt::format("\nWhat to look at: {}\n", r.what_to_look_at);
  return text;
}

}  // namespace whole_cortex
