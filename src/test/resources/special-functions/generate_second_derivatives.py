#!/usr/bin/env python3
"""Tables of the derivatives of implicit derivatives of variates (needs mpmath).

    venv/bin/python generate_second_derivatives.py

A variate t of distribution function F(t; theta) and density f has dt/dtheta = D(theta, t) = -F_theta / f along a
constant F. The tables have the derivatives of D by the parameters and by t:

    dD/dtheta' = -F_(theta theta') / f + (F_theta / f) (ln f)_theta',    dD/dt = -(ln f)_theta - D (ln f)_t.

F and its derivatives by theta come from differences of mpmath's incomplete functions with 60 digits, of the lesser
tail; the other formulas are exact. Points where two precisions differ in 15 digits are left out.

gammaVariateDerivatives.csv: a, y = ln x, dD/da, dD/dy.
betaVariateDerivatives.csv: a, b, t = logit x, dD/da, dD/db, dD/dt for D = dt/da.
studentVariateDerivatives.csv: nu, t, dD/dnu, dD/dt.
vonMisesVariateDerivatives.csv: concentration, z, dD/dconcentration.
"""

import pathlib
import random

from mpmath import (besseli, betainc, cos, diff, digamma, exp, gammainc, gamma, log, log1p, loggamma, mp, mpf, nstr, pi,
                    quad, sin, sqrt)

HERE = pathlib.Path(__file__).parent
rng = random.Random(5)


def second(tail, at, i, j):
    """The mixed second derivative of a function of a list by elements i and j."""
    orders = [0] * len(at)
    orders[i] += 1
    orders[j] += 1
    return diff(lambda *p: tail(*p), tuple(at), tuple(orders))


def first(tail, at, i):
    orders = [0] * len(at)
    orders[i] = 1
    return diff(lambda *p: tail(*p), tuple(at), tuple(orders))


def gamma_row(a, y):
    a, y = mpf(a), mpf(y)
    x = exp(y)
    lower = x < a
    tail = (lambda p: gammainc(p, 0, x, regularized=True)) if lower else (lambda p: -gammainc(p, x, regularized=True))
    w = exp(a * y - x - loggamma(a))
    d = -diff(tail, a) / w
    return -diff(tail, a, 2) / w - d * (y - digamma(a)), -(y - digamma(a)) - d * (a - x)


def beta_row(a, b, t):
    a, b, t = mpf(a), mpf(b), mpf(t)
    x = 1 / (1 + exp(-t))
    y = 1 / (1 + exp(t))
    if x < a / (a + b):
        tail = lambda p, q: betainc(p, q, 0, x, regularized=True)
    else:
        tail = lambda p, q: -betainc(q, p, 0, y, regularized=True)
    w = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b))
    both = digamma(a + b)
    by_a, by_b = log(x) - digamma(a) + both, log(y) - digamma(b) + both
    d = -first(tail, [a, b], 0) / w
    return (
        -second(tail, [a, b], 0, 0) / w - d * by_a,
        -second(tail, [a, b], 0, 1) / w - d * by_b,
        -by_a - d * (a * y - b * x),
    )


def student_row(nu, t):
    nu, t = mpf(nu), mpf(t)
    tail = lambda p: -betainc(p / 2, mpf(1) / 2, 0, p / (p + t * t), regularized=True) / 2
    density = lambda p: loggamma((p + 1) / 2) - loggamma(p / 2) - log(pi * p) / 2 - (p + 1) / 2 * log1p(t * t / p)
    f = exp(density(nu))
    by_nu = diff(density, nu)
    d = -diff(tail, nu) / f
    return -diff(tail, nu, 2) / f - d * by_nu, -by_nu + d * (nu + 1) * t / (nu + t * t)


def von_mises_row(k, z):
    k, z = mpf(k), mpf(z)
    ratio = besseli(1, k) / besseli(0, k)
    slope = 1 - ratio / k - ratio**2
    f = lambda t: (slope + (ratio - cos(t)) * (cos(t) - cos(z))) * exp(k * (cos(t) - cos(z)))
    width = min(pi, 30 / sqrt(k))
    points = [z + (pi - z) * i / 16 for i in range(17)] if width > 3 else [min(pi, z + width * i / 16) for i in range(17)]
    return (-quad(f, points),)


def rows(function, points):
    for point in points:
        try:
            values = []
            for digits in (40, 60):
                mp.dps = digits
                values.append(function(*point))
        except Exception:
            continue
        if all(abs(u - v) <= mpf(10) ** -15 * abs(v) for u, v in zip(*values)):
            yield [repr(v) for v in point] + [nstr(v, 20) for v in values[1]]


def write(name, function, points):
    lines = [",".join(row) for row in rows(function, points)]
    (HERE / f"{name}.csv").write_text("# generate_second_derivatives.py\n" + "\n".join(lines) + "\n")
    print(name, len(lines), "of", len(points))


def main():
    mp.dps = 40
    parameters = [1e-4, 0.01, 0.3, 0.9, 1.0, 2.5, 7.0, 9.9, 10.1, 25.0, 140.0, 1e3]
    points = []
    for a in parameters:
        centre = float(log(a) if a > 0.5 else digamma(a))
        spread = 1 / a**0.5 if a > 0.5 else 1 / a
        points += [(a, centre + z * spread) for z in (-6, -2, -0.5, 0.0, 0.4, 2) if centre + z * spread < 8]
        points += [(a, float(log(a)) + v) for v in (-1.1, -0.9, 0.9, 1.1, 2.0) if a < 200]
    write("gammaVariateDerivatives", gamma_row, points)
    points = []
    for a in (1e-3, 0.2, 1.0, 3.5, 30.0, 155.0, 400.0):
        for b in (1e-3, 0.2, 2.2, 20.0, 151.0, 500.0):
            deviation = (1 / a + 1 / b) ** 0.5 if min(a, b) > 1 else 1 / a + 1 / b
            points += [(a, b, float(log(a / b)) + z * deviation) for z in (-5, -0.3, 0.1, 2.0)]
    write("betaVariateDerivatives", beta_row, points)
    points = [(nu, t) for nu in (0.1, 0.7, 1.0, 2.0, 4.5, 30.0, 290.0, 310.0, 5e3)
              for t in (1e-3, 0.1, 0.7, 1.6, 3.0, 10.0, 50.0) if nu < 1000 or t < 30]
    write("studentVariateDerivatives", student_row, points)
    points = [(k, z) for k in (1e-3, 0.5, 2.0, 10.0, 29.0, 31.0, 400.0, 1e5)
              for z in (1e-3, 0.1, 0.8, 1.5, 3.0) if k < 1000 or z < 0.2]
    write("vonMisesVariateDerivatives", von_mises_row, points)


if __name__ == "__main__":
    main()
