// SPDX-License-Identifier: BSD-3-Clause
#include "run_impl.hpp"

template single_cell::result single_cell::run<double>(pallium::runtime::allen_cell const&, options const&,
                                                  std::vector<site> const&, progress const&);
