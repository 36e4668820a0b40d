// SPDX-License-Identifier: BSD-3-Clause
#include "statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <pallium/core/error.hpp>
#include <tuple>

namespace whole_cortex {

group_finder::group_finder(std::span<cell_group const> groups) {
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (groups[g].ids.size() > 0) ranges_.push_back({groups[g].ids, g});
  std::ranges::sort(ranges_, {}, [](range const& r) { return r.ids.first; });
  for (std::size_t k = 1; k < ranges_.size(); ++k)
    if (ranges_[k].ids.first < ranges_[k - 1].ids.last)
      throw pallium::input_error("groups of cells", fmt::format("cell {} in two", ranges_[k].ids.first), "each cell in one");
}

std::size_t group_finder::operator()(pallium::gid g) const noexcept {
  auto const next = std::ranges::upper_bound(ranges_, g, {}, [](range const& r) { return r.ids.first; });
  if (next == ranges_.begin()) return none;
  range const& r = *std::prev(next);
  return r.ids.contains(g) ? r.group : none;
}

limits limits_of(bool excitatory, std::string_view kind) {
  if (excitatory) return {0.1, 5};
  if (kind == "PV") return {5, 20};
  if (kind == "SST") return {2, 10};
  return {1, 10};  // VIP, and layer 1's inhibitory neurons, whose family theirs is (Htr3a)
}

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tie = 1e-9;  ///< of a bin: what rounding may have taken from a time on a bin's edge

/// Where a group's numbers go.
struct place {
  std::size_t area, module, layer, cls, kind;
};

std::size_t number_of(std::vector<activity>& of, std::string const& name) {
  auto const it = std::ranges::find(of, name, &activity::name);
  if (it != of.end()) return static_cast<std::size_t>(it - of.begin());
  of.emplace_back().name = name;
  return of.size() - 1;
}
std::size_t found(std::vector<activity> const& of, std::string const& name) {
  return static_cast<std::size_t>(std::ranges::find(of, name, &activity::name) - of.begin());
}
std::string without_side(std::string const& area) {
  return area.ends_with("_L") || area.ends_with("_R") ? area.substr(0, area.size() - 2) : area;
}

/// PV, SST, VIP, then whatever else there is.
int rank_of(activity const& kind) {
  if (kind.excitatory) return 0;
  return kind.name == "PV" ? 1 : kind.name == "SST" ? 2 : kind.name == "VIP" ? 3 : 4;
}

/// The names in their order, and each group's.
std::vector<place> arrange(results const& r, statistics& s) {
  std::vector<activity> bases;
  std::vector<std::size_t> module, base;  // of each area
  for (cell_group const& g : r.groups) {
    std::size_t const m = number_of(s.modules, g.module), b = number_of(bases, without_side(g.area)), a = number_of(s.areas, g.area);
    if (a == module.size()) module.push_back(m), base.push_back(b);
    number_of(s.layers, "L" + g.layer);
    std::size_t const c = number_of(s.classes, class_of(g));
    s.classes[c].kind = g.kind, s.classes[c].excitatory = g.excitatory;
    std::size_t const k = number_of(s.kinds, g.excitatory ? "E" : g.kind);
    s.kinds[k].kind = s.kinds[k].name, s.kinds[k].excitatory = g.excitatory;
  }
  std::vector<std::size_t> order(s.areas.size());
  for (std::size_t a = 0; a < order.size(); ++a) order[a] = a;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::tuple(module[a], base[a], s.areas[a].name) < std::tuple(module[b], base[b], s.areas[b].name);
  });
  std::vector<activity> areas;
  for (std::size_t const a : order) areas.push_back(s.areas[a]), s.module_of.push_back(module[a]);
  s.areas = std::move(areas);
  std::ranges::stable_sort(s.layers, {}, &activity::name);
  std::ranges::stable_sort(s.kinds, {}, rank_of);
  std::ranges::stable_sort(s.classes, {}, [&](activity const& c) {
    return std::pair(c.name.substr(0, c.name.find(' ')), c.excitatory ? 0 : found(s.kinds, c.kind));
  });
  std::vector<place> places;
  for (cell_group const& g : r.groups)
    places.push_back({found(s.areas, g.area), found(s.modules, g.module), found(s.layers, "L" + g.layer), found(s.classes, class_of(g)),
                      found(s.kinds, g.excitatory ? "E" : g.kind)});
  return places;
}

