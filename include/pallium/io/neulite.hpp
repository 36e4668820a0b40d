// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/neulite_defines.hpp>
#include <pallium/io/detail/neulite_rows.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/tree.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The inputs of Neulite 1.0.3.
namespace pallium::io::neulite {

/// The fifteen conductances of a row of ion.csv, in its order.
inline constexpr std::array<char const*, 15> channel_names{"NaV", "NaTs", "NaTa", "Nap", "Kv2like", "Kv3_1", "K_P", "K_T",
                                                           "Kd", "Im", "Im_v2", "Ih", "SK", "Ca_HVA", "Ca_LVA"};

/// A row of ion.csv: what compartments of one type are like.
struct membrane_row {
  double cm = 0, ra = 0, g_leak = 0, e_leak = 0;  ///< [uF/cm2] [ohm cm] [S/cm2] [mV]
  double gamma = 0.05, decay = 80;                ///< of the calcium shell: [1] [ms]
  std::array<double, 15> gbar{};                  ///< [S/cm2]
  bool active = false;                            ///< the row has more than the passive five fields
};

/// A line of an SWC file; its number is its position.
struct swc_point {
  branch kind = branch::soma;
  double x = 0, y = 0, z = 0, radius = 0;  ///< [um]
  std::int32_t parent = -1;
  friend bool operator==(swc_point const&, swc_point const&) = default;
};

/// A morphology with its membrane.
struct cell_type {
  std::filesystem::path swc, ion;
  std::vector<swc_point> points;
  morph::tree shape;                                ///< the same, in sections
  std::array<std::optional<membrane_row>, 4> rows;  ///< of types 1 to 4: soma, axon, dendrite, apical
};

struct population {
  std::string name;
  std::uint32_t first = 0, cells = 0;  ///< neurons [first, first + cells)
  std::size_t type = 0;                ///< position in `circuit::types`
};

/// What connections share.
struct kinetics {
  double decay = 0, rise = 0, erev = 0;  ///< [ms] [ms], rise 0: of one exponential; [mV]
  friend auto operator<=>(kinetics const&, kinetics const&) = default;
};

struct connection {
  std::uint32_t pre = 0, post = 0, compartment = 0, kind = 0;  ///< kind: position in `circuit::kinds`
  double weight = 0;                                           ///< [uS]
  std::int32_t delay = 1;                                      ///< [ms]
  bool excitatory = true;
};

struct circuit {
  std::vector<cell_type> types;
  std::vector<population> populations;
  std::vector<kinetics> kinds;
  std::vector<connection> connections;
  std::uint64_t size() const noexcept { return populations.empty() ? 0 : std::uint64_t(populations.back().first) + populations.back().cells; }
};

/// What config.h says of a run.
struct config {
  double tstop = 1000, dt = 0.1;      ///< [ms]
  double threshold = -15;             ///< [mV]
  double i_amp = 0;                   ///< into every soma [nA]
  double i_delay = 0, i_duration = 0; ///< [ms]

