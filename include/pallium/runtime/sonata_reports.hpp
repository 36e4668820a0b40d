// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/geometry.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/json_file.hpp>
#include <pallium/io/sonata/ecp_writer.hpp>
#include <pallium/io/sonata/electrodes.hpp>
#include <pallium/io/sonata/node_map.hpp>
#include <pallium/io/sonata/output_folder.hpp>
#include <pallium/io/sonata/ranks.hpp>
#include <pallium/io/sonata/report_writer.hpp>
#include <pallium/io/sonata/spike_writer.hpp>
#include <pallium/runtime/sonata_circuit.hpp>

#include <Eigen/Geometry>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// What a simulation's configuration wants to be written, and who writes it: `output` and `reports`.
///
/// | key of `output`                | default                          |
/// |--------------------------------|----------------------------------|
/// | `output_dir`                   | `output` beside the configuration |
/// | `spikes_file`                  | `spikes.h5`                      |
/// | `spikes_file_csv`              | none                             |
/// | `spikes_sort_order`            | none                             |
/// | `overwrite_output_dir` (here or in `run`) | false; BMTK's is true |
///
/// | `module` of a report           | writes                                                                           |
/// |--------------------------------|----------------------------------------------------------------------------------|
/// | `membrane_report` (or `type` compartment) | `variable_name` of `sections` (soma: its centre; all; or a list) of `cells`; i_membrane in mA/cm2, as NEURON |
/// | `extracellular`                | potentials at `electrode_positions` of all `cells`; cells stand and are turned as their nodes say |
///
/// Other modules are named in `remarks` and left out.
class sonata_reports {
  std::optional<io::sonata::output_folder> out_;  ///< first, so that it goes last: it takes a folder that it made away, once that is empty

 public:
  sonata_reports(sonata_circuit const& circuit, std::optional<std::filesystem::path> const& folder, bool overwrite, io::sonata::ranks all = {})
      : circuit_(&circuit), ranks_(std::move(all)) {
    auto const root = circuit.config().root();
    auto const output = root.find("output");
    auto const text = [&](char const* key) -> std::optional<std::string> {
      auto const v = output ? output->find(key) : std::nullopt;
      return v && v->is_text() && !v->text().empty() ? std::optional(v->text()) : std::nullopt;
    };
    bool again = overwrite;
    for (auto const& where : {output, root.find("run")})
      if (where)
        if (auto const v = where->find("overwrite_output_dir")) again = again || v->boolean();
    out_.emplace(folder ? *folder : circuit.config().place(text("output_dir").value_or("output")), again, ranks_);
    io::sonata::node_map nodes;
    for (auto const& p : circuit.populations()) {
      gid_range const cells{p.first, p.first + p.nodes->size()};
      std::vector<std::uint64_t> ids;
      for (std::uint64_t k = 0; k < p.nodes->size() && p.nodes->size() > 0 && p.nodes->id(p.nodes->size() - 1) != p.nodes->size() - 1; ++k)
        ids.push_back(p.nodes->id(k));
      if (ids.empty()) nodes.add(p.nodes->name(), cells);
      else nodes.add(p.nodes->name(), cells, std::move(ids));
    }
    auto const csv = text("spikes_file_csv");
    spikes = std::make_unique<io::sonata::spike_writer>(out_->file(text("spikes_file").value_or("spikes.h5")), csv ? out_->file(*csv) : std::string(), std::move(nodes),
                                                        io::sonata::spike_writer::options{io::sonata::parse_spike_order(text("spikes_sort_order").value_or("none"))}, ranks_);
    if (auto const log = text("log_file")) log_ = out_->file(*log);
    if (auto const reports = root.find("reports"))
      for (std::string const& name : reports->keys()) request(name, (*reports)[name]);
  }

  std::unique_ptr<io::sonata::spike_writer> spikes;
  std::vector<std::string> remarks;
  std::filesystem::path const& folder() const noexcept { return out_->path(); }

  /// Makes the recorders of a simulation that is prepared: `attach` is called with each, `here` says which cells this rank has.
  template <class Attach> void attach(std::function<bool(gid)> const& here, Attach&& attach) {
    attach(*spikes);
    for (membrane& m : membranes_) {
      reports_.push_back(std::make_unique<io::sonata::report_writer>(m.path, std::move(m.cells), m.options, ranks_, here));
      attach(*reports_.back());
    }
    for (field& f : fields_) {
      fields_written_.push_back(std::make_unique<io::sonata::ecp_writer>(f.path, f.electrodes, io::sonata::ecp_writer::options{.when = f.when}, ranks_));
      for (gid cell : f.cells)
        if (here(cell)) fields_written_.back()->add(cell, segment_lines(*circuit_->model(cell).shape, circuit_->cell(cell)->layout()), pose(cell));
      attach(*fields_written_.back());
    }
  }
  /// Completes all files; they then have their names. All ranks call it.
  void finish(std::string const& log) {
    spikes->finish();
    for (auto& r : reports_) r->finish();
    for (auto& f : fields_written_) f->finish();
    if (!log_.empty())
      ranks_.together([&] {
        if (!ranks_.first()) return;
        std::ofstream file(log_);
        file << log;
        file.close();
        if (!file) throw input_error(log_, "a write that failed (is the disk full?)", "room for the results");
      });
    out_->finish();
  }

