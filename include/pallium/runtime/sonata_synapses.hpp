// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/layout.hpp>
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/io/json_file.hpp>
#include <pallium/io/sonata/config.hpp>
#include <pallium/io/sonata/edges.hpp>
#include <pallium/runtime/catalogue.hpp>
#include <pallium/runtime/sonata_cells.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// Synapses of one model with equal params: on each cell a receptor. Those that add up share a state in a compartment; of others
/// each has its own.
struct sonata_class {
  std::string model;                     ///< as the library names it
  std::map<std::string, double> params;  ///< those that the model has
  bool additive = true;
  std::size_t population = 0;            ///< of edges, where states are not shared: sites are counted for each alone
  friend bool operator==(sonata_class const&, sonata_class const&) = default;
};

/// What the types of an edge population say, prepared. NaN: nothing said.
struct sonata_edge_kind {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  static constexpr std::uint32_t no_class = ~std::uint32_t{0};
  double weight = none, delay = none, nsyns = none, section = none, position = none;
  bool tuned = false;  ///< weight_function gaussianLL
  double sigma = none;
  bool gap = false;
  double sign = 1;
  std::uint32_t cls = no_class;
  std::string model_error;  ///< why no synapse of it can be made
  kinds sections = everywhere;
  double nearest = 0, farthest = 1e20;  ///< [um] from the soma
};

namespace detail {

/// "['somatic', 'basal']"
inline kinds parse_sections(std::string const& text, std::string const& where) {
  kinds all{};
  std::string word;
  auto const take = [&] {
    if (word.empty()) return;
    if (word == "somatic" || word == "soma") all = all | soma;
    else if (word == "axonal" || word == "axon") all = all | axon;
    else if (word == "basal" || word == "dend" || word == "dendrite") all = all | dendrite;
    else if (word == "apical" || word == "apic") all = all | apical;
    else if (word == "all") all = everywhere;
    else throw input_error(where, io::detail::excerpt(word), "somatic, axonal, basal, apical (or soma, axon, dend, apic)");
    word.clear();
  };
  for (char c : text)
    if (std::string_view(" []()'\",\t").find(c) == std::string_view::npos) word += c;
    else take();
  take();
  if (all.mask == 0) throw input_error(where, io::detail::excerpt(text), "a list of somatic, axonal, basal, apical");
  return all;
}

/// "[0.0, 150.0]", or 150 for [0, 150]
inline std::pair<double, double> parse_range(std::string const& text, std::string const& where) {
  std::vector<double> numbers;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    char const c = i < text.size() ? text[i] : ' ';
    if (std::string_view(" []()\",\t").find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      double x = 0;
      if (!io::detail::parse_number(word, x) || std::isnan(x)) throw input_error(where, io::detail::excerpt(word), "a distance in um");
      numbers.push_back(x);
      word.clear();
    }
  }
  if (numbers.size() == 1) return {0, numbers[0]};
  if (numbers.size() != 2 || !(numbers[0] <= numbers[1]))
    throw input_error(where, io::detail::excerpt(text), "[nearest, farthest] in um, or the farthest");
  return {numbers[0], numbers[1]};
}

}  // namespace detail

/// The synapses of a circuit's edge types. Errors of its members: input_error with file, line and column, or file and key.
class sonata_synapse_table {
 public:
  std::vector<sonata_class> classes;
  std::vector<std::string> remarks;  ///< what was read and means nothing here

