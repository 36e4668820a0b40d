// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/discretize.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/allen_fit.hpp>
#include <pallium/io/sonata/config.hpp>
#include <pallium/io/sonata/nml.hpp>
#include <pallium/io/sonata/nodes.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/runtime/allen_model.hpp>
#include <pallium/runtime/sonata_cells.hpp>
#include <pallium/runtime/sonata_projection.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pallium::runtime {

/// What the nodes of a circuit are, each description once.
///
/// | model_type                    | model_template                     | becomes                                                             |
/// |-------------------------------|------------------------------------|---------------------------------------------------------------------|
/// | biophysical                   | `ctdb:Biophys1.hoc`                | an Allen model from `dynamics_params`; perisomatic or all-active as `model_processing` says, else as the file is |
/// | biophysical                   | `nml:FILE`                         | the same from NeuroML                                               |
/// | point_neuron (point_process)  | `nrn:IntFire1`                     | IntFire1; its file's tau and refrac are in seconds                  |
/// | point_neuron                  | `nrn:LIF` (any schema)             | the leaky integrator; its params by their names                     |
/// | virtual                       |                                    | a cell that is played                                               |
///
/// `model_processing` with `fullaxon` keeps the reconstructed axon; `directed` and `extracellular` change nothing that is simulated.
class sonata_models {
 public:
  struct model {
    sonata_targets::what is = sonata_targets::what::played;
    std::string name;
    std::variant<std::monostate, std::unique_ptr<sonata_cell>, int_fire_cell, lif_cell> made;
    std::shared_ptr<morph::tree const> shape;  ///< of a cell with compartments
  };

  /// `dL`: BMTK's, half of the longest segment [um].
  sonata_models(io::sonata::config const& config, double dL, voltage v_init, io::coordinates rounding)
      : config_(&config), dL_(dL), v_init_(v_init), rounding_(rounding) {
    auto const root = config.root();
    auto const components = root.find("components");
    auto const folder = [&](char const* name) -> std::optional<std::filesystem::path> {
      if (!components) return std::nullopt;
      auto const v = components->find(name);
      return v && v->is_text() ? std::optional<std::filesystem::path>(v->text()) : std::nullopt;
    };
    morphologies_ = folder("morphologies_dir");
    biophysical_ = folder("biophysical_neuron_models_dir");
    point_ = folder("point_neuron_models_dir");
    synaptic = folder("synaptic_models_dir");
  }

  std::vector<model> all;
  std::vector<std::string> remarks;
  std::optional<std::filesystem::path> synaptic;  ///< folder of synapse models

  /// The number of the model of a node. Errors: input_error with file and property.
  std::uint32_t of(io::sonata::node_population const& p, std::uint64_t k) {
    static constexpr std::array<char const*, 5> names{"model_type", "model_template", "morphology", "dynamics_params", "model_processing"};
    bool own = false;
    for (char const* n : names) own = own || p.own(k, n);
    if (!own) {
      auto const [it, fresh] = of_type_.try_emplace({&p, p.type(k)}, 0);
      if (fresh) it->second = find(p, k, names);
      return it->second;
    }
    return find(p, k, names);
  }

 private:
  using properties = std::array<std::optional<std::string>, 5>;
  template <class Names> std::uint32_t find(io::sonata::node_population const& p, std::uint64_t k, Names const& names) {
    properties v;
    for (std::size_t i = 0; i < names.size(); ++i) v[i] = p.text(k, names[i]);
    auto const [it, fresh] = of_properties_.try_emplace(v, static_cast<std::uint32_t>(all.size()));
    if (fresh) all.push_back(make(v, p, k));
    return it->second;
  }
  std::filesystem::path locate(std::optional<std::filesystem::path> const& dir, std::string const& name, std::string const& where) const {
    if (dir)
      if (auto const p = config_->look(*dir / name)) return *p;
    return config_->find(name, where);
  }

