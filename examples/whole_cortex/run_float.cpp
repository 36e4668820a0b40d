// SPDX-License-Identifier: BSD-3-Clause
#include "run_impl.hpp"

namespace whole_cortex {
template background_table calibrate<float>(options const&, cell_set const&);
template run_result run<float>(cortex const&, options const&, std::function<void(progress const&)> const&);
}  // namespace whole_cortex
