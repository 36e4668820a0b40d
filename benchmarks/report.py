#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sets what the kernels take beside what this machine can do, and prints tables in Markdown.

usage: report.py --machine FILE --kernels FILE [--assembly FOLDER] [--a64fx FOLDER] [--cpu NAME]

--machine, --kernels  JSON of bench_machine and bench_kernels, several repetitions
--assembly            the assembly of the measured kernels (bench_kernels_native)
--a64fx               the assembly that kernels/assemble makes, for the estimate
--cpu                 llvm-mca's name of this processor, by default by its family
"""
import argparse
import collections
import glob
import json
import os
import re
import statistics
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernels"))
import assembly  # noqa: E402

A64FX_GHZ = 2.2
TARGET = {"tree": 60, "rows": 50}  # percent of the bound


def medians(path):
    """Benchmark -> {what: median over the repetitions}; and the context."""
    with open(path, encoding="utf-8") as f:
        out = json.load(f)
    runs = collections.defaultdict(list)
    for b in out["benchmarks"]:
        if b.get("run_type") != "aggregate" and not b.get("error_occurred"):
            runs[b["run_name"]].append(b)
    result = {}
    for name, list_of in runs.items():
        keys = [k for k, v in list_of[0].items() if isinstance(v, float) or k in ("cpu_time", "real_time")]
        result[name] = {k: statistics.median(b[k] for b in list_of if k in b) for k in keys}
        times = sorted(b["cpu_time"] for b in list_of)
        result[name]["spread"] = (times[-1] - times[0]) / statistics.median(times)
    return result, out["context"]


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join("---" for _ in head) + "|")
    for r in rows:
        print("| " + " | ".join(str(c) for c in r) + " |")
    print()


def number(x, digits=3):
    if x is None or x == "":
        return ""
    if x >= 100:
        return f"{x:.0f}"
    return f"{x:.{max(0, digits - 1 - (0 if x < 10 else 1))}f}" if x >= 1 else f"{x:.{digits}g}"


class Rates:
    """The rates of bench_machine."""

    def __init__(self, path):
        self.all, self.context = medians(path)
        self.ghz = self.all["clock"]["items_per_second"] * 1e-9
        self.levels = sorted({n.split("/")[1] for n in self.all if n.startswith("update/")}, key=lambda l: (l == "memory", l))

    def items(self, name):
        return self.all[name]["items_per_second"] * 1e-9 if name in self.all else None  # per ns

    def bytes(self, name):
        return self.all[name]["bytes_per_second"] * 1e-9 if name in self.all else None

    def lanes(self, real):
        return int(self.all[f"fma_throughput/{real}"]["lanes"])

    def cycles_of(self, what, real):
        """Cycles of one instruction of full width."""
        return self.lanes(real) / self.items(f"{what}/{real}") * self.ghz

    def print(self):
        rows = []
        for what, text in (("fma", "fused multiply-add"), ("add", "addition"), ("div", "division")):
            for kind in ("throughput", "latency"):
                row = [f"{text}, {kind}"]
                for real in ("double", "float"):
                    rate, cycles = self.items(f"{what}_{kind}/{real}"), self.cycles_of(f"{what}_{kind}", real)
                    row += [number(rate) if kind == "throughput" else "", number(cycles)]
                rows.append(row)
        for what, text in (("exp", "exp of Pallium, from and to L1"), ("exp_libm", "exp of the C library, one by one")):
            rows.append([text] + [c for real in ("double", "float") for c in (number(self.items(f"{what}/{real}")), number(
                (self.lanes(real) if what == "exp" else 1) / self.items(f"{what}/{real}") * self.ghz))])
        print(f"Clock (dependent integer additions): {self.ghz:.2f} GHz. Registers of {self.lanes('double')} doubles or {self.lanes('float')} floats "
              f"({self.context.get('isa', '')}).\n")
        table(["arithmetic", "double [lanes/ns]", "cycles an instruction", "float [lanes/ns]", "cycles an instruction"], rows)
        rows = []
        for level in self.levels:
            size = next((c["size"] for c in self.context.get("caches", []) if f"L{c['level']}" == level and c["type"] != "Instruction"), None)
            name = f"{level} ({size // 1024} KiB)" if size else level
            rows.append([name] + [number(self.bytes(f"{what}/{level}/double")) for what in ("load", "store", "update", "triad")] +
                        [number(self.items(f"gather/{level}/double"))])
        table(["GB/s, double", "load", "store", "x = f(x)", "a = b + s c", "gather [lanes/ns]"], rows)


def guess_cpu():
    """llvm-mca's name of the processor in this machine."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            text = f.read()
    except OSError:
        return None
    field = lambda key: (re.search(rf"^{key}\s*:\s*(\S+)", text, re.M) or [None, ""])[1]
    family, model = field("cpu family"), field("model")
    if "AuthenticAMD" in text:
        if family == "25":
            return "znver4" if int(model) in range(0x10, 0x20) or int(model) in range(0x60, 0xB0) else "znver3"
        return {"23": "znver2", "26": "znver4"}.get(family)
    if "GenuineIntel" in text:
        return "icelake-server" if " avx512" in text else "haswell"
    if field("CPU implementer") == "0x46" and field("CPU part") == "0x001":
        return "a64fx"
    return None


