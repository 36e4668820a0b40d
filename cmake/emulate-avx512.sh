#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# cmake/emulate-avx512.sh <work folder> <data file>... -- <static test program>...
# Runs programs on an emulated processor with AVX-512, for machines that have none: a Linux kernel and the programs in memory
# under Bochs, all from Debian's packages, which `cmake/install-dependencies.sh --with avx512` unpacks (QEMU 7.2 has no
# AVX-512). The data files are there under their own paths. Writes <work folder>/<program>.log and <program>.status for each.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${PALLIUM_DEPS:-$root/build/deps}/avx512
work=$1; shift
[[ -x $tools/usr/bin/bochs-bin ]] || { echo "no Bochs in $tools: cmake/install-dependencies.sh --with avx512" >&2; exit 1; }
export PATH=$tools/usr/bin:$tools/bin:$PATH
rm -rf "$work" && mkdir -p "$work/memory"/{bin,dev,proc,tests,tmp} "$work/disk"
work=$(cd "$work" && pwd)

while [[ $# -gt 0 && $1 != -- ]]; do
  mkdir -p "$work/memory$(dirname "$1")" && cp "$1" "$work/memory$1"; shift
done
shift
for program in "$@"; do cp "$program" "$work/memory/tests/"; done
cp "$(command -v busybox)" "$work/memory/bin/busybox"
cat >"$work/memory/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
exec >/dev/ttyS0 2>&1
for t in /tests/*; do
  echo "begin ${t#/tests/}"
  "$t"
  echo "end ${t#/tests/} $?"
done
/bin/busybox sleep 1
/bin/busybox poweroff -f
INIT
chmod +x "$work/memory/init"
(cd "$work/memory" && find . | cpio --quiet -o -H newc | gzip -1 >"$work/disk/initrd")
cp "$tools"/boot/vmlinuz-* "$work/disk/vmlinuz"
cp "$tools/usr/lib/ISOLINUX/isolinux.bin" "$tools/usr/lib/syslinux/modules/bios/ldlinux.c32" "$work/disk/"
# Bochs 2.7 states the size of the compacted XSAVE area wrongly, whereupon Linux would do without AVX: use the plain one.
cat >"$work/disk/isolinux.cfg" <<'CFG'
default run
prompt 0
label run
 kernel vmlinuz
 append initrd=initrd console=ttyS0 noxsaves clearcpuid=321 loglevel=1 noapic nosmp nokaslr mitigations=off tsc=reliable lpj=1000000
CFG
genisoimage -quiet -o "$work/disk.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table "$work/disk"
cat >"$work/bochsrc" <<CFG
cpu: model=corei7_skylake_x, count=1, ips=200000000, ignore_bad_msrs=1
megs: 1024
romimage: file=$tools/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=$tools/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path=$work/disk.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial
config_interface: textconfig
display_library: rfb, options="timeout=0"
log: $work/bochs.log
panic: action=fatal
error: action=ignore
info: action=ignore
CFG
echo c >"$work/commands"  # Debian's Bochs has a debugger, which waits for this
lib=$tools/usr/lib/x86_64-linux-gnu
LTDL_LIBRARY_PATH=$lib/bochs/plugins LD_LIBRARY_PATH=$lib BXSHARE=$tools/usr/share/bochs \
  bochs-bin -q -f "$work/bochsrc" -rc "$work/commands" </dev/null >"$work/bochs.out" 2>&1 || true  # it ends with 1

for program in "$@"; do
  name=$(basename "$program")
  tr -d '\r' <"$work/serial" | sed -n "/^begin $name\$/,/^end $name /p" >"$work/$name.log"
  sed -n "s/^end $name //p" "$work/$name.log" >"$work/$name.status"
done
grep -q . "$work"/*.status
