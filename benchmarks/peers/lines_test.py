# SPDX-License-Identifier: BSD-3-Clause
"""lines_test.py PEER_PALLIUM: does `benchmarks/run --peers --json` keep its word? Its standard output is lines of JSON with the keys
that they all have, a line for each row and number type; what it cannot do it refuses in one line with status 2; where spikes differ
it prints nothing. No time is looked at.
Ends with status 77 where NEURON or the shared data are absent."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"name": str, "real": str, "cells": int, "ns_per_cell_step": float, "neuron_ns_per_cell_step": float, "ratio_to_neuron": float}
COMPARED = ("w2", "w2_spread", "w2_small", "w2_all_active", "w3")
OTHERS = ("w3_silent", "w2_two_threads", "w3_two_threads", "memory")


def run(*options):
    return subprocess.run([ROOT / "benchmarks/run", "--peers", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def expect(condition, what):
    if not condition:
        sys.exit(f"lines_test.py: {what}")


def main():
    program = ["--pallium", sys.argv[1]]
    for bad in (["--repeats", "0"], ["--only", "w4"], ["--data", str(Path(__file__).parent)], ["--coordinates", "x"], ["--frobnicate"]):
        r = run(*bad, *program)
        expect(r.returncode == 2 and not r.stdout and r.stderr.count("\n") == 1, f"{bad}: status {r.returncode}, {r.stdout}{r.stderr}")
    if not (ROOT.parent / "shared/data/networks/w3_K1000.csv.gz").exists():
        print("shared data absent: data/networks/w3_K1000.csv.gz")
        sys.exit(77)
    r = run("--json", "--smallest", *program)
    sys.stderr.write(r.stderr)
    if r.returncode == 77:
        sys.exit(77)
    expect(r.returncode == 0, f"status {r.returncode}")
    # a program that simulates another current than it says
    with tempfile.TemporaryDirectory() as folder:
        liar = Path(folder) / "liar"
        liar.write_text(f"#!{sys.executable}\nimport os, sys\nw = sys.argv[1:]\nw = w if '--describe' in w else ['0.25' if x == '0.2' else x for x in w]\n"
                        f"os.execv({program[1]!r}, [{program[1]!r}] + w)\n")
        liar.chmod(0o755)
        lie = run("--json", "--smallest", "--only", "w2", "--pallium", str(liar))
    expect(lie.returncode == 1 and not lie.stdout and "w2, double" in lie.stderr.splitlines()[-1] and "expected" in lie.stderr.splitlines()[-1],
           f"wrong spikes: status {lie.returncode}, {lie.stdout}{lie.stderr}")
    seen = {}
    for text in r.stdout.splitlines():
        print(text)
        line = json.loads(text)
        for key, kind in KEYS.items():
            expect(key in line, f"no {key} in {text}")
            expect(line[key] is None or isinstance(line[key], kind), f"{key} in {text}: expected {kind.__name__} or null")
        if line["name"] in COMPARED:
            expect(all(line[k] is not None and line[k] > 0 for k in list(KEYS)[2:]), f"nothing measured in {text}")
            expect(line["neuron_spikes"] > 0, f"no spikes compared in {text}")
        seen.setdefault((line["name"], line["real"]), []).append(line)
    for name in COMPARED + OTHERS:
        for real in ("double", "float"):
            if name.endswith("two_threads") and (name, real) not in seen:
                continue  # one processor
            expect((name, real) in seen, f"no line of {name}, {real}")
    for real in ("double", "float"):
        expect("neuron_merged_ns_per_cell_step" in seen["w3", real][0], "w3 without NEURON's merged synapses")
        network = next(line for line in seen["memory", real] if line["model"] == "w3_K1000")
        each = network["bytes_per_compartment"]
        expect(each["v"] + each["synapses"] == {"double": 40, "float": 20}[real], f"{each}")


if __name__ == "__main__":
    main()
