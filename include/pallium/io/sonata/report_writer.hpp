// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/hdf5_out.hpp>
#include <pallium/io/sonata/detail/row_parts.hpp>
#include <pallium/io/sonata/ranks.hpp>
#include <pallium/io/sonata/sampling.hpp>
#include <pallium/record/concept.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// A compartment in a report.
struct report_element {
  std::uint32_t segment;     ///< Pallium's number of it in the cell
  std::uint64_t section;     ///< SONATA's element_id: the section's index in the cell
  double x = 0.5;            ///< its centre along the section
  struct swc {               ///< what BMTK adds beyond the soma: first and last point in the SWC file, type of the section
    std::int64_t first, last, type;
  };
  std::optional<swc> points{};
  double scale = 1;          ///< what is written is so many times the probe's value
};

/// A cell in a report, by both of its names.
struct report_cell {
  gid id;
  std::string population;
  std::uint64_t node;
  std::vector<report_element> elements;
};

/// The unit of a variable by its name in a config (`v`, `cai`, `i_membrane`, ...); "" where the name alone does not say.
inline std::string unit_of(std::string const& variable) {
  auto const any = [&](auto... names) { return ((variable == names) || ...); };
  if (any("v", "vext", "ena", "ek", "eca")) return "mV";
  if (any("cai", "cao", "nai", "nao", "ki", "ko")) return "mM";
  if (any("ica", "ina", "ik", "i_cap", "i_pas")) return "mA/cm2";
  if (any("i_membrane", "i_clamp", "i_gap")) return "nA";
  return "";
}

/// Writes a variable of some compartments over time as SONATA does: `/report/<population>/data` (rows of time, columns of
/// compartments, cell by cell in order of nodes) and `mapping`. A recorder: attach it, run, `finish`.
///
///     io::sonata::report_writer v(out.file("v.h5"), cells, {.when = {.dt = dt, .every = dt, .stop = tstop}});
///     sim.prepare(dt);
///     ... all = ranks::of(comm), here = [&](gid g) { return sim.here(g); } on ranks ...
///     sim.attach(v);
///
/// `index_pointers` (the specification, libsonata) and `index_pointer` (BMTK) are two names of one dataset.
/// Rows are written as they come, in blocks of about `buffer` bytes. With several ranks each writes its own columns beside, and the
/// first merges them, in as much memory: the bytes do not depend on the number of ranks.
class report_writer {
 public:
  struct options {
    sampling when;
    std::string variable = "v";
    std::optional<std::string> units{};  ///< default: `unit_of`
    std::size_t buffer = std::size_t{16} << 20;
  };

  /// Cells are the same on all ranks; `here`: those of this one (by default the cells of whose values any is a number).
  /// Errors: input_error for no cells, a cell twice, times that mean nothing, a file that cannot be opened.
  report_writer(std::string path, std::vector<report_cell> cells, options o, ranks all = {}, std::function<bool(gid)> here = {})
      : path_(std::move(path)), options_(std::move(o)), ranks_(std::move(all)) {
    ranks_.together([&] {
      options_.when.check(path_);
      arrange(std::move(cells));
      if (ranks_.size == 1) return begin();
      if (here) choose([&](std::size_t c) { return here(owner_[c]); });
    });
    if (!mine_) {
      mine_probes_ = all_probes_;
      return;
    }
    for (std::uint64_t const c : *mine_) mine_probes_.push_back(all_probes_[std::size_t(c)]);
  }
  report_writer(report_writer const&) = delete;
  report_writer& operator=(report_writer const&) = delete;
  ~report_writer() {
    if (ranks_.size == 1) return;
    std::error_code ignored;
    std::filesystem::remove(ranks_.part(path_), ignored);
  }

  std::span<probe const> probes() const noexcept { return mine_probes_; }
  duration every() const noexcept { return options_.when.every; }
  duration first() const noexcept { return {static_cast<double>(options_.when.first()) * options_.when.dt.value}; }

