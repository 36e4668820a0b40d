# SPDX-License-Identifier: BSD-3-Clause
"""What a cell and a step cost, Pallium beside NEURON: `benchmarks/run --peers`.

Everything is the processor time of one thread, all sides on the same processor, but the rows of two threads, which the clock on the
wall times; the runs of all sides take turns, without recording; medians are printed, and where both sides are Pallium the median of
the ratios of neighbours. No ratio is printed before the spikes of both sides were compared: double fires at NEURON's steps up to the
fifth spike of each cell and as often within 1%, float as often within 2%.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import mechanisms
import sides
from sides import DT, FLAGS, Failure

REALS = ("double", "float")
BOUND = {"double": 0.01, "float": 0.02}  # relative, of the number of spikes
TURNS = 3                                # runs of Pallium for one of NEURON, which takes many times as long
FIRST = 5                                # spikes of each cell that double fires at NEURON's steps
CELLS = {"allen": "472363762_fit.json", "allen_all_active": "491766131_fit.json"}


@dataclass(frozen=True)
class Row:
    """`cells`: how many Pallium computes, one line for each number; NEURON computes `neuron_cells` of them, all being alike, where given."""
    name: str
    model: str
    cells: tuple
    ms: float                      # timed
    check_ms: float                # whose spikes are compared
    repeats: int                   # of NEURON, Pallium TURNS times as often; of both sides where both are Pallium
    amps: tuple | None = (0.2, 0.2)  # nA, of the first and the last cell; None: the network's own
    neuron_cells: int | None = None

    @property
    def network(self):
        return self.model.startswith("w3")


ROWS = [
    Row("w2", "allen", (256, 4096), 200, 200, 5, neuron_cells=256),
    Row("w2_spread", "allen", (256,), 200, 200, 5, amps=(0.15, 0.25)),
    *(Row("w2_small", "allen", (n,), 1000, 1000, 7) for n in (1, 2, 5)),
    Row("w2_all_active", "allen_all_active", (64,), 100, 200, 3, neuron_cells=64),
    Row("w3", "w3_K1000", (256,), 100, 300, 3, amps=None),
]
SILENT = Row("w3_silent", "w3_K1000", (256,), 100, 0, 15, amps=None)
THREADS = [Row("w2_two_threads", "allen", (1024,), 50, 100, 25), Row("w3_two_threads", "w3_K1000", (256,), 50, 100, 25, amps=None)]
MEMORY = [Row("memory", "allen", (4096,), 20, 0, 0), Row("memory", "w3_K1000", (256,), 100, 0, 0, amps=None)]
NAMES = list(dict.fromkeys([r.name for r in ROWS + [SILENT] + THREADS + MEMORY]))


def smallest(row):
    """A few cells, a few milliseconds: the machinery, no measurement."""
    cells = {"w2": (4, 9), "w2_all_active": (2,), "memory": (64,)}.get(row.name, row.cells if row.name == "w2_small" else (12,))
    return replace(row, cells=cells, neuron_cells=cells[0] if row.neuron_cells else None, ms=min(row.ms, 10), repeats=1,
                   check_ms=min(row.check_ms, 80 if row.network else 60))


class Bench:
    def __init__(self, options, work):
        self.options, self.work = options, work

    def pallium(self, row, real, cells, **more):
        return sides.pallium(self.options.pallium, row.model, real, self.options.data, cells=cells, amps=row.amps,
                             coordinates=self.options.coordinates, **more)

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def emit(self, name, real, cells, ns=None, neuron=None, **more):
        line = {"name": name, "real": real, "cells": cells, "ns_per_cell_step": rounded(ns), "neuron_ns_per_cell_step": rounded(neuron),
                "ratio_to_neuron": rounded(neuron / ns) if neuron else None, **more}
        print(json.dumps(line) if self.options.json else readable(line), flush=True)


@contextmanager
def one_processor(options):
    """All that is started here has the same processor, the last that this process may use: on a shared machine one is often slower than
    another, and whoever is started there looks slower too."""
    every = os.sched_getaffinity(0)
    try:
        if not options.smallest:
            os.sched_setaffinity(0, {max(every)})
        yield
    finally:
        os.sched_setaffinity(0, every)


def rounded(x):
    return None if x is None else float(f"{x:.4g}")


def readable(line):
    words = [f"{line['name']:<14} {line['real']:<6} {line['cells']:>5} cells"]
    if line["ns_per_cell_step"] is not None:
        words.append(f"{line['ns_per_cell_step']:>8.0f} ns a cell and step")
    if line["ratio_to_neuron"] is not None:
        words.append(f"NEURON {line['neuron_ns_per_cell_step']:>8.0f}, {line['ratio_to_neuron']:.1f} times")
    rest = {k: v for k, v in line.items() if k not in ("name", "real", "cells", "ns_per_cell_step", "neuron_ns_per_cell_step", "ratio_to_neuron")}
    return "  ".join(words) + ("  " + json.dumps(rest)[1:-1].replace('"', "") if rest else "")


def by_cell(spikes, cells, last):
    """Steps of each cell's spikes. A crossing in the last step counts for nobody: NEURON sees it a step later."""
    trains = [[] for _ in range(cells)]
    for cell, at in sorted(spikes):
        if at < last:
            trains[cell].append(at)
    return trains


