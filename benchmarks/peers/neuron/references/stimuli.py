# SPDX-License-Identifier: BSD-3-Clause
"""Currents, a voltage clamp and trains of events into cells of one compartment with Hodgkin and Huxley's channels.

Each column of stimuli.csv is a cell of its own: a step, a ramp and a sine played into IClamp.amp, samples played with and
without interpolation, and two trains of events. seclamp.csv is a clamp through 2 MOhm by both schemes, and its current.
"""
import math

from common import clamp, h, run, soma, train, write

h.usetable_hh = 0
TSTOP, DT = 100, 0.025


def cell():
    return soma({"hh": {"gnabar": 0.12, "gkbar": 0.036, "gl": 0}}, leak=(3e-4, -54.3), ena=50, ek=-77)


def played(section, values, times, *continuous):
    """An IClamp into which values [nA] are played: at times, or one each `times` ms."""
    i = clamp(section, 0, 1e9, 0)
    y = h.Vector(values)
    x = h.Vector(times) if isinstance(times, list) else times
    y.play(i._ref_amp, x, *continuous)
    return i, y, x


def sine(t):  # tests/neuron/stimuli.cpp has the same numbers
    return 0.05 + 0.25 * math.sin(2 * math.pi * 0.045 * (t - 12.5) + 0.4) if 12.5 <= t < 92.5 else 0.0


samples = [0.4 * math.sin(0.9 * k) * math.exp(-0.02 * k) for k in range(60)]
times = [3 + 1.3 * k + 0.4 * math.sin(k) for k in range(60)]
trains = ([2.0, 10.01, 10.02, 31.3, 31.3, 64.01], [5.5, 40.0, 47.37, 90.0])

step, ramp, wave, held, linear, *synaptic = cells = [cell() for _ in range(7)]
keep = [
    clamp(step, 10.01, 60.02, 0.15),
    played(ramp, [0, 0, -0.1, 0.5, 0, 0], [0, 20, 20, 80.03, 80.03, 101], 1),
    # NEURON sees t + dt/2: there it reads the formula's own value
    played(wave, [sine((k + 0.5) * DT) for k in range(int(TSTOP / DT))], [(k + 0.5) * DT for k in range(int(TSTOP / DT))], 1),
    played(held, samples, 1.3),
    played(linear, samples + [samples[-1]], times + [1e3], 1),
]
for s, at in zip(synaptic, trains):
    y = h.ExpSyn(s(0.5))
    y.tau, y.e = 3, 0
    keep.append((y, train(y, at, 0.015625)))
columns = ["step", "ramp", "sine", "hold", "linear", "train0", "train1"]
rows = run({c: s(0.5)._ref_v for c, s in zip(columns, cells)}, tstop=TSTOP, v_init=-65, every=20, celsius=6.3)
write("stimuli", rows, "hh at 6.3 degC with pas (3e-4, -54.3), soma 20 x 20 um, dt 0.025 ms, one cell a column, v [mV]")

s = cell()
se = h.SEClamp(s(0.5))
se.amp1, se.amp2, se.amp3, se.dur1, se.dur2, se.dur3, se.rs = -75, -10, -40, 10.01, 20.02, 15.5, 2
rows = run({"v": s(0.5)._ref_v, "i": se._ref_i}, tstop=60, v_init=-65, every=12, celsius=6.3)
rows["v_cn"] = run({"v": s(0.5)._ref_v}, tstop=60, v_init=-65, every=12, celsius=6.3, secondorder=2)["v"]
write("seclamp", rows, "the same cell under SEClamp: -75, -10, -40 mV for 10.01, 20.02, 15.5 ms through 2 MOhm; i [nA]; v_cn by secondorder = 2")
