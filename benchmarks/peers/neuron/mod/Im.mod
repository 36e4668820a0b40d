: SPDX-License-Identifier: BSD-3-Clause
: Muscarinic K+: ik = gbar m (v - ek). Adams, Brown & Constanti 1982 (doi:10.1113/jphysiol.1982.sp014357).
NEURON {
  SUFFIX Im
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
  q = 2.3^((celsius - 21) / 10(degC))
  rates(v)
  m = m_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 3.3e-3 * exp(2.5 * 0.04 * (v + 35))
  b = 3.3e-3 * exp(-2.5 * 0.04 * (v + 35))
  m_inf = a / (a + b)
  m_tau = 1 / (a + b) / q
}
UNITSON
