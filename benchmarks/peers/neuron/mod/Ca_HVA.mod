: SPDX-License-Identifier: BSD-3-Clause
: High-voltage-activated Ca2+: ica = gbar m^2 h (v - eca). Reuveni et al. 1993 (doi:10.1523/JNEUROSCI.13-11-04609.1993).
NEURON {
  SUFFIX Ca_HVA
  USEION ca READ eca WRITE ica
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
  eca (mV)
  ica (mA/cm2)
  g (S/cm2)
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * m * h
  ica = g * (v - eca)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 0.055 * linoid(-27 - v, 3.8)
  b = 0.94 * exp((-75 - v) / 17)
  m_inf = a / (a + b)
  m_tau = 1 / (a + b)
  a = 0.000457 * exp((-13 - v) / 50)
  b = 0.0065 / (exp((-v - 15) / 28) + 1)
  h_inf = a / (a + b)
  h_tau = 1 / (a + b)
}
FUNCTION linoid(x (mV), y (mV)) (mV) {  : x / (exp(x / y) - 1), its limit at 0
  if (fabs(x / y) < 1e-6) {
    linoid = y * (1 - x / y / 2)
  } else {
    linoid = x / (exp(x / y) - 1)
  }
}
UNITSON
