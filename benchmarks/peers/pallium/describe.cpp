// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

#include <pallium/runtime/catalogue.hpp>

#include <algorithm>
#include <fstream>

namespace peers {
namespace {

using namespace pallium;
using nlohmann::json;

/// The sections as NEURON is to make them. A cylinder is L and diam; all others are points.
json sections_of(scene const& s) {
  json all = json::array();
  for (std::size_t i = 0; i < s.shape.size(); ++i) {
    section const part = s.shape[i];
    auto const& cut = s.cell.layout().sections[i];
    json one{{"name", section_name(part.kind)}, {"index", cut.index}, {"parent", part.parent}, {"x", part.parent_x}, {"nseg", cut.count},
             {"Ra", s.cell.ra()[std::size_t(cut.first)]}};
    if (part.points.size() == 2 && part.points[0].radius == part.points[1].radius) {
      one["L"] = cut.length;
      one["diam"] = 2 * part.points[0].radius;
    } else {
      for (point const& p : part.points) one["points"].push_back({p.x, p.y, p.z, 2 * p.radius});
    }
    all.push_back(one);
  }
  return all;
}

json mechanisms_of(neuron const& c) {
  json all = json::object();
  runtime::detail::mechanisms_of<neuron>::for_each([&]<class M>(std::type_identity<M>) {
    auto const& painted = c.where<M>();
    if (painted.segments.empty()) return;
    json& one = all[std::string(M::name)] = {{"segments", painted.segments}, {"params", json::object()}};
    for (auto const& values : painted.values) {
      auto const a = to_array<M::template params>(values);
      for (std::size_t k = 0; k < a.size(); ++k) one["params"][std::string(runtime::param_name<M>(k))].push_back(a[k]);
    }
  });
  return all;
}

template <class Ion> std::vector<double> reversals(neuron const& c) {
  std::vector<double> e;
  for (std::size_t k = 0; k < c.size(); ++k) e.push_back(c.template ion_at<Ion>(std::int32_t(k)).reversal);
  return e;
}

struct synapse_record {
  std::int32_t source, target, segment, receptor;
  double weight, delay;
};
static_assert(sizeof(synapse_record) == 32);

std::vector<synapse_record> synapses_of(scene const& s) {
  auto const& receptors = s.cell.receptors();
  std::vector<synapse_record> all;
  auto const add = [&](gid source, gid target, std::uint32_t site, double weight, double delay) {
    auto const r = std::find_if(receptors.begin(), receptors.end(),
                                [&](receptor_sites const& q) { return site >= q.first && site - q.first < q.segments.size(); });
    all.push_back({std::int32_t(source), std::int32_t(target), r->segments[site - r->first], std::int32_t(r - receptors.begin()),
                   weight, delay});
  };
  bulk<edge> edges;
  for (auto const& c : s.random)
    for (gid from = c.sources().first; from < c.sources().last; ++from) {
      edges.clear();
      c.from(from, {0, c.blocks()}, {s.o.dt}, edges);
      for (edge const& e : edges) add(from, e.target, receptors[c.via()->index].pick(e.site), e.weight, double(e.delay) * s.o.dt);
    }
  for (auto const& r : s.rows) add(r.source, r.target, r.site, r.weight.value, r.delay.value);
  return all;
}

}  // namespace

void describe(scene const& s, std::string const& prefix) {
  std::vector<synapse_record> const synapses = synapses_of(s);
  json receptors = json::array();
  for (receptor_sites const& r : s.cell.receptors()) {
    auto const& p = s.cell.kinetics<synapse::exp2>()[r.kinetics];
    receptors.push_back({p.tau1, p.tau2, p.e});
  }
  json const all{{"cells", s.o.cells}, {"dt", s.o.dt}, {"tstop", s.o.tstop}, {"celsius", s.surroundings.celsius},
                 {"threshold", s.surroundings.spike_threshold}, {"v_init", s.cell.v_init()}, {"sections", sections_of(s)},
                 {"cm", std::vector<double>(s.cell.cm().begin(), s.cell.cm().end())}, {"mechanisms", mechanisms_of(s.cell)}, {"ena", reversals<sodium_t>(s.cell)},
                 {"ek", reversals<potassium_t>(s.cell)}, {"amps", s.amps}, {"until", s.o.until}, {"receptors", receptors}, {"watched", s.watched()},
                 {"watched_cells", s.watched_cells()}, {"synapses", synapses.size()}, {"compartments", s.cell.size()},
                 {"swc", s.swc}, {"coordinates", s.o.coordinates}};
  std::ofstream(prefix + ".json") << all;
  std::ofstream edges(prefix + ".edges", std::ios::binary);
  edges.write(reinterpret_cast<char const*>(synapses.data()), std::streamsize(synapses.size() * sizeof(synapse_record)));
  if (!edges) throw input_error(prefix, "a file that cannot be written", "a folder that can");
}

}  // namespace peers
