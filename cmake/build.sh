#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# cmake/build.sh <preset> [target]...: set-up, configuration and build of a preset, as tests/run and the examples need it.
# Prints the number of parallel jobs that suits this machine on the standard output, everything else on standard error.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=$1; shift
exec 3>&1 1>&2 </dev/null

status=0
"$root/cmake/install-dependencies.sh" || status=$?
# 4: something has to come from elsewhere; CMake looks for it, fetches it, or says what is missing.
((status == 0 || status == 4)) || exit "$status"

# A C++ compiler may need 2 GB for one of the larger tests.
jobs=$(nproc 2>/dev/null || echo 2)
memory=$(awk '/MemAvailable/ {print int($2 / 2000000)}' /proc/meminfo 2>/dev/null || echo "$jobs")
((memory >= 1)) || memory=1
((jobs <= memory)) || jobs=$memory
jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}

# A build folder keeps the generator it was made with; a new one takes Ninja where there is one.
if [[ -z ${CMAKE_GENERATOR:-} ]] && command -v ninja >/dev/null; then export CMAKE_GENERATOR=Ninja; fi

mkdir -p "$root/build"
exec 9>"$root/build/.$preset.lock"  # two calls at once would write the same files
flock 9
cd "$root"
log=$root/build/.$preset.configure.log
if ! cmake --preset "$preset" >"$log" 2>&1 9>&-; then
  cat "$log"
  exit 1
fi
cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"} 9>&-
echo "$jobs" >&3
