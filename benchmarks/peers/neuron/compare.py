# SPDX-License-Identifier: BSD-3-Clause
"""Pallium and NEURON side by side: the same cells and networks, what they compute and what they cost.

    compare.py --pallium build/release/bin/peer_pallium [--data ../shared/data] [--smallest] [--check] [--json FILE]

Everything runs on one thread, without recording while the clock runs, which counts processor time; repeats of all sides take turns;
medians are printed.
--check ends with status 1 unless all spikes come at the same steps and v differs by less than BOUND. Nothing is asserted of times.
"""
import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import mechanisms
import sides
from sides import DT, FLAGS, Failure, neuron

BOUND = 1e-6  # mV

# model, cells, synapses for each, ms
GROWN = [("perisomatic", 1, 0, 1000), ("perisomatic", 256, 0, 100), ("all_active", 1, 0, 1000), ("all_active", 64, 0, 100),
         ("perisomatic", 256, 200, 100)]
REAL = [("allen", 1, 0, 1000), ("allen", 256, 0, 100), ("allen_all_active", 64, 0, 100), ("w3_K200", 256, 0, 100), ("w3_K1000", 256, 0, 100)]
SMALLEST = [("perisomatic", 3, 0, 60), ("all_active", 2, 0, 60), ("perisomatic", 10, 6, 60)]


def pallium(options, model, cells, synapses, tstop, real, describe=None):
    return sides.pallium(options.pallium, model, real, options.data, cells=cells, synapses=synapses, tstop=tstop, describe=describe)


def compare(a, b, steps):
    """Spikes of both, how many at the same step, max |dV|. A crossing in the last step counts for nobody."""
    x, y = (sorted((g, t) for g, t in r["spikes"] if t < steps) for r in (a, b))
    theirs = set(y)
    same = sum(s in theirs for s in x)
    dv = max((abs(p - q) for u, w in zip(a["v"], b["v"]) for p, q in zip(u, w)), default=0.0)
    if any(len(u) != len(w) for u, w in zip(a["v"], b["v"])) or len(a["v"]) != len(b["v"]):
        sys.exit("the two sides recorded different numbers of samples")
    return {"spikes": len(x), "neuron_spikes": len(y), "same_step": same, "dv": dv}


