// SPDX-License-Identifier: BSD-3-Clause
// A run that the Allen Institute published with BMTK (examples/bio_all_active_sweep, cell 491766131): 3 s of an all-active
// model, with the stub and with its reconstructed axon.
#include "../support/table.hpp"

#include <H5Cpp.h>
#include <pallium/io/swc.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/runtime/allen_model.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

namespace {

using namespace pallium;
using namespace pallium::units;
namespace fs = std::filesystem;

constexpr double dt = 0.1;

struct recording {
  std::vector<double> v;      ///< at the soma; row k at (k + 1) dt, as BMTK's reports [mV]
  std::vector<double> spikes; ///< [ms]
};

std::vector<double> read(fs::path const& file, std::string const& dataset) {
  H5::H5File const h5(file.string(), H5F_ACC_RDONLY);
  H5::DataSet const d = h5.openDataSet(dataset);
  std::vector<double> x(std::size_t(d.getSpace().getSimpleExtentNpoints()));
  d.read(x.data(), H5::PredType::NATIVE_DOUBLE);
  return x;
}

recording published(fs::path const& folder, std::string const& axon) {
  fs::path const out = folder / ("output_491766131_" + axon + "_sweep35");
  recording r{read(out / "membrane_potential.h5", "/report/bio_" + axon + "/data"),
              read(out / "spikes.h5", "/spikes/bio_" + axon + "/timestamps")};
  std::sort(r.spikes.begin(), r.spikes.end());
  return r;
}

/// A test pulse of 50 pA, then 1 s of 150 pA. BMTK plays a sweep of an NWB file, whose numbers are floats: with 0.15 in
/// double the current is 4e-8 of it less, which is 0.2 mV on the flank of the last spike.
recording computed(fs::path const& folder, runtime::axon_form axon) {
  fs::path const model = folder / "models/neuronal_model_491766131";
  auto cell = runtime::allen_model(io::swc(model / "reconstruction.swc", io::coordinates::bmtk),
                                   io::read_allen_fit(model / "fit_parameters.json"), discretize::nseg{}, axon);
  cell.initial_voltage(-80_mV);
  network<cells<runtime::allen_cell>> net;
  gid const id = net.add(1, cell)[0];
  net.inject(id, at(soma, 0.5), stimulus::current_clamp{{double(0.05f)}, 5_ms, 10_ms});
  net.inject(id, at(soma, 0.5), stimulus::current_clamp{{double(0.15f)}, 1020_ms, 1000_ms});
  simulation sim(net, exec::few<double>{});
  record::raster spikes;
  record::trace trace({{id, std::uint32_t(cell.segment_at(at(soma, 0.5))), "v"}}, {dt});
  sim.attach(spikes);
  sim.attach(trace);
  sim.run(3000_ms, {dt});
  recording r;
  for (std::size_t i = 1; i < trace.size(); ++i) r.v.push_back(trace.value(i, 0));
  for (auto const& [cell_id, t] : spikes) r.spikes.push_back(t);
  return r;
}

double largest(recording const& a, recording const& b, double until) {
  double m = 0;
  for (std::size_t k = 0; k < std::min(a.v.size(), b.v.size()) && double(k + 1) * dt <= until + 1e-9; ++k)
    m = std::max(m, std::abs(a.v[k] - b.v[k]));
  return m;
}

long spikes_elsewhere(recording const& a, recording const& b) {
  long off = std::labs(long(a.spikes.size()) - long(b.spikes.size()));
  for (std::size_t i = 0; i < std::min(a.spikes.size(), b.spikes.size()); ++i)
    off += std::lround((a.spikes[i] - b.spikes[i]) / dt) != 0;
  return off;
}

void compare(std::string const& axon, runtime::axon_form form, std::size_t spikes) {
  fs::path const folder = fs::path(PALLIUM_SHARED_DIR) / "data/circuits/bmtk/bio_all_active_sweep";
  if (!fs::exists(folder)) SKIP("shared data absent: data/circuits/bmtk/bio_all_active_sweep");
  recording const ref = published(folder, axon), mine = computed(folder, form);
  REQUIRE(ref.v.size() == 30000);
  REQUIRE(mine.v.size() == ref.v.size());
  REQUIRE(ref.spikes.size() == spikes);
  std::string const cell = "all-active cell, " + axon, source = "published by BMTK";
  test::prove(cell, source, "v, 1019 ms, before the long step [mV]", largest(mine, ref, 1019), 2e-11);
  test::prove(cell, source, "v, up to the first spike [mV]", largest(mine, ref, ref.spikes[0] - 1), 2e-9);
  test::prove(cell, source, "v, 3 s [mV]", largest(mine, ref, 3000), 5e-6);
  test::prove(cell, source, "spikes at another step", double(spikes_elsewhere(mine, ref)), 0);
}

}  // namespace

TEST_CASE("a published all-active run with the stub axon") { compare("stubaxon", runtime::axon_form::stub, 4); }
TEST_CASE("a published all-active run with the reconstructed axon") { compare("fullaxon", runtime::axon_form::reconstructed, 3); }
