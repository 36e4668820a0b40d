// SPDX-License-Identifier: BSD-3-Clause
#include "calibration.hpp"

#include "embedded.hpp"

#include <pallium/io/json_file.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace whole_cortex {
namespace {

using pallium::input_error;
using pallium::io::json_value;

constexpr std::array<char const*, receptor_count> receptor_keys{"excitatory", "perisomatic", "dendritic"};

double positive(json_value const& v) {
  double const x = v.number();
  if (!(x >= 0)) v.refuse("a number >= 0");
  return x;
}

std::size_t class_of(json_value const& v) {
  if (auto const c = atlas::find_cell_class(v.text())) return index(*c);
  v.refuse("a class such as l23_e");
}

calibration read(json_value const& v, cell_set const& cells) {
  calibration c;
  c.cells = v["cells"].text();
  if (c.cells != cells.name) v["cells"].refuse("\"" + cells.name + "\", the cells of this run");
  c.dt = v["dt_ms"].number();
  c.excitation = {positive(v["excitation"]["of_excitatory"]), positive(v["excitation"]["of_inhibitory"])};
  c.how = v["how"].text();
  auto const psp = v["mV_per_nS"];
  std::array<bool, class_count> there{};
  for (std::size_t i = 0; i < psp.size(); ++i) {
    std::size_t const k = class_of(psp[i]["class"]);
    there[k] = true;
    for (std::size_t r = 0; r < receptor_count; ++r)
      if (!((c.mV_per_nS[k][r] = psp[i][receptor_keys[r]].number()) > 0)) psp[i][receptor_keys[r]].refuse("a number > 0");
  }
  for (std::size_t k = 0; k < class_count; ++k)
    if (!there[k]) psp.refuse("an entry for " + std::string(atlas::file_name_of(cell_class(k))));
  for (auto const& m : cells.models) c.models.push_back(m.name);
  c.drive.resize(cells.models.size());
  std::vector<per_class<bool>> driven(cells.models.size());
  auto const background = v["background"];
  for (std::size_t i = 0; i < background.size(); ++i) {
    auto const b = background[i];
    std::size_t m = 0;
    while (m < c.models.size() && c.models[m] != b["model"].text()) ++m;
    if (m == c.models.size()) b["model"].refuse("a model of " + cells.name);
    std::size_t const k = class_of(b["class"]);
    c.drive[m][k] = {positive(b["rate_hz"]), positive(b["weight_nS"])};
    driven[m][k] = true;
  }
  for (std::size_t m = 0; m < cells.models.size(); ++m)
    for (std::size_t k = 0; k < class_count; ++k)
      if (cells.models[m].serves[k] && !driven[m][k])
        background.refuse("an entry for model " + c.models[m] + " in " + std::string(atlas::file_name_of(cell_class(k))));
  return c;
}

}  // namespace

calibration read_calibration(std::string const& file, cell_set const& cells) {
  auto const parsed = pallium::io::parse_json_file(file);
  return read(json_value(parsed, file), cells);
}

bool embedded_calibration(cell_set const& cells, double dt, calibration& out) {
  for (auto const name : lines_of(embedded_calibrations_names())) {
    auto const parsed = nlohmann::json::parse(embedded_calibrations(name));
    if (parsed.value("cells", "") != cells.name || parsed.value("dt_ms", 0.0) != dt) continue;
    out = read(json_value(parsed, "calibrations/" + std::string(name) + ".json"), cells);
    return true;
  }
  return false;
}

calibration nominal_calibration(cell_set const& cells) {
  calibration c;
  c.cells = cells.name;
  for (auto& k : c.mV_per_nS) k.fill(1);
  for (auto const& m : cells.models) {
    c.models.push_back(m.name);
    c.drive.emplace_back();
    for (std::size_t k = 0; k < class_count; ++k)
      if (m.serves[k]) c.drive.back()[k] = {500, 1};
  }
  return c;
}

void write_calibration(std::string const& file, calibration const& c) {
  nlohmann::ordered_json j;
  j["cells"] = c.cells;
  j["dt_ms"] = c.dt;
  j["excitation"] = {{"of_excitatory", c.excitation.of_excitatory}, {"of_inhibitory", c.excitation.of_inhibitory}};
  j["how"] = c.how;
  auto const rounded = [](double x) { return std::strtod(std::to_string(x).c_str(), nullptr); };  // six decimals are more than is known
  for (std::size_t k = 0; k < class_count; ++k) {
    nlohmann::ordered_json row{{"class", atlas::file_name_of(cell_class(k))}};
    for (std::size_t r = 0; r < receptor_count; ++r) row[receptor_keys[r]] = rounded(c.mV_per_nS[k][r]);
    j["mV_per_nS"].push_back(row);
  }
  for (std::size_t m = 0; m < c.models.size(); ++m)
    for (std::size_t k = 0; k < class_count; ++k)
      if (auto const& b = c.drive[m][k]; b.rate_hz > 0)
        j["background"].push_back({{"model", c.models[m]}, {"class", atlas::file_name_of(cell_class(k))}, {"rate_hz", rounded(b.rate_hz)}, {"weight_nS", rounded(b.weight_nS)}});
  std::string const part = file + ".part";
  std::ofstream out(part);
  out << j.dump(1) << '\n';
  out.close();
  std::error_code e;
  if (out) std::filesystem::rename(part, file, e);
  if (!out || e) throw input_error("--calibrate", file + " that cannot be written", "a file that can");
}

}  // namespace whole_cortex
