// SPDX-License-Identifier: BSD-3-Clause
// A cell of three sections in the program's two file formats, so that these tests need no data.
#pragma once
#include "program.hpp"

namespace test {

inline std::string const small_swc =
    "# soma, a dendrite, an apical dendrite\n"
    "1 1 0 0 0 8 -1\n"
    "2 3 0 10 0 1 1\n"
    "3 3 0 60 0 0.8 2\n"
    "4 4 0 -10 0 1 1\n"
    "5 4 0 -120 0 0.7 4\n";

inline std::string const small_fit = R"({
 "passive": [{"ra": 100.0, "e_pas": -80.0, "cm": [{"section": "soma", "cm": 1.0}, {"section": "axon", "cm": 1.0},
   {"section": "dend", "cm": 2.0}, {"section": "apic", "cm": 2.0}]}],
 "fitting": [{"junction_potential": -14.0}],
 "conditions": [{"celsius": 34.0, "v_init": -80.0, "erev": [{"section": "soma", "ena": 53.0, "ek": -107.0}]}],
 "genome": [
  {"section": "soma", "name": "gbar_NaTs", "value": 0.7, "mechanism": "NaTs"},
  {"section": "soma", "name": "gbar_Kv3_1", "value": 0.3, "mechanism": "Kv3_1"},
  {"section": "soma", "name": "gbar_Ca_LVA", "value": 0.002, "mechanism": "Ca_LVA"},
  {"section": "soma", "name": "gamma_CaDynamics", "value": 0.002, "mechanism": "CaDynamics"},
  {"section": "soma", "name": "g_pas", "value": 0.0005, "mechanism": ""},
  {"section": "axon", "name": "g_pas", "value": 0.0005, "mechanism": ""},
  {"section": "dend", "name": "g_pas", "value": 0.0001, "mechanism": ""},
  {"section": "apic", "name": "g_pas", "value": 0.0001, "mechanism": ""}
 ]
})";

/// `text` with the first occurrence of `from` replaced.
inline std::string replaced(std::string text, std::string const& from, std::string const& to) {
  auto const at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("nothing to replace: " + from);
  return text.replace(at, from.size(), to);
}

/// A sound command line for the small cell; `change` sets options, an empty value takes one away.
inline std::vector<std::string> command_line(folder const& here, std::vector<std::pair<std::string, std::string>> const& change = {},
                                             std::string const& swc = small_swc, std::string const& fit = small_fit) {
  std::vector<std::pair<std::string, std::string>> options{
      {"--swc", here.write("cell.swc", swc)}, {"--fit", here.write("cell.json", fit)}, {"--amp", "0.3"}, {"--delay", "5"},
      {"--duration", "40"}, {"--tstop", "50"}, {"--dt", "0.025"}, {"--out", here / "o"}};
  for (auto const& [name, value] : change) {
    auto const it = std::find_if(options.begin(), options.end(), [&](auto const& o) { return o.first == name && name != "--probe"; });
    if (it == options.end())
      options.emplace_back(name, value);
    else
      it->second = value;
  }
  std::vector<std::string> all;
  for (auto const& [name, value] : options)
    if (!value.empty()) all.insert(all.end(), {name, value});
  return all;
}

}  // namespace test
