// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/geometry.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/json_file.hpp>
#include <pallium/io/sonata/types_table.hpp>
#include <pallium/runtime/sonata_circuit.hpp>
#include <pallium/stimulus/concept.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// The current that a potential outside, phi_i(t) = k_i I(t), drives into a compartment: what flows along the axis because the inside of
/// each compartment is at v + phi,
///
///     i_i = I(t) sum over neighbours of g_ij (k_j - k_i)                [nA]
///
/// with g the axial conductance [uS]. Branch points, which have no membrane, take the potential at which nothing stays there. I is a sine
/// or constant while del < t < del + dur [ms], and a step sees it at its beginning, as BMTK sets `e_extracellular` between steps.
struct xstim_current {
  double per_ma = 0;                              ///< [nA/mA]
  double amp = 0, hz = 0, phase = 0, offset = 0;  ///< [mA] [Hz] [rad] [mA]
  bool sine = true;
  duration begin{}, width{}, dt{};
  current amplitude(duration middle) const noexcept {
    double const t = std::round(middle / dt - 0.5) * dt.value;
    if (!(t > begin.value && t < begin.value + width.value)) return {};
    return {per_ma * (sine ? amp * std::sin(2 * std::numbers::pi * hz / 1000 * t + phase) + offset : amp)};
  }
};
static_assert(current_source<xstim_current>);

/// An input of module xstim: an electrode, points in a homogeneous medium of 300 ohm cm (the configuration's `resistance` is not heeded, as in BMTK).
///
/// | key                      | what                                                                                             |
/// |--------------------------|--------------------------------------------------------------------------------------------------|
/// | `positions_file`         | columns electrode_mesh_file, pos_x, pos_y, pos_z [um], rotation_x, rotation_y, rotation_z [rad]   |
/// | `mesh_files_dir`         | the folder of mesh files: columns x_pos, y_pos, z_pos [um], points that share the current          |
/// | `waveform`               | shape (sin, dc), amp [mA], del, dur [ms], freq [Hz], phase (pi if not given), offset [mA]         |
///
/// Errors: input_error for a file, line or key that cannot be used; a segment nearer than 10 um to a point.
class sonata_xstim {
 public:
  static void add(sonata_circuit& circuit, io::detail::json_value const& in) {
    auto const wave = in["waveform"];
    auto const number = [&](char const* key, double otherwise) {
      auto const v = wave.find(key);
      return v ? v->number() : otherwise;
    };
    std::string const shape = wave["shape"].text();
    bool const sine = shape == "sin" || shape == "Sin" || shape == "SIN";
    if (!sine && shape != "dc" && shape != "DC") wave["shape"].refuse("sin or dc");
    xstim_current const what{.amp = wave["amp"].number(), .hz = sine ? wave["freq"].number() : 0, .phase = number("phase", std::numbers::pi),
                             .offset = number("offset", 0), .sine = sine, .begin = {wave["del"].number()}, .width = {wave["dur"].number()}, .dt = circuit.dt};
    auto const meshes = read_meshes(circuit.config(), in);
    for (gid id : circuit.select(in["node_set"])) {
      auto const* cell = circuit.cell(id);
      if (cell == nullptr) continue;
      auto const per_ma = currents(*cell, potentials(circuit, id, meshes, in));
      for (std::size_t s = 0; s < per_ma.size(); ++s) {
        compartment_info const& c = cell->layout().segments[s];
        xstim_current mine = what;
        mine.per_ma = per_ma[s];
        circuit.net.inject(id, location{c.kind, c.index, c.x()}, mine);
      }
    }
  }

  /// [nA] of each segment for potentials [mV] of each.
  static std::vector<double> currents(sonata_cell const& cell, std::vector<double> const& phi) {
    compartments const& c = cell.layout();
    std::vector<double> g, at(c.nodes.size(), 0.0), out(phi.size(), 0.0);
    axial_conductances(c, cell.ra(), g);
    for (std::size_t i = 0; i < c.nodes.size(); ++i)
      if (c.nodes[i].segment >= 0) at[i] = phi[std::size_t(c.nodes[i].segment)];
    std::vector<double> sum(c.nodes.size()), weight(c.nodes.size());
    for (int round = 0; round < 100000; ++round) {  // a handful of branch points beside each other: it settles in tens of rounds
      double moved = 0, most = 0;
      sum.assign(sum.size(), 0.0), weight.assign(weight.size(), 0.0);
      for (std::size_t i = 1; i < c.nodes.size(); ++i) {
        auto const p = std::size_t(c.nodes[i].parent);
        sum[i] += g[i] * at[p], weight[i] += g[i], sum[p] += g[i] * at[i], weight[p] += g[i];
      }
      for (std::size_t i = 0; i < c.nodes.size(); ++i) {
        if (c.nodes[i].segment >= 0) continue;
        double const next = sum[i] / weight[i];
        moved = std::max(moved, std::abs(next - at[i]));
        most = std::max(most, std::abs(next));
        at[i] = next;
      }
      if (moved <= 1e-14 * most) break;
    }
    for (std::size_t i = 1; i < c.nodes.size(); ++i) {
      auto const p = std::size_t(c.nodes[i].parent);
      double const along = g[i] * (at[p] - at[i]);
      if (c.nodes[i].segment >= 0) out[std::size_t(c.nodes[i].segment)] += along;
      if (c.nodes[p].segment >= 0) out[std::size_t(c.nodes[p].segment)] -= along;
    }
    return out;
  }

