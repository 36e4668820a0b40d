// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/runtime/allen_model.hpp>
#include <pallium/runtime/catalogue.hpp>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace peers {
namespace {

using namespace pallium;
namespace fs = std::filesystem;

struct row {
  kinds where;
  char const *mechanism, *param;
  double value;
};

// Allen Cell Types Database (celltypes.brain-map.org), biophysical models 472363762 and 491766131, v_init theirs.
constexpr kinds tree = dendrite | apical;
row const perisomatic_rows[]{
    {soma, "pas", "g", 5.71881e-06},         {axon, "pas", "g", 0.000457388},        {dendrite, "pas", "g", 3.23933e-06},
    {apical, "pas", "g", 9.58619e-05},       {everywhere, "pas", "e", -92.499},      {soma, "NaTs", "gbar", 0.98229},
    {soma, "Nap", "gbar", 0.000209349},      {soma, "K_P", "gbar", 0.0517584},       {soma, "K_T", "gbar", 0.000731607},
    {soma, "Kv3_1", "gbar", 0.0572648},      {soma, "Im", "gbar", 0.00120212},       {soma, "Ih", "gbar", 4.12226e-05},
    {soma, "SK", "gbar", 0.00019222},        {soma, "Ca_HVA", "gbar", 0.000535997},  {soma, "Ca_LVA", "gbar", 0.00700613},
    {soma, "CaDynamics", "gamma", 0.00125108}, {soma, "CaDynamics", "decay", 717.917}};
row const all_active_rows[]{
    {soma, "pas", "g", 0.000119174},         {soma, "pas", "e", -76.4024},           {axon, "pas", "g", 0.00147346},
    {axon, "pas", "e", -64.8595},            {apical, "pas", "g", 0.00041148},       {apical, "pas", "e", -81.3599},
    {dendrite, "pas", "g", 9.57001e-05},     {dendrite, "pas", "e", -88.2554},       {axon, "NaV", "gbar", 0.035766},
    {axon, "K_T", "gbar", 7.51307e-05},      {axon, "Kd", "gbar", 0.00700751},       {axon, "Kv2like", "gbar", 0.0675078},
    {axon, "Kv3_1", "gbar", 0.592911},       {axon, "SK", "gbar", 0.000701147},      {axon, "Ca_HVA", "gbar", 2.17253e-06},
    {axon, "Ca_LVA", "gbar", 0.00698184},    {axon, "CaDynamics", "gamma", 0.0416279}, {axon, "CaDynamics", "decay", 226.076},
    {soma, "NaV", "gbar", 0.0499779},        {soma, "SK", "gbar", 0.000733676},      {soma, "Kv3_1", "gbar", 0.186718},
    {soma, "Ca_HVA", "gbar", 9.96973e-05},   {soma, "Ca_LVA", "gbar", 0.00344495},   {soma, "CaDynamics", "gamma", 0.0177038},
    {soma, "CaDynamics", "decay", 42.2507},  {soma, "Ih", "gbar", 1.07608e-07},      {apical, "NaV", "gbar", 0.000375636},
    {apical, "Kv3_1", "gbar", 0.797015},     {apical, "Im_v2", "gbar", 0.00854163},  {apical, "Ih", "gbar", 7.40408e-07},
    {dendrite, "NaV", "gbar", 0.0472215},    {dendrite, "Kv3_1", "gbar", 0.186859},  {dendrite, "Im_v2", "gbar", 0.00132163},
    {dendrite, "Ih", "gbar", 9.18815e-06}};

/// A grown tree as NEURON keeps it: points in single precision, the path by differences of them.
morph::tree in_single_precision(morph::tree const& grown) {
  morph::tree shape;
  for (section const& s : grown) {
    morph::tree::part p{.kind = s.kind, .parent = s.parent, .parent_x = s.parent_x, .points = {}};
    for (point const& q : s.points)
      io::detail::add_point(p, q.x, q.y, q.z, 2 * q.radius, io::coordinates::bmtk);
    shape.append(std::move(p));
  }
  return shape;
}

neuron grown_cell(morph::tree const& shape, bool all_active) {
  neuron c(shape, discretize::nseg{});
  auto const paint = [&](auto const& rows) {
    for (row const& r : rows)
      if (auto const wrong = runtime::set_by_name(c, r.where, r.mechanism, r.param, r.value); !wrong.empty())
        throw input_error(r.mechanism, std::string(wrong), "a mechanism and a param of the Allen cells");
  };
  if (all_active) {
    paint(all_active_rows);
    for (auto const& [where, cm, ra] : {std::tuple{soma, 4.21567, 133.577}, {axon, 9.0228, 80.3823}, {apical, 8.34542, 136.032}, {dendrite, 2.11248, 68.355}})
      c.capacitance(where, cm).axial_resistance(where, ra);
  } else {
    paint(perisomatic_rows);
    c.axial_resistance(everywhere, 138.28).capacitance(tree, 2.12);
  }
  c.reversal(everywhere, sodium, {53}).reversal(everywhere, potassium, {-107});
  c.initial_voltage({all_active ? -90 : -92.499});
  return c;
}

/// Lines of a text file, unpacked if its name ends in .gz, the first left out.
std::vector<std::string> lines_of(fs::path const& path) {
  std::vector<std::string> lines;
  std::string const command = (path.extension() == ".gz" ? "gzip -dc '" : "cat '") + path.string() + "'";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  char line[512];
  while (pipe && std::fgets(line, sizeof line, pipe)) lines.emplace_back(line);
  if (!pipe || ::pclose(pipe) != 0 || lines.empty()) throw input_error(path.string(), "nothing that can be read", "a table");
  lines.erase(lines.begin());
  return lines;
}

std::array<receptor, 2> place_receptors(neuron& c, kinds where) {
  return {c.place<synapse::exp2>(where, {.tau1 = 1, .tau2 = 5, .e = 0}), c.place<synapse::exp2>(where, {.tau1 = 1, .tau2 = 10, .e = -80})};
}

/// The benchmark network of the shared data.
void read_network(scene& s, fs::path const& folder) {
  s.cell.initial_voltage({-92.49911499023438});
  auto const receptors = place_receptors(s.cell, everywhere);
  for (std::string const& line : lines_of(folder / (s.o.model + ".csv.gz"))) {
    long pre = 0, post = 0, section = 0;
    double x = 0, weight = 0, rise = 0, decay = 0, e = 0, delay = 0;
    if (std::sscanf(line.c_str(), "%ld,%ld,%ld,%lf,%lf,%lf,%lf,%lf,%lf", &pre, &post, &section, &x, &weight, &rise, &decay, &e, &delay) != 9)
      throw input_error(s.o.model, line, "nine numbers");
    auto const segment = s.cell.layout().segment_at(std::int32_t(section), x);
    if (!segment) throw input_error(s.o.model, line, "a place on the cell");
    s.rows.push_back({gid(pre), gid(post), s.cell.site_at(receptors[e == 0 ? 0 : 1], *segment), {weight}, {delay}});
  }
  std::vector<double> amps;
  for (std::string const& line : lines_of(folder / "w3_amps.csv")) amps.push_back(std::stod(line.substr(line.find(',') + 1)));
  gid const cells = std::min<gid>(s.o.cells, amps.size());
  amps.resize(std::size_t(cells));
  std::erase_if(s.rows, [&](auto const& r) { return r.source >= cells || r.target >= cells; });
  std::size_t const rows = s.rows.size();
  s.amps.clear();
  for (gid k = 0; k < s.o.copies; ++k) {
    s.amps.insert(s.amps.end(), amps.begin(), amps.end());
    for (std::size_t i = 0; k > 0 && i < rows; ++i) {
      auto r = s.rows[i];
      r.source += k * cells;
      r.target += k * cells;
      s.rows.push_back(r);
    }
  }
  s.o.cells = s.amps.size();
}

}  // namespace

