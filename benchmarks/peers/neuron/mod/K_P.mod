: SPDX-License-Identifier: BSD-3-Clause
: Persistent K+: ik = gbar m^2 h (v - ek). Korngreen & Sakmann 2000 (doi:10.1111/j.1469-7793.2000.00621.x).
NEURON {
  SUFFIX K_P
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
  g = gbar * m * m * h
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
  m_inf = 1 / (1 + exp(-(v + 14.3) / 14.6))
  if (v < -50) {
    m_tau = (1.25 + 175.03 * exp(0.026 * v)) / q
  } else {
    m_tau = (1.25 + 13 * exp(-0.026 * v)) / q
  }
  h_inf = 1 / (1 + exp((v + 54) / 11))
  h_tau = (360 + (1010 + 24 * (v + 55)) * exp(-((v + 75) / 48)^2)) / q
}
UNITSON
