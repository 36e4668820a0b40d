#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks the inner loops of kernels in assembly: no call, no vector register to or from the stack, no scalar arithmetic, vectors at all.

usage: check.py [--registers N] [--known FILE] [--spills report] FOLDER
       check.py --list FOLDER > known_faults
       check.py --self-test

--registers N    kernels of at most N registers at a time (default 1)
--known FILE     faults that are known, "kernel fault count" a line: more than so many fail, fewer are reported so that the line goes
--spills report  tell spills, do not fail for them: where registers are few they are a matter of speed alone
--list           the faults as such lines
Ends with 1 if something is wrong, with 77 if the folder has no kernel in vectors.
"""
import argparse
import glob
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import assembly  # noqa: E402


def known_faults(path):
    known = {}
    if path:
        with open(path, encoding="utf-8") as f:
            for line in f:
                line = line.partition("#")[0].split()
                if line:
                    known[line[0], " ".join(line[1:-1])] = int(line[-1])
    return known


def list_faults(folder, registers):
    print("# SPDX-License-Identifier: BSD-3-Clause")
    print("# Faults of inner loops that are known, \"kernel fault count\" (check.py --list). Spills on SVE: GCC copies records of lanes (gate, state)")
    print("# as bytes, through the stack, where their fields need not stay in registers.")
    for path in sorted(glob.glob(os.path.join(folder, "*.s"))):
        for k in sorted(assembly.read(path), key=lambda k: k.name):
            if k.registers <= registers and k.isa not in ("scalar", "libm"):
                for fault, n in sorted(k.faults().items()):
                    print(k.name, fault, n)


def check(folder, registers, known, report_spills, say=print):
    """Number of kernels looked at, and of faults that are not known."""
    looked, wrong = 0, 0
    for path in sorted(glob.glob(os.path.join(folder, "*.s"))):
        for k in sorted(assembly.read(path), key=lambda k: k.name):
            if k.registers > registers or k.isa in ("scalar", "libm"):
                continue
            looked += 1
            faults = k.faults()
            for fault in sorted(set(faults) | {f for n, f in known if n == k.name}):
                n, may = faults[fault], known.get((k.name, fault), 0)
                if n > may and fault == "spills" and report_spills:
                    say(f"{k.name}: {n} spills")
                elif n > may:
                    say(f"{k.name}: {fault}: {n}" + (f", known were {may}" if may else ""))
                    wrong += 1
                elif n < may:
                    say(f"{k.name}: {fault}: {n}, not {may} any more: the line of known faults can go or shrink")
    return looked, wrong


SYMBOL = "_ZN7pallium5bench8math_exp3runINS_4simd4laneIN5xsimd4fma3INS4_4avx2EEEdLm1EEEdEEvRKNS0_4rowsIT0_EE"
SWEEP = ("_ZN7pallium5bench14hines_changing3runINS_4simd4laneIN5xsimd4fma3INS5_4avx2EEEdLm1EEEdEEvRKNS0_9tree_rowsINS_4cellINS_8channelsIJ"
         "NS_7channel4leakEEEENS_8synapsesIJEEENS_5poolsIJEEEEET0_EE")
UP = ["vmovapd (%rdi), %ymm0", "vfmadd213pd %ymm1, %ymm2, %ymm0", "vdivpd %ymm0, %ymm3, %ymm4", "vmovapd %ymm4, (%rsi)", "addq $32, %rdi", "jne .L3"]
DOWN = ["vfmadd213pd (%rdi), %ymm2, %ymm0", "vmaxpd %ymm0, %ymm3, %ymm3", "vmovapd %ymm0, (%rsi)", "subq $32, %rdi", "jne .L4"]
GOOD = {
    "x86": (".type f, @function", ["vmovapd (%rdi), %ymm0", "vfmadd213pd %ymm1, %ymm2, %ymm0", "vmovapd %ymm0, (%rsi)", "addq $32, %rdi", "jne .L3"]),
    "aarch64": (".arch armv8.2-a+sve", ["ld1d z0.d, p0/z, [x1]", "fmla z0.d, p0/m, z1.d, z2.d", "st1d z0.d, p0, [x2]", "add x1, x1, 64", "bne .L3"]),
}
BAD = {
    "calls": {"x86": "call exp@PLT", "aarch64": "bl exp"},
    "spills": {"x86": "vmovapd %ymm0, 64(%rsp)", "aarch64": "str z8, [sp, #2, mul vl]"},
    "scalar": {"x86": "vdivsd %xmm1, %xmm0, %xmm0", "aarch64": "fdiv d0, d0, d1"},
}


def self_test():
    def faults_of(head, before, loop, symbol=SYMBOL):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "a.s"), "w", encoding="utf-8") as f:
                lines = [f"\t{head}", f"{symbol}:", "\t.cfi_startproc", *("\t" + b.replace(" ", "\t", 1) for b in before), ".L3:",
                         *(l if l.endswith(":") else "\t" + l.replace(" ", "\t", 1) for l in loop), "\tret", "\t.cfi_endproc"]
                f.write("\n".join(lines) + "\n")
            return check(folder, 1, {}, False, lambda *_: None)
    wrong = []

    def expect(what, found, wanted):
        if found != wanted:
            wrong.append(f"{what}: {found}, not {wanted}")
    for arch, (head, loop) in GOOD.items():
        expect(f"{arch}: a sound loop", faults_of(head, [], loop), (1, 0))
        for fault, by in BAD.items():
            expect(f"{arch}: {fault} in the loop", faults_of(head, [], loop[:2] + [by[arch]] + loop[2:]), (1, 1))
            expect(f"{arch}: {fault} before the loop", faults_of(head, [by[arch]], loop), (1, 0))
        expect(f"{arch}: no loop", faults_of(head, [], loop[:-1]), (1, 1))
    sweep = lambda up, down: faults_of(GOOD["x86"][0], [], up + [".L4:"] + down, SWEEP)
    expect("a sound sweep", sweep(UP, DOWN), (1, 0))
    for fault, by in BAD.items():
        expect(f"{fault} in the upward sweep", sweep(UP[:2] + [by["x86"]] + UP[2:], DOWN), (1, 1))
        expect(f"{fault} in the downward sweep", sweep(UP, DOWN[:1] + [by["x86"]] + DOWN[1:]), (1, 1))
    expect("a sweep without its upward loop", sweep(UP[:-1], DOWN), (1, 1))
    expect("x86: a spill through another register", faults_of(GOOD["x86"][0], ["leaq 64(%rsp), %rax"], ["vmovapd %ymm0, (%rax)"] + GOOD["x86"][1]), (1, 1))
    expect("aarch64: a spill through another register", faults_of(GOOD["aarch64"][0], ["add x5, sp, 64"], ["str z0, [x5]"] + GOOD["aarch64"][1]), (1, 1))
    for w in wrong:
        print("self test: " + w)
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__.partition("usage: ")[2])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--registers", type=int, default=1)
    parser.add_argument("--known")
    parser.add_argument("--spills", choices=["report", "fail"], default="fail")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    if not options.folder:
        parser.error("a folder with assembly, or --self-test")
    if options.list:
        list_faults(options.folder, options.registers)
        return 0
    looked, wrong = check(options.folder, options.registers, known_faults(options.known), options.spills == "report")
    if not looked:
        print(f"skipped: no kernel in vectors in {options.folder}")
        return 77
    print(f"{looked} inner loops, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