/// Sums of a group, then of whatever it belongs to.
struct sums {
  std::uint64_t neurons = 0, spikes = 0, silent = 0, cv_neurons = 0;
  double cv = 0;
  void operator+=(sums const& o) {
    neurons += o.neurons, spikes += o.spikes, silent += o.silent, cv_neurons += o.cv_neurons, cv += o.cv;
  }
  void into(activity& a, double seconds) const {
    a.neurons = neurons, a.spikes = spikes, a.cv_neurons = cv_neurons;
    bool const any = neurons > 0 && seconds > 0;
    a.hz = any ? double(spikes) / double(neurons) / seconds : nan;
    a.silent = any ? double(silent) / double(neurons) : nan;
    a.cv = cv_neurons > 0 ? cv / double(cv_neurons) : nan;
    a.fano = a.peak_hz = nan;
  }
};

/// Intervals of single neurons, a block of them at a time.
void count_neurons(results const& r, statistics& s, std::vector<sums>& of_group, group_finder const& group) {
  struct train {
    double first = 0, last = 0, squares = 0;
    std::uint32_t spikes = 0;
  };
  std::vector<train> trains;
  std::uint32_t most = 0;
  for (pallium::gid begin = 0; begin < group.end(); begin += statistics::block) {
    pallium::gid const end = std::min(group.end(), begin + statistics::block);
    trains.assign(std::size_t(end - begin), {});
    for (pallium::spike const& x : r.spikes) {
      if (x.source < begin || x.source >= end) continue;
      double const t = time_of(r, x);
      if (t < s.begin_ms - tie) continue;
      train& n = trains[std::size_t(x.source - begin)];
      if (n.spikes++ == 0) n.first = t;
      else n.squares += (t - n.last) * (t - n.last);
      n.last = t;
    }
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
      pallium::gid_range const ids = r.groups[g].ids;
      for (pallium::gid c = std::max(begin, ids.first); c < std::min(end, ids.last); ++c) {
        train const& n = trains[std::size_t(c - begin)];
        most = std::max(most, n.spikes);
        of_group[g].silent += n.spikes == 0;
        if (n.spikes <= statistics::cv_intervals) continue;
        double const intervals = n.spikes - 1.0, mean = (n.last - n.first) / intervals;
        if (!(mean > 0)) continue;
        double const variance = std::max(0.0, n.squares - intervals * mean * mean) / (intervals - 1);
        of_group[g].cv += std::sqrt(variance) / mean;
        ++of_group[g].cv_neurons;
      }
    }
  }
  s.fastest_hz = s.end_ms > s.begin_ms ? most / (s.end_ms - s.begin_ms) * 1e3 : nan;
}

double course_bin(double duration) {
  for (double unit = 0.1;; unit *= 10)
    for (double const b : {1.0, 2.0, 5.0})
      if (unit * b >= (duration >= 100 ? 1.0 : 0.1) && duration / (unit * b) <= 600) return unit * b;
}

/// What an area's numbers of spikes in bins say.
void count_areas(statistics& s, std::vector<std::vector<std::uint32_t>> const& counts, std::size_t bins) {
  std::size_t const n = s.areas.size(), window = std::size_t(statistics::burst_ms / statistics::count_bin_ms);
  std::vector<double> mean(n), deviation(n);
  for (std::size_t a = 0; a < n; ++a) {
    double sum = 0, squares = 0, inside = 0, peak = 0;
    for (std::size_t k = 0; k < bins; ++k) {
      double const x = counts[a][k];
      sum += x, squares += x * x, inside += x;
      if (k >= window) inside -= counts[a][k - window];
      if (k + 1 >= window) peak = std::max(peak, inside);
    }
    if (bins < 2 || s.areas[a].neurons == 0) continue;
    mean[a] = sum / double(bins);
    double const variance = std::max(0.0, squares - sum * mean[a]) / double(bins - 1);
    deviation[a] = std::sqrt(std::max(0.0, squares / double(bins) - mean[a] * mean[a]));
    if (sum > 0) s.areas[a].fano = variance / mean[a];
    if (bins >= window) s.areas[a].peak_hz = peak / double(s.areas[a].neurons) / statistics::burst_ms * 1e3;
  }
  s.correlation.assign(n, std::vector<float>(n, float(nan)));
  double total = 0;
  std::size_t pairs = 0;
  for (std::size_t a = 0; bins >= 10 && a < n; ++a)
    for (std::size_t b = a; b < n; ++b) {
      if (!(deviation[a] > 0 && deviation[b] > 0)) continue;
      double product = 0;
      for (std::size_t k = 0; k < bins; ++k) product += double(counts[a][k]) * double(counts[b][k]);
      double const c = (product / double(bins) - mean[a] * mean[b]) / (deviation[a] * deviation[b]);
      s.correlation[a][b] = s.correlation[b][a] = float(std::clamp(c, -1.0, 1.0));
      if (a != b) total += c, ++pairs;
    }
  s.mean_correlation = pairs > 0 ? total / double(pairs) : nan;
}

