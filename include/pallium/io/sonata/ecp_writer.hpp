// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/hdf5_out.hpp>
#include <pallium/io/sonata/detail/row_parts.hpp>
#include <pallium/io/sonata/electrodes.hpp>
#include <pallium/io/sonata/ranks.hpp>
#include <pallium/io/sonata/sampling.hpp>
#include <pallium/record/concept.hpp>
#include <pallium/record/extracellular.hpp>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// Writes extracellular potentials as BMTK does: `/ecp/data` (rows of time, columns of channels) [mV], `/ecp/channel_id`,
/// `/ecp/time`. A recorder like `record::extracellular`, whose line sources and conductivity it has (BMTK's sigma is 0.3 S/m too), but
/// that keeps nothing.
///
///     io::sonata::ecp_writer ecp(out.file("ecp.h5"), read_electrodes("linear.csv"), {.when = {...}});
///     for each cell of this rank: ecp.add(id, segment_lines(morphology, cell.layout()), pose);
///     sim.attach(ecp);
///
/// The equation is BMTK's, and so are values but for: an electrode within a compartment, which is here on its surface (there the
/// distance from the axis may be anything, 0 included); currents, which are here those of the time of the row, where NEURON's i_membrane_
/// is what the step before it was solved with.
///
/// The potential of a cell is rounded to 2^-50 mV before those of all cells are added up: so the sum does not depend on their order,
/// and the bytes do not on the number of ranks.
class ecp_writer {
 public:
  struct options {
    sampling when;
    double sigma = 0.3;  ///< [S/m]
    std::size_t buffer = std::size_t{4} << 20;
  };

  /// Errors: input_error for no electrodes, sigma or times that mean nothing, a file that cannot be opened.
  ecp_writer(std::string path, std::vector<electrode> electrodes, options o, ranks all = {})
      : path_(std::move(path)), electrodes_(std::move(electrodes)), options_(o), ranks_(std::move(all)), field_(places(electrodes_), o.when.every, o.sigma) {
    ranks_.together([&] {
      options_.when.check(path_);
      if (ranks_.size == 1) return begin();
      std::vector<std::uint64_t> columns(electrodes_.size());
      std::iota(columns.begin(), columns.end(), 0u);
      part_ = std::make_unique<detail::row_part<std::int64_t>>(ranks_.part(path_), columns, options_.buffer);
    });
  }
  ecp_writer(ecp_writer const&) = delete;
  ecp_writer& operator=(ecp_writer const&) = delete;
  ~ecp_writer() {
    if (ranks_.size == 1) return;
    std::error_code ignored;
    std::filesystem::remove(ranks_.part(path_), ignored);
  }

  /// Adds a cell, as `record::extracellular::add`; before it is attached. On ranks those of this one are enough.
  template <std::ranges::range Lines>
  void add(gid cell, Lines const& lines, Eigen::Isometry3d const& pose = Eigen::Isometry3d::Identity()) {
    for (auto const& line : lines) {
      auto const at = [&](auto const& p) -> Eigen::Vector3d { return pose * Eigen::Vector3d(p[0], p[1], p[2]); };
      Eigen::Vector3d const from = at(line.from), to = at(line.to);
      auto const segment = static_cast<std::uint32_t>(probes_.size() - (ends_.empty() ? 0 : ends_.back()));
      if (!((to - from).norm() > 0)) throw input_error(path_, "compartment " + std::to_string(segment) + " of no length", "a line");
      for (Eigen::Vector3d const& e : field_.electrodes()) transfer_.push_back(field_.resistance(e, from, to, line.radius));
      probes_.push_back({cell, segment, "i_membrane", {}});
    }
    ends_.push_back(probes_.size());
  }

  std::span<probe const> probes() const noexcept { return probes_; }
  duration every() const noexcept { return options_.when.every; }
  duration first() const noexcept { return {static_cast<double>(options_.when.first()) * options_.when.dt.value}; }