  model make(properties const& v, io::sonata::node_population const& p, std::uint64_t k) {
    auto const& [type, tmplate, morphology, dynamics, processing] = v;
    auto const where = [&](char const* property) {
      return p.own(k, property) || p.type(k) < 0 ? p.where() + ": node " + std::to_string(p.id(k)) + ": " + property
                                                 : p.types().where(static_cast<std::uint64_t>(p.type(k)), property);
    };
    auto const needed = [&](std::optional<std::string> const& value, char const* property) {
      if (!value) throw input_error(where(property), "none", "one for a " + *type + " node");
      return *value;
    };
    model m;
    if (!type && p.type(k) >= 0 && !p.types().has(static_cast<std::uint64_t>(p.type(k))))
      throw input_error(p.where() + ": node " + std::to_string(p.id(k)), "node_type_id " + std::to_string(p.type(k)),
                        "a type of " + (p.types().file().empty() ? "node_types_file, which is not given" : p.types().file()));
    if (!type) throw input_error(where("model_type"), "none", "biophysical, point_neuron or virtual");
    std::string const schema = tmplate ? tmplate->substr(0, tmplate->find(':')) : "";
    std::string const resource = tmplate ? tmplate->substr(std::min(tmplate->size(), tmplate->find(':') + 1)) : "";
    if (*type == "virtual") {
      m.name = "virtual";
    } else if (*type == "biophysical") {
      m.is = sonata_targets::what::compartments;
      std::filesystem::path const shape_file = swc_file(needed(morphology, "morphology"), where("morphology"));
      io::allen_fit fit;
      if (needed(tmplate, "model_template"); schema == "nml") {
        auto const name = dynamics && dynamics->ends_with(".nml") ? *dynamics : resource;
        fit = io::sonata::read_nml(locate(biophysical_, name, where("model_template")));
      } else if (schema == "ctdb") {
        fit = io::read_allen_fit(locate(biophysical_, needed(dynamics, "dynamics_params"), where("dynamics_params")));
      } else {
        throw input_error(where("model_template"), io::detail::excerpt(*tmplate), "ctdb:Biophys1.hoc or nml:FILE");
      }
      std::string const how = processing.value_or("");
      for (std::size_t at = 0; at <= how.size();) {  // a list
        std::size_t const end = std::min(how.find(',', at), how.size());
        std::string word = how.substr(at, end - at);
        std::erase(word, ' ');
        at = end + 1;
        bool known = word.empty();
        for (char const* w : {"aibs_perisomatic", "aibs_allactive", "aibs_perisomatic_directed", "aibs_allactive_directed", "aibs_allactive_fullaxon",
                              "aibs_perisomatic_fullaxon", "aibs_allactive_ani", "aibs_allactive_ani_directed", "extracellular", "fullaxon"})
          known = known || word == w;
        if (!known) throw input_error(where("model_processing"), io::detail::excerpt(word), "aibs_perisomatic, aibs_allactive (_directed, _fullaxon), extracellular");
      }
      bool const all_active = how.find("allactive") != how.npos, perisomatic = how.find("perisomatic") != how.npos;
      auto const axon = how.find("fullaxon") != how.npos ? axon_form::reconstructed : axon_form::stub;
      auto shape = std::make_shared<morph::tree>(io::swc(shape_file, rounding_));
      discretize::nseg const cut{2 * dL_};
      m.made = std::make_unique<sonata_cell>(all_active    ? all_active_cell<sonata_cell>(*shape, fit, cut, axon)
                                             : perisomatic ? perisomatic_cell<sonata_cell>(*shape, fit, cut, axon)
                                                           : allen_model<sonata_cell>(*shape, fit, cut, axon));
      std::get<std::unique_ptr<sonata_cell>>(m.made)->initial_voltage(v_init_);
      if (axon == axon_form::stub) {  // the shape that was cut
        bool const active = all_active || (!perisomatic && fit.all_active());
        *shape = active ? morph::stub_axon::all_active(*shape)(*shape) : morph::stub_axon{}(*shape);
      }
      m.shape = std::move(shape);
      m.name = shape_file.filename().string() + " with " + fit.path.filename().string();
    } else if (*type == "point_neuron" || *type == "point_process") {
      m.is = sonata_targets::what::point;
      std::string const kind = needed(tmplate, "model_template").empty() ? "" : resource;
      m.name = kind;
      std::optional<nlohmann::json> document;
      std::filesystem::path file;
      if (dynamics) {
        file = locate(point_, *dynamics, where("dynamics_params"));
        document = io::detail::parse_json_file(file);
      }
      if (kind == "IntFire1") {
        int_fire_cell::params_type params;
        if (document) {
          io::detail::json_value const root(*document, file.string());
          if (auto const x = root.find("tau")) params.tau = 1000 * x->number();
          if (auto const x = root.find("refrac")) params.refrac = 1000 * x->number();
        }
        m.made = int_fire_cell(params);
      } else if (kind == "LIF" || kind == "lif") {
        auto values = to_array<spiking::lif::params>(lif_cell::params_type{});
        if (document) {
          io::detail::json_value const root(*document, file.string());
          for (std::size_t i = 0; i < values.size(); ++i)
            if (auto const x = root.find(std::string(param_name<spiking::lif>(i)))) values[i] = x->number();
        }
        m.made = lif_cell(make_record<spiking::lif::params>([&](std::size_t i) { return values[i]; }));
      } else {
        throw input_error(where("model_template"), io::detail::excerpt(*tmplate), "nrn:IntFire1 or nrn:LIF");
      }
    } else {
      throw input_error(where("model_type"), io::detail::excerpt(*type), "biophysical, point_neuron or virtual");
    }
    return m;
  }
  std::filesystem::path swc_file(std::string const& name, std::string const& where) const {
    for (std::string const& tail : {std::string(), std::string(".swc")}) {
      std::string const whole = name + tail;
      if (!whole.ends_with(".swc")) continue;
      if (morphologies_)
        if (auto const p = config_->look(*morphologies_ / whole)) return *p;
      if (auto const p = config_->look(whole)) return *p;
    }
    throw input_error(where, io::detail::excerpt(name), "an SWC file of " + (morphologies_ ? morphologies_->string() : "components.morphologies_dir"));
  }

  io::sonata::config const* config_;
  double dL_;
  voltage v_init_;
  io::coordinates rounding_;
  std::optional<std::filesystem::path> morphologies_, biophysical_, point_;
  std::map<std::pair<io::sonata::node_population const*, std::int64_t>, std::uint32_t> of_type_;
  std::map<properties, std::uint32_t> of_properties_;
};

}  // namespace pallium::runtime