 private:
  using vec = std::array<double, 3>;
  static vec turned(vec v, std::array<double, 3> const& angle) {  // about z, then y, then x
    auto const about = [&](std::size_t i, std::size_t j, double a) {
      double const x = std::cos(a) * v[i] - std::sin(a) * v[j], y = std::sin(a) * v[i] + std::cos(a) * v[j];
      v[i] = x, v[j] = y;
    };
    about(0, 1, angle[2]), about(2, 0, angle[1]), about(1, 2, angle[0]);
    return v;
  }
  static double column(io::sonata::types_table const& t, std::uint64_t row, char const* name) {
    auto const x = t.number(row, name);
    if (!x) throw input_error(t.where(row, name), "nothing", "a number");
    return *x;
  }
  static std::vector<std::vector<vec>> read_meshes(io::sonata::config const& config, io::detail::json_value const& in) {
    std::vector<std::vector<vec>> all;
    auto const folder = config.find(in["mesh_files_dir"]);
    io::sonata::types_table const places(config.find(in["positions_file"]), io::sonata::types_table::by_row);
    places.for_each([&](std::uint64_t row) {
      auto const name = places.get(row, "electrode_mesh_file");
      if (!name) throw input_error(places.where(row, "electrode_mesh_file"), "nothing", "the name of a file");
      io::sonata::types_table const mesh(folder / *name, io::sonata::types_table::by_row);
      std::array<double, 3> const angle{column(places, row, "rotation_x"), column(places, row, "rotation_y"), column(places, row, "rotation_z")};
      vec const place{column(places, row, "pos_x"), column(places, row, "pos_y"), column(places, row, "pos_z")};
      std::vector<vec> points;
      vec mean{};
      mesh.for_each([&](std::uint64_t p) { points.push_back(turned({column(mesh, p, "x_pos"), column(mesh, p, "y_pos"), column(mesh, p, "z_pos")}, angle)); });
      if (points.empty()) throw input_error(mesh.file(), "no point", "at least one");
      for (vec const& p : points)
        for (std::size_t k = 0; k < 3; ++k) mean[k] += p[k] / static_cast<double>(points.size());
      for (vec& p : points)
        for (std::size_t k = 0; k < 3; ++k) p[k] += place[k] - mean[k];
      all.push_back(std::move(points));
    });
    return all;
  }
  /// Of each segment's centre [mV/mA].
  static std::vector<double> potentials(sonata_circuit const& circuit, gid id, std::vector<std::vector<vec>> const& meshes, io::detail::json_value const& in) {
    auto const& cell = *circuit.cell(id);
    auto const& shape = *circuit.model(id).shape;
    auto const& p = circuit.population(id);
    auto const number = [&](char const* key) { return p.nodes->number(id - p.first, key).value_or(0.0); };
    std::array<double, 3> const angle{number("rotation_angle_xaxis"), number("rotation_angle_yaxis"), -number("rotation_angle_zaxis")};
    vec const place{number("x"), number("y"), number("z")};
    section const body = shape[0];
    vec middle{};
    for (point const& q : body.points) {
      auto const n = static_cast<double>(body.points.size());
      middle[0] += q.x / n, middle[1] += q.y / n, middle[2] += q.z / n;
    }
    std::vector<double> out;
    for (segment_line const& line : segment_lines(shape, centres(cell.layout()))) {
      vec at{line.to[0] - middle[0], line.to[1] - middle[1], line.to[2] - middle[2]};
      at = turned(at, angle);
      double sum = 0;
      for (auto const& mesh : meshes)
        for (vec const& e : mesh) {
          double const r = std::hypot(at[0] + place[0] - e[0], at[1] + place[1] - e[1], at[2] + place[2] - e[2]);
          if (r < 10) in["positions_file"].refuse("points at least 10 um away from every segment: one of cell " + std::to_string(id) + " is at " + std::to_string(r));
          sum += 1 / r / static_cast<double>(mesh.size());
        }
      out.push_back(sum * 300.0 / (4 * std::numbers::pi) * 0.01 * 1e6);
    }
    return out;
  }
  /// The same compartments, each ending at its centre, so that its line does.
  static compartments centres(compartments c) {
    for (auto& s : c.segments) s.x1 = s.x();
    return c;
  }
};

}  // namespace pallium::runtime