def agreement(mine, theirs):
    """How two sets of trains agree; of the second there may be fewer, all alike."""
    theirs = [theirs[k % len(theirs)] for k in range(len(mine))]
    off = [k for k, (a, b) in enumerate(zip(mine, theirs)) if a[:FIRST] != b[:FIRST]]
    return {"spikes": sum(map(len, mine)), "neuron_spikes": sum(map(len, theirs)), "cells_off": off,
            "same_step": sum(len(set(a) & set(b)) for a, b in zip(mine, theirs)),
            "farthest": max((abs(x - y) for a, b in zip(mine, theirs) for x, y in zip(a, b)), default=0)}


def told(a):
    return (f"{a['spikes']} spikes, NEURON {a['neuron_spikes']}, {a['same_step']} at the same step, the n-th of a cell at most {a['farthest']} steps off, "
            f"{len(a['cells_off'])} cells off before the sixth")


def check(bench, row, real, mine, theirs):
    a = agreement(mine, theirs)
    bench.say(f"{row.name}, {real}, {len(mine)} cells: {told(a)}")
    what = f"{row.name}, {real}, {len(mine)} cells: "
    if a["neuron_spikes"] == 0:
        raise Failure(what + "no spike in NEURON, which proves nothing")
    if abs(a["spikes"] - a["neuron_spikes"]) > BOUND[real] * a["neuron_spikes"]:
        raise Failure(f"{what}found {a['spikes']} spikes, expected NEURON's {a['neuron_spikes']} within {100 * BOUND[real]:.0f}%")
    if real == "double" and a["cells_off"]:
        k = a["cells_off"][0]
        raise Failure(f"{what}found {mine[k][:FIRST]} as first steps of cell {k}, expected NEURON's {theirs[k % len(theirs)][:FIRST]}")
    return {key: a[key] for key in ("spikes", "neuron_spikes", "same_step")}


def stored_spikes(bench, row, theirs):
    """What the network's stored spikes say; they were made elsewhere, with weights in double and one of two roundings of coordinates."""
    path = Path(bench.options.data) / "networks" / f"{row.model}_neuron_spikes.csv"
    if row.cells != (256,) or not path.exists():
        return
    lines = [line.split(",") for line in path.read_text().splitlines()[1:]]
    stored = by_cell([(int(g), round(float(t) / DT)) for g, t in lines], 256, 3000)
    bench.say(f"{row.name}: {path.name} against NEURON here, coordinates {bench.options.coordinates}: {told(agreement(theirs, stored))}")
    for coordinates in ("bmtk", "neuron"):
        with sides.pallium(bench.options.pallium, row.model, "double", bench.options.data, cells=256, coordinates=coordinates) as side:
            mine = by_cell(side.ask("trace 300")["spikes"], 256, 3000)
        bench.say(f"{row.name}: {path.name} against Pallium, double, coordinates {coordinates}: {told(agreement(mine, stored))}")


