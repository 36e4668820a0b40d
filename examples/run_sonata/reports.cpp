// SPDX-License-Identifier: BSD-3-Clause
#include "read.hpp"

using namespace pallium;

std::unique_ptr<runtime::sonata_reports> run_sonata::open_reports(runtime::sonata_circuit const& circuit, std::string const& out, bool overwrite,
                                                                  io::sonata::ranks const& all) {
  return std::make_unique<runtime::sonata_reports>(circuit, out.empty() ? std::nullopt : std::optional<std::filesystem::path>(out), overwrite, all);
}

void run_sonata::finish(runtime::sonata_reports& reports, std::string const& log) { reports.finish(log); }
