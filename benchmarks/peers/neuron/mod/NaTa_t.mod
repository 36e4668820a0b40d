: SPDX-License-Identifier: BSD-3-Clause
: Axonal transient Na+ of the hall-of-fame models: ina = gbar m^3 h (v - ena), 34 degC whatever `celsius` says.
: Colbert & Pan 2002 (doi:10.1038/nn0602-857). Where a rate is 0 / 0 the voltage is moved by 1e-4 mV.
NEURON {
  SUFFIX NaTa_t
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
  u = v
  if (u == -38) {
    u = u + 0.0001
  }
  a = 0.182 * (u - (-38)) / (1 - exp(-(u - (-38)) / 6))
  b = 0.124 * ((-38) - u) / (1 - exp(-((-38) - u) / 6))
  m_inf = a / (a + b)
  m_tau = 1 / (a + b) / q
  u = v
  if (u == -66) {
    u = u + 0.0001
  }
  a = -0.015 * (u - (-66)) / (1 - exp((u - (-66)) / 6))
  b = -0.015 * ((-66) - u) / (1 - exp(((-66) - u) / 6))
  h_inf = a / (a + b)
  h_tau = 1 / (a + b) / q
}
UNITSON
