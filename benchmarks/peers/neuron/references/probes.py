# SPDX-License-Identifier: BSD-3-Clause
"""What can be watched: a branched cell with calcium, its states, currents, concentrations and membrane currents."""
import math

from common import clamp, h, run, train, write

s = h.Section(name="soma")
dends = [h.Section(name=f"dend[{k}]") for k in range(3)]
s.L = s.diam = 20
for d, (length, diam, nseg) in zip(dends, ((100, 2, 5), (150, 1, 7), (60, 1.2, 3))):
    d.L, d.diam, d.nseg = length, diam, nseg
dends[0].connect(s(1))
dends[1].connect(dends[0](1))
dends[2].connect(dends[0](1))
for x in (s, *dends):
    x.Ra, x.cm = 120, 1
    x.insert("pas")
    x.g_pas, x.e_pas = 1e-4, -70
for name, gbar in (("NaTs", 0.5), ("Kv3_1", 0.2), ("Ca_HVA", 5e-4), ("SK", 1e-3), ("CaDynamics", None)):
    s.insert(name)
    if gbar is not None:
        setattr(s(0.5), "gbar_" + name, gbar)
s.ena, s.ek = 53, -107
syn = h.Exp2Syn(dends[1](0.5))
syn.tau1, syn.tau2, syn.e = 0.5, 4, 0
held = train(syn, [4.0, 9.0, 9.5], 3 / 1024), clamp(s, 12, 20, 0.4)
h.cvode.use_fast_imem(1)
here = s(0.5)
rows = run(
    {"v": here._ref_v, "cai": here._ref_cai, "eca": here._ref_eca, "m_Kv3_1": here._ref_m_Kv3_1, "z_SK": here._ref_z_SK,
     "ica": here._ref_ica, "ik": here._ref_ik, "ina": here._ref_ina, "i_pas": here._ref_i_pas,
     "g_Exp2Syn": syn._ref_g, "i_Exp2Syn": syn._ref_i, "i_soma": here._ref_i_membrane_,
     "i_branching": dends[0](0.9)._ref_i_membrane_, "i_synapse": dends[1](0.5)._ref_i_membrane_},
    tstop=40, v_init=-70, every=4)
write("probes", rows, "soma and three dendrites; currents [mA/cm2] or, synaptic and i_membrane_, [nA]: those of the step before t")

# The same run seen from outside: every segment a line along x, its potential a sum of point sources by Gauss-Legendre.
def gauss_legendre(n):
    """Nodes and weights on [-1, 1]: zeros of P_n by Newton's method."""
    points = []
    for k in range(n):
        x = math.cos(math.pi * (k + 0.75) / (n + 0.5))
        for _ in range(10):
            before, p = 1.0, x
            for d in range(2, n + 1):
                before, p = p, ((2 * d - 1) * x * p - (d - 1) * before) / d
            slope = n * (x * p - before) / (x * x - 1)
            x -= p / slope
        points.append((x, 2 / ((1 - x * x) * slope * slope)))
    return points


points = gauss_legendre(200)


def potential(electrode, sigma=0.3):
    """A function of no arguments: the potential [uV] at `electrode` [um] of the currents of now."""
    parts = []
    for x in (s, *dends):
        for seg in x:
            length = x.L / x.nseg
            mean = 0.5 * sum(w / math.hypot(electrode[0] - (seg.x * x.L + 0.5 * length * node), electrode[1], electrode[2]) for node, w in points)
            parts.append((seg, mean / (4 * math.pi * sigma)))
    return lambda: sum(seg.i_membrane_ * part for seg, part in parts)


rows = run({"near": potential((30, 25, 10)), "far": potential((-200, 150, 60))}, tstop=40, v_init=-70, every=4)
write("extracellular", rows, "potentials at (30, 25, 10) and (-200, 150, 60) um outside of the cell of probes.csv [mV], 0.3 S/m")
