#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sets what the kernels take beside what this machine can do, and prints tables in Markdown.

usage: report.py --machine FILE --kernels FILE [--assembly FOLDER] [--a64fx FOLDER] [--cpu NAME] [--into FILE]

--machine, --kernels  JSON of bench_machine and bench_kernels, several repetitions
--assembly            the assembly of the measured kernels (bench_kernels_native)
--a64fx               the assembly that kernels/assemble makes, for the estimate
--cpu                 llvm-mca's name of this processor, by default by its family
--into                a page in which the text between <!-- results: NAME --> and <!-- end --> is replaced, for each section
"""
import argparse
import collections
import contextlib
import glob
import io
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
TREES = {"hines_fixed": "tree, fixed", "hines_changing": "tree, changing", "hines_synapses": "tree, 2 synapse classes"}
FAMILIES = {  # section -> heading, how its kernels begin
    "functions": ("Functions", ("math_",)),
    "channels": ("Channels", ("advance", "current")),
    "synapses": ("Synapses and pools", ("transmit", "settle_pool", "reversal")),
    "trees": ("Trees", ("hines",)),
}


def medians(path, best=False):
    """Benchmark -> {what: median over the repetitions, or the best of them}; and the context."""
    with open(path, encoding="utf-8") as f:
        out = json.load(f)
    runs = collections.defaultdict(list)
    for b in out["benchmarks"]:
        if b.get("run_type") != "aggregate" and not b.get("error_occurred"):
            runs[b["run_name"]].append(b)
    result = {}
    for name, list_of in runs.items():
        keys = [k for k, v in list_of[0].items() if isinstance(v, float) or k in ("cpu_time", "real_time")]
        middle = lambda k: (min if k.endswith("time") else max) if best else statistics.median
        result[name] = {k: middle(k)(b[k] for b in list_of if k in b) for k in keys}
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
        self.all, self.context = medians(path, best=True)  # a limit is what was reached once
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


def read_all(folder):
    return [k for f in sorted(glob.glob(os.path.join(folder, "*.s"))) for k in assembly.read(f)] if folder else []


def split(name):
    """'advance<kv3_1>/double/fma3<avx2>/2' -> role, real, isa, registers"""
    role, real, isa, registers = name.rsplit("/", 3)
    return role, real, isa, int(registers)


def shown(role):
    """'advance<kv3_1>' -> 'kv3_1 advance'"""
    role = role.replace("math_", "")
    if role in TREES:
        return TREES[role]
    m = re.match(r"^(\w+)<(.*)>$", role)
    return f"{m.group(2)} {m.group(1).replace('_', ' ')}" if m else role


def order(role):
    groups = ("math_", "hines", "transmit", "settle_pool", "reversal", "advance", "current")
    place = list(TREES).index(role) if role in TREES else role
    return next((i for i, g in enumerate(groups) if role.startswith(g)), len(groups)), str(place)


class Bound:
    """What a kernel needs at least, in cycles for one register (of a tree: and one compartment)."""

    def __init__(self, kernel, simulation, leanest, rates, bytes_per_lane, footprint):
        n, k, real = kernel.count(), kernel.registers, kernel.real
        lanes = rates.lanes(real)
        width = lanes * (8 if real == "double" else 4)
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
            moved = min(bytes_per_lane * lanes, (n["reads"] + n["store"]) * width / k)  # a kernel need not read every field
            costs[f"{level} bytes"] = moved / rate * rates.ghz
        self.counted_by = max(costs, key=costs.get)
        self.counted = costs[self.counted_by]
        self.code, self.simulated, self.port = None, None, ""
        if simulation:
            self.code, self.simulated, self.port = leanest, simulation.cycles / k, simulation.port
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


def captured(print_it):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print_it()
    return text.getvalue()


class Results:
    """What was measured, simulated and estimated, by kernel."""

    RIVALS = ("fast-math", "libm", "one cell", "Eigen SparseLU", "Eigen LDLT")

    def __init__(self, options, rates):
        self.options, self.rates = options, rates
        self.measured, self.context = medians(options.kernels)
        # ns per lane: an instance (a compartment) of one cell, one step
        self.cost = {split(n): 1e9 / m["items_per_second"] for n, m in self.measured.items()}
        self.best = {}  # (role, number, isa) -> (ns, registers)
        for (role, real, isa, registers), ns in self.cost.items():
            if ns < self.best.get((role, real, isa), (1e9, 0))[0]:
                self.best[role, real, isa] = ns, registers
        self.roles = sorted({role for role, *_ in self.cost}, key=order)
        self.kernels = {k.name: k for k in read_all(options.assembly)}
        self.simulated = {}
        some = next(iter(self.kernels.values()), None)
        if some and options.cpu:
            self.simulated = assembly.simulate(self.kernels.values(), options.cpu, "x86_64-linux-gnu" if some.machine.x86 else "aarch64-linux-gnu")
        isas = {isa for _, _, isa, _ in self.cost} - set(self.RIVALS) - {"scalar"}
        self.native = some.isa if some else next((i for i in sorted(isas) if i != "fma3<sse4_2>"), "scalar")
        self.columns = ["scalar"] + sorted(isas - {self.native}) + ([self.native] if self.native != "scalar" else [])
        # the estimate: (role, number) -> {registers: ns per lane}
        self.estimates = collections.defaultdict(dict)
        abroad = read_all(options.a64fx)
        found = assembly.simulate(abroad, "a64fx", "aarch64-linux-gnu") if abroad else {}
        for k in abroad:
            if k.name in found:
                lanes = k.registers * (512 // (64 if k.real == "double" else 32))
                self.estimates[k.role, k.real][k.registers] = found[k.name].cycles / lanes / A64FX_GHZ

    def print(self, roles):
        load = self.context.get("load_avg") or [0]
        if load[0] > 0.5:
            print(f"Measured on a busy machine (load {load[0]:.1f}).\n")
        for real in ("double", "float"):
            self.by_isa(roles, real)
        self.by_registers(roles)
        for real in ("double", "float"):
            self.distance(roles, real)

    def at_best(self, role, real, isa):
        found = self.best.get((role, real, isa))
        return "" if not found else number(found[0]) + (f" (K = {found[1]})" if found[1] > 1 else "")

    def by_isa(self, roles, real):
        trees = roles[0].startswith("hines")
        rivals = ["Eigen SparseLU", "Eigen LDLT", "one cell", "libm"] if trees else ["libm", "fast-math"]
        names = {"libm": "plain numbers" if trees else "plain numbers, libm", "fast-math": "loop with -ffast-math", "one cell": "one cell at a time"}
        head = [f"ns, {real}"] + [names.get(r, r) for r in rivals] + [assembly.isa_name(c) for c in self.columns]
        rows = []
        for role in roles:
            row = [shown(role)] + [self.at_best(role, real, isa) for isa in rivals + self.columns]
            if self.estimates:
                by_k = self.estimates.get((role, real), {})
                k = min(by_k, key=by_k.get) if by_k else 0
                row.append("" if not k else number(by_k[k]) + (f" (K = {k})" if k > 1 else ""))
            rows.append(row)
        table(head + ([f"A64FX, estimate at {A64FX_GHZ} GHz"] if self.estimates else []), rows)

    def by_registers(self, roles):
        rows = []
        for role in roles:
            for real in ("double", "float"):
                here = {k: ns for (r, t, isa, k), ns in self.cost.items() if (r, t, isa) == (role, real, self.native)}
                there = self.estimates.get((role, real), {})
                if len(here) > 1 or len(there) > 1:
                    rows.append([role, real, here, there])
        ks = sorted({k for _, _, here, there in rows for k in [*here, *there]})
        if not ks:
            return
        head = ["ns by K", "number"] + [f"{assembly.isa_name(self.native)}, {k}" for k in ks]
        if self.estimates:
            head += [f"A64FX (estimate), {k}" for k in ks]
        table(head, [[shown(role), real] + [number(here.get(k)) for k in ks] + ([number(there.get(k)) for k in ks] if self.estimates else [])
                     for role, real, here, there in rows])

    def distance(self, roles, real):
        rows = []
        for role in roles:
            at = self.best.get((role, real, self.native))
            kernel = self.kernels.get(f"{role}/{real}/{self.native}/{at[1]}") if at else None
            if not kernel:
                continue
            measured = self.measured[kernel.name]
            cycles = at[0] * self.rates.lanes(real) * self.rates.ghz
            leanest = min((s.without_div / self.kernels[n].registers for n, s in self.simulated.items()
                           if n.startswith(f"{role}/{real}/{self.native}/")), default=None)
            b = Bound(kernel, self.simulated.get(kernel.name), leanest, self.rates, measured["bytes_per_lane"], measured["footprint"])
            n, k = b.counts, at[1]
            percent = 100 * b.best / cycles
            low = percent < TARGET["tree" if kernel.is_tree else "rows"]
            rows.append([shown(role), k, *(number(x / k) for x in (n["instructions"], n["fma"] + n["mul"], n["add"], n["div"], n["reads"], n["store"], n["spills"])),
                         number(cycles), f"{number(b.counted)} ({b.counted_by})", number(b.code), number(b.simulated), f"{percent:.0f} %",
                         b.stalls(cycles) if low else ""])
        if rows:
            table([f"cycles a register, {real}", "K", "instructions", "fma, mul", "add", "div", "reads", "stores", "spills", "measured", "counted", "code", "simulated",
                   "bound / measured", "what stalls"], rows)


def main():
    parser = argparse.ArgumentParser(description="Tables of what the kernels take and what bounds them.")
    parser.add_argument("--machine", required=True)
    parser.add_argument("--kernels", required=True)
    parser.add_argument("--assembly")
    parser.add_argument("--a64fx")
    parser.add_argument("--cpu", default=guess_cpu())
    parser.add_argument("--into")
    options = parser.parse_args()

    rates = Rates(options.machine)
    results = Results(options, rates)
    sections = {"machine": ("Machine", captured(rates.print))}
    for name, (heading, beginnings) in FAMILIES.items():
        roles = [r for r in results.roles if r.startswith(beginnings)]
        if roles:
            sections[name] = heading, captured(lambda: results.print(roles))
    for heading, text in sections.values():
        print(f"## {heading}\n\n{text}")
    if options.into:
        with open(options.into, encoding="utf-8") as f:
            page = f.read()
        for name, (_, text) in sections.items():
            page = re.sub(rf"(<!-- results: {name} -->\n).*?(<!-- end -->)", lambda m: m.group(1) + "\n" + text + m.group(2), page, flags=re.S)
        with open(options.into, "w", encoding="utf-8") as f:
            f.write(page)


if __name__ == "__main__":
    main()
