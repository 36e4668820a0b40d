#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 The Pallium authors
#
# Installs what Pallium needs and this machine lacks. Prints nothing when nothing is missing.
#
#   cmake/install-dependencies.sh [--with a64fx|avx512|neuron|clang|mca]...     (also --with a64fx,clang)
#
# Debian and Ubuntu: packages of the configured archive. Where the archive's xsimd or Catch2 is too old, the newer
# package is unpacked into the dependency folder (build/deps, or $PALLIUM_DEPS), which CMake searches after the system;
# apt's own sources and lists are not touched by that. Without root, everything that is required is unpacked there.
# Other systems: prints what is needed.
#
# Exit status: 0 all there | 1 usage, or a failed installation | 3 no network | 4 something has to come from elsewhere
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${PALLIUM_DEPS:-$root/build/deps}
mirror_default=http://deb.debian.org/debian
mirror_archive=http://archive.debian.org/debian

say() { printf 'pallium set-up: %s\n' "$*" >&2; }
die() { local status=$1; shift; say "$*"; exit "$status"; }
usage() { sed -n '6,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

want=()
while (($#)); do
  case $1 in
    --with) [[ $# -ge 2 ]] || die 1 "--with needs a64fx, avx512, neuron, clang or mca"; list=$2; shift 2 ;;
    --with=*) list=${1#--with=}; shift ;;
    -h|--help) usage; exit 0 ;;
    *) usage >&2; die 1 "unknown argument '$1'" ;;
  esac
  IFS=, read -r -a names <<<"$list"
  for name in "${names[@]}"; do
    case $name in
      a64fx|avx512|neuron|clang|mca) want+=("$name") ;;
      *) die 1 "--with '$name': expected a64fx, avx512, neuron, clang or mca" ;;
    esac
  done
done

# --- What is there: headers and programs, not package names, so that other people's prefixes count too ---------------

prefixes=(/usr/local /usr "$deps/usr")
IFS=: read -r -a user_prefixes <<<"${CMAKE_PREFIX_PATH:-}"
for p in "${user_prefixes[@]}"; do IFS=';' read -r -a parts <<<"$p"; prefixes+=("${parts[@]}"); done

