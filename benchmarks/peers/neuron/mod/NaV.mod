: SPDX-License-Identifier: BSD-3-Clause
: Transient, persistent and resurgent Na+ of one Markov scheme: ina = gbar O (v - ena).
: Carter, Giessel, Sabatini & Bean 2012 (doi:10.1016/j.neuron.2012.08.033), as the Allen models have it.
NEURON {
  SUFFIX NaV
  USEION na READ ena WRITE ina
  RANGE gbar, g
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (mA) = (milliamp)
  (S) = (siemens)
}
PARAMETER {
  gbar = 0.015 (S/cm2)
}
ASSIGNED {
  v (mV)
  ena (mV)
  ina (mA/cm2)
  g (S/cm2)
  celsius (degC)
  q (1)
  a (/ms)     : one gate opens
  b (/ms)     : one gate closes
  ai (/ms)    : the same while inactivated
  bi (/ms)
  op (/ms)    : the pore opens, closes
  cl (/ms)
  i1 (/ms)    : C1 -> I1 ... C5 -> I5, O -> I6, and back
  i2 (/ms)
  i3 (/ms)
  i4 (/ms)
  i5 (/ms)
  i6 (/ms)
  r1 (/ms)
  r2 (/ms)
  r3 (/ms)
  r4 (/ms)
  r5 (/ms)
  r6 (/ms)
}
STATE { C1 C2 C3 C4 C5 O I1 I2 I3 I4 I5 I6 }
BREAKPOINT {
  SOLVE scheme METHOD sparse
  g = gbar * O
  ina = g * (v - ena)
}
INITIAL {
  q = 2.3^((celsius - 37) / 10(degC))
  rates(v)
  SOLVE start
}
KINETIC scheme {
  rates(v)
  ~ C1 <-> C2 (4 * a, b)
  ~ C2 <-> C3 (3 * a, 2 * b)
  ~ C3 <-> C4 (2 * a, 3 * b)
  ~ C4 <-> C5 (a, 4 * b)
  ~ C5 <-> O (op, cl)
  ~ O <-> I6 (i6, r6)
  ~ I1 <-> I2 (4 * ai, bi)
  ~ I2 <-> I3 (3 * ai, 2 * bi)
  ~ I3 <-> I4 (2 * ai, 3 * bi)
  ~ I4 <-> I5 (ai, 4 * bi)
  ~ I5 <-> I6 (op, cl)
  ~ C1 <-> I1 (i1, r1)
  ~ C2 <-> I2 (i2, r2)
  ~ C3 <-> I3 (i3, r3)
  ~ C4 <-> I4 (i4, r4)
  ~ C5 <-> I5 (i5, r5)
  CONSERVE C1 + C2 + C3 + C4 + C5 + O + I1 + I2 + I3 + I4 + I5 + I6 = 1
}
: Meant to be the steady state. The inflow of I3 from I4 has the rate of I3 -> C3 where 3 bi belongs: a slip of the published
: file, kept because every published trace of these models starts from it.
LINEAR start {
  ~ I1 * r1 + C2 * b - C1 * (i1 + 4 * a) = 0
  ~ C1 * 4 * a + I2 * r2 + C3 * 2 * b - C2 * (b + i2 + 3 * a) = 0
  ~ C2 * 3 * a + I3 * r3 + C4 * 3 * b - C3 * (2 * b + i3 + 2 * a) = 0
  ~ C3 * 2 * a + I4 * r4 + C5 * 4 * b - C4 * (3 * b + i4 + a) = 0
  ~ C4 * a + I5 * r5 + O * cl - C5 * (4 * b + i5 + op) = 0
  ~ C5 * op + I6 * r6 - O * (cl + i6) = 0
  ~ C1 * i1 + I2 * bi - I1 * (r1 + 4 * ai) = 0
  ~ I1 * 4 * ai + C2 * i2 + I3 * 2 * bi - I2 * (bi + r2 + 3 * ai) = 0
  ~ I2 * 3 * ai + C3 * i3 + I4 * r3 - I3 * (2 * bi + r3 + 2 * ai) = 0
  ~ I3 * 2 * ai + C4 * i4 + I5 * 4 * bi - I4 * (3 * bi + r4 + ai) = 0
  ~ I4 * ai + C5 * i5 + I6 * cl - I5 * (4 * bi + r5 + op) = 0
  ~ C1 + C2 + C3 + C4 + C5 + O + I1 + I2 + I3 + I4 + I5 + I6 = 1
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  a = q * 400 * exp(v / 24)
  b = q * 12 * exp(-v / 24)
  ai = a * 2.51
  bi = b / 5.32
  op = q * 250
  cl = q * 60
  i1 = q * 0.01
  i2 = i1 * 2.51
  i3 = i2 * 2.51
  i4 = i3 * 2.51
  i5 = i4 * 2.51
  i6 = q * 8
  r1 = q * 40
  r2 = r1 / 5.32
  r3 = r2 / 5.32
  r4 = r3 / 5.32
  r5 = r4 / 5.32
  r6 = q * 0.05
}
UNITSON
