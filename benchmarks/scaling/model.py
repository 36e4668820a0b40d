#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a cortex would take on nodes of A64FX: an estimate from constants that were measured or computed, each named here.

usage: model.py [--readme FILE] [--drawn NS,NS] [--stored NS,NS] [--spike-bytes B] [--state-bytes B] [--rate HZ] [--check]

--readme        the page with llvm-mca's numbers for A64FX (float): ../README.md
--drawn         ns that a spike heard costs a thread, whether or not it has targets there, and each event beside: procedural synapses
--stored        the same, synapses in tables (both bench_rank, this machine)
--spike-bytes   of a spike in a message (the same)
--state-bytes   of a neuron, two synapse classes on each of 200 compartments (bench_setup)
--rate          mean rate of all neurons [Hz]
--check         only that the page has what is needed, and that the model is sane
"""
import argparse
import math
import os
import sys

# --- assumptions: what was not measured here -------------------------------------------------------------------------
THREADS, HBM_BYTES, HBM_GBS = 48, 28e9, 800.0   # a node: threads; of its 32 GB what a program gets; STREAM of all cores [GB/s]
LINK_GBS, LATENCY_US, MESSAGE_US = 6.8, 1.5, 1.0  # Tofu-D: one link of six; a hop of a collective; a message posted and received
COMPARTMENTS, SYNAPSES = 200, 2900              # of a neuron
DT_MS, EPOCH_MS, DELAY_MS = 0.1, 1.0, 20.0      # step; shortest and longest delay
LANES, REGISTERS = 16, 4                        # floats in a register; registers in a group
EXCITATORY = 0.8                                # of the neurons; they project to all areas, the others within theirs
MEMORY_FACTOR = {"low": 1.0, "central": 1.6, "high": 2.3}  # a step against llvm-mca, which knows no caches
SCALAR_FACTOR = {"low": 2.0, "central": 3.0, "high": 4.0}  # events and spikes: an A64FX core against this machine's (Zen 3)
CHANNELS = "nats nap k_p k_t kv3_1 im ih sk ca_hva ca_lva".split()  # at the soma
PUBLISHED = (145_728, 32.0)                     # Kuriyama et al. SC '25, mouse: nodes, seconds for a biological second
NODES = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 145_728, 158_976]
CORTICES = {
    "mouse": dict(neurons=9e6, areas=86, title="9 million neurons, 26 billion synapses (mouse)"),
    "macaque": dict(neurons=6e9, areas=180, title="6 billion neurons, 17.4 trillion synapses (macaque)"),
}


def by_k(page):
    """(kernel, K) -> llvm-mca's ns for A64FX, float, from the tables 'ns by K'."""
    found, columns = {}, {}
    for line in open(page):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            columns = {}
        elif cells[0] == "ns by K":  # "A64FX (estimate), 1 | A64FX (estimate), 4"; later columns may name K alone
            columns, a64fx = {}, False
            for i, c in enumerate(cells):
                a64fx = a64fx or c.startswith("A64FX")
                if a64fx:
                    columns[i] = int(c.split(",")[-1])
        elif columns and len(cells) > max(columns) and cells[1] == "float":
            for i, k in columns.items():
                if cells[i]:
                    found[cells[0], k] = float(cells[i])
    return found


def cell_step(mca, k):
    """ns of a cell and step with groups of k registers, by llvm-mca."""
    def of(name):
        if (name, k) in mca:
            return mca[name, k]
        return mca[name, 1]  # mechanisms go one register at a time where that is faster
    soma = sum(of(c + " advance") + of(c + " current") for c in CHANNELS)
    return COMPARTMENTS * of("tree, 2 synapse classes") + soma + of("calcium_shell settle pool") + of("calcium_shell reversal")


def node(cortex, nodes, case, a, mca, sender_draws=False, shared=False, stored=False):
    """Seconds of a node for a biological second, by part, and its memory."""
    neurons = cortex["neurons"]
    mine = neurons / nodes
    cells = mine / THREADS
    steps, epochs = 1000 / DT_MS, 1000 / EPOCH_MS
    group = LANES * REGISTERS
    wide = math.ceil(cells / group) * group * cell_step(mca, REGISTERS)
    narrow = math.ceil(cells / LANES) * LANES * cell_step(mca, 1)
    stream = mine * a.state_bytes * 2 / HBM_GBS  # once an epoch, both ways [ns]
    compute = steps * min(wide, narrow) * MEMORY_FACTOR[case] * 1e-9 + epochs * stream * 1e-9
    slow = SCALAR_FACTOR[case]
    ns_heard, ns_event = a.stored if stored else a.drawn
    spikes = neurons * a.rate
    onto = mine * SYNAPSES * a.rate  # events of this node
    heard = spikes * (EXCITATORY + (1 - EXCITATORY) / cortex["areas"])
    own = mine * a.rate / epochs  # its spikes in an epoch
    sending = 0.0
    if sender_draws:
        heard = min(heard, onto)
        sending = own * SYNAPSES * epochs * ns_event * slow * 1e-9 / THREADS
    events = onto / THREADS * ns_event * slow * 1e-9
    hearing = heard * ns_heard * slow * 1e-9
    if shared:  # each spike looked at by one thread, which hands events to the others: at best
        hearing /= THREADS
    exchange = 0.0
    if nodes > 1:
        gather = 2 * LATENCY_US * math.log2(nodes) + (4 * nodes + spikes / epochs * a.spike_bytes) / LINK_GBS * 1e-3
        peers = min(nodes - 1, own * SYNAPSES) if sender_draws else nodes - 1
        targeted = peers * MESSAGE_US + heard / epochs * a.spike_bytes / LINK_GBS * 1e-3
        exchange = epochs * (targeted if sender_draws else min(gather, targeted)) * 1e-6  # [us] an epoch
    memory = mine * (a.state_bytes + 30) + 16 * nodes + heard / epochs * (DELAY_MS / EPOCH_MS + 1) * 16
    if stored:  # and of each thread the sources that it knows
        memory += mine * SYNAPSES * 8 + THREADS * 24 * min(neurons, cells * SYNAPSES)
    return dict(compute=compute, events=events, hearing=hearing + sending, exchange=exchange, memory=memory,
                total=compute + events + hearing + sending + exchange)


