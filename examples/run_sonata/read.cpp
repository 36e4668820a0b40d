// SPDX-License-Identifier: BSD-3-Clause
#include "read.hpp"

#include <pallium/runtime/sonata_inputs.hpp>

using namespace pallium;

std::unique_ptr<runtime::sonata_circuit> run_sonata::read(std::filesystem::path const& config, runtime::sonata_options const& options) {
  std::optional<io::sonata::config> read;
  options.together([&] { read.emplace(config); });
  auto circuit = std::make_unique<runtime::sonata_circuit>(*read, options);
  options.together([&] { runtime::sonata_inputs const inputs(*circuit); });
  return circuit;
}