header() {  # header <path below an include directory>...: prints every file found
  local p h
  for p in "${prefixes[@]}"; do
    [[ -n $p ]] || continue
    for h in "$@"; do [[ ! -e $p/include/$h ]] || printf '%s\n' "$p/include/$h"; done
  done
}
macro() { sed -nE "s/^[[:space:]]*#[[:space:]]*define[[:space:]]+$1[[:space:]]+([0-9]+).*/\1/p" "$2" | head -n 1; }
has_header() { [[ -n $(header "$@") ]]; }
has_program() { local c; for c in "$@"; do ! command -v "$c" >/dev/null 2>&1 || return 0; done; return 1; }
has_major() {  # has_major <macro> <least> <header>...
  local name=$1 least=$2 file; shift 2
  while read -r file; do
    [[ -n $file && $(macro "$name" "$file") -ge $least ]] && return 0
  done <<<"$(header "$@")"
  return 1
}
has_eigen() {  # Eigen 5 names its major version in another header and drops EIGEN_WORLD_VERSION's role
  local file world major
  while read -r file; do
    [[ -n $file ]] || continue
    world=$(macro EIGEN_WORLD_VERSION "$file"); major=$(macro EIGEN_MAJOR_VERSION "$file")
    ((10#${world:-0} * 100 + 10#${major:-0} >= 304)) && return 0
  done <<<"$(header eigen3/Eigen/src/Core/util/Macros.h Eigen/src/Core/util/Macros.h eigen3/Eigen/Version Eigen/Version)"
  return 1
}
has_three() { local p; for p in "${prefixes[@]}"; do [[ -z $p || ! -e $p/share/javascript/three/three.min.js ]] || return 0; done; return 1; }

# name | test | Debian package(s) | required (the library, its tests and examples) or optional | what to look for elsewhere
table() {
  cat <<'TABLE'
compiler|has_program "${CXX:-g++}" g++ clang++ c++|g++|required|a C++20 compiler (g++ >= 12 or clang >= 16)
cmake|has_program cmake|cmake|required|CMake >= 3.25
build tool|has_program make ninja ninja-build|ninja-build|required|make or ninja
Eigen|has_eigen|libeigen3-dev|required|Eigen >= 3.4
xsimd|has_major XSIMD_VERSION_MAJOR 11 xsimd/config/xsimd_config.hpp|libxsimd-dev|required|xsimd >= 11 (tested with 13.2)
Random123|has_header Random123/philox.h|librandom123-dev|required|Random123 >= 1.14
Catch2|has_major CATCH_VERSION_MAJOR 3 catch2/catch_version_macros.hpp|catch2|required|Catch2 >= 3.3
Google Benchmark|has_header benchmark/benchmark.h|libbenchmark-dev|required|Google Benchmark >= 1.7
nlohmann-json|has_header nlohmann/json.hpp|nlohmann-json3-dev|required|nlohmann-json >= 3.10
CLI11|has_header CLI/CLI.hpp|libcli11-dev|required|CLI11 >= 2.1
fmt|has_header fmt/core.h fmt/base.h|libfmt-dev|required|fmt >= 9
Boost.MPI|has_header boost/mpi.hpp|libboost-mpi-dev|optional|Boost.MPI >= 1.74
Open MPI|has_program mpicxx mpic++ && has_program mpirun mpiexec|libopenmpi-dev openmpi-bin|optional|Open MPI (any MPI-3)
HDF5 C++|has_header hdf5/serial/H5Cpp.h H5Cpp.h|libhdf5-dev|optional|HDF5 >= 1.10 with C++
pugixml|has_header pugixml.hpp|libpugixml-dev|optional|pugixml >= 1.11
three.js|has_three|libjs-three|optional|three.js as one script (three.min.js, up to release 160; PALLIUM_THREE_JS names it)
TABLE
  local w
  for w in "${want[@]}"; do
    case $w in
      a64fx)
        [[ $(uname -m) != aarch64 ]] || continue  # it is the machine itself
        echo 'AArch64 cross compiler|has_program aarch64-linux-gnu-g++|g++-aarch64-linux-gnu|required|g++ for aarch64-linux-gnu, >= 12'
        echo 'Catch2 for aarch64|[[ -e $deps/aarch64/usr/lib/libCatch2.a ]]|libcatch2-dev|required|Catch2 >= 3.3 for aarch64-linux-gnu'
        echo 'QEMU|has_program qemu-aarch64 qemu-aarch64-static|qemu-user|required|QEMU user mode for aarch64' ;;
      avx512)  # an emulated machine: for those that lack it
        echo 'Bochs and a Linux kernel|[[ -e $deps/avx512/usr/bin/bochs-bin && -e $deps/avx512/boot ]]|bochs|required|Bochs with AVX-512, isolinux, a Linux kernel' ;;
      neuron)
        echo 'NEURON|has_program nrniv && has_program nocmodl|neuron neuron-dev python3-neuron|required|NEURON >= 8.2 with nocmodl and its Python module' ;;
      clang)
        echo 'clang 19|has_program clang++-19|clang-19|required|clang 19'
        echo 'OpenMP of clang 19|[[ -e /usr/lib/llvm-19/lib/libomp.so ]]|libomp-19-dev|required|the OpenMP runtime of clang 19' ;;
      mca)
        echo 'llvm-mca|has_program llvm-mca-19 llvm-mca|llvm-19|required|llvm-mca of LLVM >= 15, which says what a loop takes on a processor' ;;
    esac
  done
}

missing_names=() missing_packages=() missing_hints=() missing_required=()
look() {
  missing_names=() missing_packages=() missing_hints=() missing_required=()
  local name test packages need hint
  while IFS='|' read -r name test packages need hint; do
    eval "$test" && continue
    missing_names+=("$name") missing_packages+=("$packages") missing_hints+=("$hint")
    missing_required+=("$([[ $need == required ]] && echo 1 || echo 0)")
  done < <(table)
}
required_missing() { local r; for r in "${missing_required[@]}"; do ((r == 0)) || return 0; done; return 1; }

