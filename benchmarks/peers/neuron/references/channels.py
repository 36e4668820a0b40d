# SPDX-License-Identifier: BSD-3-Clause
"""Every channel, and the calcium pool, in one compartment under steps of current from below -100 to above +20 mV.

A file holds v and the gates by backward Euler and, as v_cn, v by Crank-Nicolson (secondorder = 2). PALLIUM_TELL=1 prints how
far v goes and how much of it the mechanism is.
"""
import os

from common import clamp, h, run, soma, write

# [delay ms, width ms, nA]: tests/neuron/channels.hpp has the same
STEPS = [(5, 13, -0.2), (25, 10, 0.3), (40, 5, 0.8), (50, 15, -0.12), (70, 12, 0.6)]
LEAK = (3e-4, -70.0)
CALCIUM = {"gamma": 0.04, "decay": 20}

# name: (mechanisms with their parameters, columns, celsius). The hall-of-fame channels must not care about celsius.
CASES = {
    "NaTs": ({"NaTs": {"gbar": 0.05}}, "m_NaTs h_NaTs", 34),
    "NaTa": ({"NaTa": {"gbar": 0.05}}, "m_NaTa h_NaTa", 34),
    "NaV": ({"NaV": {"gbar": 0.05}}, "O_NaV C1_NaV C5_NaV I1_NaV I6_NaV", 34),
    "Nap": ({"Nap": {"gbar": 0.0005}}, "h_Nap", 34),
    "Kv2like": ({"Kv2like": {"gbar": 0.01}}, "m_Kv2like h1_Kv2like h2_Kv2like", 34),
    "Kv3_1": ({"Kv3_1": {"gbar": 0.01}}, "m_Kv3_1", 34),
    "K_P": ({"K_P": {"gbar": 0.005}}, "m_K_P h_K_P", 34),
    "K_T": ({"K_T": {"gbar": 0.01}}, "m_K_T h_K_T", 34),
    "Kd": ({"Kd": {"gbar": 0.001}}, "m_Kd h_Kd", 34),
    "Im": ({"Im": {"gbar": 0.001}}, "m_Im", 34),
    "Im_v2": ({"Im_v2": {"gbar": 0.001}}, "m_Im_v2", 34),
    "Ih": ({"Ih": {"gbar": 0.002}}, "m_Ih", 34),
    "Ca_HVA": ({"Ca_HVA": {"gbar": 0.001}}, "m_Ca_HVA h_Ca_HVA", 34),
    "Ca_LVA": ({"Ca_LVA": {"gbar": 0.003}}, "m_Ca_LVA h_Ca_LVA", 34),
    "CaDynamics": ({"Ca_HVA": {"gbar": 0.001}, "CaDynamics": CALCIUM}, "cai m_Ca_HVA", 34),
    "SK": ({"Ca_HVA": {"gbar": 0.001}, "CaDynamics": CALCIUM, "SK": {"gbar": 0.003}}, "cai z_SK", 34),
    "itGHK": ({"itGHK": {"pcabar": 2e-4}, "CaDynamics": CALCIUM}, "cai m_itGHK h_itGHK", 34),
    "K_Pst": ({"K_Pst": {"gbar": 0.005}}, "m_K_Pst h_K_Pst", 30),
    "K_Tst": ({"K_Tst": {"gbar": 0.02}}, "m_K_Tst h_K_Tst", 30),
    "NaTa_t": ({"NaTa_t": {"gbar": 0.05}}, "m_NaTa_t h_NaTa_t", 30),
    "NaTs2_t": ({"NaTs2_t": {"gbar": 0.05}}, "m_NaTs2_t h_NaTs2_t", 30),
    "Nap_Et2": ({"Nap_Et2": {"gbar": 0.005}}, "m_Nap_Et2 h_Nap_Et2", 30),
    "hh_na": ({"hh": {"gnabar": 0.12, "gkbar": 0, "gl": 0}}, "m_hh h_hh", 12),
    "hh_k": ({"hh": {"gnabar": 0, "gkbar": 0.036, "gl": 0}}, "n_hh", 12),
    "pas": ({}, "", 34),
}


def trace(mechanisms, columns, celsius, secondorder):
    cell = soma(mechanisms, leak=LEAK, ena=53, ek=-107)
    steps = [clamp(cell, *s) for s in STEPS]
    return run({"v": cell(0.5)._ref_v, **{c: getattr(cell(0.5), "_ref_" + c) for c in columns}}, tstop=90, v_init=-80,
               every=20, celsius=celsius, secondorder=secondorder)


h.usetable_hh = 0
passive = trace({}, [], 34, 0)["v"]
for name, (mechanisms, columns, celsius) in CASES.items():
    rows = trace(mechanisms, columns.split(), celsius, 0)
    rows["v_cn"] = trace(mechanisms, [], celsius, 2)["v"]
    if os.environ.get("PALLIUM_TELL"):
        v = rows["v"]
        print(f"{name:12}{min(v):8.1f} ...{max(v):6.1f} mV, moved by {max(abs(a - b) for a, b in zip(v, passive)):6.1f}; "
              f"CN off by {max(abs(a - b) for a, b in zip(v, rows['v_cn'])):.2f}")
    write("channel_" + name, {k.replace("_hh", "_" + name): r for k, r in rows.items()},
          f"{mechanisms}, soma 20 x 20 um, pas {LEAK}, ena 53, ek -107, {celsius} degC, dt 0.025 ms, IClamp {STEPS}")