std::string some_names(std::vector<std::string> const& names) {
  std::string text;
  for (std::size_t k = 0; k < std::min<std::size_t>(names.size(), 4); ++k) text += (k > 0 ? ", " : "") + names[k];
  return names.size() > 4 ? text + fmt::format(" and {} more", names.size() - 4) : text;
}

void judge(statistics& s) {
  double const seconds = (s.end_ms - s.begin_ms) * 1e-3;
  auto const enough = [&](activity const& a) { return double(a.neurons) * seconds >= statistics::least_seconds; };
  auto const within = [](activity const& a) {
    limits const l = limits_of(a.excitatory, a.kind);
    return a.hz >= l.low && a.hz <= l.high;
  };
  for (activity const& k : s.kinds) {
    limits const l = limits_of(k.excitatory, k.kind);
    s.verdicts.push_back({fmt::format("rate of {}", k.excitatory ? "excitatory neurons" : k.name), std::isnan(k.hz) ? "none" : fmt::format("{:.2f} Hz", k.hz),
                          fmt::format("{:g} to {:g} Hz", l.low, l.high),
                          !enough(k) ? judgement::open : within(k) ? judgement::passed : judgement::failed});
  }
  std::vector<std::string> outside;
  std::size_t judged = 0;
  for (activity const& c : s.classes)
    if (enough(c)) {
      ++judged;
      if (!within(c)) outside.push_back(fmt::format("{} {:.2f} Hz", c.name, c.hz));
    }
  s.verdicts.push_back({"rate of every class", outside.empty() ? fmt::format("{} of {} judged", judged, s.classes.size()) : some_names(outside),
                        "the range of its kind", judged == 0 ? judgement::open : outside.empty() ? judgement::passed : judgement::failed});
  s.verdicts.push_back({"irregularity", std::isnan(s.all.cv) ? "no neuron with 3 intervals" : fmt::format("CV {:.2f} of {} neurons", s.all.cv, s.all.cv_neurons),
                        fmt::format("CV > {:g}", statistics::least_cv),
                        s.all.cv_neurons < statistics::least_cv_neurons || s.end_ms - s.begin_ms < statistics::least_cv_ms ? judgement::open
                        : s.all.cv > statistics::least_cv                                                                 ? judgement::passed
                                                                                                                          : judgement::failed});
  std::vector<std::string> silent, wild;
  std::size_t areas = 0, bursts = 0;
  for (activity const& a : s.areas) {
    if (enough(a) && ++areas && a.hz < statistics::silent_hz) silent.push_back(a.name);
    if (!std::isnan(a.peak_hz) && ++bursts && a.peak_hz > statistics::epileptic_hz) wild.push_back(a.name);
  }
  auto const of_areas = [&](char const* what, std::vector<std::string> const& bad, std::size_t n, std::string expected) {
    s.verdicts.push_back({what, bad.empty() ? fmt::format("none of {}", n) : some_names(bad), std::move(expected),
                          n == 0 ? judgement::open : bad.empty() ? judgement::passed : judgement::failed});
  };
  of_areas("silent areas", silent, areas, fmt::format("none below {:g} Hz", statistics::silent_hz));
  of_areas("epileptic areas", wild, bursts, fmt::format("no {:g} ms above {:g} Hz", statistics::burst_ms, statistics::epileptic_hz));
}

}  // namespace

