// SPDX-License-Identifier: BSD-3-Clause
#include "run_impl.hpp"

template run_sonata::result run_sonata::run<float>(pallium::runtime::sonata_circuit const&, pallium::runtime::sonata_reports&, int,
                                                std::function<void(progress const&)> const&);