look
((${#missing_names[@]})) || exit 0

. /etc/os-release 2>/dev/null || true
family=" ${ID:-} ${ID_LIKE:-} "
if ! has_program apt-get || [[ $family != *" debian "* && $family != *" ubuntu "* ]]; then
  say "this is ${PRETTY_NAME:-an unknown system}: only Debian and Ubuntu are set up automatically. Missing here:"
  for i in "${!missing_names[@]}"; do
    printf '  %s%s\n' "${missing_hints[i]}" "$( ((missing_required[i])) || echo ' (optional)')" >&2
  done
  required_missing || exit 0
  say "CMake looks in CMAKE_PREFIX_PATH, and fetches what is header-only or small from GitHub (PALLIUM_FETCH)."
  exit 4
fi

# --- From here on something is installed: one process at a time -------------------------------------------------------

mkdir -p "$deps"
exec 9>"$deps/.lock"
flock 9
look  # another process may have done it meanwhile
((${#missing_names[@]})) || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

as_root=()
if ((EUID != 0)); then
  if has_program sudo && { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then
    as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
  else
    as_root=(false)
  fi
fi
rooted() { [[ ${as_root[*]:-} != false ]]; }

network_failed() {
  grep -qE 'Could not (resolve|connect)|Temporary failure|Failed to fetch|Connection (failed|timed out|refused)|Unable to connect|Some index files failed' "$log"
}
explain() {  # explain <what was wanted>: ends the script with the tail of apt's own words
  if network_failed; then
    grep -E '^(E|Err|W):.*(resolve|connect|fetch|Connection)' "$log" | sort -u | head -n 4 | sed 's/^/  /' >&2 || true
    die 3 "no network, or the mirror does not answer; wanted: $*"
  fi
  grep -E '^(E|W):' "$log" | sort -u | head -n 8 | sed 's/^/  /' >&2 || true
  tail -n 5 "$log" | sed 's/^/  /' >&2
  die 1 "could not install: $*"
}
apt_options=(-qq -o Acquire::Retries=2 -o DPkg::Lock::Timeout=600)

# candidate <package>: the version that the configured archive would install, without epoch; empty if none
candidate() { apt-cache policy "$1" 2>/dev/null | sed -nE 's/^  Candidate: ([0-9]+:)?([0-9][^ ]*)$/\2/p'; }
major_of() { local v=${1%%[!0-9]*}; echo "${v:-0}"; }

update_lists() {
  [[ ${updated:-0} == 1 ]] && return 0
  say "refreshing apt's package lists"
  "${as_root[@]}" apt-get "${apt_options[@]}" update >>"$log" 2>&1 9>&- || return 1
  updated=1
}

# Another architecture of Debian whose packages private_apt and from_suite take, and where these go.
foreign='' foreign_into=''

# A private apt: its own sources, lists and cache, so that the user's are not touched and root is not needed.
private_apt() {  # private_apt <sources.list or empty for the configured sources> <apt-get arguments>...
  local sources=$1; shift
  local state=$work/apt${sources:+-$(basename "$sources")}
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  local options=(-o Dir::State::lists="$state/lists" -o Dir::Cache="$state/cache" -o Acquire::Languages=none
                 -o APT::Sandbox::User="$(id -un)")
  if [[ -n $sources ]]; then
    options+=(-o Dir::Etc::sourcelist="$sources" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=-)
  fi
  [[ -z $foreign ]] || options+=(-o APT::Architecture="$foreign" -o APT::Architectures="$foreign")
  apt-get "${apt_options[@]}" "${options[@]}" "$@" 9>&-
}

unpack() {  # unpack <dir with .deb files> [folder]: into the dependency folder, or that one
  local deb
  mkdir -p "${2:-$deps}"
  for deb in "$1"/*.deb; do dpkg -x "$deb" "${2:-$deps}" || return 1; done
}

debian_mirror() {  # the mirror that the user's own sources name for Debian, if any
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sed 's,/*$,,' |
    grep -E '^(https?|file|copy|mirror\+[a-z]+|tor\+https?):.*/debian(/[0-9TZ]+)?$' | sort -u | head -n 1 || true
}

keyring() {  # prints the keyring of Debian's archive; on Ubuntu it is taken from Ubuntu's own, verified, package
  local k=/usr/share/keyrings/debian-archive-keyring.gpg
  if [[ ! -e $k ]]; then
    k=$work/keyring/usr/share/keyrings/debian-archive-keyring.gpg
    if [[ ! -e $k ]]; then
      mkdir -p "$work/keyring/deb"
      (cd "$work/keyring/deb" && private_apt '' update && private_apt '' download debian-archive-keyring) >>"$log" 2>&1 || return 1
      dpkg -x "$work"/keyring/deb/*.deb "$work/keyring" || return 1
    fi
  fi
  printf '%s\n' "$k"
}

from_suite() {  # from_suite <suite> <package>...: downloads from a suite of Debian that is not configured, and unpacks
  local suite=$1 mirror key sources tried=""; shift
  key=$(keyring) || return 1
  local into=$work/debs-$suite
  for mirror in "$(debian_mirror)" "$mirror_default" "$mirror_archive"; do
    [[ -n $mirror && " $tried " != *" $mirror "* ]] || continue
    tried+=" $mirror"
    sources=$work/$suite-${#tried}.list
    printf 'deb [signed-by=%s] %s %s main\n' "$key" "$mirror" "$suite" >"$sources"
    local valid=()  # a snapshot and the archive of old releases are expired by nature
    [[ $mirror != *snapshot* && $mirror != *archive.debian.org* ]] || valid=(-o Acquire::Check-Valid-Until=false)
    rm -rf "$into" && mkdir -p "$into"
    if (cd "$into" && private_apt "$sources" "${valid[@]}" update && private_apt "$sources" download "$@") >>"$log" 2>&1; then
      unpack "$into" "$foreign_into" && return 0
    fi
  done
  return 1
}

# --- Sort what is missing: from the archive, or (too old there) from a newer suite ------------------------------------

if rooted; then apt_cache_probe=libeigen3-dev; [[ -n $(candidate $apt_cache_probe) ]] || update_lists || explain "${missing_names[*]}"; fi

archive=() archive_names=() elsewhere=() skipped=() want_xsimd=0 want_catch=0 want_catch_aarch64=0 want_bochs=0 want_three=0
for i in "${!missing_names[@]}"; do
  name=${missing_names[i]} packages=${missing_packages[i]}
  case $name in
    xsimd) if ! rooted || (($(major_of "$(candidate libxsimd-dev)") < 11)); then want_xsimd=1; continue; fi ;;
    'Bochs and a Linux kernel') want_bochs=1; continue ;;
    'Catch2 for aarch64') want_catch_aarch64=1; continue ;;
    three.js)
      if ! rooted; then want_three=1; continue; fi
      if [[ -z $(candidate libjs-three) ]]; then skipped+=("$name"); continue; fi ;;
    Catch2)
      if [[ ${VERSION_CODENAME:-} == bookworm ]]; then want_catch=1; continue; fi
      if rooted && (($(major_of "$(candidate catch2)") < 3)); then elsewhere+=("${missing_hints[i]}"); continue; fi ;;
  esac
  if ! rooted && ((missing_required[i] == 0)); then skipped+=("$name"); continue; fi
  read -r -a list <<<"$packages"
  archive+=("${list[@]}") archive_names+=("$name")
done

if ((${#archive[@]})) && rooted; then
  say "installing ${archive[*]}"
  install=("${as_root[@]}" apt-get "${apt_options[@]}" install -y --no-install-recommends)
  if ! "${install[@]}" "${archive[@]}" >>"$log" 2>&1 9>&- </dev/null; then
    # lists older than the mirror name versions that are gone
    update_lists || explain "${archive[*]}"
    "${install[@]}" "${archive[@]}" >>"$log" 2>&1 9>&- </dev/null || explain "${archive[*]}"
  fi
elif ((${#archive[@]})); then
  # Without root: the packages that an installation would bring are unpacked side by side.
  say "no root here: unpacking ${archive[*]} into $deps"
  private_apt '' update >>"$log" 2>&1 || explain "${archive[*]}"
  private_apt '' install -s --no-install-recommends "${archive[@]}" >"$work/plan" 2>>"$log" || explain "${archive[*]}"
  mapfile -t plan < <(sed -nE 's/^Inst ([^ ]+) .*/\1/p' "$work/plan" | sort -u)
  mkdir -p "$work/debs"
  (cd "$work/debs" && private_apt '' download "${plan[@]}") >>"$log" 2>&1 || explain "${archive[*]}"
  unpack "$work/debs" || die 1 "could not unpack into $deps"
fi

if ((want_xsimd)); then
  say "unpacking xsimd of Debian 13 into $deps"
  from_suite trixie libxsimd-dev xtl-dev || explain libxsimd-dev xtl-dev
fi
if ((want_catch)); then  # the libraries of a later release would ask for a later C library
  say "unpacking Catch2 of bookworm-backports into $deps"
  from_suite bookworm-backports libcatch2-dev || explain libcatch2-dev
fi
if ((want_bochs)); then  # unpacked, not installed: nothing of it is of use elsewhere
  say "unpacking Bochs and a Linux kernel into $deps/avx512"
  bochs=(bochs bochs-term bochsbios vgabios isolinux syslinux-common genisoimage cpio busybox-static)
  private_apt '' update >>"$log" 2>&1 || explain "${bochs[*]}"
  private_apt '' install -s --no-install-recommends "${bochs[@]}" linux-image-cloud-amd64 >"$work/plan" 2>>"$log" || explain "${bochs[*]}"
  mapfile -t plan < <({ printf '%s\n' "${bochs[@]}"; sed -nE 's/^Inst (lib[^ ]+|linux-image-[0-9][^ ]*) .*/\1/p' "$work/plan"; } | sort -u)
  mkdir -p "$work/debs-bochs"
  (cd "$work/debs-bochs" && private_apt '' download "${plan[@]}") >>"$log" 2>&1 || explain "${bochs[*]}"
  unpack "$work/debs-bochs" "$deps/avx512" || die 1 "could not unpack into $deps/avx512"
fi
if ((want_three)); then  # nothing else fails for want of it
  mkdir -p "$work/debs-three"
  private_apt '' update >>"$log" 2>&1 || true
  if (cd "$work/debs-three" && private_apt '' download libjs-three) >>"$log" 2>&1 && unpack "$work/debs-three"; then
    say "unpacked libjs-three into $deps"
  else
    skipped+=(three.js)
  fi
fi
if ((want_catch_aarch64)); then
  say "unpacking Catch2 for aarch64 into $deps/aarch64"
  foreign=arm64 foreign_into=$deps/aarch64
  from_suite bookworm-backports libcatch2-dev || explain libcatch2-dev:arm64
  foreign='' foreign_into=''
fi

if ((${#skipped[@]})) && [[ $(cat "$deps/.left-out" 2>/dev/null) != "${skipped[*]}" ]]; then  # say it once
  say "left out, since they need root or are not in this archive: ${skipped[*]}"
  printf '%s\n' "${skipped[*]}" >"$deps/.left-out"
fi
if ((${#elsewhere[@]})); then
  say "too old in this archive: ${elsewhere[*]}. CMake fetches it from GitHub (PALLIUM_FETCH), or finds it in CMAKE_PREFIX_PATH."
  exit 4
fi
look
if required_missing; then
  say "still missing after the installation: ${missing_names[*]}"
  exit 1
fi
exit 0