def number(x):
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


WAYS = [("as the engine is, procedural synapses", {}), ("as the engine is, synapses in tables", {"stored": True}),
        ("procedural, if senders drew the targets where that is faster and sent to ranks that have one", {"sender_draws": True}),
        ("the same, and the threads of a node shared its spikes without loss", {"sender_draws": True, "shared": True})]


def tables(a, mca):
    for key, cortex in CORTICES.items():
        for how, way in WAYS:
            def at(n, case="central"):  # who may draw need not, where a collective is cheaper
                return min((node(cortex, n, case, a, mca, **w) for w in (way, way | {"sender_draws": False})), key=lambda r: r["total"])
            print(f"\n{cortex['title']}, {how}: estimates\n")
            print("| nodes | neurons of a node | memory of a node [GB] | compute [s] | events [s] | spikes heard [s] | exchange [s] "
                  "| seconds for a biological second | low to high |\n|---|---|---|---|---|---|---|---|---|")
            for n in NODES:
                c = at(n)
                fits = c["memory"] <= HBM_BYTES
                cells = [f"{n:,}", number(cortex["neurons"] / n), number(c["memory"] / 1e9) + ("" if fits else ", too much")]
                cells += [number(c[x]) for x in ("compute", "events", "hearing", "exchange", "total")] if fits else ["-"] * 5
                cells += [f"{number(at(n, 'low')['total'])} to {number(at(n, 'high')['total'])}" if fits else "-"]
                print("| " + " | ".join(cells) + " |")
            tried = sorted(set(NODES) | {int(2 ** (k / 8)) for k in range(0, 138)})
            fit = [n for n in tried if at(n)["memory"] <= HBM_BYTES]
            least = min(at(n)["total"] for n in fit)
            stop = next(n for n in fit if at(n)["total"] <= 1.1 * least)
            c = at(stop)
            part = max(("compute", "events", "hearing", "exchange"), key=lambda x: c[x])
            names = dict(compute="computing cells", events="events", hearing="looking at spikes heard", exchange="the exchange")
            print(f"\nFits from {fit[0]:,} nodes on. Within a tenth of its least, {number(least)} s, from {stop:,} nodes on, where most goes to {names[part]} "
                  f"({100 * c[part] / c['total']:.0f} %).")
            if key == "mouse":
                print(f"Published: {PUBLISHED[1]:g} s on {PUBLISHED[0]:,} nodes; here {number(at(PUBLISHED[0])['total'])} s.")


def main():
    parse = argparse.ArgumentParser(usage=__doc__, add_help=True)
    parse.add_argument("--readme", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "README.md"))
    def two(text):
        return tuple(float(x) for x in text.split(","))
    parse.add_argument("--drawn", type=two, default=(341, 61))
    parse.add_argument("--stored", type=two, default=(194, 188))
    parse.add_argument("--spike-bytes", type=float, default=1.9)
    parse.add_argument("--state-bytes", type=float, default=4085)
    parse.add_argument("--rate", type=float, default=5)
    parse.add_argument("--check", action="store_true")
    a = parse.parse_args()
    mca = by_k(a.readme)
    try:
        wide, narrow = cell_step(mca, REGISTERS), cell_step(mca, 1)
    except KeyError as e:
        return f"model.py: {a.readme} has no estimate for A64FX of {e.args[0][0]!r}"
    if a.check:
        m = CORTICES["mouse"]
        one, more = (node(m, n, "central", a, mca) for n in (64, 128))
        assert 0 < wide < narrow and 1.8 < one["compute"] / more["compute"] < 2.2 and one["hearing"] == more["hearing"]
        assert node(m, 1, "central", a, mca)["exchange"] == 0
        return print("sane")
    print(f"A step of a cell of {COMPARTMENTS} compartments, float, by llvm-mca for A64FX at 2.2 GHz: {wide:.0f} ns in groups of {LANES * REGISTERS}, "
          f"{narrow:.0f} ns of {LANES}; times {MEMORY_FACTOR['low']:g} to {MEMORY_FACTOR['high']:g}, centrally {MEMORY_FACTOR['central']:g}.")
    print(f"A spike heard {a.drawn[0]:g} ns and an event {a.drawn[1]:g} ns on this machine, {a.stored[0]:g} and {a.stored[1]:g} ns from tables; times {SCALAR_FACTOR['low']:g} to {SCALAR_FACTOR['high']:g}, "
          f"centrally {SCALAR_FACTOR['central']:g}, on A64FX. {a.rate:g} Hz, {a.spike_bytes:g} bytes a spike, {a.state_bytes:g} bytes a neuron.")
    tables(a, mca)


if __name__ == "__main__":
    sys.exit(main())