  void sample(duration at, std::span<double const> values) {
    if (options_.when.row(at) >= options_.when.rows()) return;
    ++rows_;
    if (scaled_) {
      row_.assign(values.begin(), values.end());
      for (std::size_t k = 0; k < row_.size(); ++k) row_[k] *= scale_[mine_ && !all_shown_ ? std::size_t((*mine_)[k]) : k];
      values = row_;
    }
    if (ranks_.size == 1) return write(values);
    if (!mine_) {
      choose([&](std::size_t c) { return !std::isnan(values[c]); });
      all_shown_ = true;
    }
    if (all_shown_)
      for (std::uint64_t const c : *mine_) part_->append(values[std::size_t(c)]);
    else
      for (double const v : values) part_->append(v);
  }

  std::size_t rows() const noexcept { return rows_; }  ///< seen so far

  /// Completes the file. All ranks call it. Errors: input_error for a full disk; error if a column is of no rank.
  void finish() {
    if (ranks_.size > 1) {
      ranks_.together([&] {
        if (!mine_) choose([](std::size_t) { return false; });
        part_->finish();
      });
      ranks_.together([&] {
        if (ranks_.first()) merge();
      });
      return;
    }
    end();
  }

 private:
  struct sheet {
    std::string population;
    std::size_t first, columns;  ///< of all columns
    std::vector<std::uint64_t> nodes, pointers, sections;
    std::vector<double> centres;
    std::array<std::vector<std::int64_t>, 3> points;
    std::optional<detail::table> data{};
  };

  /// Columns: populations in the order in which they come, cells by node.
  void arrange(std::vector<report_cell> cells) {
    std::vector<std::string> names;
    for (report_cell const& c : cells)
      if (std::find(names.begin(), names.end(), c.population) == names.end()) names.push_back(c.population);
    auto const rank_of = [&](std::string const& n) { return std::find(names.begin(), names.end(), n) - names.begin(); };
    std::stable_sort(cells.begin(), cells.end(), [&](report_cell const& a, report_cell const& b) {
      auto const p = rank_of(a.population), q = rank_of(b.population);
      return p != q ? p < q : a.node < b.node;
    });
    for (report_cell const& c : cells) {
      if (c.elements.empty()) continue;
      if (sheets_.empty() || sheets_.back().population != c.population)
        sheets_.push_back({c.population, all_probes_.size(), 0, {}, {0}, {}, {}, {}});
      sheet& s = sheets_.back();
      if (!s.nodes.empty() && s.nodes.back() == c.node)
        throw input_error(path_, "node " + std::to_string(c.node) + " of " + c.population + " twice", "each cell once");
      for (report_element const& e : c.elements) {
        all_probes_.push_back({c.id, e.segment, options_.variable, {}});
        owner_.push_back(c.id);
        scale_.push_back(e.scale);
        scaled_ = scaled_ || e.scale != 1;
        s.sections.push_back(e.section);
        s.centres.push_back(e.x);
        if (e.points) s.points[0].push_back(e.points->first), s.points[1].push_back(e.points->last), s.points[2].push_back(e.points->type);
      }
      s.columns += c.elements.size();
      s.nodes.push_back(c.node);
      s.pointers.push_back(s.columns);
    }
    if (sheets_.empty()) throw input_error(path_, "a report of no cells", "a cell");
  }

  template <class F> void choose(F&& is_mine) {
    mine_.emplace();
    for (std::size_t c = 0; c < all_probes_.size(); ++c)
      if (is_mine(c)) mine_->push_back(c);
    part_ = std::make_unique<detail::row_part<double>>(ranks_.part(path_), *mine_, options_.buffer / 4);
  }