 private:
  using json = io::detail::json_value;
  struct membrane {
    std::string path;
    std::vector<io::sonata::report_cell> cells;
    io::sonata::report_writer::options options;
  };
  struct field {
    std::string path;
    std::vector<gid> cells;
    std::vector<io::sonata::electrode> electrodes;
    io::sonata::sampling when;
  };

  void request(std::string const& name, json const& r) {
    if (auto const on = r.find("enabled"); on && !on->boolean()) return;
    auto const module = r.find("module"), type = r.find("type");
    std::string const what = module ? module->text() : type && type->text() == "compartment" ? "membrane_report" : type ? type->text() : "membrane_report";
    bool const ecp = what == "extracellular" || what == "ecp";
    if (what != "membrane_report" && what != "multimeter_report" && !ecp) {
      remarks.push_back(r.where() + ": module " + what + " is not written");
      return;
    }
    auto const number = [&](char const* key, double otherwise) {
      auto const v = r.find(key);
      return v ? v->number() : otherwise;
    };
    io::sonata::sampling const when{.dt = circuit_->dt,
                                    .every = {number("dt", circuit_->dt.value)},
                                    .start = {number("start_time", 0)},
                                    .stop = {std::min(number("end_time", circuit_->tstop.value), circuit_->tstop.value)}};
    std::vector<gid> cells;
    for (gid g : r.find("cells") ? circuit_->select(r["cells"]) : circuit_->select(json(nlohmann::json("all"), r.where())))
      if (circuit_->cell(g) != nullptr) cells.push_back(g);
    if (cells.empty()) {
      remarks.push_back(r.where() + ": no cell of it has compartments; it is not written");
      return;
    }
    auto const named = r.find("file_name");
    std::string file = named ? named->text() : name;
    if (!file.ends_with(".h5")) file += ".h5";
    if (ecp) {
      fields_.push_back({out_->file(file), std::move(cells), io::sonata::read_electrodes(circuit_->config().find(r["electrode_positions"])), when});
      return;
    }
    if (auto const v = r["variable_name"].text(); v == "e_extracellular" || v == "vext") {  // NEURON's mechanism `extracellular` has them
      remarks.push_back(r.where() + ": " + v + " is not written");
      return;
    }
    membrane m{.path = {}, .cells = {}, .options = {.when = when, .variable = r["variable_name"].text()}};
    bool const density = m.options.variable == "i_membrane";
    if (density) m.options.units = "mA/cm2";
    auto const sections = r.find("sections");
    bool const centre = !sections || (sections->is_text() && sections->text() == "soma");
    kinds wanted{};
    if (!centre && sections->is_text()) wanted = detail::parse_sections(sections->text(), sections->where());
    if (!centre && !sections->is_text())
      for (std::size_t i = 0; i < sections->size(); ++i) wanted = wanted | detail::parse_sections((*sections)[i].text(), (*sections)[i].where());
    for (gid g : cells) {
      auto const& p = circuit_->population(g);
      io::sonata::report_cell c{g, p.nodes->name(), p.nodes->id(g - p.first), {}};
      auto const& layout = circuit_->cell(g)->layout();
      auto const add = [&](std::size_t s) {
        auto const& info = layout.segments[s];
        c.elements.push_back({.segment = static_cast<std::uint32_t>(s), .section = static_cast<std::uint64_t>(info.section),
                              .x = centre ? 0.5 : info.x(), .scale = density ? 100 / info.area : 1.0});
      };
      if (centre) add(std::size_t(*layout.segment_at(at(soma, 0.5))));
      else
        for (std::size_t s = 0; s < layout.segments.size(); ++s)
          if (wanted.contains(layout.segments[s])) add(s);
      if (!c.elements.empty()) m.cells.push_back(std::move(c));
    }
    if (m.cells.empty()) r["sections"].refuse("sections that some cell has");
    m.path = out_->file(file);
    membranes_.push_back(std::move(m));
  }
  /// Where a cell stands, and how it is turned about its soma: about z, by the negative angle, then y, then x, as BMTK does.
  Eigen::Isometry3d pose(gid cell) const {
    auto const& p = circuit_->population(cell);
    std::uint64_t const k = cell - p.first;
    auto const number = [&](char const* key) { return p.nodes->number(k, key).value_or(0); };
    section const soma = (*circuit_->model(cell).shape)[0];
    Eigen::Vector3d middle = Eigen::Vector3d::Zero();
    for (point const& q : soma.points) middle += Eigen::Vector3d(q.x, q.y, q.z) / double(soma.points.size());
    Eigen::Isometry3d to = Eigen::Isometry3d::Identity();
    to.translate(Eigen::Vector3d(number("x"), number("y"), number("z")));
    to.rotate(Eigen::AngleAxisd(number("rotation_angle_xaxis"), Eigen::Vector3d::UnitX()));
    to.rotate(Eigen::AngleAxisd(number("rotation_angle_yaxis"), Eigen::Vector3d::UnitY()));
    to.rotate(Eigen::AngleAxisd(-number("rotation_angle_zaxis"), Eigen::Vector3d::UnitZ()));
    to.translate(-middle);
    return to;
  }

  sonata_circuit const* circuit_;
  io::sonata::ranks ranks_;
  std::string log_;
  std::vector<membrane> membranes_;
  std::vector<field> fields_;
  std::vector<std::unique_ptr<io::sonata::report_writer>> reports_;
  std::vector<std::unique_ptr<io::sonata::ecp_writer>> fields_written_;
};

}  // namespace pallium::runtime
