// SPDX-License-Identifier: BSD-3-Clause
#include "calibrate.hpp"

#include <pallium/core/region.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace whole_cortex {
namespace {

using namespace pallium;

/// Somatic potentials of one synapse, by model and receptor [mV / nS].
constexpr double settle = 600, listen = 120;                          // [ms]
constexpr double hold_excitatory = -70, hold_inhibitory = -60;       // [mV]
constexpr double recorded_at = -55;                                   // [mV], inhibitory potentials of the tables
constexpr double probing = 0.1;                                       // [nS]

/// One event at one of the sites of a receptor.
struct one_event {
  step at = 0;
  std::uint32_t pick = 0;
  struct state {
    bool done = false;
  };
  state start(gid) const noexcept { return {}; }
  void events(state& s, gid, step before, duration, std::vector<arrival>& out) const {
    if (at < before && !std::exchange(s.done, true)) out.push_back({at, pick});
  }
};
static_assert(event_source<one_event>);

std::vector<std::array<double, receptor_count>> unit_potentials(auto const& k, options const& o, cell_set const& cells) {
  constexpr int levels = 48;
  constexpr double lowest = -0.1, rise = 0.0125;  // [nA]
  auto const current = [](int l) { return lowest + rise * l; };
  std::vector<std::array<double, 2>> holding;  // [nA]
  std::vector<std::array<double, 2>> held;     // [mV]
  {
    cortex_network net;
    std::vector<probe> probes;
    for (auto const& m : cells.models) {
      auto const id = net.model(m.cell);
      for (int l = 0; l < levels; ++l) {
        gid_range const g = net.add(1, id);
        net.inject(g, soma(0.5), stimulus::current_clamp{.amp = {current(l)}, .delay = {0}, .width = {1e9}});
        probes.push_back({g.first, std::uint32_t(m.cell.segment_at(soma(0.5)))});
      }
    }
    auto const r = k.attempt({.net = net, .duration = settle, .dt = o.dt, .threads = o.threads, .probes = probes, .first = settle - 1, .every = 1});
    std::vector<bool> fired(probes.size(), false);
    for (spike const& s : r.spikes) fired[std::size_t(s.source)] = true;
    for (std::size_t m = 0; m < cells.models.size(); ++m) {
      std::array<double, 2> best{lowest, lowest}, at{1e9, 1e9};
      for (int l = 0; l < levels; ++l) {
        std::size_t const i = m * levels + std::size_t(l);
        for (int w = 0; w < 2; ++w) {
          double const goal = w == 0 ? hold_excitatory : hold_inhibitory, v = r.values[i];
          if (!fired[i] && std::abs(v - goal) < std::abs(at[std::size_t(w)] - goal)) best[std::size_t(w)] = current(l), at[std::size_t(w)] = v;
        }
      }
      holding.push_back(best), held.push_back(at);
    }
  }
  cortex_network net;
  struct seen {
    std::size_t model, receptor, with, without;  // probes
  };
  std::vector<seen> pairs;
  std::vector<probe> probes;
  for (std::size_t m = 0; m < cells.models.size(); ++m) {
    auto const& cell = cells.models[m].cell;
    auto const id = net.model(cell);
    auto const soma_segment = std::uint32_t(cell.segment_at(soma(0.5)));
    auto const add = [&](std::size_t w) {
      gid_range const g = net.add(1, id);
      net.inject(g, soma(0.5), stimulus::current_clamp{.amp = {holding[m][w]}, .delay = {0}, .width = {1e9}});
      probes.push_back({g.first, soma_segment});
      return probes.size() - 1;
    };
    std::array<std::size_t, 2> const control{add(0), add(1)};
    for (std::size_t r = 0; r < receptor_count; ++r) {
      std::size_t const some = std::min<std::size_t>(cell.receptors()[r].segments.size(), 24);
      for (std::size_t i = 0; i < some; ++i) {
        std::size_t const w = r == receptors::excitatory.index ? 0 : 1, p = add(w);
        net.stimulate(probes[p].cell, receptor{std::uint32_t(r)}, conductance{1e-3 * probing},
                      one_event{to_steps({settle}, {o.dt}), std::uint32_t((double(i) + 0.5) / double(some) * 0x1p32)});
        pairs.push_back({m, r, p, control[w]});
      }
    }
  }
  auto const r = k.attempt({.net = net, .duration = settle + listen, .dt = o.dt, .threads = o.threads, .probes = probes, .first = settle, .every = o.dt});
  std::vector<std::array<double, receptor_count>> unit(cells.models.size());
  std::vector<std::array<double, receptor_count>> n(cells.models.size());
  for (seen const& p : pairs) {
    double peak = 0;
    for (std::size_t at = 0; at + probes.size() <= r.values.size(); at += probes.size())
      peak = std::max(peak, std::abs(r.values[at + p.with] - r.values[at + p.without]));
    if (p.receptor != receptors::excitatory.index)
      peak *= (recorded_at - inhibitory_reversal_mV) / std::abs(held[p.model][1] - inhibitory_reversal_mV);
    unit[p.model][p.receptor] += peak / probing;
    n[p.model][p.receptor] += 1;
  }
  for (std::size_t m = 0; m < unit.size(); ++m)
    for (std::size_t i = 0; i < receptor_count; ++i) unit[m][i] /= std::max(1.0, n[m][i]);
  return unit;
}

/// How a model in a class answers to background of rising strength, on top of what its inputs send at their target rates.
struct answer {
  double weight_nS = 0;
  std::vector<double> strength;  ///< sum of potentials [mV/s], rising
  std::vector<double> rate;      ///< [Hz]
  /// The strength that gives a rate, by interpolation; the ends where none does.
  double strength_for(double hz) const {
    std::size_t i = 0;
    while (i + 1 < rate.size() && rate[i + 1] < hz) ++i;
    if (i + 1 == rate.size()) return strength.back();
    double const part = rate[i + 1] > rate[i] ? std::clamp((hz - rate[i]) / (rate[i + 1] - rate[i]), 0.0, 1.0) : 0.0;
    return strength[i] * pallium::exp(part * pallium::log(strength[i + 1] / strength[i]));
  }
};

constexpr double event_mV = 7;  // of the background: volleys; larger ones make rates rise less steeply and intervals less regular
constexpr std::size_t strengths = 14;
constexpr double weakest = 40, ratio = 1.45;  // [mV/s], [1]

/// [model][class]
using answers = std::vector<per_class<answer>>;

/// use(from, synapses) of all that a neuron of a class receives; what comes from afar in equal parts from each class that projects.
void for_each_input(cell_class to, in_degrees const& degrees, auto&& use) {
  double projecting = 0;
  for (std::size_t f = 0; f < class_count; ++f) {
    use(cell_class(f), degrees.local(cell_class(f), to));
    projecting += atlas::projection_class_of(cell_class(f)) ? 1 : 0;
  }
  for (std::size_t f = 0; f < class_count; ++f)
    if (atlas::projection_class_of(cell_class(f))) use(cell_class(f), degrees.far(to) / projecting);
}

answers open_loop(auto const& k, options const& o, cell_set const& cells, calibration const& c) {
  constexpr gid copies = 12;
  constexpr double begin = 300, biological = 2000;  // [ms]
  in_degrees const degrees;
  cortex_network net;
  struct group {
    std::size_t model, kind;
  };
  std::vector<group> groups;
  answers all(cells.models.size());
  for (std::size_t m = 0; m < cells.models.size(); ++m) {
    auto const id = net.model(cells.models[m].cell);
    for (std::size_t kind = 0; kind < class_count; ++kind) {
      if (!cells.models[m].serves[kind]) continue;
      auto const to = cell_class(kind);
      std::array<double, receptor_count> first{}, second{};  // moments of what comes: sum of rate x weight, of rate x weight^2
      auto const comes = [&](cell_class from, double n) {
        double const w = c.weight_nS(from, to, degrees.synapses_of_a_connection()), rate = n * target_rate_hz(from);
        auto const r = receptor_from(from).index;
        first[r] += rate * w, second[r] += rate * w * w * pallium::exp(weight_sigma * weight_sigma);
      };
      for_each_input(to, degrees, comes);
      answer& a = all[m][kind];
      a.weight_nS = event_mV / c.mV_per_nS[kind][receptors::excitatory.index];
      for (std::size_t l = 0; l < strengths; ++l) {
        a.strength.push_back(l == 0 ? weakest : a.strength.back() * ratio);
        gid_range const ids = net.add(copies, id);
        for (std::uint32_t r = 0; r < receptor_count; ++r)
          if (first[r] > 0)
            net.stimulate(ids, receptor{r}, conductance{1e-3 * second[r] / first[r]},
                          stimulus::poisson{.rate = {1e-3 * first[r] * first[r] / second[r]}, .seed = o.seed, .stream = 1 + r});
        net.stimulate(ids, receptors::excitatory, conductance{1e-3 * a.weight_nS},
                      stimulus::poisson{.rate = {1e-3 * a.strength[l] / event_mV}, .seed = o.seed, .stream = 10});
        groups.push_back({m, kind});
      }
    }
  }
  auto const r = k.attempt({.net = net, .duration = begin + biological, .dt = o.dt, .threads = o.threads});
  std::vector<double> n(groups.size(), 0.0);
  for (spike const& s : r.spikes)
    if (double(s.at) * o.dt >= begin) n[std::size_t(s.source) / copies] += 1;
  for (std::size_t g = 0; g < groups.size(); ++g) all[groups[g].model][groups[g].kind].rate.push_back(n[g] / double(copies) / (1e-3 * biological));
  for (auto& model : all)
    for (auto& a : model)  // noise must not make the curve fall
      for (std::size_t l = 1; l < a.rate.size(); ++l) a.rate[l] = std::max(a.rate[l], a.rate[l - 1]);
  return all;
}

/// Sum of potentials [mV/s], by what they come from.
struct arriving {
  double excitation = 0, inhibition = 0;
};
/// What the cortex sends to a neuron of a class when all fire at their targets.
arriving from_cortex(cell_class to, in_degrees const& degrees, calibration const& c) {
  arriving sum;
  auto const comes = [&](cell_class from, double n) {
    double const mV = n * target_rate_hz(from) * c.weight_nS(from, to, degrees.synapses_of_a_connection()) * c.mV_per_nS[index(to)][receptor_from(from).index];
    (atlas::is_excitatory(from) ? sum.excitation : sum.inhibition) += mV;
  };
  for_each_input(to, degrees, comes);
  return sum;
}

/// Background by model and class, as `answer::strength`.
using backgrounds = std::vector<per_class<double>>;

constexpr int rounds = 10;
constexpr double near = 0.05, useless = 1;  // of the targets: when a calibration ends, when it has failed
constexpr double skip = 500, biological = 2000;  // [ms]
constexpr double few = 20;  // neurons of a class, whose rate is not known well enough

/// Rates by class in a cortex of o.neurons, and its neurons by class.
std::pair<per_class<double>, per_class<double>> rates_in_network(auto const& k, options const& o, cell_set const& cells, calibration const& c) {
  options mine = o;
  mine.storage = "auto";
  cortex const net(mine, cells, c, read_scenario("resting"));
  auto const r = k.attempt({.net = net.net, .duration = skip + biological, .dt = o.dt, .threads = o.threads});
  per_class<double> rate{}, n{};
  for (auto const& p : net.populations) n[index(p.kind)] += double(p.ids.size());
  for (spike const& s : r.spikes)
    if (double(s.at) * o.dt >= skip) ++rate[index(net.of(s.source).kind)];
  for (std::size_t i = 0; i < class_count; ++i) rate[i] /= std::max(1.0, n[i]) * 1e-3 * biological;
  return {rate, n};
}

}  // namespace

