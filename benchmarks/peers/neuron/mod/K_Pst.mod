: SPDX-License-Identifier: BSD-3-Clause
: Persistent K+ of the hall-of-fame models: ik = gbar m^2 h (v - ek), v shifted by 10 mV, 34 degC whatever `celsius` says.
: Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
NEURON {
  SUFFIX K_Pst
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
  g = gbar * m * m * h
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
  m_inf = 1 / (1 + exp(-(u + 1) / 12))
  if (u < -50) {
    m_tau = (1.25 + 175.03 * exp(0.026 * u)) / q
  } else {
    m_tau = (1.25 + 13 * exp(-0.026 * u)) / q
  }
  h_inf = 1 / (1 + exp((u + 54) / 11))
  h_tau = (360 + (1010 + 24 * (u + 55)) * exp(-((u + 75) / 48)^2)) / q
}
UNITSON
