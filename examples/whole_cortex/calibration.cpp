// SPDX-License-Identifier: BSD-3-Clause
#include "calibration.hpp"

#include "embedded.hpp"
#include "json_fields.hpp"

#include <pallium/simd/math.hpp>


#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace whole_cortex {
namespace {

using pallium::input_error;
using pallium::io::json_value;

constexpr std::array<char const*, receptor_count> receptor_keys{"excitatory", "perisomatic", "dendritic"};

std::size_t class_of(json_value const& v) {
  if (auto const c = atlas::find_cell_class(v.text())) return index(*c);
  v.refuse("a class such as l23_e");
}

calibration read(json_value const& v, cell_set const& cells) {
  constexpr double largest_factor = 10, least = 1e-9, most_mV = 1000, most_hz = 1e6, most_nS = 1e4, most_neurons = 1e9;
  only(v, {"cells", "dt_ms", "excitation", "how", "mV_per_nS", "background"});
  calibration c;
  c.cells = v["cells"].text();
  if (c.cells != cells.name) v["cells"].refuse("\"" + cells.name + "\", the cells of this run");
  c.dt = number_of(v, "dt_ms", least, 1);
  only(v["excitation"], {"of_excitatory", "of_inhibitory"});
  c.excitation = {number_of(v["excitation"], "of_excitatory", 0, largest_factor), number_of(v["excitation"], "of_inhibitory", 0, largest_factor)};
  c.how = v["how"].text();
  auto const psp = v["mV_per_nS"];
  std::array<bool, class_count> there{};
  for (std::size_t i = 0; i < psp.size(); ++i) {
    only(psp[i], {"class", "excitatory", "perisomatic", "dendritic"});
    std::size_t const k = class_of(psp[i]["class"]);
    if (std::exchange(there[k], true)) psp[i]["class"].refuse("each class once");
    for (std::size_t r = 0; r < receptor_count; ++r) c.mV_per_nS[k][r] = number_of(psp[i], receptor_keys[r], least, most_mV);
  }
  for (std::size_t k = 0; k < class_count; ++k)
    if (!there[k]) psp.refuse("an entry for " + std::string(atlas::file_name_of(cell_class(k))));
  for (auto const& m : cells.models) c.models.push_back(m.name);
  auto const background = v["background"];
  for (std::size_t i = 0; i < background.size(); ++i) {
    auto const b = background[i];
    only(b, {"neurons", "model", "class", "rate_hz", "weight_nS"});
    std::size_t m = 0;
    while (m < c.models.size() && c.models[m] != b["model"].text()) ++m;
    if (m == c.models.size()) b["model"].refuse("a model of " + cells.name);
    std::size_t const k = class_of(b["class"]);
    double const neurons = number_of(b, "neurons", 1, most_neurons);
    auto const n = static_cast<std::uint64_t>(neurons);
    if (double(n) != neurons) b["neurons"].refuse("a whole number");
    auto at = std::ranges::lower_bound(c.sizes, n, {}, &calibration::sized::neurons);
    if (at == c.sizes.end() || at->neurons != n) at = c.sizes.insert(at, {n, std::vector<per_class<calibration::background>>(cells.models.size())});
    auto& drive = at->drive[m][k];
    if (drive.rate_hz > 0) b.refuse("one entry for a model in a class at a size");
    drive = {number_of(b, "rate_hz", least, most_hz), number_of(b, "weight_nS", least, most_nS)};
  }
  if (c.sizes.empty()) background.refuse("entries");
  for (auto const& size : c.sizes)
    for (std::size_t m = 0; m < cells.models.size(); ++m)
      for (std::size_t k = 0; k < class_count; ++k)
        if (cells.models[m].serves[k] && !(size.drive[m][k].rate_hz > 0))
          background.refuse(fmt::format("an entry for model {} in {} at {} neurons", c.models[m], atlas::file_name_of(cell_class(k)), size.neurons));
  return c;
}

}  // namespace

calibration::background calibration::background_of(std::size_t m, cell_class c, std::uint64_t neurons) const noexcept {
  auto const k = index(c);
  auto const above = std::ranges::lower_bound(sizes, neurons, {}, &sized::neurons);
  if (above == sizes.end()) return sizes.back().drive[m][k];
  if (above == sizes.begin() || above->neurons == neurons) return above->drive[m][k];
  auto const& [n, low] = *std::prev(above);
  background b = above->drive[m][k];
  double const part = pallium::log(double(neurons) / double(n)) / pallium::log(double(above->neurons) / double(n));
  auto const between = [&](double x, double y) { return x > 0 && y > 0 ? x * pallium::exp(part * pallium::log(y / x)) : y; };
  b = {between(low[m][k].rate_hz, b.rate_hz), between(low[m][k].weight_nS, b.weight_nS)};
  return b;
}

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
  c.sizes.push_back({1, {}});
  for (auto const& m : cells.models) {
    c.models.push_back(m.name);
    auto& drive = c.sizes.front().drive.emplace_back();
    for (std::size_t k = 0; k < class_count; ++k)
      if (m.serves[k]) drive[k] = {500, 1};
  }
  return c;
}

void claim_calibration(std::string const& file) {
  std::string const part = file + ".part";
  if (!std::ofstream(part)) throw input_error(file, "a file that cannot be written", "one that can");
  std::filesystem::remove(part);
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
  for (auto const& size : c.sizes)
    for (std::size_t m = 0; m < c.models.size(); ++m)
      for (std::size_t k = 0; k < class_count; ++k)
        if (auto const& b = size.drive[m][k]; b.rate_hz > 0)
          j["background"].push_back({{"neurons", size.neurons}, {"model", c.models[m]}, {"class", atlas::file_name_of(cell_class(k))},
                                     {"rate_hz", rounded(b.rate_hz)}, {"weight_nS", rounded(b.weight_nS)}});
  std::string const part = file + ".part";
  std::ofstream out(part);
  out << j.dump(1) << '\n';
  out.close();
  std::error_code e;
  if (out) std::filesystem::rename(part, file, e);
  if (!out || e) throw input_error(file, "a file that cannot be written", "one that can");
}

}  // namespace whole_cortex
