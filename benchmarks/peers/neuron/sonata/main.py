# SPDX-License-Identifier: BSD-3-Clause
"""Runs a SONATA circuit in NEURON as BMTK's BioNet would, from the files alone.

    run CONFIG.json [--out DIR] [--constants modern|legacy] [--pulses AMP,DELAY,DURATION;...]
        [--without-extracellular] [--tstop MS] [--against FOLDER]

Without --out nothing is written. DIR gets spikes.h5, a file for each report of v or cai, and placements.csv: where the synapses
of edges with nsyns were drawn. --against FOLDER compares with a stored output (spikes.h5, membrane_potential.h5);
status 1: a spike is in another step.
"""
import argparse
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
import mechanisms

h = mechanisms.load()
try:
    import h5py  # noqa: F401
except ImportError:
    print("python3-h5py is not installed here", file=sys.stderr)
    sys.exit(mechanisms.ABSENT)
import files
import stored
from circuit import Circuit, Problem
from network import Biophysical, Network


def report_traces(circuit, network):
    """{(report, gid): ...} of what the configuration reports of biophysical cells: {(report, gid, column): reference}, columns."""
    refs, columns = {}, {}
    for name, report in circuit.config.get("reports", {}).items():
        if report["module"] != "membrane_report" or not report.get("enabled", True) or report["variable_name"] not in ("v", "cai"):
            continue
        columns[name] = []
        for nodes, i in circuit.select(report["cells"]):
            cell = network.cells.get(nodes.first + int(nodes.ids[i]))
            if not isinstance(cell, Biophysical):
                continue
            if report.get("sections", "soma") == "soma":
                places = [(0, 0.5)]
            elif report["sections"] == "all":
                places = [(k, segment.x) for k, s in enumerate(cell.sections) for segment in s]
            else:
                raise Problem(f"reports: found sections {report['sections']}, expected soma or all")
            for k, x in places:
                refs[name, len(columns[name])] = getattr(cell.sections[k](x), "_ref_" + report["variable_name"])
                columns[name].append((nodes.name, int(nodes.ids[i]), k, x))
    return refs, columns


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--constants", choices=("modern", "legacy"), default="modern")
    parser.add_argument("--pulses", help="currents [nA], [ms] in place of what an NWB file holds")
    parser.add_argument("--without-extracellular", action="store_true", help="leave NEURON's mechanism of that name out of every cell")
    parser.add_argument("--tstop", type=float)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--store", type=Path, metavar="PREFIX", help="write the small files of tests/sonata/reference")
    parser.add_argument("--nodes", type=lambda s: [int(n) for n in s.split(",")], help="of --store: traces and places of these gids only")
    options = parser.parse_args()
    h.nrnunit_use_legacy(options.constants == "legacy")
    circuit = Circuit(options.config)
    if options.tstop:
        circuit.config["run"]["tstop"] = options.tstop
    for entry in circuit.config.get("inputs", {}).values():
        if entry["input_type"] in ("nwb", "allen") and options.pulses:
            amp, delay, duration = zip(*(map(float, p.split(",")) for p in options.pulses.split(";")))
            entry.update(input_type="current_clamp", amp=list(amp), delay=list(delay), duration=list(duration))
    if options.out and options.out.exists() and any(options.out.iterdir()):
        raise Problem(f"--out: found files in {options.out}, expected an empty folder")
    begin = time.time()
    network = Network(circuit, not options.without_extracellular)
    refs, columns = report_traces(circuit, network)
    built = time.time()
    spikes, traces = network.run(refs)
    done = time.time()
    found = files.by_population(circuit, spikes)
    total = sum(len(times) for _, times in found.values())
    print(f"{len(network.cells)} cells, {len(network.links)} connections, {total} spikes in {network.tstop:g} ms; "
          f"built in {built - begin:.0f} s, ran in {done - built:.0f} s")
    reports = {name: (circuit.config["reports"][name], rows, [traces[name, k] for k in range(len(rows))])
               for name, rows in columns.items() if rows}
    if options.out:
        files.write(options.out, circuit, network, found, reports)
    if options.store:
        files.store(options.store, network, found, reports, options.nodes)
    if options.against:
        return stored.compare(options.against, found, reports, network.dt)
    return True


if __name__ == "__main__":
    try:
        sys.exit(not main())
    except (Problem, OSError) as problem:
        print(f"run: {problem}", file=sys.stderr)
        sys.exit(2)
