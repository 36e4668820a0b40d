#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Weak and strong scaling of whole_cortex on this machine: ranks x threads, interleaved, medians; tables in Markdown.

usage: measure.py PROGRAM [--neurons N] [--ms T] [--rounds R]

Strong: N neurons whatever the workers (ranks x threads). Weak: N neurons a worker.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

SHAPES = [(1, 1), (1, 2), (2, 1), (2, 2)]


def run(program, ranks, threads, neurons, ms, folder):
    command = [program, "--neurons", str(neurons), "--duration", str(ms), "--threads", str(threads), "--out", folder, "--overwrite"]
    if ranks > 1:
        command = ["mpirun", "-n", str(ranks)] + command
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"measure.py: {' '.join(command)}: status {done.returncode}\n{done.stdout}")
    with open(os.path.join(folder, "summary.json")) as f:
        s = json.load(f)
    if (s["ranks"], s["threads"]) != (ranks, threads):
        sys.exit(f"measure.py: asked for {ranks} ranks x {threads} threads, got {s['ranks']} x {s['threads']}")
    return s


def main():
    parse = argparse.ArgumentParser(usage=__doc__)
    parse.add_argument("program")
    parse.add_argument("--neurons", type=int, default=2150)
    parse.add_argument("--ms", type=float, default=100)
    parse.add_argument("--rounds", type=int, default=5)
    a = parse.parse_args()
    if shutil.which("mpirun") is None:
        sys.exit("measure.py: mpirun is needed (Open MPI)")
    processors = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        for name, neurons in (("strong", lambda workers: a.neurons), ("weak", lambda workers: a.neurons * workers)):
            found = {shape: [] for shape in SHAPES}
            for _ in range(a.rounds):
                for ranks, threads in SHAPES:
                    found[ranks, threads].append(run(a.program, ranks, threads, neurons(ranks * threads), a.ms, folder))
            base = statistics.median(s["wall_s"] for s in found[1, 1])
            if name == "strong":
                s = found[1, 1][0]
                print(f"whole_cortex, {s['real']}, {s['arch']}, dt {s['dt_ms']} ms, epoch {s['epoch_steps']} steps, {a.ms:g} ms, "
                      f"{s['compartments'] / s['neurons']:.0f} compartments a neuron, {s['storage']} synapses")
            print(f"\n| {name}: ranks x threads | neurons | s | least | efficiency | bytes a spike | spikes |\n|---|---|---|---|---|---|---|")
            for (ranks, threads), all in found.items():
                times = [s["wall_s"] for s in all]
                workers = ranks * threads
                gain = base / statistics.median(times) / (workers if name == "strong" else 1)
                sent = all[0]["bytes_sent"] / all[0]["spikes_sent"] if all[0]["spikes_sent"] else 0
                print(f"| {ranks} x {threads}{', oversubscribed' if workers > processors else ''} | {all[0]['neurons']} | {statistics.median(times):.2f} "
                      f"| {min(times):.2f} | {100 * gain:.0f} % | {sent:.1f} | {all[0]['spikes']} |")
                if len({s["spikes"] for s in all}) > 1:
                    sys.exit("measure.py: two runs of one network differ in their spikes")
            if name == "strong" and len({all[0]["spikes"] for all in found.values()}) > 1:
                sys.exit("measure.py: spikes differ between shapes")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