  /// Opens the file and writes all but the data.
  void begin() {
    file_.emplace(path_);
    file_->call([&] { file_->group("/report"); });
    for (sheet& s : sheets_) {
      std::string const at = "/report/" + s.population, map = at + "/mapping/";
      file_->call([&] { file_->group(at), file_->group(at + "/mapping"); });
      s.data.emplace(*file_, at + "/data", s.columns, options_.buffer / all_probes_.size() * s.columns, options_.when.rows());
      file_->call([&] {
        detail::annotate(s.data->data(), "variable", options_.variable);
        detail::annotate(s.data->data(), "units", options_.units.value_or(unit_of(options_.variable)));
        auto const nodes = file_->dataset<std::uint64_t>(map + "node_ids", s.nodes);
        std::uint8_t const yes = 1;
        nodes.createAttribute("sorted", H5::PredType::STD_U8LE, H5::DataSpace(H5S_SCALAR)).write(H5::PredType::NATIVE_UINT8, &yes);
        file_->dataset<std::uint64_t>(map + "index_pointers", s.pointers);
        file_->file().link(H5L_TYPE_HARD, map + "index_pointers", map + "index_pointer");
        file_->dataset<std::uint64_t>(map + "element_ids", s.sections);
        file_->dataset<double>(map + "element_pos", s.centres);
        if (s.points[0].size() == s.columns)
          for (std::size_t k = 0; k < 3; ++k)
            file_->dataset<std::int64_t>(map + std::array{"swc_ids_beg", "swc_ids_end", "seg_types"}[k], s.points[k]);
      });
    }
  }
  void write(std::span<double const> row) {
    for (sheet& s : sheets_) s.data->append(row.subspan(s.first, s.columns));
  }
  void end() {
    sampling const& w = options_.when;
    double const stop = rows_ == w.rows() ? w.stop.value : w.start.value + static_cast<double>(rows_) * w.every.value;
    for (sheet& s : sheets_) {
      s.data->flush();
      file_->call([&] {
        std::array<double, 3> const time{w.start.value, stop, w.every.value};
        detail::annotate(file_->dataset<double>("/report/" + s.population + "/mapping/time", time), "units", "ms");
      });
      s.data.reset();
    }
    file_->finish();
  }

  void merge() {
    std::vector<std::string> paths;
    for (int r = 0; r < ranks_.size; ++r) paths.push_back(ranks_.part(path_, r));
    detail::row_parts<double> parts(paths);
    std::size_t const columns = all_probes_.size();
    auto const owners = parts.owners(columns);
    for (std::size_t c = 0; c < columns; ++c)
      if (rows_ > 0 && owners[c] != 1)
        throw error(path_ + ": cell " + std::to_string(owner_[c]) + " was recorded by " + std::to_string(owners[c]) + " ranks");
    begin();
    std::size_t const block = std::clamp<std::size_t>(options_.buffer / (2 * sizeof(double) * columns), 1, 4096);
    std::vector<double> some;
    rows_ = parts.rows();
    for (std::size_t done = 0; done < rows_;) {
      std::size_t const n = std::min(block, rows_ - done);
      some.assign(n * columns, 0);
      parts.next(n, [&](std::size_t i, std::size_t c, double v) { some[i * columns + c] = v; });
      for (std::size_t i = 0; i < n; ++i) write(std::span(some).subspan(i * columns, columns));
      done += n;
    }
    end();
  }

  std::string path_;
  options options_;
  ranks ranks_;
  std::vector<probe> all_probes_, mine_probes_;
  std::vector<gid> owner_;  ///< of each column
  std::vector<double> scale_, row_;
  bool scaled_ = false;
  std::optional<detail::hdf5_out> file_;
  std::vector<sheet> sheets_;
  std::optional<std::vector<std::uint64_t>> mine_;  ///< columns of this rank
  bool all_shown_ = false;                          ///< samples have all columns, not mine alone
  std::unique_ptr<detail::row_part<double>> part_;
  std::size_t rows_ = 0;
};
static_assert(recorder<report_writer>);

}  // namespace pallium::io::sonata
