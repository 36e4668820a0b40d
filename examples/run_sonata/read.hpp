// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/runtime/sonata_circuit.hpp>
#include <pallium/runtime/sonata_reports.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace run_sonata {

/// The circuit with its inputs. All ranks call these together. Errors: input_error.
std::unique_ptr<pallium::runtime::sonata_circuit> read(std::filesystem::path const& config, pallium::runtime::sonata_options const& options);
/// `out` empty: where the configuration says.
std::unique_ptr<pallium::runtime::sonata_reports> open_reports(pallium::runtime::sonata_circuit const& circuit, std::string const& out, bool overwrite,
                                                               pallium::io::sonata::ranks const& all);
/// Gives the files their names.
void finish(pallium::runtime::sonata_reports& reports, std::string const& log);

}  // namespace run_sonata
