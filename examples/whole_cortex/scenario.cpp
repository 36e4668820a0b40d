// SPDX-License-Identifier: BSD-3-Clause
#include "scenario.hpp"

#include "embedded.hpp"
#include "json_fields.hpp"

#include <algorithm>
#include <filesystem>

namespace whole_cortex {
namespace {

using pallium::input_error;
using pallium::io::json_value;

bool add_area(selection& s, std::string const& name) {
  bool known = name == "all";
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    auto const area = atlas::nth_sided_area(a);
    if (name == "all" || name == atlas::area_name(area) || name == atlas::acronym(area.where) ||
        name == atlas::module_names[std::size_t(atlas::module_of(area.where))])
      s.areas[a] = known = true;
  }
  return known;
}

bool add_class(selection& s, std::string const& name) {
  bool known = name == "all";
  for (std::size_t c = 0; c < class_count; ++c) {
    auto const k = cell_class(c);
    if (name == "all" || name == atlas::name_of(k) || name == atlas::file_name_of(k) || name == atlas::name_of(atlas::kind_of(k)) || name == atlas::name_of(atlas::layer_of(k)) ||
        (name == "E" && atlas::is_excitatory(k)) || (name == "I" && !atlas::is_excitatory(k)))
      s.classes[c] = known = true;
  }
  return known;
}

selection read_selection(json_value const& v) {
  selection s;
  auto const fill = [&](char const* key, auto&& add, char const* expected) {
    auto const list = v.find(key);
    if (!list) {
      add(s, "all");
      return;
    }
    if (list->size() == 0) list->refuse(expected);
    for (std::size_t i = 0; i < list->size(); ++i)
      if (!add(s, (*list)[i].text())) (*list)[i].refuse(expected);
  };
  fill("areas", add_area, "an area such as VISp_L or VISp, a module such as visual, or all");
  fill("classes", add_class, "a class such as L5 ET, a layer such as L4, E, I, PV, SST, VIP, or all");
  return s;
}

scenario read(json_value const& v) {
  constexpr double longest = 1e9, strongest = -0.4;  // [ms], [nA]
  only(v, {"name", "look_at", "remove", "weights", "silence", "input"});
  scenario s;
  s.name = v["name"].text();
  if (auto const t = v.find("look_at")) s.look_at = t->text();
  auto const each = [&](char const* key, auto&& f) {
    if (auto const list = v.find(key))
      for (std::size_t i = 0; i < list->size(); ++i) f((*list)[i]);
  };
  each("remove", [&](json_value const& r) {
    only(r, {"areas", "classes"});
    s.removed.push_back(read_selection(r));
  });
  each("weights", [&](json_value const& r) {
    only(r, {"from", "to", "factor"});
    auto const side = [&](char const* key) {
      auto const x = r.find(key);
      if (!x) return read_selection(json_value(nlohmann::json::object(), r.file(), r.key()));
      only(*x, {"areas", "classes"});
      return read_selection(*x);
    };
    s.weights.push_back({side("from"), side("to"), number_of(r, "factor", 0, 1000)});
  });
  each("silence", [&](json_value const& r) {
    only(r, {"areas", "classes", "from_ms", "until_ms", "current_nA"});
    scenario::silencing x{read_selection(r), number_of(r, "from_ms", 0, longest, 0.0), number_of(r, "until_ms", 0, longest, longest), number_of(r, "current_nA", strongest, 0)};
    if (!(x.from_ms < x.until_ms)) r["until_ms"].refuse("a time after from_ms");
    s.silenced.push_back(x);
  });
  each("input", [&](json_value const& r) {
    only(r, {"areas", "classes", "fraction", "from_ms", "until_ms", "rate_hz", "weight_mV"});
    scenario::input x{read_selection(r),           number_of(r, "fraction", 0, 1, 1.0), number_of(r, "from_ms", 0, longest), number_of(r, "until_ms", 0, longest, longest),
                      number_of(r, "rate_hz", 0, 1e5, 0.0), number_of(r, "weight_mV", 0, 1000)};
    if (x.rate_hz > 0 && !(x.from_ms < x.until_ms)) r["until_ms"].refuse("a time after from_ms");
    if (!(x.rate_hz > 0) && r.find("until_ms")) r["until_ms"].refuse("rate_hz with it: without there is one volley, at from_ms");
    s.inputs.push_back(x);
  });
  return s;
}

}  // namespace

std::vector<std::pair<double, std::string>> scenario::marks() const {
  std::vector<std::pair<double, std::string>> all;
  constexpr double never = 1e9;
  for (auto const& x : silenced) {
    all.emplace_back(x.from_ms, "silencing begins");
    if (x.until_ms < never) all.emplace_back(x.until_ms, "silencing ends");
  }
  for (auto const& x : inputs) {
    all.emplace_back(x.from_ms, x.rate_hz > 0 ? "input begins" : "volley");
    if (x.rate_hz > 0 && x.until_ms < never) all.emplace_back(x.until_ms, "input ends");
  }
  std::sort(all.begin(), all.end());
  return all;
}

bool scenario::is_removed(std::size_t area, cell_class c) const noexcept {
  return std::any_of(removed.begin(), removed.end(), [&](selection const& s) { return s.has(area, c); });
}

double scenario::factor(std::size_t from_area, cell_class from, std::size_t to_area, cell_class to) const noexcept {
  double f = 1;
  for (change const& w : weights)
    if (w.from.has(from_area, from) && w.to.has(to_area, to)) f *= w.factor;
  return f;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (auto name : lines_of(embedded_scenarios_names())) names.emplace_back(name);
  return names;
}

scenario read_scenario(std::string const& name_or_file) {
  std::string known;
  if (auto const text = embedded_scenarios(name_or_file); !text.empty()) {
    auto const parsed = nlohmann::json::parse(text);
    return read(json_value(parsed, "scenarios/" + name_or_file + ".json"));
  }
  for (auto const& name : scenario_names()) known += name + ", ";
  if (!std::filesystem::exists(name_or_file))
    throw input_error("--scenario", "\"" + name_or_file + "\", neither a name nor a file", known + "or the path of a JSON file");
  auto const parsed = pallium::io::parse_json_file(name_or_file);
  return read(json_value(parsed, name_or_file));
}

}  // namespace whole_cortex
