// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/hdf5_out.hpp>
#include <pallium/io/sonata/detail/staged_file.hpp>
#include <pallium/io/sonata/node_map.hpp>
#include <pallium/io/sonata/ranks.hpp>
#include <pallium/io/sonata/spike_clock.hpp>
#include <pallium/record/concept.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// The order of the spikes in a file; its numbers are SONATA's.
enum class spike_order : std::uint8_t {
  none = 0,     ///< not promised: by time
  by_id = 1,    ///< by node, then time
  by_time = 2   ///< by time, then as the cells are numbered
};

/// How a config says it (`spikes_sort_order`). Errors: input_error.
inline spike_order parse_spike_order(std::string const& text) {
  if (text.empty() || text == "none") return spike_order::none;
  if (text == "id" || text == "by_id" || text == "node_id") return spike_order::by_id;
  if (text == "time" || text == "by_time") return spike_order::by_time;
  throw input_error("spikes_sort_order", "\"" + text + "\"", "none, by_id or by_time");
}

/// Writes the spikes of a run as SONATA does: `/spikes/<population>/{timestamps, node_ids}` with `sorting` as the enumeration of the
/// specification, and a text file of columns `timestamps population node_ids`. A recorder: attach it, run, `finish`.
///
/// Spikes of cells that the map does not know are not written, nor populations without a spike. Each rank keeps its spikes in a file
/// of its own, 24 bytes a spike; the first merges them in order, so that the bytes do not depend on how many ranks there are. Of memory
/// it takes some MB, but by_id, which sorts, 24 bytes a spike.
class spike_writer {
 public:
  struct options {
    spike_order order = spike_order::by_time;
    clock_reading times = clock_reading::neuron;
  };

  /// Either path may be empty: no such file. Errors: input_error for one that cannot be opened.
  spike_writer(std::string h5, std::string csv, node_map nodes, options o, ranks all = {})
      : h5_(std::move(h5)), csv_(std::move(csv)), nodes_(std::move(nodes)), options_(o), ranks_(std::move(all)) {
    ranks_.together([&] {
      part_ = std::make_unique<detail::staged_file>(part_name(ranks_.rank));
    });
  }
  spike_writer(std::string h5, std::string csv, node_map nodes) : spike_writer(std::move(h5), std::move(csv), std::move(nodes), options{}) {}
  spike_writer(spike_writer const&) = delete;
  spike_writer& operator=(spike_writer const&) = delete;
  ~spike_writer() {
    std::error_code ignored;
    std::filesystem::remove(part_name(ranks_.rank), ignored);
  }

  void spikes(std::span<spike const> some, duration dt) {
    dt_ = dt;
    for (spike const& s : some) {
      if (!held_.empty() || any_) {
        if (before(s, last_)) throw error("spike_writer: a spike of step " + std::to_string(s.at) + " after one of step " + std::to_string(last_.at));
      }
      last_ = s, any_ = true;
      held_.push_back(s);
      if (held_.size() >= block) flush();
    }
  }

  /// Writes the files. All ranks call it. Errors: input_error for a full disk.
  void finish() {
    ranks_.together([&] {
      flush();
      part_->append(&dt_.value, sizeof dt_.value);
      part_->finish();
    });
    ranks_.together([&] {
      if (ranks_.first()) merge();
    });
  }

 private:
  static constexpr std::size_t block = 65536;
  static_assert(std::is_trivially_copyable_v<spike>);

  static bool before(spike const& a, spike const& b) { return a.at != b.at ? a.at < b.at : a.source < b.source; }
  std::string part_name(int rank) const { return ranks_.part((h5_.empty() ? csv_ : h5_) + ".spikes", rank); }

  void flush() {
    part_->append(held_.data(), held_.size() * sizeof(spike));
    held_.clear();
  }

  /// The spikes of a rank's file, one at a time.
  class stream {
   public:
    explicit stream(std::string const& path)
        : left_(std::filesystem::file_size(path) / sizeof(spike)), from_(path), held_(std::min<std::size_t>(left_, block / 8)) {
      record_of_dt(path);
      next();
    }
    bool more() const noexcept { return at_ < count_; }
    spike const& now() const noexcept { return held_[at_]; }
    void next() {
      if (++at_ < count_) return;
      at_ = 0;
      count_ = from_.read(std::span(held_).first(std::min<std::size_t>(held_.size(), left_)));
      left_ -= count_;
    }
    double dt() const noexcept { return dt_; }

   private:
    void record_of_dt(std::string const& path) {
      detail::record_reader<double> last(path, left_ * sizeof(spike));
      last.read(std::span(&dt_, 1));
    }
    std::size_t left_;
    detail::record_reader<spike> from_;
    std::vector<spike> held_;
    std::size_t at_ = 0, count_ = 0;
    double dt_ = 0;
  };