  /// Prepares a type of a population of edges; type -1 is one that says nothing.
  sonata_edge_kind kind(io::sonata::types_table const& types, std::int64_t id, std::size_t population, io::sonata::config const& config,
                        std::optional<std::filesystem::path> const& models_dir) {
    sonata_edge_kind k;
    if (id < 0) {
      k.model_error = "edges without a type";
      return k;
    }
    auto const type = static_cast<std::uint64_t>(id);
    auto const number = [&](char const* name, double& to) {
      if (auto const x = types.number(type, name)) to = *x;
    };
    number("syn_weight", k.weight), number("delay", k.delay), number("nsyns", k.nsyns), number("weight_sigma", k.sigma);
    for (char const* name : {"sec_id", "afferent_section_id"}) number(name, k.section);
    for (char const* name : {"sec_x", "afferent_section_pos"}) number(name, k.position);
    if (auto const f = types.get(type, "weight_function")) k.tuned = *f == "gaussianLL";
    if (k.tuned && !(k.sigma > 0)) throw input_error(types.where(type, "weight_sigma"), "none", "a number > 0 for gaussianLL");
    if (auto const s = types.get(type, "target_sections")) k.sections = detail::parse_sections(*s, types.where(type, "target_sections"));
    if (auto const r = types.get(type, "distance_range"))
      std::tie(k.nearest, k.farthest) = detail::parse_range(*r, types.where(type, "distance_range"));
    if (auto const g = types.get(type, "is_gap_junction")) k.gap = *g == "True" || *g == "true" || *g == "TRUE" || *g == "1" || *g == "1.0";
    std::map<std::string, double> params;
    std::string level;
    if (auto const file = types.get(type, "dynamics_params")) {
      auto const path = find(*file, types.where(type, "dynamics_params"), config, models_dir);
      auto const document = io::detail::parse_json_file(path);
      io::detail::json_value const root(document, path.string());
      for (std::string const& key : root.keys()) {
        auto const v = root[key];
        if (key == "level_of_detail") level = v.text();
        else if (key == "sign") k.sign = v.number();
        else if (v.is_number()) params[key] = v.number();
      }
    }
    std::string model = types.get(type, "model_template").value_or("");
    if (std::size_t const colon = model.find(':'); colon != model.npos) model.erase(0, colon + 1);
    if (model.empty() && !level.starts_with("inst")) model = level;
    if (k.gap) return k;
    if (model.empty()) {
      k.model_error = types.where(type, "model_template") + ": none";
      return k;
    }
    k.cls = class_of(model, params, population, types.where(type, "model_template"));
    return k;
  }

 private:
  static std::filesystem::path find(std::string const& name, std::string const& where, io::sonata::config const& config,
                                    std::optional<std::filesystem::path> const& dir) {
    if (dir)
      if (auto const p = config.look(*dir / name)) return *p;
    return config.find(name, where);
  }
  std::uint32_t class_of(std::string const& model, std::map<std::string, double> const& values, std::size_t population, std::string const& where) {
    sonata_class c;
    std::string models;
    detail::each_synapse<sonata_cell::synapse_list>::for_each([&]<class S>(std::type_identity<S>) {
      detail::append_name(models, S::name);
      bool mine = S::name == model;
      if constexpr (requires { S::other_names; }) mine = mine || detail::one_of(S::other_names, model);
      if (!mine || !c.model.empty()) return;
      c.model = S::name;
      c.additive = S::additive;
      for (auto const& [name, value] : values) {
        bool known = false;
        for (std::size_t k = 0; k < field_count<S::template params>; ++k) known = known || detail::one_of(param_name<S>(k), name);
        if (known && c.model == synapse::stp2::name && name == "a_FDR") {  // BMTK does not set it, and leaves it as the model has it
          remarks.push_back(where + ": a_FDR of stp2syn is not used, as in BMTK: 0.5");
          continue;
        }
        if (known) c.params[name] = value;
        else remarks.push_back(where + ": " + std::string(S::name) + " has no " + name + "; it is not used");
      }
    });
    if (c.model.empty()) throw input_error(where, io::detail::excerpt(model), "one of " + models);
    if (!c.additive) c.population = population;
    auto const it = std::find(classes.begin(), classes.end(), c);
    if (it != classes.end()) return static_cast<std::uint32_t>(it - classes.begin());
    classes.push_back(std::move(c));
    return static_cast<std::uint32_t>(classes.size() - 1);
  }
};

/// The segments where a rule may put synapses, and the chances of each, summed up: BMTK's, by length within the range of path
/// distances from soma(0).
struct sonata_candidates {
  std::vector<std::int32_t> segments;
  std::vector<double> cdf;

  sonata_candidates(compartments const& layout, kinds sections, double nearest, double farthest) {
    double total = 0;
    std::vector<double> length;
    for (std::size_t s = 0; s < layout.segments.size(); ++s) {
      compartment_info const& c = layout.segments[s];
      if (!sections.contains(c)) continue;
      double const d0 = c.distance - 0.5 * c.length, d1 = c.distance + 0.5 * c.length;
      double const overlap = std::max(0.0, (std::min(d1, farthest) - std::max(d0, nearest)) / c.length);
      if (!(overlap > 0)) continue;
      segments.push_back(static_cast<std::int32_t>(s));
      length.push_back(overlap * c.length);
      total += length.back();
    }
    double sum = 0;
    for (double l : length) cdf.push_back(sum += l / total);
    for (double& x : cdf) x /= sum;
  }
};

}  // namespace pallium::runtime
