# SPDX-License-Identifier: BSD-3-Clause
"""IntFire1 under random events: at grid times, some together, some within refractoriness. None at its very end: there NEURON's
queue decides whether an event counts. Every event has a source of its own and a delay of 1 ms."""
import random

from common import h, write

DT, STOP, DELAY = 0.125, 60.0, 1.0
CELLS = [("a", 10.0, 5.05), ("b", 20.0, 3.03), ("c", 5.5, 0.0)]  # name, tau, refrac [ms]


def events(tau, refrac, seed):
    """(time, weight) in order of time; now and then an event that surely fires, with others just before and after the end of
    refractoriness."""
    draw = random.Random(seed)
    found = []
    for n in range(int(DELAY / DT), int((STOP - 1) / DT)):
        while draw.random() < 0.12:
            found.append((n * DT, draw.uniform(-0.15, 0.6)))
    big = 10.0
    while big < STOP - 12:
        found.append((big, 1.5))
        if refrac:
            last = int(refrac / DT) * DT
            found += [(big + last, 1.25), (big + last + DT, draw.uniform(0.3, 0.5)), (big + last + 2 * DT, 0.1)]
        big += 13.0
    return sorted(found, key=lambda e: e[0])


def play(tau, refrac, list_of_events):
    cell = h.IntFire1()
    cell.tau, cell.refrac = tau, refrac
    keep = []
    for t, w in list_of_events:
        source = h.NetStim()
        source.start, source.number, source.noise = t - DELAY, 1, 0
        link = h.NetCon(source, cell)
        link.weight[0], link.delay = w, DELAY
        keep += [source, link]
    spikes = h.Vector()
    out = h.NetCon(cell, None)
    out.record(spikes)
    h.dt, h.steps_per_ms = DT, 1 / DT
    h.cvode_active(0)
    h.finitialize(-65)
    m = [cell.m]
    for n in range(1, int(STOP / DT) + 1):
        h.fadvance()
        if n % 2 == 0:
            m.append(cell.m if cell.m > 1 else cell.M())
    return m, list(spikes)


nowhere = h.Section(name="nowhere")  # NEURON wants one
trace, given, fired = {}, {"t": [], "cell": [], "weight": []}, {"t": [], "cell": []}
for k, (name, tau, refrac) in enumerate(CELLS):
    mine = events(tau, refrac, 17 + k)
    m, spikes = play(tau, refrac, mine)
    trace.setdefault("t", [2 * n * DT for n in range(len(m))])
    trace["m_" + name] = m
    given["t"] += [t for t, _ in mine]
    given["weight"] += [w for _, w in mine]
    given["cell"] += [k] * len(mine)
    fired["t"] += spikes
    fired["cell"] += [k] * len(spikes)
cells = "; ".join(f"{n} (tau {t:g}, refrac {r:g} ms)" for n, t, r in CELLS)
write("spiking_IntFire1", trace, f"IntFire1 {cells}, dt {DT} ms, events of spiking_IntFire1_events; m as it is at t, 2 while refractory")
write("spiking_IntFire1_events", given, "event of this weight at t into this cell; those of one time in this order")
write("spiking_IntFire1_spikes", fired, "spikes of the cells")