scene make_scene(options const& o) {
  bool const grown = o.model == "perisomatic" || o.model == "all_active";
  fs::path const cells = fs::path(o.data) / "cells";
  morph::tree shape;
  std::optional<neuron> cell;
  std::string file;
  if (grown) {
    bool const active = o.model == "all_active";
    shape = morph::stub_axon{.parent_x = active ? 1.0 : 0.5}(in_single_precision(
        active ? morph::procedural::layer5()(5) : morph::procedural::layer4()(4)));
    cell = grown_cell(shape, active);
  } else {
    bool const active = o.model == "allen_all_active";
    file = (cells / (active ? "491766131.swc" : "Scnn1a_473845048_m.swc")).string();
    morph::tree const original = io::swc(file, o.coordinates == "bmtk"     ? io::coordinates::bmtk
                                               : o.coordinates == "neuron" ? io::coordinates::neuron
                                                                           : io::coordinates::exact);
    shape = (active ? morph::stub_axon::all_active(original) : morph::stub_axon{})(original);
    cell = runtime::allen_model(original, io::read_allen_fit(cells / (active ? "491766131_fit.json" : "472363762_fit.json")), discretize::nseg{});
  }
  scene s{.o = o, .shape = std::move(shape), .cell = std::move(*cell), .swc = file};
  // Currents that differ a little, so that no two cells fire together; in a network near threshold.
  double const amp = o.model.ends_with("all_active") ? 0.5 : o.synapses > 0 ? 0.12 : 0.2;
  for (gid g = 0; g < o.cells; ++g)
    s.amps.push_back(o.amps.empty() ? amp * (1 + 0.002 * double(g % 101))
                                    : o.amps[0] + (o.amps[1] - o.amps[0]) * (o.cells > 1 ? double(g) / double(o.cells - 1) : 0.5));
  if (o.model.starts_with("w3")) {
    read_network(s, fs::path(o.data) / "networks");
  } else if (o.synapses > 0) {  // four of five excite
    auto const [excite, inhibit] = place_receptors(s.cell, tree);
    gid const border = (o.cells * 4 + 4) / 5;
    double const p = o.synapses / double(o.cells), weight = 0.01 / o.synapses;
    s.random.push_back(connect::fixed_probability({0, border}, {0, o.cells}, p, excite, {{weight}, {2}}, {.seed = 1, .stream = 1}));
    s.random.push_back(connect::fixed_probability({border, o.cells}, {0, o.cells}, p, inhibit, {{4 * weight}, {1}}, {.seed = 1, .stream = 2}));
  }
  return s;
}

}  // namespace peers
