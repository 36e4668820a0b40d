# SPDX-License-Identifier: BSD-3-Clause
"""What the makers of NEURON reference traces share: the .mod files compiled and loaded, one compartment, a run, a file.

    from common import h, soma, clamp, train, run, write
    cell = soma({"Kv3_1": {"gbar": 0.05}}, diam=20, leak=(1e-4, -70), ena=53, ek=-107)
    steps = [clamp(cell, 10, 20, 0.3)]                       # keep what is returned: NEURON frees what nobody holds
    rows = run({"v": cell(0.5)._ref_v, "m": cell(0.5)._ref_m_Kv3_1}, tstop=60, v_init=-80)
    write("kv3_1", rows, "soma 20 x 20 um, ...")

A family is one script here, run by `./run` in a process of its own: `/usr/bin/python3 <family>.py [folder]`. Files go to
tests/neuron/data or to the folder given.
"""
import math
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import mechanisms

DATA = Path(__file__).resolve().parents[4] / "tests" / "neuron" / "data"


def soma(mechanisms, *, diam=20.0, length=None, cm=1.0, leak=(1e-4, -70.0), ena=None, ek=None):
    """One compartment: a cylinder `length` (= diam) x diam [um], cm [uF/cm2], leak (g [S/cm2], e [mV]) and
    mechanisms {name: {parameter: value}}; parameters without the mechanism's suffix."""
    s = h.Section(name="soma")
    s.L, s.diam, s.nseg, s.cm = (diam if length is None else length), diam, 1, cm
    if leak:
        s.insert("pas")
        s(0.5).g_pas, s(0.5).e_pas = leak
    for name, parameters in mechanisms.items():
        s.insert(name)
        for key, value in parameters.items():
            setattr(s(0.5), key + "_" + name, value)
    if ena is not None and h.ismembrane("na_ion", sec=s):
        s.ena = ena
    if ek is not None and h.ismembrane("k_ion", sec=s):
        s.ek = ek
    return s


def clamp(section, delay, width, amp, x=0.5):
    """IClamp: amp [nA] while delay <= t < delay + width [ms]."""
    i = h.IClamp(section(x))
    i.delay, i.dur, i.amp = delay, width, amp
    return i


def train(target, times, weight):
    """Events of one weight (a number or a list of NetCon weights) at times [ms] into a point process."""
    netcon = h.NetCon(None, target)
    netcon.delay = 0
    for k, w in enumerate(weight if isinstance(weight, (list, tuple)) else [weight]):
        netcon.weight[k] = w
    handler = h.FInitializeHandler(lambda: [netcon.event(t) for t in times])
    return netcon, handler


def run(variables, *, tstop, v_init, dt=0.025, every=10, celsius=34.0, secondorder=0):
    """A fixed-step run. `variables` {column: reference or function}; a row at t = 0 and after every `every` steps: v and states
    hold at that t, currents at the start of the step that ended there. Returns {"t": [...], column: [...]}."""
    h.celsius, h.dt, h.secondorder = celsius, dt, secondorder
    h.steps_per_ms = 1 / dt
    h.cvode_active(0)
    h.finitialize(v_init)
    h.secondorder = secondorder
    read = {k: f if isinstance(f, types.FunctionType) else (lambda f=f: f[0]) for k, f in variables.items()}
    rows = {"t": [], **{k: [] for k in read}}
    for n in range(int(math.floor(tstop / dt + 0.5)) + 1):
        if n:
            h.fadvance()
        if n % every == 0:
            rows["t"].append(n * dt)
            for k, f in read.items():
                rows[k].append(f())
    return rows


def write(name, rows, note):
    """<name>.csv: a comment that says how it was made, the columns' names, numbers that read back to the same bits."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / (name + ".csv"), "w") as f:
        version = h.nrnversion().split("VERSION")[1].split()[0].removesuffix(".dev0")
        f.write(f"# NEURON {version}, {Path(sys.argv[0]).name}: {note}; t [ms], v [mV]\n")
        f.write(",".join(rows) + "\n")
        for line in zip(*rows.values()):
            f.write(",".join(repr(float(x)) for x in line) + "\n")


def compare(made, committed, tolerance=1e-9):
    """Which files of two folders differ, by more than `tolerance` (absolute, or relative beyond 1). Returns sentences."""
    wrong = []
    names = {p.name for p in Path(made).glob("*.csv")} | {p.name for p in Path(committed).glob("*.csv")}
    for name in sorted(names):
        a, b = Path(made) / name, Path(committed) / name
        if not a.exists() or not b.exists():
            wrong.append(f"{name}: {'no script makes it' if b.exists() else 'not committed'}")
            continue
        x, y = ([line for line in f.read_text().splitlines() if not line.startswith("#")] for f in (a, b))
        if len(x) != len(y) or x[:1] != y[:1]:
            wrong.append(f"{name}: other columns or another number of rows")
            continue
        worst = 0.0
        for p, q in zip(x[1:], y[1:]):
            for c, d in zip(p.split(","), q.split(",")):
                difference = abs(float(c) - float(d)) / max(1.0, abs(float(d)))
                worst = max(worst, difference if difference == difference else math.inf)
        if worst > tolerance:
            wrong.append(f"{name}: differs by up to {worst:.1e}")
    return wrong


if __name__ == "__main__":  # common.py --compare MADE COMMITTED
    if len(sys.argv) == 4 and sys.argv[1] == "--compare":
        wrong = compare(sys.argv[2], sys.argv[3])
        print("\n".join(wrong) if wrong else "all reference traces are as committed, to 1e-9")
        sys.exit(bool(wrong))
    sys.exit("usage: common.py --compare MADE COMMITTED")
h = mechanisms.load()
