// SPDX-License-Identifier: BSD-3-Clause
#include "cortex.hpp"

#include <pallium/connect/fixed_probability.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <algorithm>

namespace whole_cortex {
namespace {

using namespace pallium;
using atlas::population;

/// Inhibition within an area: share of a target's inhibitory synapses by class of source, and peak conductance [nS]. Who
/// inhibits whom follows Pfeffer et al. 2013 (doi:10.1038/nn.3446): PV cells inhibit E and PV, SST all but SST, VIP
/// mostly SST. Shares and weights are set by hand for this miniature.
struct inhibition {
  population source;
  bool excitatory_targets;
  double share, weight;
  receptor onto;
};
constexpr inhibition table[]{
    {population::pv, true, 0.55, 1.3, receptors::perisomatic},   {population::sst, true, 0.35, 1.0, receptors::dendritic},
    {population::vip, true, 0.10, 0.7, receptors::dendritic},    {population::pv, false, 0.45, 0.6, receptors::perisomatic},
    {population::sst, false, 0.30, 0.5, receptors::dendritic},   {population::vip, false, 0.25, 0.5, receptors::dendritic},
};
constexpr conductance e_to_e{0.45e-3}, e_to_i{2.5e-3};  // peak, AMPA
constexpr duration synaptic_delay{1.0}, local_delay{1.5};

/// Counts of an area's populations in which no class of inhibition is missing: a small area would run away without. An
/// area of 8 neurons or more has one of each class at least, a smaller one a PV cell; they come out of the largest population.
auto inhibited(std::array<std::uint64_t, atlas::population_count> counts) {
  std::uint64_t all = 0;
  for (auto n : counts) all += n;
  for (population p : {population::pv, population::sst, population::vip}) {
    if (counts[atlas::index(p)] > 0 || all < 2 || (p != population::pv && all < 8)) continue;
    --*std::max_element(counts.begin(), counts.end());
    ++counts[atlas::index(p)];
  }
  return counts;
}

}  // namespace

double background_target_hz(population p) {
  switch (p) {
    case population::pv: return 12;
    case population::sst: return 8;
    case population::vip: return 8;
    default: return 4;
  }
}
conductance background_weight(population p) { return {atlas::is_excitatory(p) ? 3.0e-3 : 8.0e-3}; }

cortex::cortex(options const& o, cell_set const& cells, background_table const& drives) {
  add_cells(o, cells);
  if (o.recurrent > 0) connect(o);
  drive(o, drives);
}

void cortex::add_cells(options const& o, cell_set const& cells) {
  std::vector<model_id<neuron>> models;
  for (auto const& m : cells.models) models.push_back(net.model(m.cell));
  auto const per_area = atlas::neurons_per_area(o.neurons);
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    auto const counts = inhibited(atlas::neurons_per_population(atlas::nth_sided_area(a).where, per_area[a]));
    areas[a].first = net.size();
    for (std::size_t k = 0; k < atlas::population_count; ++k) {
      std::vector<std::size_t> serving;
      for (std::size_t m = 0; m < cells.models.size(); ++m)
        if (cells.models[m].serves[k]) serving.push_back(m);
      cortex_population p{a, population(k), {net.size(), net.size()}, {}};
      for (std::size_t i = 0; i < serving.size(); ++i) {  // whom a remainder falls to changes from area to area
        std::uint64_t const n = (counts[k] + (i + a + k) % serving.size()) / serving.size();
        if (n > 0) p.patches.push_back({net.add(n, models[serving[i]]), serving[i]});
      }
      p.ids.last = net.size();
      population_of_.insert(population_of_.end(), std::size_t(p.ids.size()), std::uint32_t(populations.size()));
      populations.push_back(std::move(p));
    }
    areas[a].last = net.size();
  }
}

void cortex::connect(options const& o) {
  std::uint32_t stream = 0;
  auto const project = [&](gid_range from, gid_range to, double per_target, receptor onto, conductance weight, duration delay) {
    ++stream;  // numbered whether or not there is anybody, so that no projection's draws depend on another's cells
    if (from.size() == 0 || to.size() == 0 || !(per_target > 0)) return;
    connect::fixed_probability const rule(from, to, per_target / double(from.size()), onto, {o.recurrent * weight, delay}, {o.seed, stream});
    if (o.storage == "procedural") net.connect(rule, storage::procedural{});
    else net.connect(rule);
  };
  for (std::size_t t = 0; t < atlas::sided_area_count; ++t) {
    gid_range const e = range(t, population::l23_e, population::l6_e), i = range(t, population::pv, population::vip);
    for (std::size_t s = 0; s < atlas::sided_area_count; ++s) {
      double const share = atlas::input_share(atlas::nth_sided_area(s), atlas::nth_sided_area(t));
      duration const delay = s == t ? local_delay
                                    : synaptic_delay + atlas::axonal_delay(atlas::nth_sided_area(s), atlas::nth_sided_area(t));
      double const all = double(range(s, population::l23_e, population::l6_e).size());
      for (std::size_t k = 0; k <= atlas::index(population::l6_e); ++k) {
        gid_range const from = at(s, population(k)).ids;
        double const n = all > 0 ? synapses::excitatory * share * double(from.size()) / all : 0;
        project(from, e, n, receptors::excitatory, e_to_e, delay);
        project(from, i, n, receptors::excitatory, e_to_i, delay);
      }
    }
    for (bool const onto_e : {true, false}) {
      double present = 0;  // the classes that a small area lacks leave their share to the others
      for (inhibition const& r : table)
        if (r.excitatory_targets == onto_e && at(t, r.source).ids.size() > 0) present += r.share;
      for (inhibition const& r : table)
        if (r.excitatory_targets == onto_e)
          project(at(t, r.source).ids, onto_e ? e : i, r.share / present * synapses::inhibitory, r.onto, {r.weight * 1e-3},
                  local_delay);
    }
  }
}

void cortex::drive(options const& o, background_table const& drives) {
  constexpr std::uint32_t stream = 1u << 30;  // above those of the projections
  for (auto const& p : populations)
    for (patch const& m : p.patches) {
      double const rate = drives[m.model][atlas::index(p.kind)].rate_hz;
      net.stimulate(m.ids, receptors::excitatory, background_weight(p.kind),
                    stimulus::poisson{.rate = {rate * 1e-3}, .seed = o.seed, .stream = stream});
    }
}

}  // namespace whole_cortex