  std::int64_t steps_per_ms() const { return std::llround(1 / dt); }
  std::int64_t milliseconds() const { return static_cast<std::int64_t>(std::ceil(tstop - 1e-9)); }
  /// Errors: input_error, `who` and the name, for a number that means nothing.
  void check(std::string const& who) const {
    auto const at = [&](char const* name) { return who + ": " + name; };
    for (auto [name, x] : {std::pair{"TSTOP", tstop}, {"DT", dt}, {"SPIKE_THRESHOLD", threshold}, {"I_AMP", i_amp}, {"I_DELAY", i_delay},
                           {"I_DURATION", i_duration}})
      if (!std::isfinite(x)) throw input_error(at(name), std::to_string(x), "a finite number");
    if (!(dt >= 0.001 && dt <= 1) || std::abs(1 / dt - std::round(1 / dt)) > 1e-6)
      throw input_error(at("DT"), std::to_string(dt) + " ms", "a millisecond divided by a whole number up to 1000");
    if (!(tstop >= 0 && tstop <= 1e9)) throw input_error(at("TSTOP"), std::to_string(tstop) + " ms", "a time from 0 to 1e9 ms");
    if (std::abs(i_delay) > 1e12) throw input_error(at("I_DELAY"), std::to_string(i_delay) + " ms", "a time up to 1e12 ms");
    if (!(i_duration >= 0 && i_duration <= 1e12)) throw input_error(at("I_DURATION"), std::to_string(i_duration) + " ms", "a time from 0 to 1e12 ms");
  }
};

/// The six numbers of config.h; what it does not define keeps its default. Errors: input_error with file, line and name.
inline config read_config(std::filesystem::path const& path) {
  detail::neulite_defines const defines(path);
  config c;
  for (auto [name, to] : {std::pair{"TSTOP", &c.tstop}, {"DT", &c.dt}, {"SPIKE_THRESHOLD", &c.threshold}, {"I_AMP", &c.i_amp},
                          {"I_DELAY", &c.i_delay}, {"I_DURATION", &c.i_duration}})
    if (defines.has(name)) *to = defines.number(name);
  c.check(path.string());
  return c;
}

namespace detail {
using namespace io::detail;

/// Neulite's SWC: ids 0, 1, 2 ..., the soma alone of type 1 and first, one root, depth first.
/// Errors: input_error with file and line.
inline std::vector<swc_point> read_points(std::filesystem::path const& path) {
  auto const points = read_swc_lines(path);
  std::vector<swc_point> out;
  out.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto const& p = points[i];
    auto const refuse = [&](std::string const& found, char const* expected) {
      throw input_error(path.string() + ":" + std::to_string(p.line), found, expected);
    };
    if (p.id != std::int64_t(i)) refuse("id " + std::to_string(p.id), "ids 0, 1, 2 ... without a gap");
    if ((p.kind == branch::soma) != (i == 0)) refuse("type " + std::to_string(int(p.kind)), "the soma (type 1) as first point, and nowhere else");
    if ((p.parent < 0) != (i == 0)) refuse("parent " + std::to_string(p.parent_id), i == 0 ? "-1 for the soma" : "a point of the file");
    out.push_back({p.kind, p.value[0], p.value[1], p.value[2], p.value[3], p.parent});
    if (i == 0) continue;
    std::int32_t above = std::int32_t(i) - 1;  // depth first: the parent is the point before or one that it hangs on
    while (above > p.parent) above = points[std::size_t(above)].parent;
    if (above != p.parent) refuse("parent " + std::to_string(p.parent_id), "points depth first, a neurite to its end before the next");
  }
  return out;
}

inline std::array<std::optional<membrane_row>, 4> read_ions(std::filesystem::path const& path) {
  static constexpr std::array<char const*, 22> names{
      "type", "cm", "ra", "g_leak", "e_leak", "gamma", "decay", "NaV", "NaTs", "NaTa", "Nap", "Kv2like",
      "Kv3_1", "K_P", "K_T", "Kd", "Im", "Im_v2", "Ih", "SK", "Ca_HVA", "Ca_LVA"};
  std::array<std::optional<membrane_row>, 4> rows;
  for_each_neulite_row(path, names, [&](neulite_row const& r) {
    if (r.fields.size() != 5 && r.fields.size() != names.size())
      throw input_error(r.file + ":" + std::to_string(r.line), std::to_string(r.fields.size()) + " fields", "5 (passive) or 22");
    auto& to = rows[std::size_t(r.whole(0, 1, 4)) - 1];
    if (to) r.refuse(0, std::string(r.fields[0]) + " again", "each type once");
    to.emplace();
    to->cm = r.positive(1);
    to->ra = r.positive(2);
    to->g_leak = r.not_negative(3);
    to->e_leak = r.number(4);
    if (std::abs(to->e_leak) > 300) r.refuse(4, std::string(r.fields[4]), "a voltage in [-300, 300] mV");
    if (r.fields.size() == 5) return;
    to->active = true;
    to->gamma = r.not_negative(5);
    to->decay = r.positive(6);
    for (std::size_t k = 0; k < 15; ++k) to->gbar[k] = r.not_negative(7 + k);
  });
  return rows;
}

/// A path as Neulite takes it, from the working directory; else from the folder of the file that names it.
inline std::filesystem::path find(std::filesystem::path const& name, std::filesystem::path const& beside) {
  std::error_code ec;
  if (name.is_absolute() || std::filesystem::exists(name, ec)) return name;
  auto const other = beside.parent_path() / name;
  return std::filesystem::exists(other, ec) ? other : name;
}

inline void read_populations(std::filesystem::path const& path, circuit& c) {
  static constexpr std::array<char const*, 5> names{"n_cell", "n_comp", "name", "swc_file", "ion_file"};
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for_each_neulite_row(path, names, [&](neulite_row const& r) {
    if (r.fields.size() != names.size())
      throw input_error(r.file + ":" + std::to_string(r.line), std::to_string(r.fields.size()) + " fields", "5: n_cell, n_comp, name, swc_file, ion_file");
    population p;
    p.first = static_cast<std::uint32_t>(c.size());
    p.cells = static_cast<std::uint32_t>(r.whole(0, 1, 0xffffffff - std::int64_t(c.size())));
    auto const n_comp = r.whole(1, 1, 0x7fffffff);
    p.name = r.fields[2];
    for (std::size_t k : {3u, 4u})
      if (r.fields[k].empty()) r.refuse(k, "nothing", "the name of a file");
    std::string const swc_file(r.fields[3]), ion_file(r.fields[4]);
    auto const [it, added] = known.try_emplace({swc_file, ion_file}, c.types.size());
    p.type = it->second;
    if (added) {
      cell_type t;
      t.swc = find(swc_file, path);
      t.ion = find(ion_file, path);
      t.points = read_points(t.swc);
      t.rows = read_ions(t.ion);
      t.shape = swc(t.swc, coordinates::exact, order::file);
      for (section const& s : t.shape)
        if (!t.rows[std::size_t(s.kind) - 1])
          throw input_error(t.ion.string(), "no row of type " + std::to_string(int(s.kind)), "one for each type of " + t.swc.string());
      c.types.push_back(std::move(t));
    }
    if (std::size_t const n = c.types[p.type].points.size(); std::size_t(n_comp) != n)
      r.refuse(1, std::to_string(n_comp), std::to_string(n) + ", the points of " + c.types[p.type].swc.string());
    c.populations.push_back(std::move(p));
  });
  if (c.populations.empty()) throw input_error(path.string(), "no population", "rows of n_cell, n_comp, name, swc_file, ion_file");
}

inline void read_connections(std::filesystem::path const& path, circuit& c) {
  static constexpr std::array<char const*, 9> two{"pre", "post", "post_compartment", "weight", "tau_decay", "tau_rise", "erev", "delay", "e|i"};
  static constexpr std::array<char const*, 8> one{"pre", "post", "post_compartment", "weight", "tau_decay", "erev", "delay", "e|i"};
  std::map<kinetics, std::uint32_t> known;
  kinetics last{};
  std::uint32_t last_kind = 0, fields = 0;
  population const* post = &c.populations.front();
  auto const cells = std::int64_t(c.size());
  for_each_neulite_row(path, two, [&](neulite_row r) {
    if (fields == 0 && (r.fields.size() == 8 || r.fields.size() == 9)) fields = static_cast<std::uint32_t>(r.fields.size());
    if (r.fields.size() != fields)
      throw input_error(r.file + ":" + std::to_string(r.line), std::to_string(r.fields.size()) + " fields",
                        fields == 0 ? "9, or 8 without tau_rise" : std::to_string(fields) + ", as above");
    if (fields == 8) r.names = one;
    connection x;
    x.pre = static_cast<std::uint32_t>(r.whole(0, 0, cells - 1));
    x.post = static_cast<std::uint32_t>(r.whole(1, 0, cells - 1));
    if (x.post - post->first >= post->cells)
      post = &*std::prev(std::ranges::upper_bound(c.populations, x.post, {}, &population::first));
    x.compartment = static_cast<std::uint32_t>(r.whole(2, 0, std::int64_t(c.types[post->type].points.size()) - 1));
    x.weight = r.not_negative(3);
    kinetics k{r.positive(4), fields == 9 ? r.positive(5) : 0, r.number(fields - 3)};
    if (k.rise > k.decay) std::swap(k.rise, k.decay);  // the difference of the two, scaled to peak at 1, is the same
    if (c.kinds.empty() || k != last) {
      auto const [it, added] = known.try_emplace(k, static_cast<std::uint32_t>(c.kinds.size()));
      if (added) c.kinds.push_back(k);
      last = k;
      last_kind = it->second;
    }
    x.kind = last_kind;
    x.delay = static_cast<std::int32_t>(r.whole(fields - 2, 1, 1000000000));
    auto const sign = r.fields[fields - 1];
    if (sign != "e" && sign != "i") r.refuse(fields - 1, excerpt(sign), "e or i");
    x.excitatory = sign == "e";
    c.connections.push_back(x);
  });
}
}  // namespace detail

/// Reads a circuit: population.csv with the files that it names, and connection.csv of either flavour, which the number of its
/// fields tells. Memory is that of the connections, 32 bytes each.
/// Errors: input_error with file, line, field, what was found and what was expected.
inline circuit read_circuit(std::filesystem::path const& populations, std::filesystem::path const& connections) {
  circuit c;
  detail::read_populations(populations, c);
  detail::read_connections(connections, c);
  return c;
}

}  // namespace pallium::io::neulite
