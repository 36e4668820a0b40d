// SPDX-License-Identifier: BSD-3-Clause
// A small network that is quickly compiled, and what it does.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/fixed_indegree.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/synapse/exp1.hpp>

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace test {

using namespace pallium;
using namespace pallium::units;
namespace fs = std::filesystem;

using stick = cell<channels<channel::leak, channel::hh_na, channel::hh_k>, synapses<synapse::exp1>>;
using leaky = point_cell<spiking::lif>;

/// A cell of the squid's channels; `receptor{0}` excites it.
inline stick squid(double um = 150) {
  stick c(morph::ball_and_stick({.soma = {20}, .dendrite = {um}, .diameter = {1.5}}), discretize::max_length{50});
  c.paint<channel::leak>(everywhere, {.g = 3e-4, .e = -54.3});
  c.paint<channel::hh_na>(soma, {.gbar = 0.12});
  c.paint<channel::hh_k>(soma, {.gbar = 0.036});
  c.reversal(everywhere, sodium, {50});
  c.reversal(everywhere, potassium, {-77});
  c.initial_voltage({-65});
  c.place<synapse::exp1>(dendrite, {.tau = 3, .e = 0});
  return c;
}

/// The squid's temperature.
inline environment const cold{.celsius = 6.3};

struct seen {
  std::vector<spike> all;
  void spikes(std::span<spike const> s, duration) { all.insert(all.end(), s.begin(), s.end()); }
};

/// A folder that goes away with the object.
struct temp_folder {
  fs::path path;
  explicit temp_folder(std::string const& name) : path(fs::temp_directory_path() / ("pallium_" + name + "_" + std::to_string(::getpid()))) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  temp_folder(temp_folder const&) = delete;
  temp_folder& operator=(temp_folder const&) = delete;
  ~temp_folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

}  // namespace test