def split(name):
    """'advance<kv3_1>/double/fma3<avx2>/2' -> role, real, isa, registers"""
    role, real, isa, registers = name.rsplit("/", 3)
    return role, real, isa, int(registers)


def shown(role):
    """'advance<kv3_1>' -> 'kv3_1 advance'"""
    role = role.replace("math_", "")
    if role.startswith("hines_step"):
        n = len([x for x in role[len("hines_step<"):-1].split(",") if x])
        return "tree step" + (f", {n} synapse classes" if n else "")
    if role == "hines":
        return "tree solve"
    m = re.match(r"^(\w+)<(.*)>$", role)
    return f"{m.group(2)} {m.group(1).replace('_', ' ')}" if m else role


def order(role):
    groups = ("math_", "hines", "transmit", "settle_pool", "reversal", "advance", "current")
    return next((i for i, g in enumerate(groups) if role.startswith(g)), len(groups)), role


class Bound:
    """What a kernel needs at least, in cycles for one register (of a tree: and one compartment)."""

    def __init__(self, kernel, simulation, rates, bytes_per_lane, footprint):
        n, k, real = kernel.count(), kernel.registers, kernel.real
        lanes = rates.lanes(real)
        self.counts = n
        costs = {
            "fma + mul": (n["fma"] + n["mul"]) * rates.cycles_of("fma_throughput", real) / k,
            "add": n["add"] * rates.cycles_of("add_throughput", real) / k,
            "division": n["div"] * rates.cycles_of("div_throughput", real) / k,
        }
        level = "L1"
        for l, size in ((f"L{c['level']}", c["size"]) for c in rates.context.get("caches", []) if c["type"] != "Instruction"):
            level = l
            if footprint <= size:
                break
        rate = rates.bytes(f"update/{level}/{real}")
        if rate:
            costs[f"{level} bytes"] = bytes_per_lane * lanes / rate * rates.ghz
        self.counted_by = max(costs, key=costs.get)
        self.counted = costs[self.counted_by]
        self.code, self.simulated, self.port = None, None, ""
        if simulation:
            self.code, self.simulated, self.port = simulation.without_div / k, simulation.cycles / k, simulation.port
        self.level = level

    @property
    def best(self):
        return max(self.counted, self.code or 0)

    def stalls(self, measured):
        """In a few words, where the rest goes."""
        words, share = [], self.counts["spills"] / max(1, self.counts["instructions"])
        if share > 0.05:
            words.append(f"{self.counts['spills']} spills of {self.counts['instructions']} instructions")
        if self.simulated and self.simulated > 1.25 * self.best:
            words.append(f"latency (simulated {number(self.simulated)})")
        if self.level != "L1":
            words.append(f"rows in {self.level}")
        if not words and measured > 1.5 * self.best:
            words.append("not explained by the model")
        return "; ".join(words)


