: SPDX-License-Identifier: BSD-3-Clause
: Muscarinic K+, second version: ik = gbar m (v - ek). Vervaeke et al. 2006 (doi:10.1113/jphysiol.2006.111336).
NEURON {
  SUFFIX Im_v2
  USEION k READ ek WRITE ik
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
  celsius (degC)
  m_inf (1)
  m_tau (ms)
  q (1)
}
STATE { m }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
}
INITIAL {
  q = 2.3^((celsius - 30) / 10(degC))
  rates(v)
  m = m_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 0.007 * exp(6 * 0.4 * (v + 48) / 26.12)
  b = 0.007 * exp(-6 * (1 - 0.4) * (v + 48) / 26.12)
  m_inf = a / (a + b)
  m_tau = (15 + 1 / (a + b)) / q
}
UNITSON
