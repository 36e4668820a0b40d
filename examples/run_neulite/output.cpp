// SPDX-License-Identifier: BSD-3-Clause
#include "output.hpp"

#include <pallium/core/error.hpp>
#ifdef RUN_NEULITE_SONATA
#include <pallium/io/sonata/spike_writer.hpp>
#endif

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace run_neulite {

namespace fs = std::filesystem;
using pallium::input_error;

output::output(fs::path folder, bool overwrite, pallium::io::neulite::circuit const& c, pallium::io::neulite::config const& how,
               std::span<std::uint32_t const> traced)
    : folder_(std::move(folder)), steps_(how.steps_per_ms()), columns_(traced.size()) {
  std::error_code ec;
  fs::create_directories(folder_, ec);
  if (ec || !fs::is_directory(folder_, ec)) throw input_error("--out", folder_.string() + ", which cannot be made", "a folder that can be written");
  for (char const* name : {"s.dat", "v.dat", "spikes.csv", "spikes.h5"})
    if (!overwrite && fs::exists(folder_ / name))
      throw input_error("--out", (folder_ / name).string() + ", results that are there already", "another folder, or --overwrite");
  for (auto const& p : c.populations) {  // SONATA's names have no blanks and slashes, and there is one of each
    std::string name = p.name.empty() ? "neurons" : p.name;
    std::ranges::replace_if(name, [](char x) { return x <= ' ' || x == '/' || x == '"'; }, '_');
    while (std::ranges::find(populations_, name, &range::name) != populations_.end()) name += "_" + std::to_string(populations_.size());
    populations_.push_back({name, p.first, p.cells});
  }
  spikes_.emplace(folder_ / "s.dat");
  if (columns_ > 0) v_.emplace(folder_ / "v.dat");
}

void output::millisecond(std::int64_t ms, std::span<std::uint32_t const> fired, std::span<double const> v) {
  for (std::uint32_t const n : fired) {
    *spikes_ << ms << " " << n << "\n";
    all_.push_back({ms, n});
  }
  if (!v_) return;
  for (std::int64_t k = 0; k < steps_; ++k) {
    v_->fixed(double(ms * steps_ + k) / double(steps_));
    for (double const x : v.subspan(std::size_t(k) * columns_, columns_)) (*v_ << " ").fixed(x);
    *v_ << "\n";
  }
}

void output::finish() {
  stage_sonata();
  for (char const* name : {"spikes.csv", "spikes.h5"})
    if (fs::exists(folder_ / (std::string(name) + ".part"))) fs::rename(folder_ / (std::string(name) + ".part"), folder_ / name);
    else fs::remove(folder_ / name);  // of an earlier run, which this one replaces
  if (v_) v_->finish();
  else fs::remove(folder_ / "v.dat");
  spikes_->finish();
}

output::~output() {
  std::error_code ignored;
  for (char const* name : {"spikes.csv.part", "spikes.h5.part"}) fs::remove(folder_ / name, ignored);
}

/// spikes.csv, and spikes.h5 where HDF5 was found, under the names that they have until all is done.
void output::stage_sonata() const {
  auto const csv = (folder_ / "spikes.csv.part").string();
#ifdef RUN_NEULITE_SONATA
  using namespace pallium::io::sonata;
  node_map nodes;
  for (range const& p : populations_) nodes.add(p.name, {p.first, pallium::gid(p.first) + p.cells});
  spike_writer writer((folder_ / "spikes.h5.part").string(), csv, std::move(nodes), {.order = spike_order::by_time, .times = clock_reading::grid});
  std::vector<pallium::spike> some;
  for (std::size_t i = 0; i < all_.size(); i += some.size()) {
    some.clear();
    for (std::size_t k = i; k < std::min(all_.size(), i + 65536); ++k) some.push_back({all_[k].neuron, all_[k].ms});
    writer.spikes(some, {1.0});
  }
  writer.finish();
#else
  std::ofstream out(csv, std::ios::binary);
  out << "timestamps population node_ids\n";
  for (spike const& s : all_) {
    auto const& p = *std::prev(std::ranges::upper_bound(populations_, s.neuron, {}, &range::first));
    out << s.ms << ".0 " << p.name << ' ' << s.neuron - p.first << '\n';
  }
  out.close();
  if (!out) throw input_error(csv, "a write that failed (is the disk full?)", "room for the results");
#endif
}

}  // namespace run_neulite
