# SPDX-License-Identifier: BSD-3-Clause
"""Synapses on a passive soma, an irregular train of events into each: bursts, silences, several events in a step.

synapse_train.csv holds the train. <mechanism>.csv (default parameters, but an e that has an effect) and
<mechanism>_other.csv (every parameter another number): v and the states by backward Euler, v_cn by Crank-Nicolson
(secondorder = 2).
"""
from common import h, run, soma, train, write

# Events in one step: 5.0 with 5.003, 40.02 with 40.03 and 40.031. The first is due at step 0.
TIMES = [0.01, 5.0, 5.003, 12.31, 13.4, 14.6, 15.72, 16.9, 40.02, 40.03, 40.031, 55.8, 90.11, 90.61, 91.11, 91.6, 92.1, 92.6,
         93.11, 93.6, 94.11, 150.0, 151.02, 199.99, 230.05]
EQUAL = [1.0 for _ in TIMES]                          # into a synapse that is one connection
MIXED = [(1 + k % 3) / 2 for k in range(len(TIMES))]  # into a state that synapses share

# mechanism: scale of the weights [uS], the columns beside v, default run, other run
CASES = {
    "ExpSyn": (1 / 64, ["g"], {}, {"tau": 2.3, "e": -10}),
    "exp1isyn": (1 / 64, ["g"], {"e": -12}, {"tau": 3.1, "e": -2}),
    "Exp2Syn": (1 / 512, ["A", "B"], {}, {"tau1": 0.7, "tau2": 6.3, "e": -5}),
    "AlphaSyn": (1 / 64, ["a", "g"], {}, {"tau": 1.9, "e": -5}),
    "NMDA": (1 / 512, ["A", "B"], {}, {"tau1": 1.3, "tau2": 37, "e": 2, "mg": 0.6}),
    "AMPANMDA": (1 / 512, ["A_AMPA", "B_AMPA", "A_NMDA", "B_NMDA"], {},
                 {"tau_r_AMPA": 0.3, "tau_d_AMPA": 2.2, "tau_r_NMDA": 3.1, "tau_d_NMDA": 61, "NMDA_ratio": 0.83, "mg": 1.2, "e": 1}),
    "GABAa": (1 / 256, ["g"], {}, {"Alpha": 3.2, "Beta": 0.11, "Cmax": 0.7, "Cdur": 0.8, "Erev": -91}),
    "GABAb": (1 / 4, ["R", "s"], {},
              {"K1": 2.5, "K2": 0.021, "K3": 0.12, "K4": 0.047, "KD": 60, "Cmax": 0.4, "Cdur": 0.5, "Erev": -99}),
    "stp1syn": (1 / 128, ["n", "g"], {}, {"p0": 0.22, "tau_1": 7, "tau_r": 63, "e": -9}),
    "stp2syn": (1 / 128, ["n", "tau_r", "g", "Pmax"], {},
                {"p0": 0.22, "tau_1": 7, "tau_r0": 310, "tau_FDR": 170, "a_FDR": 0.35, "e": -9}),
    "stp3syn": (1 / 128, ["n", "g", "tau_r", "D"], {},
                {"p0": 0.22, "tau_1": 7, "tau_r0": 310, "tau_FDR": 170, "a_FDR": 0.35, "tau_D": 47, "a_D": 0.62, "e": -9}),
    "stp4syn": (1 / 128, ["n", "g"], {}, {"p0": 0.22, "tau_1": 7, "tau_r": 63, "e": -9}),
    "stp5syn": (1 / 128, ["n", "p", "tau_r", "D", "pb", "g", "Pmax"], {},
                {"tau_1": 7, "tau_r0": 310, "tau_FDR": 170, "a_FDR": 0.35, "tau_D": 47, "a_D": 0.62, "tau_i": 83, "a_i": 0.27,
                 "tau_f": 21, "a_f": 0.41, "pbtilde": 0.38, "e": -9}),
    "stp5isyn": (1 / 128, ["n", "p", "tau_r", "D", "pb", "g", "Pmax"], {"e": -12},
                 {"tau_1": 7, "tau_r0": 310, "tau_FDR": 170, "a_FDR": 0.35, "tau_D": 47, "a_D": 0.62, "tau_i": 83, "a_i": 0.27,
                  "tau_f": 21, "a_f": 0.41, "pbtilde": 0.38, "e": -9}),
}
SHARED = {"ExpSyn", "exp1isyn", "Exp2Syn", "AlphaSyn", "NMDA", "AMPANMDA"}


def synapse(name, mechanism, scale, columns, parameters):
    cell = soma({}, diam=20, leak=(1e-4, -70))
    point = getattr(h, mechanism)(cell(0.5))
    for key, value in parameters.items():
        setattr(point, key, value)
    inputs = [train(point, [t], scale * w) for t, w in zip(TIMES, MIXED if mechanism in SHARED else EQUAL)]
    v = cell(0.5)._ref_v
    rows = run({"v": v, **{c: getattr(point, "_ref_" + c) for c in columns}}, tstop=250, v_init=-70, every=80)
    rows["v_cn"] = run({"v": v}, tstop=250, v_init=-70, every=80, secondorder=2)["v"]
    del inputs
    told = ", ".join(f"{k} = {v}" for k, v in parameters.items()) or "default parameters"
    write(name, rows, f"soma 20 x 20 um, leak 1e-4 S/cm2 to -70 mV, dt 0.025, {mechanism} with {told}, events of "
                      f"synapse_train.csv times {scale} uS")


for mechanism, (scale, columns, default, other) in CASES.items():
    synapse(mechanism, mechanism, scale, columns, default)
    synapse(mechanism + "_other", mechanism, scale, columns, other)
write("synapse_train", {"t": TIMES, "equal": EQUAL, "mixed": MIXED}, "events and their weights")
