// SPDX-License-Identifier: BSD-3-Clause
#include "cortex.hpp"

#include <pallium/connect/distance.hpp>
#include <pallium/connect/patches.hpp>
#include <pallium/core/region.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include <algorithm>
#include <cmath>

namespace whole_cortex {
namespace {

using namespace pallium;

constexpr double radius_in_sigma = 3;        // of the lateral gaussian: 1.1 % of it lies beyond
// A tile of a sheet is looked at by every spike nearby: large enough to hold some targets, not larger than the gaussian is wide.
constexpr double cells_of_a_tile = 64, largest_tile = 120;  // [um]
constexpr std::uint32_t far_streams = 1u << 24, drive_streams = 1u << 30;  // of random numbers, above those of local projections

/// Mean of exp(-r^2 / 2 sigma^2), without what is beyond the radius, over two places anywhere on a square of side w whose opposite
/// sides are joined.
double mean_on_torus(double w, double sigma) {
  double const radius = radius_in_sigma * sigma;
  if (0.5 * w >= radius) {
    constexpr double two_pi = 0x1.921fb54442d18p+2;
    return two_pi * sigma * sigma * (1 - pallium::exp(-0.5 * radius_in_sigma * radius_in_sigma)) / (w * w);
  }
  constexpr int n = 200;  // the corners that are farther than the radius are too few to matter; Simpson's rule
  double sum = 0;
  for (int i = 0; i <= n; ++i) {
    double const x = 0.5 * w * i / n / sigma;
    sum += (i == 0 || i == n ? 1 : i % 2 ? 4 : 2) * pallium::exp(-0.5 * x * x);
  }
  double const line = sum / (3 * n);
  return line * line;
}

connect::weight_law spread_out(double mean) {
  return connect::lognormal(synaptic_weight{mean}, weight_sigma).clipped(synaptic_weight{0}, synaptic_weight{largest_weight * mean});
}

}  // namespace

cortex::cortex(options const& o, cell_set const& cells, calibration const& c, scenario const& s) : options_(o), calibration_(c) {
  constexpr double bytes_of_a_synapse = 8, of_memory = 0.3;
  procedural = o.storage == "procedural" ||
               (o.storage == "auto" && atlas::sc25_model::synapses_per_neuron * double(o.neurons) * bytes_of_a_synapse > of_memory * double(sim::physical_memory()));
  add_cells(cells, s);
  if (o.recurrent > 0) {
    for (std::size_t a = 0; a < atlas::sided_area_count; ++a) connect_within(a, s);
    connect_far(s);
  }
  drive(s);
}

cortex_population const& cortex::of(gid g) const noexcept {
  auto const a = std::partition_point(areas.begin(), areas.end(), [&](gid_range r) { return r.last <= g; }) - areas.begin();
  std::size_t k = std::size_t(a) * class_count;
  while (populations[k].ids.last <= g) ++k;
  return populations[k];
}

void cortex::add_cells(cell_set const& cells, scenario const& s) {
  std::vector<model_id<neuron>> models;
  for (auto const& m : cells.models) models.push_back(net.model(m.cell));
  count_ = atlas::neurons_per_class(options_.neurons);
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    areas[a].first = net.size();
    for (std::size_t k = 0; k < class_count; ++k) {
      std::vector<std::size_t> able;
      for (std::size_t m = 0; m < cells.models.size(); ++m)
        if (cells.models[m].serves[k]) able.push_back(m);
      std::uint64_t const wanted = s.is_removed(a, cell_class(k)) ? 0 : count_[a][k];
      cortex_population p{a, cell_class(k), {net.size(), net.size()}, {}};
      for (std::size_t i = 0; i < able.size(); ++i) {  // whom a remainder falls to changes from area to area
        std::uint64_t const n = (wanted + (i + a + k) % able.size()) / able.size();
        if (n > 0) p.patches.push_back({net.add(n, models[able[i]]), able[i]});
      }
      p.ids.last = net.size();
      populations.push_back(std::move(p));
    }
    areas[a].last = net.size();
  }
}

double cortex::side_um(std::size_t area) const noexcept {
  double const part = std::min(1.0, double(options_.neurons) / double(atlas::sc25_model::neurons));
  return 1000 * std::sqrt(part * atlas::surface_mm2(atlas::nth_sided_area(area)));
}