def main():
    parser = argparse.ArgumentParser(description="Tables of what the kernels take and what bounds them.")
    parser.add_argument("--machine", required=True)
    parser.add_argument("--kernels", required=True)
    parser.add_argument("--assembly")
    parser.add_argument("--a64fx")
    parser.add_argument("--cpu", default=guess_cpu())
    options = parser.parse_args()

    rates = Rates(options.machine)
    measured, context = medians(options.kernels)
    load = context.get("load_avg") or [0]
    print("## Machine\n")
    rates.print()

    # ns per lane: an instance (a compartment) of one cell, one step
    cost = {split(n): 1e9 / m["items_per_second"] for n, m in measured.items()}
    kernels = [k for f in sorted(glob.glob(os.path.join(options.assembly or "", "*.s"))) for k in assembly.read(f)] if options.assembly else []
    simulated = {}
    triple = "aarch64-linux-gnu" if kernels and not kernels[0].machine.x86 else "x86_64-linux-gnu"
    if kernels and options.cpu:
        simulated = assembly.simulate(kernels, options.cpu, triple)
    abroad = [k for f in sorted(glob.glob(os.path.join(options.a64fx or "", "*.s"))) for k in assembly.read(f)] if options.a64fx else []
    estimates = assembly.simulate(abroad, "a64fx", "aarch64-linux-gnu") if abroad else {}
    estimate = {}  # (role, real) -> (ns per lane, registers), the best
    by_registers = collections.defaultdict(dict)
    for k in abroad:
        if k.name not in estimates:
            continue
        lanes = k.registers * (512 // (64 if k.real == "double" else 32))
        ns = estimates[k.name].cycles / lanes / A64FX_GHZ
        by_registers[k.role, k.real]["A64FX", k.registers] = ns
        if ns < estimate.get((k.role, k.real), (1e9, 0))[0]:
            estimate[k.role, k.real] = ns, k.registers

    roles = sorted({role for role, *_ in cost}, key=order)
    known = ["fast-math", "libm", "one cell", "Eigen SparseLU", "Eigen LDLT", "scalar"]
    isas = {isa for _, _, isa, _ in cost}
    native = next((k.isa for k in kernels if k.isa not in ("scalar", "libm")), None) or next((i for i in isas - set(known) if i != "fma3<sse4_2>"), "scalar")
    wide = [i for i in isas if i not in known and i != native] + [native]
    best = {}
    for (role, real, isa, registers), ns in cost.items():
        if ns < best.get((role, real, isa), (1e9, 0))[0]:
            best[role, real, isa] = ns, registers

    print(f"Load of the machine while measuring: {load[0]:.1f}.\n" if isinstance(load[0], (int, float)) else "")
    for real in ("double", "float"):
        print(f"## Kernel by instruction set, {real}\n")
        print("ns for one lane and step: one instance (of a tree: one compartment) of one cell. (K): registers at a time, where more than one is best.\n")
        columns = ["scalar"] + wide
        head = ["kernel", "libm, compiler's own SIMD", "the same, -ffast-math"] + [assembly.isa_name(c) for c in columns]
        if estimate:
            head.append(f"A64FX, estimate at {A64FX_GHZ} GHz")
        rows = []
        for role in roles:
            row = [shown(role)]
            for isa in ["libm", "fast-math"] + columns:
                at = best.get((role, real, isa))
                row.append("" if not at else number(at[0]) + (f" ({at[1]})" if at[1] > 1 else ""))
            if estimate:
                at = estimate.get((role, real))
                row.append("" if not at else number(at[0]) + (f" ({at[1]})" if at[1] > 1 else ""))
            rows.append(row)
        table(head, rows)
    print("## Trees beside other ways to solve them\n")
    rows = []
    for role in [r for r in roles if r.startswith("hines")]:
        for real in ("double", "float"):
            row = [shown(role), real]
            for isa in ("Eigen SparseLU", "Eigen LDLT", "one cell", "libm", "scalar", native):
                at = best.get((role, real, isa))
                row.append("" if not at else number(at[0]))
            rows.append(row)
    table(["ns a compartment and cell", "number", "Eigen SparseLU", "Eigen SimplicialLDLT", "one cell at a time", "Pallium, plain numbers", "Pallium, scalar",
           "Pallium, " + assembly.isa_name(native)], rows)

    print("## Registers at a time\n")
    print("ns for one lane and step, by K.\n")
    rows, ks = [], (1, 2, 4, 8)
    for role in roles:
        for real in ("double", "float"):
            here = [cost.get((role, real, native, k)) for k in ks]
            there = [by_registers[role, real].get(("A64FX", k)) for k in ks]
            if sum(x is not None for x in here) > 1:
                rows.append([shown(role), real] + [number(x) for x in here] + ([number(x) for x in there] if estimate else []))
    table(["kernel", "number"] + [f"{assembly.isa_name(native)}, K = {k}" for k in ks] + ([f"A64FX (estimate), K = {k}" for k in ks] if estimate else []), rows)

    if kernels:
        print("## Distance to the bound\n")
        print(f"Cycles for one register (of a tree: and one compartment), at the best K. Counted: the largest of multiplications, additions and divisions "
              f"by their measured rates and of the rows' bytes by that of their level. Code: the busiest port of {options.cpu or 'no processor'} for the "
              "instructions as compiled, divisions apart (llvm-mca). The bound is the larger one.\n")
        kernels_by_name = {k.name: k for k in kernels}
        for real in ("double", "float"):
            rows, short = [], []
            for role in roles:
                at = best.get((role, real, native))
                if not at:
                    continue
                name = f"{role}/{real}/{native}/{at[1]}"
                kernel = kernels_by_name.get(name)
                if not kernel:
                    continue
                lanes = rates.lanes(real)
                cycles = at[0] * lanes * rates.ghz
                b = Bound(kernel, simulated.get(name), rates, measured[name]["bytes_per_lane"], measured[name]["footprint"])
                n, k = b.counts, at[1]
                percent = 100 * b.best / cycles
                kind = "tree" if role.startswith("hines") else "rows"
                rows.append([shown(role), k, number(n["instructions"] / k), number((n["fma"] + n["mul"]) / k), number(n["add"] / k), number(n["div"] / k),
                             number(n["reads"] / k), number(n["store"] / k), number(n["spills"] / k), number(cycles), f"{number(b.counted)} ({b.counted_by})",
                             f"{number(b.code)} ({b.port})" if b.code else "", number(b.simulated) if b.simulated else "", f"{percent:.0f} %",
                             b.stalls(cycles) if percent < TARGET[kind] + 10 else ""])
            print(f"### {real}\n")
            table(["kernel", "K", "instructions", "fma, mul", "add", "div", "reads", "stores", "spills", "measured", "counted", "code", "simulated", "of the bound",
                   "what stalls"], rows)
    elif options.assembly:
        print("(no assembly in " + options.assembly + ")")


if __name__ == "__main__":
    main()
