: SPDX-License-Identifier: BSD-3-Clause
: Calcium-activated K+: ik = gbar z (v - ek). Kohler et al. 1996 (doi:10.1126/science.273.5282.1709).
: It must see cai as CaDynamics leaves it in the same step: its file comes later in the alphabet.
NEURON {
  SUFFIX SK
  USEION k READ ek WRITE ik
  USEION ca READ cai
  RANGE gbar, g
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (mA) = (milliamp)
  (S) = (siemens)
  (mM) = (milli/liter)
  (um) = (micron)
}
PARAMETER {
  gbar = 1e-5 (S/cm2)
}
ASSIGNED {
  v (mV)
  ek (mV)
  ik (mA/cm2)
  g (S/cm2)
  cai (mM)
  z_inf (1)
  z_tau (ms)
}
STATE { z }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * z
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  z' = (z_inf - z) / z_tau
}
INITIAL {
  rates(v)
  z = z_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL c
  c = cai
  if (c < 1e-7) {
    c = c + 1e-7
  }
  z_inf = 1 / (1 + (0.00043 / c)^4.8)
  z_tau = 1
}
UNITSON
