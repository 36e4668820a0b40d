// SPDX-License-Identifier: BSD-3-Clause
#include "output.hpp"

#include <pallium/core/error.hpp>

#include <algorithm>
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
  for (char const* name : {"s.dat", "v.dat", "spikes.csv"})
    if (!overwrite && fs::exists(folder_ / name))
      throw input_error("--out", (folder_ / name).string() + ", results that are there already", "another folder, or --overwrite");
  for (auto const& p : c.populations) populations_.push_back({p.name, p.first, p.cells});
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
  write_sonata();
  if (v_) v_->finish();
  else fs::remove(folder_ / "v.dat");  // of an earlier run, which this one replaces
  spikes_->finish();
}

/// HOOK for SONATA's spikes.h5: `all_` has the spikes in order of time, `populations_` the neurons that each population has, whose
/// node ids count from its first. The CSV of that format is written here.
void output::write_sonata() const {
  pallium::io::detail::new_file csv(folder_ / "spikes.csv");
  csv << "timestamps population node_ids\n";
  for (spike const& s : all_) {
    auto const& p = *std::prev(std::ranges::upper_bound(populations_, s.neuron, {}, &range::first));
    csv << s.ms << " " << p.name << " " << s.neuron - p.first << "\n";
  }
  csv.finish();
}

}  // namespace run_neulite