template <class Real>
calibration calibrate(kernels<Real> const& k, options const& o, cell_set const& cells, std::function<void(std::string const&)> const& tell) {
  calibration c;
  c.cells = cells.name;
  c.dt = o.dt;
  c.excitation = o.excitation;
  std::size_t const models = cells.models.size();
  for (auto const& m : cells.models) c.models.push_back(m.name);
  tell(fmt::format("{} models: what one synapse does at the soma", models));
  auto const unit = unit_potentials(k, o, cells);
  for (std::size_t kind = 0; kind < class_count; ++kind) {
    double serve = 0;
    for (std::size_t m = 0; m < models; ++m)
      if (cells.models[m].serves[kind]) {
        ++serve;
        for (std::size_t r = 0; r < receptor_count; ++r) c.mV_per_nS[kind][r] += unit[m][r];
      }
    for (double& mV : c.mV_per_nS[kind]) mV /= std::max(1.0, serve);
  }

  tell("background in an open loop");
  answers const curves = open_loop(k, o, cells, c);
  backgrounds strength(models);
  in_degrees const degrees;
  for (std::size_t m = 0; m < models; ++m)
    for (std::size_t kind = 0; kind < class_count; ++kind) {
      if (!cells.models[m].serves[kind]) continue;
      strength[m][kind] = curves[m][kind].strength_for(target_rate_hz(cell_class(kind)));
      auto const in = from_cortex(cell_class(kind), degrees, c);
      std::string line = fmt::format("  {:<18} {:<9} {:5.2f} {:5.2f} {:5.2f} mV/nS; excitation of the cortex {:5.0f} mV/s, inhibition {:4.0f}, background {:5.0f}; rates",
                                     cells.models[m].name, atlas::name_of(cell_class(kind)), unit[m][0], unit[m][1], unit[m][2], in.excitation, in.inhibition, strength[m][kind]);
      for (double hz : curves[m][kind].rate) line += fmt::format(" {:.1f}", hz);
      tell(line);
    }

  std::vector<std::uint64_t> sizes{options().neurons};
  if (o.neurons < sizes[0]) sizes[0] = o.neurons;
  if (o.neurons > sizes[0]) sizes.push_back(o.neurons);
  double missed = 0;
  int judged = 0;
  std::vector<per_class<double>> there;  // neurons, by size
  for (std::uint64_t neurons : sizes) {
    options mine = o;
    mine.neurons = neurons;
    auto& now = c.sizes.emplace_back(calibration::sized{neurons, std::vector<per_class<calibration::background>>(models)});
    per_class<double> part, before{};  // of what is missed, in the logarithm, that a round makes up for; what was missed
    part.fill(0.25);
    for (int round = 0;; ++round) {
      for (std::size_t m = 0; m < models; ++m)
        for (std::size_t kind = 0; kind < class_count; ++kind)
          if (cells.models[m].serves[kind]) now.drive[m][kind] = {strength[m][kind] / event_mV, curves[m][kind].weight_nS};
      auto const [rate, n] = rates_in_network(k, mine, cells, c);
      if (round == 0) there.push_back(n);
      std::string line = fmt::format("{} neurons, {} of {}:", neurons, round, rounds);
      missed = 0;
      judged = 0;
      per_class<double> change;
      change.fill(1);
      for (std::size_t kind = 0; kind < class_count; ++kind) {
        if (n[kind] == 0) continue;
        double const goal = target_rate_hz(cell_class(kind));
        line += fmt::format(" {} {:.2f}/{:.2f}", atlas::file_name_of(cell_class(kind)), rate[kind], goal);
        if (n[kind] < few) continue;
        ++judged;
        missed = std::max(missed, std::abs(rate[kind] / goal - 1));
        double const lacks = pallium::log(std::clamp(goal / std::max(rate[kind], 1e-3), 0.1, 10.0));
        // rates rise with a power of the strength that is not known, and those of other classes change at the same time
        if (round > 0) part[kind] = lacks * before[kind] < 0 ? part[kind] / 2 : std::min(0.5, 1.4 * part[kind]);
        before[kind] = lacks;
        change[kind] = pallium::exp(part[kind] * lacks);
      }
      tell(line);
      if (round == rounds || missed <= near) break;
      for (auto& model : strength)
        for (std::size_t kind = 0; kind < class_count; ++kind) model[kind] *= change[kind];
    }
    std::string const found = fmt::format("{} neurons: {} of {} classes have enough of them to be judged", neurons, judged, class_count) +
                              (judged > 0 ? fmt::format(", their rates are within {:.0f} % of the targets, 0.5 to 2.5 s from the beginning", 100 * missed) : "");
    tell(found);
    if (missed > useless) throw std::runtime_error("no resting state found: " + found + "; with less excitation (--calibrate FILE --excitation) there may be one");
    c.how += found + "; ";
  }
  for (std::size_t i = 0; i + 1 < c.sizes.size(); ++i)
    for (std::size_t kind = 0; kind < class_count; ++kind)
      if (there[i][kind] < few)
        for (std::size_t m = 0; m < models; ++m) c.sizes[i].drive[m][kind] = c.sizes.back().drive[m][kind];
  c.how += fmt::format("whole_cortex --calibrate, seed {}, {}", o.seed, sizeof(Real) == 4 ? "float" : "double");
  return c;
}

template calibration calibrate<float>(kernels<float> const&, options const&, cell_set const&, std::function<void(std::string const&)> const&);
template calibration calibrate<double>(kernels<double> const&, options const&, cell_set const&, std::function<void(std::string const&)> const&);

}  // namespace whole_cortex
