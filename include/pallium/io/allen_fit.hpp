// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/place.hpp>
#include <pallium/io/detail/json_file.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io {

/// Parameters of an Allen Cell Types model, perisomatic or all-active, as its fit file states them.
///
/// | member               | from                                      | unit                                       |
/// |----------------------|-------------------------------------------|--------------------------------------------|
/// | `ra`                 | passive[0].ra                             | ohm cm                                     |
/// | `cm`                 | passive[0].cm                             | uF/cm2, per kind of section                |
/// | `e_pas`              | passive[0].e_pas                          | mV                                         |
/// | `genome`             | genome, in its order, without "glob" rows | densities S/cm2, decay ms, e_pas mV, gamma |
/// | `erev`               | conditions[0].erev                        | mV: erev.at(branch::soma).at("ena")        |
/// | `celsius`, `v_init`  | conditions[0]                             | degrees, mV (BioNet has its own)           |
/// | `junction_potential` | fitting[0].junction_potential             | mV (BioNet does not apply it)              |
struct allen_fit {
  /// A range variable of a mechanism on all sections of a kind; no mechanism: of the section (cm, Ra) or the leak.
  struct row {
    branch kind = branch::soma;
    std::string mechanism, name;
    double value = 0;
  };
  std::filesystem::path path;
  std::optional<double> ra, e_pas, junction_potential;
  std::map<branch, double> cm;
  std::vector<row> genome;
  std::map<branch, std::map<std::string, double>> erev;
  double celsius = 0, v_init = 0;

  /// All-active files keep cm and Ra of each kind in the genome.
  bool all_active() const noexcept { return cm.empty(); }
};

namespace detail {

inline branch section_kind(json_value const& v) {
  std::string const name = v.text();
  for (branch k : {branch::soma, branch::axon, branch::dendrite, branch::apical})
    if (section_name(k) == name) return k;
  v.refuse("soma, axon, dend or apic");
}

}  // namespace detail

/// Reads a fit file. Numbers may be strings that hold one, as in all-active files.
/// Errors: input_error with file and key path: no such file, not JSON, a missing key, a value of another type, a number
/// that is not finite, an unknown section.
inline allen_fit read_allen_fit(std::filesystem::path const& path) {
  auto const document = detail::parse_json_file(path);
  detail::json_value const root(document, path.string());
  allen_fit fit;
  fit.path = path;

  if (auto const passive = root.find("passive"); passive && passive->size() > 0) {
    auto const first = (*passive)[std::size_t(0)];
    if (auto const v = first.find("ra")) fit.ra = v->number();
    if (auto const v = first.find("e_pas")) fit.e_pas = v->number();
    if (auto const rows = first.find("cm"))
      for (std::size_t i = 0; i < rows->size(); ++i)
        fit.cm[detail::section_kind((*rows)[i]["section"])] = (*rows)[i]["cm"].number();
  }
  auto const genome = root["genome"];
  for (std::size_t i = 0; i < genome.size(); ++i) {
    auto const r = genome[i];
    if (r["section"].text() == "glob") continue;
    fit.genome.push_back({.kind = detail::section_kind(r["section"]),
                          .mechanism = r["mechanism"].text(),
                          .name = r["name"].text(),
                          .value = r["value"].number()});
  }
  auto const conditions = root["conditions"][std::size_t(0)];
  fit.celsius = conditions["celsius"].number();
  fit.v_init = conditions["v_init"].number();
  auto const erev = conditions["erev"];
  for (std::size_t i = 0; i < erev.size(); ++i) {
    auto& potentials = fit.erev[detail::section_kind(erev[i]["section"])];
    for (std::string const& name : erev[i].keys())
      if (name != "section") potentials[name] = erev[i][name].number();
  }
  if (auto const fitting = root.find("fitting"); fitting && fitting->size() > 0)
    if (auto const v = (*fitting)[std::size_t(0)].find("junction_potential")) fit.junction_potential = v->number();
  return fit;
}

}  // namespace pallium::io
