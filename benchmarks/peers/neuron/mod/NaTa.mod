: SPDX-License-Identifier: BSD-3-Clause
: Axonal transient Na+: ina = gbar m^3 h (v - ena). Colbert & Pan 2002 (doi:10.1038/nn0602-857).
NEURON {
  SUFFIX NaTa
  USEION na READ ena WRITE ina
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
  ena (mV)
  ina (mA/cm2)
  g (S/cm2)
  celsius (degC)
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
  q (1)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * m * m * h
  ina = g * (v - ena)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  q = 2.3^((celsius - 23) / 10(degC))
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 0.182 * linoid(-(v - (-48)), 6)
  b = 0.124 * linoid(v - (-48), 6)
  m_inf = a / (a + b)
  m_tau = 1 / (a + b) / q
  a = 0.015 * linoid(v - (-69), 6)
  b = 0.015 * linoid(-(v - (-69)), 6)
  h_inf = a / (a + b)
  h_tau = 1 / (a + b) / q
}
FUNCTION linoid(x (mV), y (mV)) (mV) {  : x / (exp(x / y) - 1), its limit at 0
  if (fabs(x / y) < 1e-6) {
    linoid = y * (1 - x / y / 2)
  } else {
    linoid = x / (exp(x / y) - 1)
  }
}
UNITSON
