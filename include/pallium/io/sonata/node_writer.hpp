// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/hdf5_out.hpp>
#include <pallium/io/sonata/detail/staged_file.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// Writes the nodes of a population as SONATA does: `/nodes/<population>/{node_id, node_type_id, node_group_id, node_group_index}` and, in
/// group 0, a column of numbers for every property that nodes have of their own.
///
///     node_writer nodes("nodes.h5", "cortex", {"x", "y", "z"});
///     nodes.add(100, {{x, y, z}});          // node 0, of type 100; then node 1 ...
///     nodes.finish();
///
/// Columns are written in pieces: of memory it takes some 64 KB a column, of the file 21 bytes a node and 4 a property.
class node_writer {
 public:
  /// Errors: input_error for a path that cannot be opened, a name that is empty or has a '/', a property named twice.
  node_writer(std::string h5, std::string const& population, std::vector<std::string> const& properties) {
    if (population.empty() || population.find('/') != population.npos)
      throw input_error(h5, "a population named \"" + population + "\"", "a name without /");
    std::set<std::string> seen;
    for (std::string const& p : properties)
      if (p.empty() || p.find('/') != p.npos || !seen.insert(p).second) throw input_error(h5, "a property named \"" + p + "\"", "names, each once, without /");
    file_ = std::make_unique<detail::hdf5_out>(std::move(h5));
    std::string const name = "/nodes/" + population;
    file_->call([&] {
      file_->group("/nodes");
      file_->group(name);
      file_->group(name + "/0");
    });
    ids_.emplace(*file_, name + "/node_id");
    types_.emplace(*file_, name + "/node_type_id");
    groups_.emplace(*file_, name + "/node_group_id");
    indices_.emplace(*file_, name + "/node_group_index");
    for (std::string const& p : properties) columns_.emplace_back(*file_, name + "/0/" + p);
  }

  /// The next node. Errors: error for another number of values than there are properties; as `finish`.
  void add(std::uint64_t node_type_id, std::span<float const> values) {
    if (values.size() != columns_.size())
      throw error("node_writer: " + std::to_string(values.size()) + " values for " + std::to_string(columns_.size()) + " properties");
    ids_->append(count_);
    types_->append(node_type_id);
    groups_->append(0);
    indices_->append(static_cast<std::uint32_t>(count_));
    for (std::size_t k = 0; k < values.size(); ++k) columns_[k].append(values[k]);
    ++count_;
  }
  std::uint64_t size() const noexcept { return count_; }

  /// Errors: input_error for a full disk.
  void finish() {
    ids_->finish(), types_->finish(), groups_->finish(), indices_->finish();
    for (auto& c : columns_) c.finish();
    ids_.reset(), types_.reset(), groups_.reset(), indices_.reset();
    columns_.clear();
    file_->finish();
  }

 private:
  std::unique_ptr<detail::hdf5_out> file_;
  std::optional<detail::series<std::uint64_t>> ids_, types_;
  std::optional<detail::series<std::uint8_t>> groups_;
  std::optional<detail::series<std::uint32_t>> indices_;
  std::vector<detail::series<float>> columns_;
  std::uint64_t count_ = 0;
};

/// Writes node_types.csv (or edge_types.csv): a row of texts a type, the first its id. Texts with spaces or quotes stand in quotes; an empty
/// one is NULL. Errors: input_error for a row of another length, a path that cannot be written, a full disk.
inline void write_types(std::string const& path, std::vector<std::string> const& columns, std::vector<std::vector<std::string>> const& rows) {
  std::string text;
  auto const line = [&](std::vector<std::string> const& cells) {
    for (std::size_t k = 0; k < cells.size(); ++k) {
      if (k > 0) text += ' ';
      std::string const& c = cells[k];
      if (c.find_first_of("\r\n") != c.npos) throw input_error(path, "a text with a line end", "one without");
      if (c.empty()) {
        text += "NULL";
      } else if (c.find_first_of(" \t\"") == c.npos) {
        text += c;
      } else {
        text += '"';
        for (char const x : c) text.append(x == '"' ? 2 : 1, x);
        text += '"';
      }
    }
    text += '\n';
  };
  line(columns);
  for (auto const& r : rows) {
    if (r.size() != columns.size())
      throw input_error(path, std::to_string(r.size()) + " cells in a row", std::to_string(columns.size()) + ", one a column");
    line(r);
  }
  detail::staged_file file(path);
  file.append(text);
  file.finish();
}

}  // namespace pallium::io::sonata
