: SPDX-License-Identifier: BSD-3-Clause
: Persistent Na+ of the hall-of-fame models: ina = gbar m^3 h (v - ena), 34 degC whatever `celsius` says.
: Magistretti & Alonso 1999 (doi:10.1085/jgp.114.4.491). Where a rate is 0 / 0 the voltage is moved by 1e-4 mV.
NEURON {
  SUFFIX Nap_Et2
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
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
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
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL q, u, a, b
  q = 2.3^(1.3)  : 34 degC
  m_inf = 1 / (1 + exp(-(v + 52.6) / 4.6))
  u = v
  if (u == -38) {
    u = u + 0.0001
  }
  a = 0.182 * (u + 38) / (1 - exp(-(u + 38) / 6))
  b = 0.124 * (-38 - u) / (1 - exp(-(-38 - u) / 6))
  m_tau = 6 / (a + b) / q
  u = v
  if (u == -17) {
    u = u + 0.0001
  }
  if (u == -64.4) {
    u = u + 0.0001
  }
  h_inf = 1 / (1 + exp((v + 48.8) / 10))
  a = -2.88e-6 * (u + 17) / (1 - exp((u + 17) / 4.63))
  b = 6.94e-6 * (u + 64.4) / (1 - exp(-(u + 64.4) / 2.63))
  h_tau = 1 / (a + b) / q
}
UNITSON