connect::sheet cortex::sheet(cortex_population const& p) const {
  double const w = side_um(p.area), n = double(p.ids.size());
  auto const tiles = static_cast<std::uint32_t>(std::max({1.0, std::min(std::floor(std::sqrt(n / cells_of_a_tile)), 4096.0), std::ceil(w / largest_tile)}));
  auto const depth = atlas::depths_of(atlas::nth_area(p.area % atlas::area_count), atlas::layer_of(p.kind));
  return {p.ids, {.width = {w}, .height = {w}, .columns = tiles, .rows = tiles, .top = {depth.top}, .bottom = {depth.bottom}, .seed = options_.seed}};
}

std::array<double, 3> cortex::position(gid g) const {
  auto const& p = of(g);
  auto const area = atlas::nth_sided_area(p.area);
  auto const at = sheet(p).position(g);
  auto const outline = atlas::outline_of(area);
  double const u = 2 * at.x / side_um(p.area) - 1, v = 2 * at.y / side_um(p.area) - 1;  // the square onto the disc
  auto const c = atlas::place(area, outline.a * u * std::sqrt(1 - 0.5 * v * v), outline.b * v * std::sqrt(1 - 0.5 * u * u), at.z);
  return {c.ap, c.dv, c.ml};
}

template <class Rule> void cortex::connect(Rule rule) {
  if (procedural) net.connect(std::move(rule), storage::procedural{});
  else net.connect(std::move(rule));
}

void cortex::connect_within(std::size_t a, scenario const& s) {
  double const w = side_um(a);
  auto const partners = [&](std::size_t k, std::size_t c) {  // that a cell of class c finds
    return double(count_[a][k]) - (k == c ? 1.0 : 0.0);
  };
  for (std::size_t c = 0; c < class_count; ++c) {
    if (at(a, cell_class(c)).ids.size() == 0) continue;
    std::array<double, atlas::cell_kind_count> asked{}, there{};
    for (std::size_t k = 0; k < class_count; ++k) {
      auto const kind = index(atlas::kind_of(cell_class(k)));
      asked[kind] += degrees.local(cell_class(k), cell_class(c));
      if (partners(k, c) > 0) there[kind] += degrees.local(cell_class(k), cell_class(c));
    }
    for (std::size_t k = 0; k < class_count; ++k) {
      auto const from = cell_class(k), to = cell_class(c);
      auto const kind = index(atlas::kind_of(from));
      double const factor = s.factor(a, from, a, to) * options_.recurrent;
      if (!(partners(k, c) > 0) || at(a, from).ids.size() == 0 || !(there[kind] > 0) || factor == 0) continue;
      double const n = degrees.local(from, to) * asked[kind] / there[kind];
      double const sigma = atlas::lateral_sigma_um(from, to);
      double const peak = n / (partners(k, c) * mean_on_torus(w, sigma));
      double const weight = factor * 1e-3 * calibration_.weight_nS(from, to, degrees.synapses_of_a_connection());
      expected_synapses += n * double(at(a, to).ids.size()) * double(at(a, from).ids.size()) / double(count_[a][k]);
      connect(connect::distance(sheet(at(a, from)), sheet(at(a, to)), connect::gaussian(peak, length{sigma}).within(length{radius_in_sigma * sigma}), receptor_from(from),
                                {spread_out(weight), duration{atlas::latency_ms(from, to)}},
                                {.seed = options_.seed, .stream = std::uint32_t((a * class_count + k) * class_count + c), .torus = true, .multapses = true}));
    }
  }
}

