: SPDX-License-Identifier: BSD-3-Clause
: Hyperpolarisation-activated cation current: ihcn = gbar m (v - ehcn). Kole, Hallermann & Stuart 2006 (doi:10.1523/JNEUROSCI.3664-05.2006).
NEURON {
  SUFFIX Ih
  NONSPECIFIC_CURRENT ihcn
  RANGE gbar, g
  GLOBAL ehcn
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
  ehcn = -45 (mV)
}
ASSIGNED {
  v (mV)
  ihcn (mA/cm2)
  g (S/cm2)
  m_inf (1)
  m_tau (ms)
}
STATE { m }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m
  ihcn = g * (v - ehcn)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
}
INITIAL {
  rates(v)
  m = m_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 6.43e-3 * linoid(v + 154.9, 11.9)
  b = 0.193 * exp(v / 33.1)
  m_inf = a / (a + b)
  m_tau = 1 / (a + b)
}
FUNCTION linoid(x (mV), y (mV)) (mV) {  : x / (exp(x / y) - 1), its limit at 0
  if (fabs(x / y) < 1e-6) {
    linoid = y * (1 - x / y / 2)
  } else {
    linoid = x / (exp(x / y) - 1)
  }
}
UNITSON
