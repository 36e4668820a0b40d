// SPDX-License-Identifier: BSD-3-Clause
// A trace that NEURON made: benchmarks/peers/neuron/references wrote it.
#pragma once
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

struct reference {
  std::map<std::string, std::vector<double>> columns;

  /// tests/neuron/data/<name>.csv: comment lines, names of columns, rows.
  explicit reference(std::string const& name) {
    std::string const path = PALLIUM_SOURCE_DIR "/tests/neuron/data/" + name + ".csv";
    std::ifstream file(path);
    std::string line, cell;
    while (std::getline(file, line) && line.starts_with('#')) {}
    std::vector<std::vector<double>*> order;
    for (std::istringstream header(line); std::getline(header, cell, ',');) order.push_back(&columns[cell]);
    while (std::getline(file, line)) {
      std::istringstream row(line);
      for (auto* c : order) {
        if (!std::getline(row, cell, ',')) throw std::runtime_error(path + ": a short row");
        c->push_back(std::stod(cell));
      }
    }
    if (order.empty() || rows() < 2) throw std::runtime_error(path + ": absent or empty");
  }

  std::vector<double> const& operator[](std::string const& column) const { return columns.at(column); }
  std::size_t rows() const { return columns.at("t").size(); }

  /// max |mine - column|, mine(i) the value that belongs to row i. NaN counts as infinite.
  template <class F> double difference(std::string const& column, F&& mine) const {
    auto const& theirs = (*this)[column];
    double worst = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      double const d = std::abs(mine(i) - theirs[i]);
      worst = d <= worst ? worst : std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
    }
    return worst;
  }
};

}  // namespace test