void cortex::connect_far(scenario const& s) {
  constexpr std::size_t n = atlas::sided_area_count;
  std::vector<cell_class> sending;
  for (std::size_t k = 0; k < class_count; ++k)
    if (atlas::projection_class_of(cell_class(k))) sending.push_back(cell_class(k));
  // how densely each source meets each layer of each area, in what units whatever
  std::vector<std::array<double, atlas::layer_count>> met(n * n * sending.size());
  std::vector<std::array<double, atlas::layer_count>> all(n);
  auto const way = [&](std::size_t from, std::size_t k, std::size_t to) -> auto& { return met[(from * sending.size() + k) * n + to]; };
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t f = 0; f < n; ++f)
      for (std::size_t k = 0; k < sending.size() && f != t; ++k) {
        if (count_[f][index(sending[k])] == 0) continue;
        auto const from = atlas::nth_sided_area(f), to = atlas::nth_sided_area(t);
        double const density = atlas::connection_density(*atlas::projection_class_of(sending[k]), from, to);
        if (!(density > 0)) continue;
        auto const profile = atlas::target_layer_profile(*atlas::projection_class_of(sending[k]), from.where, to.where);
        for (std::size_t l = 0; l < atlas::layer_count; ++l) all[t][l] += way(f, k, t)[l] = density * profile[l];
      }
  // what an area lacks of local excitation altogether comes from afar
  std::vector<per_class<double>> wanted(n);
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t c = 0; c < class_count; ++c) {
      double local = 0, asked = 0;
      for (std::size_t k = 0; k < class_count; ++k)
        if (atlas::is_excitatory(cell_class(k))) {
          asked += degrees.local(cell_class(k), cell_class(c));
          if (count_[t][k] > (k == c ? 1u : 0u)) local += degrees.local(cell_class(k), cell_class(c));
        }
      wanted[t][c] = degrees.far(cell_class(c)) + (local > 0 ? 0.0 : asked);
    }
  for (std::size_t f = 0; f < n; ++f)
    for (std::size_t k = 0; k < sending.size(); ++k) {
      auto const& source = at(f, sending[k]);
      double latency = 0;
      for (cell_class c : sending) latency += atlas::latency_ms(sending[k], c) / double(sending.size());
      for (std::size_t t = 0; t < n && source.ids.size() > 0; ++t) {
        std::vector<connect::patches::patch> to;
        for (std::size_t c = 0; c < class_count; ++c) {
          auto const l = index(atlas::layer_of(cell_class(c)));
          double const share = all[t][l] > 0 ? way(f, k, t)[l] / all[t][l] : 0, factor = s.factor(f, sending[k], t, cell_class(c)) * options_.recurrent;
          gid_range const ids = at(t, cell_class(c)).ids;
          if (!(share > 0) || ids.size() == 0 || factor == 0) continue;
          double const mean = wanted[t][c] * share / double(count_[f][index(sending[k])]);
          to.push_back({ids, mean, factor * 1e-3 * calibration_.weight_nS(sending[k], cell_class(c), degrees.synapses_of_a_connection())});
          expected_synapses += mean * double(ids.size()) * double(source.ids.size());
        }
        if (to.empty()) continue;
        connect(connect::patches(source.ids, std::move(to), receptors::excitatory,
                                 {spread_out(1), duration{latency} + atlas::axonal_delay(atlas::nth_sided_area(f), atlas::nth_sided_area(t))},
                                 {.seed = options_.seed, .stream = far_streams + std::uint32_t((f * sending.size() + k) * n + t)}));
      }
    }
}

void cortex::drive(scenario const& s) {
  for (auto const& p : populations)
    for (patch const& m : p.patches)
      if (auto const& b = calibration_.background_of(m.model, p.kind, options_.neurons); b.rate_hz > 0)
        net.stimulate(m.ids, receptors::excitatory, conductance{1e-3 * b.weight_nS},
                      stimulus::poisson{.rate = {b.rate_hz * 1e-3}, .seed = options_.seed, .stream = drive_streams});
  auto const reaches = [&](selection const& some, double fraction) {
    return std::ranges::any_of(populations, [&](auto const& p) { return some.has(p.area, p.kind) && fraction * double(p.ids.size()) >= 0.5; });
  };
  for (std::size_t i = 0; i < s.inputs.size(); ++i)
    if (!reaches(s.inputs[i].cells, s.inputs[i].fraction)) idle.push_back("input[" + std::to_string(i) + "]");
  for (std::size_t i = 0; i < s.silenced.size(); ++i)
    if (!reaches(s.silenced[i].cells, 1)) idle.push_back("silence[" + std::to_string(i) + "]");
  std::uint32_t stream = drive_streams;
  for (auto const& x : s.inputs) {
    ++stream;
    for (auto const& p : populations) {
      if (!x.cells.has(p.area, p.kind) || p.ids.size() == 0) continue;
      gid_range const ids{p.ids.first, p.ids.first + static_cast<gid>(x.fraction * double(p.ids.size()) + 0.5)};
      conductance const w{1e-3 * x.weight_mV / calibration_.mV_per_nS[index(p.kind)][receptors::excitatory.index]};
      if (x.rate_hz > 0)
        net.stimulate(ids, receptors::excitatory, w,
                      stimulus::poisson{.rate = {x.rate_hz * 1e-3}, .seed = options_.seed, .stream = stream, .from = {x.from_ms}, .until = {x.until_ms}});
      else
        net.stimulate(ids, receptors::excitatory, w, stimulus::spike_train{duration{x.from_ms}});
    }
  }
  for (auto const& x : s.silenced)
    for (auto const& p : populations)
      if (x.cells.has(p.area, p.kind) && p.ids.size() > 0)
        net.inject(p.ids, soma(0.5), stimulus::current_clamp{.amp = {x.current_nA}, .delay = {x.from_ms}, .width = {x.until_ms - x.from_ms}});
}

}  // namespace whole_cortex