  /// Errors: numerical_error for a potential that is none.
  void sample(duration at, std::span<double const> currents) {
    if (options_.when.row(at) >= options_.when.rows()) return;
    std::size_t const n = electrodes_.size();
    std::vector<std::int64_t> sum(n, 0);
    std::vector<double> mine(n);
    for (std::size_t c = 0, k = 0; c < ends_.size(); ++c) {
      bool const here = k < ends_[c] && !std::isnan(currents[k]);  // of another rank if not
      std::fill(mine.begin(), mine.end(), 0.0);
      for (; k < ends_[c]; ++k)
        for (std::size_t e = 0; e < n && here; ++e) mine[e] = std::fma(transfer_[k * n + e], currents[k], mine[e]);
      for (std::size_t e = 0; e < n && here; ++e) accumulate(sum[e], units(mine[e]));
    }
    ++rows_;
    if (ranks_.size > 1)
      for (std::int64_t const s : sum) part_->append(s);
    else write(sum);
  }

  std::size_t rows() const noexcept { return rows_; }  ///< seen so far

  /// Completes the file. All ranks call it. Errors: input_error for a full disk.
  void finish() {
    if (ranks_.size == 1) return end();
    ranks_.together([&] { part_->finish(); });
    ranks_.together([&] {
      if (ranks_.first()) merge();
    });
  }

 private:
  static constexpr double unit = 0x1p-50;
  static constexpr std::int64_t most = std::int64_t{1} << 61;  ///< 2 V

  static std::vector<Eigen::Vector3d> places(std::vector<electrode> const& some) {
    std::vector<Eigen::Vector3d> at;
    for (electrode const& e : some) at.emplace_back(e.at[0], e.at[1], e.at[2]);
    return at;
  }
  std::int64_t units(double mV) const {
    double const n = std::nearbyint(mV / unit);
    if (!(std::abs(n) < static_cast<double>(most))) throw numerical_error(path_ + ": an extracellular potential of " + std::to_string(mV) + " mV");
    return static_cast<std::int64_t>(n);
  }
  void accumulate(std::int64_t& sum, std::int64_t n) const {
    sum += n;
    if (sum > most || sum < -most) throw numerical_error(path_ + ": an extracellular potential of more than 2 V");
  }

  void begin() {
    file_.emplace(path_);
    file_->call([&] { file_->group("/ecp"); });
    data_.emplace(*file_, "/ecp/data", electrodes_.size(), options_.buffer, options_.when.rows());
    file_->call([&] {
      detail::annotate(data_->data(), "units", "mV");
      std::vector<std::int64_t> channels;
      for (electrode const& e : electrodes_) channels.push_back(e.channel);
      file_->dataset<std::int64_t>("/ecp/channel_id", channels);
    });
  }
  void write(std::span<std::int64_t const> sum) {
    row_.assign(sum.begin(), sum.end());
    for (double& v : row_) v *= unit;
    data_->append(row_);
  }
  void end() {
    sampling const& w = options_.when;
    data_->flush();
    file_->call([&] {
      double const stop = rows_ == w.rows() ? w.stop.value : w.start.value + static_cast<double>(rows_) * w.every.value;
      std::array<double, 3> const time{w.start.value, stop, w.every.value};
      detail::annotate(file_->dataset<double>("/ecp/time", time), "units", "ms");
    });
    data_.reset();
    file_->finish();
  }
  void merge() {
    std::vector<std::string> paths;
    for (int r = 0; r < ranks_.size; ++r) paths.push_back(ranks_.part(path_, r));
    detail::row_parts<std::int64_t> parts(paths);
    begin();
    std::size_t const n = electrodes_.size(), block = std::clamp<std::size_t>(options_.buffer / (sizeof(double) * n), 1, 4096);
    rows_ = parts.rows();
    std::vector<std::int64_t> some;
    for (std::size_t done = 0; done < rows_;) {
      std::size_t const count = std::min(block, rows_ - done);
      some.assign(count * n, 0);
      parts.next(count, [&](std::size_t i, std::size_t e, std::int64_t v) { accumulate(some[i * n + e], v); });
      for (std::size_t i = 0; i < count; ++i) write(std::span(some).subspan(i * n, n));
      done += count;
    }
    end();
  }

  std::string path_;
  std::vector<electrode> electrodes_;
  options options_;
  ranks ranks_;
  record::extracellular field_;
  std::vector<double> transfer_, row_;  ///< [compartment][electrode] [MOhm]
  std::vector<probe> probes_;
  std::vector<std::size_t> ends_;  ///< of each cell among the probes
  std::unique_ptr<detail::row_part<std::int64_t>> part_;
  std::size_t rows_ = 0;
  std::optional<detail::hdf5_out> file_;
  std::optional<detail::table> data_;
};
static_assert(recorder<ecp_writer>);

}  // namespace pallium::io::sonata
