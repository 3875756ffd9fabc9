#!/usr/bin/env python3
"""Reference tables of the incomplete gamma functions, and the coefficients of the expansions
in GammaVariateExpansion and TemmeExpansion.

    python3 -m venv venv && venv/bin/pip install mpmath scipy
    venv/bin/python generateIncompleteGamma.py                   # rewrites the tables beside it
    venv/bin/python generateIncompleteGamma.py --coefficients    # prints the coefficients

incompleteGamma.csv: a, x, P, Q, dP/da, ln f. logGammaVariate.csv: a, y, dy/da at fixed P(a, e^y).
The arguments are doubles, near quantiles of the law. All comes from two series with positive
coefficients, summed with 100 digits; dP/da is compared with a difference quotient of mpmath's own
gammainc. 20 digits are written.
"""

import argparse
import math
import pathlib
from fractions import Fraction

from mpmath import mp, mpf
from scipy import special

CONCENTRATIONS = [1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.5, 2.5, 5.0, 5.99, 6.0, 9.99, 10.0, 12.0, 15.0]
CONCENTRATIONS += [19.9, 20.0, 30.0, 49.0, 50.0, 100.0, 199.0, 200.0, 1e3, 1e4]
BEYOND = [1e-5, 1e5]
TAILS = [1e-12, 1e-8, 1e-4, 0.01, 0.1, 0.3]


def log_quantile(a, p, upper):
    x = special.gammainccinv(a, p) if upper else special.gammaincinv(a, p)
    return math.log(x) if x > 1e-290 else (math.log(p) + math.lgamma(a + 1)) / a


def values(a, y):
    """P, Q, dP/da, dy/da and ln(x f) for exact a and y, with 100 digits after cancellation."""
    with mp.workdps(140):
        a, y = mpf(a), mpf(y)
        x = mp.exp(y)
        psi = mp.psi(0, a + 1)
        c, h, s, t, n = mpf(1), mpf(0), mpf(0), mpf(0), 0
        while n <= x or c > mpf(10) ** -135 * s:
            s += c
            t += c * (psi + h - y)
            n += 1
            c *= x / (a + n)
            h += 1 / (a + n)
        log_xf = a * y - x - mp.loggamma(a)
        xf = mp.exp(log_xf)
        p = xf * s / a
        return p, 1 - p, -xf * t / a, t / a, log_xf


def compare(a, y):
    """dP/da against a difference quotient of mpmath's gammainc."""
    with mp.workdps(60):
        exact = values(a, y)[2]
        rough = mp.diff(lambda b: mp.gammainc(b, 0, mp.exp(mpf(y)), regularized=True), mpf(a))
        assert abs(rough - exact) < abs(exact) * mpf(10) ** -20, (a, y, rough, exact)


def points(concentrations):
    for a in concentrations:
        for upper in (False, True):
            for p in TAILS:
                yield a, log_quantile(a, p, upper)
        yield a, log_quantile(a, 0.5, False)


def text(v):
    return mp.nstr(v, 20, min_fixed=0, max_fixed=0)


def tables(out):
    for a, y in ((0.01, -30.0), (0.7, 0.5), (3.0, 2.0), (25.0, 3.3)):
        compare(a, y)
    with open(out / "incompleteGamma.csv", "w", newline="\n") as f:
        f.write("# a, x, P, Q, dP/da, ln f; written by generateIncompleteGamma.py, do not edit\n")
        for a, y in points(CONCENTRATIONS + BEYOND):
            if y > -600:
                x = math.exp(y)
                with mp.workdps(140):
                    exact_y = mp.log(mpf(x))
                p, q, dp, _, log_xf = values(a, exact_y)
                row = [text(p), text(q), text(dp), text(log_xf - exact_y)]
                f.write(f"{a!r},{x!r},{','.join(row)}\n")
    with open(out / "logGammaVariate.csv", "w", newline="\n") as f:
        f.write("# a, y, dy/da; written by generateIncompleteGamma.py, do not edit\n")
        for a, y in points(CONCENTRATIONS + BEYOND):
            f.write(f"{a!r},{y!r},{text(values(a, y)[3])}\n")


def bernoulli(count):
    b = [Fraction(1)]
    for m in range(1, count):
        b.append(-sum(math.comb(m + 1, k) * b[k] for k in range(m)) / (m + 1))
    return b


def coefficients(degrees=(18, 18, 17, 17, 16, 15, 14, 13, 11, 10, 9, 7), count=48):
    """d(0) = mu / (e^mu - 1), d(k) = (d'(k-1) + s(k)) / (e^mu - 1), exactly."""
    b = bernoulli(count)
    reciprocal_of = [Fraction(1, math.factorial(n + 1)) for n in range(count)]
    d = [b[n] / math.factorial(n) for n in range(count)]
    for k, degree in enumerate(degrees):
        print("{" + ", ".join(repr(float(c)) for c in d[: degree + 1]) + "},")
        s = Fraction(1, 2) if k == 0 else b[k + 1] / (k + 1)
        slope = [d[n + 1] * (n + 1) for n in range(len(d) - 1)]
        assert slope[0] + s == 0
        d = []
        for n, c in enumerate(slope[1:]):
            d.append(c - sum(reciprocal_of[j] * d[n - j] for j in range(1, n + 1)))


def temme(degrees=(14, 10, 6, 2)):
    """c(0) = 1/m - 1/n, c(k) = c'(k-1) / n + (-1)^k g(k) / m by n, with n^2 / 2 = m - ln(1 + m)."""
    count = 24
    m = [Fraction(0), Fraction(1)]  # m m' = n (1 + m)
    for k in range(2, count):
        known = sum((k + 1 - i) * m[i] * m[k + 1 - i] for i in range(2, k))
        m.append((m[k - 1] - known) / (k + 1))
    ratio = [Fraction(1)]  # n / m
    for k in range(1, count - 1):
        ratio.append(-sum(m[j + 1] * ratio[k - j] for j in range(1, k + 1)))
    g = [1, Fraction(1, 12), Fraction(1, 288), Fraction(-139, 51840)]
    c = ratio[1:]
    for k, degree in enumerate(degrees):
        print("{" + ", ".join(repr(float(v)) for v in c[: degree + 1]) + "},")
        if k + 1 < len(degrees):
            sign = (-1) ** (k + 1) * g[k + 1]
            slope = [(i + 1) * c[i + 1] for i in range(len(c) - 1)]
            assert slope[0] + sign == 0
            c = [slope[i + 1] + sign * ratio[i + 1] for i in range(len(slope) - 1)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--coefficients", action="store_true")
    if parser.parse_args().coefficients:
        coefficients()
        temme()
    else:
        tables(pathlib.Path(__file__).resolve().parent)


if __name__ == "__main__":
    main()
