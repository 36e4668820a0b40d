// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/detail/new_file.hpp>
#include <pallium/io/neulite.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace run_neulite {

/// s.dat and v.dat in a folder, as Neulite writes them: `t_ms neuron` per spike, in order of time, then neuron; a row per step: time,
/// then the somatic v of each neuron at its start. And the spikes as SONATA's, spikes.h5 (where HDF5 was found) and spikes.csv. Files
/// appear under their names when all is done.
class output {
 public:
  /// Errors: input_error for a folder that has results already, unless they may be overwritten, or cannot be written.
  output(std::filesystem::path folder, bool overwrite, pallium::io::neulite::circuit const& c, pallium::io::neulite::config const& how,
         std::span<std::uint32_t const> traced);

  output(output const&) = delete;
  output& operator=(output const&) = delete;
  ~output();  ///< leaves no part of a file

  void millisecond(std::int64_t ms, std::span<std::uint32_t const> fired, std::span<double const> v);
  void finish();
  std::size_t spikes() const noexcept { return all_.size(); }

 private:
  struct spike {
    std::int64_t ms;
    std::uint32_t neuron;
  };
  struct range {
    std::string name;
    std::uint32_t first, cells;
  };
  void stage_sonata() const;

  std::filesystem::path folder_;
  std::int64_t steps_;
  std::size_t columns_;
  std::vector<range> populations_;
  std::vector<spike> all_;  ///< in order of time, then neuron
  std::optional<pallium::io::detail::new_file> spikes_, v_;
};

}  // namespace run_neulite
