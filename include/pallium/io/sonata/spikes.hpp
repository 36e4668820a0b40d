// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/units.hpp>
#include <pallium/io/sonata/hdf5.hpp>
#include <pallium/io/sonata/nodes.hpp>
#include <pallium/io/spike_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// The trains of a population's nodes, [node] in order of number, from a spikes file: HDF5 (/spikes/POPULATION, the older
/// /spikes with gids) or SONATA's CSV, told apart by their first bytes. Spikes of nodes that the population does not have are left
/// out, as BMTK does.
/// Errors: input_error with file and path for columns of different lengths, times that are negative or no numbers, several
/// populations of which none is this one.
inline std::vector<std::vector<duration>> read_spikes(std::filesystem::path const& path, node_population const& population) {
  std::vector<std::vector<duration>> trains(std::size_t(population.size()));
  auto const put = [&](std::uint64_t node, double t) {
    if (auto const k = population.find(node)) trains[std::size_t(*k)].push_back({t});
  };
  bool hdf5 = false;
  {
    std::ifstream in(path, std::ios::binary);
    char magic[4] = {};
    hdf5 = in.read(magic, 4) && std::string_view(magic, 4) == "\x89HDF";
  }
  if (!hdf5) {
    spike_file const file(path, population.name());
    for (auto const& s : file.spikes()) put(s.node, s.at.value);
  } else {
    h5_group const spikes = h5_group(path).group("spikes");
    auto const with_times = [](h5_group const& g) { return g.has_dataset("timestamps"); };
    std::vector<std::string> names;
    for (std::string const& name : spikes.names())
      if (spikes.has_group(name) && with_times(spikes.group(name))) names.push_back(name);
    bool const mine = std::find(names.begin(), names.end(), population.name()) != names.end();
    if (!mine && names.size() > 1)
      spikes.refuse(std::to_string(names.size()) + " populations", "one of them to be " + population.name());
    if (names.empty() && !with_times(spikes)) spikes.refuse("no spikes", "timestamps and node_ids, of a population or here");
    h5_group const group = names.empty() ? spikes : spikes.group(mine ? population.name() : names[0]);
    h5_dataset const times = group.dataset("timestamps").column();
    h5_dataset const nodes = group.dataset(group.has_dataset("node_ids") ? "node_ids" : "gids").column(times.rows());
    std::vector<double> t;
    std::vector<std::uint64_t> id;
    for (std::uint64_t first = 0, n = 0; first < times.rows(); first += n) {
      n = std::min<std::uint64_t>(1 << 16, times.rows() - first);
      times.read(first, n, t);
      nodes.read(first, n, id);
      for (std::uint64_t i = 0; i < n; ++i) {
        if (!(t[std::size_t(i)] >= 0) || !std::isfinite(t[std::size_t(i)]))
          times.refuse(std::to_string(t[std::size_t(i)]) + " in row " + std::to_string(first + i), "times >= 0 in ms");
        put(id[std::size_t(i)], t[std::size_t(i)]);
      }
    }
  }
  for (auto& train : trains) std::sort(train.begin(), train.end());
  return trains;
}

}  // namespace pallium::io::sonata