def row(options, work, model, cells, synapses, tstop):
    prefix = str(Path(work) / "model")
    steps = round(tstop / DT)
    with pallium(options, model, cells, synapses, tstop, "double", prefix) as double, \
            pallium(options, model, cells, synapses, tstop, "float") as single:
        mine = double.ask("trace")  # its description is complete once it answers
        with neuron(prefix) as theirs, neuron(prefix, merge=True) as merged:
            r = {"model": model, "tstop": tstop, "dt": DT, **compare(mine, theirs.ask("trace"), steps)}
            facts = double.ask("facts 0")
            d = json.loads(Path(prefix + ".json").read_text())
            r.update(cells=d["cells"], compartments=d["compartments"], synapses=d["synapses"] // d["cells"], arch=facts["arch"])
            runs = {"neuron": theirs, "double": double, "float": single, **({"merged": merged} if d["synapses"] else {})}
            taken = {k: [] for k in runs}
            for _ in range(options.repeats):
                for k, side in runs.items():
                    taken[k].append(side.ask("time")["seconds"])
            for k, seconds in taken.items():
                r[k] = {"ns": 1e9 * statistics.median(seconds) / steps / r["cells"],
                        "spread": (max(seconds) - min(seconds)) / statistics.median(seconds)}
            r["ratio"] = {k: statistics.median(n / m for n, m in zip(taken["neuron"], taken[k])) for k in ("double", "float")}
    return r


def memory(options, work, cells, few, many):
    """Bytes a synapse: what a network of `many` synapses a cell weighs more than one of `few`."""
    prefix = str(Path(work) / "model")
    weights = []
    for synapses in (few, many):
        with pallium(options, "perisomatic", cells, synapses, 1, "double", prefix) as side:
            mine = side.ask("facts 0")
        with neuron(prefix) as a, neuron(prefix, merge=True) as b:
            weights.append((mine, a.ask("facts"), b.ask("facts")))
    (p0, n0, m0), (p1, n1, m1) = weights
    more = p1["synapses"] - p0["synapses"]
    grown = lambda a, b, key="resident": (b[key] - a[key]) / more
    return {"cells": cells, "synapses": [p0["synapses"], p1["synapses"]], "neuron": grown(n0, n1), "neuron_merged": grown(m0, m1),
            "pallium_facts": grown(p0, p1, "synapse_bytes"), "pallium_resident": grown(p0, p1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pallium", required=True, metavar="PROGRAM", help="peer_pallium")
    parser.add_argument("--data", type=Path, metavar="DIR", help="has cells/ and networks/: adds real cells and their network")
    parser.add_argument("--smallest", action="store_true", help="a few cells, a few seconds")
    parser.add_argument("--check", action="store_true", help="status 1 unless the results are equal")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="timed runs of each side (default 5)")
    parser.add_argument("--only", metavar="MODEL", help="one model alone (perisomatic, all_active, allen, allen_all_active, w3_K200, w3_K1000), or memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all numbers, for other programs")
    options = parser.parse_args()
    mechanisms.require()
    mechanisms.library(FLAGS)  # compiled before any clock runs

    rows = SMALLEST if options.smallest else GROWN + (REAL if options.data else [])
    rows = [r for r in rows if options.only in (None, r[0])]
    with tempfile.TemporaryDirectory() as work:
        results = []
        print(f"NEURON {sides.neuron_version()} (Debian's; .mod files {FLAGS}, cache_efficient), Pallium {options.pallium}\n{sides.machine()}; one thread, backward Euler, dt {DT} ms, processor time, medians of {options.repeats} runs in turns\n\n"
              "| model | cells | compartments | synapses a cell | ms | spikes NEURON / Pallium / same step | max dV [mV] | "
              "ns a cell and step: NEURON | merged | double | float | NEURON / double | NEURON / float |\n" + "|---" * 13 + "|", flush=True)
        for r in rows:
            r = row(options, work, *r)
            results.append(r)
            print(f"| {r['model']} | {r['cells']} | {r['compartments']} | {r['synapses']} | {r['tstop']} | {r['neuron_spikes']} / {r['spikes']} / "
                  f"{r['same_step']} | {r['dv']:.1e} | " + " | ".join(f"{r[k]['ns']:.0f}" if k in r else "" for k in ("neuron", "merged", "double", "float")) +
                  f" | {r['ratio']['double']:.1f} | {r['ratio']['float']:.1f} |", flush=True)
        weight = None
        if options.only in (None, "memory"):
            weight = memory(options, work, *((20, 5, 15) if options.smallest else (256, 200, 1000)))
            print("\nBytes a synapse, from networks of {} and {} synapses: NEURON {:.0f} (an Exp2Syn each), {:.0f} (merged by hand); "
                  "Pallium {:.0f} by its own account, {:.0f} by the system's.".format(*weight["synapses"], *(
                      weight[k] for k in ("neuron", "neuron_merged", "pallium_facts", "pallium_resident"))))
    if options.json:
        options.json.write_text(json.dumps({"rows": results, "memory": weight, "flags": FLAGS, "processor": sides.processor()}, indent=1) + "\n")
    bad = [r for r in results if not (r["spikes"] == r["neuron_spikes"] == r["same_step"] and r["dv"] < BOUND)]
    if options.check:
        for r in bad:
            print(f"{r['model']}, {r['cells']} cells: results differ", file=sys.stderr)
        if not all(any(r["spikes"] for r in results if r["model"] == m) for m in {r["model"] for r in results}):
            sys.exit("a model without a spike proves nothing")
        sys.exit(bool(bad))


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(str(failure))