  struct row {
    double t;
    std::uint64_t node;
    std::size_t population;
  };
  /// Where rows end.
  struct sink {
    struct columns {
      detail::series<double> times;
      detail::series<std::uint64_t> nodes;
    };
    spike_writer const* of;
    std::optional<detail::hdf5_out> h5;
    std::optional<detail::staged_file> csv;
    std::string text;
    std::vector<std::optional<columns>> all;

    explicit sink(spike_writer const& w) : of(&w), all(w.nodes_.populations().size()) {
      if (!w.h5_.empty()) h5.emplace(w.h5_).call([&] { h5->group("/spikes"); });
      if (!w.csv_.empty()) csv.emplace(w.csv_).append("timestamps population node_ids\n");
    }
    void to_h5(row const& r) {
      if (!h5) return;
      auto& c = all[r.population];
      if (!c) open(r.population);
      c->times.append(r.t);
      c->nodes.append(r.node);
    }
    void to_csv(row const& r) {
      if (!csv) return;
      std::array<char, 32> digits;
      auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), r.t).ptr;
      std::string_view const t(digits.data(), static_cast<std::size_t>(end - digits.data()));
      text += t;
      if (t.find_first_of(".en") == t.npos) text += ".0";  // 29.0, as Python says it
      text += ' ';
      text += of->nodes_.populations()[r.population];
      text += ' ';
      text += std::to_string(r.node);
      text += '\n';
      if (text.size() > 65536) csv->append(std::exchange(text, {}));
    }
    void open(std::size_t p) {
      std::string const name = "/spikes/" + of->nodes_.populations()[p];
      h5->call([&] {
        H5::Group const group = h5->group(name);
        H5::EnumType sorting(H5::PredType::STD_U8LE);
        for (std::uint8_t k = 0; k < 3; ++k) sorting.insert(std::array{"none", "by_id", "by_time"}[k], &k);
        auto const order = static_cast<std::uint8_t>(of->options_.order);
        group.createAttribute("sorting", sorting, H5::DataSpace(H5S_SCALAR)).write(sorting, &order);
      });
      all[p].emplace(detail::series<double>(*h5, name + "/timestamps"), detail::series<std::uint64_t>(*h5, name + "/node_ids"));
    }
    void finish() {
      for (auto& c : all)
        if (c) {
          H5::DataSet const& times = c->times.finish();
          h5->call([&] { detail::annotate(times, "units", "ms"); });
          c->nodes.finish();
        }
      all.clear();
      if (h5) h5->finish();
      if (csv) csv->append(text), csv->finish();
    }
  };

  void merge() {
    std::vector<stream> from;
    duration dt = dt_;
    for (int r = 0; r < ranks_.size; ++r) {
      from.emplace_back(part_name(r));
      if (from.back().dt() > 0) dt = {from.back().dt()};
    }
    spike_clock time(dt.value > 0 ? dt : duration{1}, options_.times);
    sink to(*this);
    std::vector<row> kept, of_step;
    step open = -1;
    auto const give = [&] {  // those of one step by time: point neurons may fire between grid times
      if (of_step.size() > 1) std::stable_sort(of_step.begin(), of_step.end(), [](row const& a, row const& b) { return a.t < b.t; });
      for (row const& r : of_step) to.to_h5(r), to.to_csv(r);
      of_step.clear();
    };
    std::vector<std::size_t> heap;  // the stream whose spike is first lies on top
    auto const later = [&](std::size_t a, std::size_t b) { return before(from[b].now(), from[a].now()); };
    for (std::size_t k = 0; k < from.size(); ++k)
      if (from[k].more()) heap.push_back(k);
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), later);
      stream& s = from[heap.back()];
      spike const now = s.now();
      s.next();
      if (s.more()) std::push_heap(heap.begin(), heap.end(), later);
      else heap.pop_back();
      auto const node = nodes_.find(now.source);
      if (!node) continue;
      if (now.at != open) give(), open = now.at;
      double const between = (static_cast<double>(now.at) + now.phase * spike::phase_unit) * dt.value;
      row const r{now.phase != 0 ? between : time(now.at), node->id, node->population};
      (options_.order == spike_order::by_id ? kept : of_step).push_back(r);
    }
    give();
    if (options_.order == spike_order::by_id) {
      std::stable_sort(kept.begin(), kept.end(), [](row const& a, row const& b) { return a.node < b.node; });
      for (row const& r : kept) to.to_h5(r), to.to_csv(r);
    }
    to.finish();
  }

  std::string h5_, csv_;
  node_map nodes_;
  options options_;
  ranks ranks_;
  std::unique_ptr<detail::staged_file> part_;
  std::vector<spike> held_;
  spike last_{};
  bool any_ = false;
  duration dt_{0};
};
static_assert(recorder<spike_writer>);

}  // namespace pallium::io::sonata
