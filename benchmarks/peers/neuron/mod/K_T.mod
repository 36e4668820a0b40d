: SPDX-License-Identifier: BSD-3-Clause
: Transient K+: ik = gbar m^4 h (v - ek). Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
NEURON {
  SUFFIX K_T
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
  h_inf (1)
  h_tau (ms)
  q (1)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * m * m * m * h
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  q = 2.3^((celsius - 21) / 10(degC))
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  m_inf = 1 / (1 + exp(-(v + 47) / 29))
  m_tau = (0.34 + 0.92 * exp(-((v + 71) / 59)^2)) / q
  h_inf = 1 / (1 + exp((v + 66) / 10))
  h_tau = (8 + 49 * exp(-((v + 73) / 23)^2)) / q
}
UNITSON