def measure(bench, row):
    """One line for each real and number of cells."""
    prefix = str(Path(bench.work) / row.name)
    steps = round(row.ms / DT)
    repeats = bench.options.repeats or row.repeats
    with one_processor(bench.options), ExitStack() as stack:
        described = stack.enter_context(bench.pallium(row, "double", row.neuron_cells or row.cells[0], tstop=row.check_ms, describe=prefix))
        described.ask("facts 0")  # its description is complete once it answers
        d = json.loads(Path(prefix + ".json").read_text())
        mine = {(real, n): stack.enter_context(bench.pallium(row, real, n)) for n in row.cells for real in REALS}
        neuron = stack.enter_context(sides.neuron(prefix))
        if bench.options.coordinates == "neuron" and row.name != "w2_small":
            read = neuron.ask("import")
            bench.say(f"{row.name}: NEURON's own importer makes of {Path(d['swc']).name} {read['sections']} sections, {read['segments']} segments; "
                      f"lengths, areas and resistances differ from what was built by at most {read['difference']}")
        theirs = by_cell(neuron.ask(f"trace {row.check_ms}")["spikes"], row.neuron_cells or row.cells[0], round(row.check_ms / DT))
        said = {}
        for (real, n), side in mine.items():
            trains = by_cell(side.ask(f"trace {row.check_ms}")["spikes"], n, round(row.check_ms / DT))
            said[real, n] = check(bench, row, real, trains, theirs)
        if row.network:
            stored_spikes(bench, row, theirs)
        runs = {"neuron": neuron, **mine}
        if row.network:
            runs["merged"] = stack.enter_context(sides.neuron(prefix, merge=True))
        taken = {k: [] for k in runs}
        slow = [k for k in runs if k not in mine]
        for _ in range(repeats):
            for turn in range(max(len(slow), TURNS)):
                for k in (*slow[turn:turn + 1], *(mine if turn < TURNS else ())):
                    taken[k].append(runs[k].ask(f"time {row.ms}")["seconds"])
        counts = {"neuron": len(theirs), "merged": len(theirs)}
        each = {k: 1e9 * statistics.median(v) / steps / (counts.get(k) or k[1]) for k, v in taken.items()}
        arch = described.ask("facts 0")["arch"]
    for real, n in mine:
        ns = each[real, n]
        more = {"compartments": d["compartments"], "ns_per_compartment_step": rounded(ns / d["compartments"]), "dt": DT, "ms": row.ms,
                "repeats": repeats, "spread": rounded((max(taken[real, n]) - min(taken[real, n])) / statistics.median(taken[real, n])),
                "neuron_spread": rounded((max(taken["neuron"]) - min(taken["neuron"])) / statistics.median(taken["neuron"])),
                "coordinates": bench.options.coordinates, "checked_ms": row.check_ms, **said[real, n], "arch": arch}
        if row.network:
            more |= {"synapses_per_cell": rounded(d["synapses"] / d["cells"]), "neuron_merged_ns_per_cell_step": rounded(each["merged"]),
                     "ratio_to_neuron_merged": rounded(each["merged"] / ns)}
        if n != len(theirs):
            more["neuron_cells"] = len(theirs)  # NEURON computed so many of them: all are alike
        if n != row.cells[0]:
            few = taken[real, row.cells[0]]
            more[f"ratio_to_{row.cells[0]}_cells"] = rounded(statistics.median(a / b for a, b in zip(taken[real, n], few)) * row.cells[0] / n)
        bench.emit(row.name, real, n, ns, each["neuron"], **more)


def silent(bench, row):
    """The network a long time after its currents ended, against itself while they last."""
    steps = round(row.ms / DT)
    for real in REALS:
        # long enough for a state that nobody sets to zero to be a denormal number: 88 and 709 time constants of 10 ms
        wait = {"float": 1000, "double": 7500}[real]
        with one_processor(bench.options), bench.pallium(row, real, row.cells[0]) as busy, bench.pallium(row, real, row.cells[0], until=20) as quiet:
            busy.ask("on 100")
            quiet.ask(f"on {wait}")
            taken, spikes = ([], []), [0, 0]
            for _ in range(bench.options.repeats or row.repeats):
                for k, side in enumerate((quiet, busy)):
                    answer = side.ask(f"on {row.ms}")
                    taken[k].append(answer["seconds"])
                    spikes[k] += answer["spikes"]
            if spikes[0]:
                raise Failure(f"{row.name}, {real}: found {spikes[0]} spikes {wait} ms after the currents ended at 20 ms, expected none")
            ns, other = (1e9 * statistics.median(t) / steps / row.cells[0] for t in taken)
            bench.emit(row.name, real, row.cells[0], ns, busy_ns_per_cell_step=rounded(other),
                       ratio_to_busy=rounded(statistics.median(q / b for q, b in zip(*taken))),
                       busy_spikes=spikes[1], silent_for_ms=wait - 20)


