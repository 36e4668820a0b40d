: SPDX-License-Identifier: BSD-3-Clause
: Persistent Na+: ina = gbar m_inf(v) h (v - ena), m instantaneous. Magistretti & Alonso 1999 (doi:10.1085/jgp.114.4.491).
NEURON {
  SUFFIX Nap
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
  h_inf (1)
  h_tau (ms)
  q (1)
}
STATE { h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * h / (1 + exp(-(v + 52.6) / 4.6))
  ina = g * (v - ena)
}
DERIVATIVE gates {
  rates(v)
  h' = (h_inf - h) / h_tau
}
INITIAL {
  q = 2.3^((celsius - 21) / 10(degC))
  rates(v)
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  h_inf = 1 / (1 + exp((v + 48.8) / 10))
  h_tau = 1 / (2.88e-6 * linoid(v + 17, 4.63) + 6.94e-6 * linoid(-(v + 64.4), 2.63)) / q
}
FUNCTION linoid(x (mV), y (mV)) (mV) {  : x / (exp(x / y) - 1), its limit at 0
  if (fabs(x / y) < 1e-6) {
    linoid = y * (1 - x / y / 2)
  } else {
    linoid = x / (exp(x / y) - 1)
  }
}
UNITSON
