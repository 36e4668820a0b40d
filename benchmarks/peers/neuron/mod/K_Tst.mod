: SPDX-License-Identifier: BSD-3-Clause
: Transient K+ of the hall-of-fame models: ik = gbar m^4 h (v - ek), v shifted by 10 mV, 34 degC whatever `celsius` says.
: Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
NEURON {
  SUFFIX K_Tst
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
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
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
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL q, u
  q = 2.3^(1.3)  : 34 degC
  u = v + 10
  m_inf = 1 / (1 + exp(-u / 19))
  m_tau = (0.34 + 0.92 * exp(-((u + 71) / 59)^2)) / q
  h_inf = 1 / (1 + exp((u + 66) / 10))
  h_tau = (8 + 49 * exp(-((u + 73) / 23)^2)) / q
}
UNITSON