def two_threads(bench, row):
    """One process of two threads against two processes of one, all at the same time, by the clock on the wall."""
    if len(os.sched_getaffinity(0)) < 2:
        return bench.say(f"{row.name}: left out, for there is one processor")
    n, steps = row.cells[0], round(row.ms / DT)
    one, two = (n, {}), (2 * n, {})
    if row.network:  # twice in each process, four times in the one of two threads
        one, two, n = (n, {"copies": 2}), (n, {"copies": 4}), 2 * n
    for real in REALS:
        with bench.pallium(row, real, one[0], **one[1]) as a, bench.pallium(row, real, one[0], **one[1]) as b, \
                bench.pallium(row, real, two[0], threads=2, **two[1]) as both:
            last = round(row.check_ms / DT)
            mine = by_cell(a.ask(f"trace {row.check_ms}")["spikes"], n, last)
            if by_cell(both.ask(f"trace {row.check_ms}")["spikes"], 2 * n, last) != mine * 2:
                raise Failure(f"{row.name}, {real}: two threads fire otherwise than one")
            apart, together = [], []
            for _ in range(bench.options.repeats or row.repeats):
                for side in (a, b):
                    side.send(f"time {row.ms}")
                apart.append(sum(1 / side.answer("time")["wall"] for side in (a, b)))  # runs of n cells a second
                together.append(2 / both.ask(f"time {row.ms}")["wall"])
            each = [1e9 / statistics.median(rate) / steps / n for rate in (together, apart)]
            bench.emit(row.name, real, 2 * n, each[0], two_processes_ns_per_cell_step=rounded(each[1]),
                       ratio_to_two_processes=rounded(statistics.median(t / a for t, a in zip(together, apart))), wall=True)


def memory(bench, row):
    """What a neuron weighs, by part, beyond what its model shares."""
    for real in REALS:
        with bench.pallium(row, real, row.cells[0]) as side:
            f = side.ask(f"facts {row.ms}")
        n, segments = row.cells[0], f["compartments"] / row.cells[0]
        parts = f["state"] | {"bookkeeping": f["bookkeeping"]}
        bench.emit(row.name, real, n, model=row.model, compartments=round(segments), bytes_per_neuron={k: rounded(v / n) for k, v in parts.items()},
                   bytes_per_compartment={k: rounded(v / n / segments) for k, v in parts.items()},
                   shared_bytes={k: f[k] for k in ("models", "scratch")}, calendar_bytes=f["calendar"],
                   bytes_per_synapse=rounded(f["synapse_bytes"] / f["synapses"]) if f["synapses"] else None)


def main():
    class Parser(argparse.ArgumentParser):
        def error(self, message):
            self.exit(2, f"benchmarks/run --peers: {message}\n")

    parser = Parser(prog="benchmarks/run --peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="a line of JSON for each measurement on standard output, nothing else there")
    parser.add_argument("--coordinates", choices=("neuron", "bmtk", "exact"), default="neuron", help="rounding of SWC numbers (default neuron)")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="ROW", help="this row alone, again for another: " + ", ".join(NAMES))
    parser.add_argument("--repeats", type=int, metavar="N", help="timed runs of each side (default: by row, 3 to 25)")
    parser.add_argument("--smallest", action="store_true", help="a few cells, a few milliseconds: the machinery, no measurement")
    parser.add_argument("--data", type=Path, metavar="DIR", help="has cells/ and networks/ (default ../shared/data)")
    parser.add_argument("--pallium", metavar="PROGRAM", help="peer_pallium as it is: nothing is built or installed")
    parser.add_argument("--check-options", action="store_true", help=argparse.SUPPRESS)  # and end: what follows takes minutes
    options = parser.parse_args()
    if options.repeats is not None and options.repeats < 1:
        parser.error(f"--repeats: found {options.repeats}, expected 1 or more")
    if not options.check_options and not (options.pallium and os.path.isfile(options.pallium) and os.access(options.pallium, os.X_OK)):
        parser.error(f"--pallium: found {options.pallium or 'nothing'}, expected the program peer_pallium")
    missing = [name for name in ("cells/472363762_fit.json", "cells/491766131_fit.json", "networks/w3_K1000.csv.gz")
               if not options.data or not (options.data / name).exists()]
    if missing:
        parser.error(f"--data: found {options.data or 'nothing'} without {missing[0]}, expected the folder with cells/ and networks/")
    if options.check_options:
        return
    mechanisms.require()
    mechanisms.library(FLAGS)  # compiled before any clock runs

    chosen = [(measure, r) for r in ROWS] + [(silent, SILENT)] + [(two_threads, r) for r in THREADS] + [(memory, r) for r in MEMORY]
    failed = False
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(options, work)
        bench.say(f"NEURON {sides.neuron_version()} (Debian's; .mod files {FLAGS}, cache_efficient), Pallium {options.pallium}\n{sides.machine()}; "
                  f"backward Euler, dt {DT} ms, processor time of one thread, medians")
        for what, row in chosen:
            if options.only and row.name not in options.only:
                continue
            try:
                what(bench, smallest(row) if options.smallest else row)
            except Failure as failure:
                failed = True
                bench.say(f"benchmarks/run --peers: {failure}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