statistics statistics_of(results const& r) {
  statistics s;
  group_finder const group(r.groups);
  std::vector<place> const places = arrange(r, s);
  double const duration = std::isfinite(r.duration_ms) ? std::max(0.0, r.duration_ms) : 0.0;
  s.end_ms = duration;
  s.begin_ms = std::clamp(r.skip_ms, 0.0, duration);
  double const seconds = (s.end_ms - s.begin_ms) * 1e-3;

  std::size_t const areas = s.areas.size(), modules = s.modules.size();
  s.bin_ms = course_bin(std::max(duration, 1.0));
  auto const course_bins = static_cast<std::size_t>(std::ceil(duration / s.bin_ms - tie));
  auto const count_bins = static_cast<std::size_t>((s.end_ms - s.begin_ms) / statistics::count_bin_ms + tie);
  auto const fine_bins = static_cast<std::size_t>(s.end_ms - s.begin_ms + tie);
  std::vector<std::vector<std::uint32_t>> counts(areas, std::vector<std::uint32_t>(count_bins));
  std::vector<std::vector<double>> fine(modules + 1, std::vector<double>(fine_bins));
  for (activity const& a : s.areas) s.area_courses.push_back({a.name, std::vector<float>(course_bins)});
  for (activity const& k : s.kinds) s.kind_courses.push_back({k.name, std::vector<float>(course_bins)});

  std::vector<sums> of_group(r.groups.size());
  for (std::size_t g = 0; g < r.groups.size(); ++g) of_group[g].neurons = r.groups[g].ids.size();
  for (pallium::spike const& x : r.spikes) {
    std::size_t const g = group(x.source);
    if (g == group_finder::none) continue;
    ++s.spikes;
    place const& p = places[g];
    double const t = time_of(r, x), since = t - s.begin_ms;
    if (auto const b = static_cast<std::size_t>(std::max(0.0, t / s.bin_ms + tie)); b < course_bins)
      ++s.area_courses[p.area].hz[b], ++s.kind_courses[p.kind].hz[b];
    if (since < -tie || !(seconds > 0)) continue;
    ++of_group[g].spikes;
    if (auto const b = static_cast<std::size_t>(std::max(0.0, since / statistics::count_bin_ms + tie)); b < count_bins) ++counts[p.area][b];
    if (auto const b = static_cast<std::size_t>(std::max(0.0, since + tie)); b < fine_bins) ++fine[0][b], ++fine[1 + p.module][b];
  }
  count_neurons(r, s, of_group, group);

  std::vector<sums> of_area(areas), of_module(modules), of_layer(s.layers.size()), of_class(s.classes.size()), of_kind(s.kinds.size());
  sums all, excitatory, inhibitory;
  std::vector<std::vector<sums>> of_pair(areas, std::vector<sums>(s.classes.size()));
  for (std::size_t g = 0; g < r.groups.size(); ++g) {
    place const& p = places[g];
    sums const& x = of_group[g];
    all += x, of_area[p.area] += x, of_module[p.module] += x, of_layer[p.layer] += x, of_class[p.cls] += x, of_kind[p.kind] += x;
    of_pair[p.area][p.cls] += x;
    (r.groups[g].excitatory ? excitatory : inhibitory) += x;
  }
  auto const write = [&](std::vector<sums> const& from, std::vector<activity>& to) {
    for (std::size_t k = 0; k < from.size(); ++k) from[k].into(to[k], seconds);
  };
  write(of_area, s.areas), write(of_module, s.modules), write(of_layer, s.layers), write(of_class, s.classes), write(of_kind, s.kinds);
  s.all.name = "all", s.excitatory.name = "excitatory", s.inhibitory.name = "inhibitory";
  all.into(s.all, seconds), excitatory.into(s.excitatory, seconds), inhibitory.into(s.inhibitory, seconds);
  s.excitatory.excitatory = true;
  for (auto const& row : of_pair) {
    s.area_class.emplace_back();
    for (sums const& x : row) {
      activity a;
      x.into(a, seconds);
      s.area_class.back().push_back(a.hz);
    }
  }
  auto const per_neuron = [&](std::vector<course>& of, std::vector<activity> const& whose) {
    for (std::size_t k = 0; k < of.size(); ++k)
      for (std::size_t b = 0; b < course_bins; ++b) {
        double const length = std::min(s.bin_ms, duration - double(b) * s.bin_ms);
        of[k].hz[b] = whose[k].neurons == 0 ? 0.0f : float(of[k].hz[b] / double(whose[k].neurons) / length * 1e3);
      }
  };
  per_neuron(s.area_courses, s.areas);
  per_neuron(s.kind_courses, s.kinds);
  count_areas(s, counts, count_bins);

  std::vector<activity> whose{s.all};
  whose.insert(whose.end(), s.modules.begin(), s.modules.end());
  for (std::size_t k = 0; k < whose.size(); ++k) {
    if (whose[k].neurons == 0) continue;
    for (double& x : fine[k]) x *= 1e3 / double(whose[k].neurons);
    auto psd = power_spectrum(fine[k], 1, statistics::segment, s.power.df, s.power.segments);
    if (psd.empty()) continue;
    s.power.of.push_back(whose[k]);
    s.power.psd.push_back(std::move(psd));
  }
  judge(s);
  return s;
}

}  // namespace whole_cortex
