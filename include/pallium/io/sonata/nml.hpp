// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/io/allen_fit.hpp>
#include <pallium/io/detail/text.hpp>

#include <pugixml.hpp>

#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io::sonata {
namespace detail {

/// "0.98 S_per_cm2" as a number of the unit named. `units`: what files write, and how many of ours it is.
inline double quantity(pugi::xml_node const& of, char const* attribute, std::string const& file,
                       std::initializer_list<std::pair<std::string_view, double>> units) {
  std::string const where = file + ": <" + of.name() + " id=\"" + of.attribute("id").value() + "\">: " + attribute;
  std::string_view const text = of.attribute(attribute).value();
  std::size_t const end = std::min(text.find_first_not_of("+-.0123456789eE"), text.size());
  double x = 0;
  std::string_view unit = text.substr(end);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  std::string known;
  if (io::detail::parse_number(text.substr(0, end), x) && std::isfinite(x))
    for (auto const& [name, factor] : units)
      if (name == unit) return x * factor;
  for (auto const& [name, factor] : units) known += (known.empty() ? "" : " or ") + std::string(name);
  throw input_error(where, io::detail::excerpt(text), "a number of " + (known.empty() ? "no unit" : known));
}

}  // namespace detail

/// The parameters of a cell as NeuroML 2 has them (an Allen model's .cell.nml, `nml:` in SONATA), as a fit file would state
/// them: channelDensity, channelDensityNernst, concentrationModel, specificCapacitance, resistivity.
/// Errors: input_error with file and element for what is not such a file, a unit or a segmentGroup that is not known.
inline allen_fit read_nml(std::filesystem::path const& path) {
  std::string const file = path.string(), text = io::detail::slurp(path);
  pugi::xml_document document;
  if (auto const result = document.load_buffer(text.data(), text.size()); !result)
    throw input_error(file, std::string(result.description()) + " at byte " + std::to_string(result.offset), "XML");
  pugi::xml_node const root = document.child("neuroml"), inside = root.child("cell").child("biophysicalProperties"),
                       properties = inside ? inside : root.child("biophysicalProperties");  // BMTK's own are beside <cell>
  if (!properties) throw input_error(file, "no neuroml with biophysicalProperties", "a NeuroML 2 file of a cell");
  allen_fit fit;
  fit.path = path;
  auto const kinds_of = [&](pugi::xml_node const& n) {
    std::string_view const name = n.attribute("segmentGroup").value();
    std::vector<branch> all;
    for (branch k : {branch::soma, branch::axon, branch::dendrite, branch::apical})
      if (name == section_name(k) || name == "all" || name.empty()) all.push_back(k);
    if (all.empty())
      throw input_error(file + ": <" + n.name() + " id=\"" + n.attribute("id").value() + "\">: segmentGroup", io::detail::excerpt(name),
                        "soma, axon, dend, apic or all");
    return all;
  };
  auto const millivolts = [&](pugi::xml_node const& n, char const* a) { return detail::quantity(n, a, file, {{"mV", 1.0}, {"V", 1000.0}}); };

  for (pugi::xml_node const& n : properties.child("membraneProperties").children()) {
    std::string_view const what = n.name();
    if (what == "specificCapacitance") {
      double const cm = detail::quantity(n, "value", file, {{"uF_per_cm2", 1.0}, {"F_per_m2", 100.0}});
      for (branch k : kinds_of(n)) fit.cm[k] = cm;
    } else if (what == "channelDensity" || what == "channelDensityNernst") {
      std::string const mechanism = n.attribute("ionChannel").value(), ion = n.attribute("ion").value();
      double const g = detail::quantity(n, "condDensity", file, {{"S_per_cm2", 1.0}, {"mS_per_cm2", 1e-3}, {"S_per_m2", 1e-4}});
      for (branch k : kinds_of(n)) {
        if (mechanism == "pas") {
          double const e = millivolts(n, "erev");
          fit.genome.push_back({.kind = k, .mechanism = "", .name = "g_pas", .value = g});
          fit.genome.push_back({.kind = k, .mechanism = "", .name = "e_pas", .value = e});
          if (!fit.e_pas) fit.e_pas = e;
          continue;
        }
        fit.genome.push_back({.kind = k, .mechanism = mechanism, .name = "gbar_" + mechanism, .value = g});
        if (what == "channelDensity" && (ion == "na" || ion == "k")) fit.erev[k]["e" + ion] = millivolts(n, "erev");
      }
    }
  }
  for (pugi::xml_node const& n : properties.child("intracellularProperties").children("resistivity"))
    for ([[maybe_unused]] branch k : kinds_of(n)) fit.ra = detail::quantity(n, "value", file, {{"ohm_cm", 1.0}, {"kohm_cm", 1000.0}, {"ohm_m", 100.0}});
  for (pugi::xml_node const& n : root.children("concentrationModel")) {
    std::string const mechanism = n.attribute("type").value();
    for (branch k : kinds_of(n)) {
      fit.genome.push_back({.kind = k, .mechanism = mechanism, .name = "decay_" + mechanism, .value = detail::quantity(n, "decay", file, {{"ms", 1.0}, {"s", 1000.0}})});
      fit.genome.push_back({.kind = k, .mechanism = mechanism, .name = "gamma_" + mechanism, .value = detail::quantity(n, "gamma", file, {{"", 1.0}, {"ms", 1.0}})});  // BMTK writes ms here
    }
  }
  if (!fit.ra) throw input_error(file + ": intracellularProperties", "no resistivity", "one");
  if (fit.cm.empty()) throw input_error(file + ": membraneProperties", "no specificCapacitance", "one for each kind of section");
  return fit;
}

}  // namespace pallium::io::sonata
