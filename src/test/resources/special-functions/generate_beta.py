#!/usr/bin/env python3
"""Reference tables of the incomplete beta function and of implicit derivatives of its quantiles.

    venv/bin/python generate_beta.py                              # rewrites the tables beside this script
    venv/bin/python generate_beta.py --random 3000 --out denser   # random parameters, for measuring errors

incompleteBeta.csv: a, b, t, I, 1 - I, dI/da and D, at x = 1 / (1 + e^-t), where D = dt/da along a
constant I. studentVariate.csv: nu, t, dt/dnu along a constant distribution function of Student's t.
Arguments are doubles, written so that Double.parseDouble reads back the same bits; the t are near
the quantiles named below. Every value is computed twice, with 70 and with 110 digits, and the run
stops if the two differ by more than 1e-40 relative. The sums are those of x^a (1-x)^b / B(a, b)
times a power series of positive terms in x or in 1 - x, whichever is less (NIST DLMF 8.17.8),
differentiated term by term. Some values are also compared with numerical integrals.
logBeta.csv: a, b, ln B(a,b), psi(a) - psi(a+b).
studentDensity.csv: nu, t, ln f and d ln f / dnu, f the density of Student's t.
"""

import argparse
import math
import pathlib
import random

from mpmath import mp, mpf

GRID = (1e-3, 0.03, 0.5, 1.0, 2.5, 30.0, 800.0, 1e4)
DEGREES = (1e-3, 0.02, 0.3, 1.0, 2.0, 3.5, 10.0, 50.0, 300.0, 2000.0, 1e4)
SIZES = (1e-90, 1e-9, 1e-3, 0.1, 0.5, 1.0, 2.25, 5.0, 9.99, 10.01, 30.0, 1e3, 1e6, 1e10, 1e60)
# (tail, whether it is the upper one)
QUANTILES = ((1e-12, 0), (1e-4, 0), (0.1, 0), (0.5, 0), (0.1, 1), (1e-4, 1), (1e-12, 1))
MANY_DEGREES = (299.0, 301.0, 1e6, 1e12, 1e30)
STUDENT_POINTS = (0.0, 1e-9, 0.3, 1.25, -4.0, 30.0, 1e4, -1e12, 1e30)
STUDENT_TAILS = (1e-12, 1e-8, 1e-4, 0.01, 0.1, 0.3, 0.45, 0.4999)


def logs(t):
    """ln x and ln(1 - x) of x = 1 / (1 + e^-t)."""
    if t < 0:
        low = mp.log1p(mp.exp(t))
        return t - low, -low
    low = mp.log1p(mp.exp(-t))
    return -low, -t - low


def beta(a, b, t):
    """I, 1 - I, dI/da, D at the working precision."""
    a, b, t = mpf(a), mpf(b), mpf(t)
    ln_x, ln_y = logs(t)
    log_w = a * ln_x + b * ln_y + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    w = mp.exp(log_w)
    tiny = mpf(10) ** -(mp.dps + 15)
    if t < 0:
        x = mp.exp(ln_x)
        term, slope = 1 / a, -ln_x + mp.psi(0, a + 1) - mp.psi(0, a + b)
        mass, d, n = term, term * slope, 0
        while True:
            n += 1
            term *= (a + b + n - 1) * x / (a + n)
            slope += 1 / (a + n) - 1 / (a + b + n - 1)
            mass += term
            d += term * slope
            if term * (abs(slope) + 1) < tiny * abs(d) and (a + b + n) * x < (a + n):
                return w * mass, 1 - w * mass, -w * d, d
    y = mp.exp(ln_y)
    term, slope = 1 / b, ln_x + mp.psi(0, a + b) - mp.psi(0, a)
    mass, d, n = term, term * slope, 0
    while True:
        n += 1
        term *= (a + b + n - 1) * y / (b + n)
        slope += 1 / (a + b + n - 1)
        mass += term
        d += term * slope
        if term * (abs(slope) + 1) < tiny * abs(d) and (a + b + n) * y < (b + n):
            return 1 - w * mass, w * mass, -w * d, d


def log_beta(a, b):
    a, b = mpf(a), mpf(b)
    with mp.extradps(220):  # a may vanish beside b
        return (
            mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b),
            mp.psi(0, a) - mp.psi(0, a + b),
        )


def student(nu, t):
    """dt/dnu at a constant distribution function, from X = nu / (nu + t^2) ~ Beta(nu/2, 1/2)."""
    nu, t = mpf(nu), mpf(t)
    d = beta(nu / 2, mpf(1) / 2, mp.log(nu / (t * t)))[3]
    return (t * (1 / (2 * nu) - d / 4),)


def student_density(nu, t):
    nu, t = mpf(nu), mpf(t)
    with mp.extradps(120):  # for large nu the derivative is what is left of terms of 1 / nu
        log_v = mp.log1p(t * t / nu)
        half = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2)
        rise = mp.psi(0, (nu + 1) / 2) - mp.psi(0, nu / 2)
        return (
            half - mp.log(nu * mp.pi) / 2 - (nu + 1) / 2 * log_v,
            rise / 2 - 1 / (2 * nu) - log_v / 2 + (nu + 1) / 2 * t * t / (nu * (nu + t * t)),
        )


def integral(a, b, t):
    """D by integration of (ln x - E ln X) against the density of the logit, in the lower tail."""
    a, b, t = mpf(a), mpf(b), mpf(t)
    mean = mp.psi(0, a) - mp.psi(0, a + b)
    at = logs(t)
    scale = 1 / mp.sqrt(a * b / (a + b)) + 1 / a

    def f(s):
        ln_x, ln_y = logs(t - s)
        return (mean - ln_x) * mp.exp(a * (ln_x - at[0]) + b * (ln_y - at[1]))

    points = [0] + [scale * 2**k / 4 for k in range(12)]
    return mp.quad(f, points)


def significant(x, digits):
    return float(f"{x:.{digits}g}")


def quantile(a, b, tail, upper):
    """A t at which I, or 1 - I if upper, is about the tail."""
    with mp.workdps(30):
        middle = float(mp.psi(0, a) - mp.psi(0, b))
        deviation = math.sqrt(1 / a + 1 / b)
        low, high = middle - 10 * deviation - 40 / a, middle + 10 * deviation + 40 / b
        stop = (high - low) / 500
        while high - low > stop:
            middle = (low + high) / 2
            value = beta(a, b, middle)[1 if upper else 0]
            if (value > tail) == bool(upper):
                low = middle
            else:
                high = middle
    return (low + high) / 2


def written(value):
    with mp.workdps(40):
        if value != 0 and not -400 < mp.log10(abs(value)) < 400:
            value = mp.sign(value) * mpf(10) ** (400 if abs(value) > 1 else -400)
        return mp.nstr(value, 18, min_fixed=0, max_fixed=0)


def checked(function, *arguments):
    with mp.workdps(70 + 30):
        low = function(*arguments)
    with mp.workdps(110 + 30):
        high = function(*arguments)
        for one, other in zip(low, high):
            if abs(one - other) > abs(other) * mpf(10) ** -40:
                raise ArithmeticError(f"{arguments}: {one} against {other}")
    return ",".join(written(v) for v in high)


def beta_rows(count):
    if not count:
        return [
            (a, b, significant(quantile(a, b, *q), 7)) for a in GRID for b in GRID for q in QUANTILES
        ]
    r = random.Random("beta")
    rows = []
    for _ in range(count):
        a, b = 10 ** r.uniform(-3, 4), 10 ** r.uniform(-3, 4)
        tail = min(0.5, 10 ** r.uniform(-12, 0))
        rows.append((a, b, quantile(a, b, tail, r.random() < 0.5)))
    return rows


def student_rows(count):
    r = random.Random("student")
    pairs = [(nu, p) for nu in DEGREES for p in STUDENT_TAILS]
    if count:
        pairs = [(10 ** r.uniform(-3, 4), 10 ** r.uniform(-12, -0.302)) for _ in range(count)]
    rows = []
    for nu, p in pairs:
        s = quantile(nu / 2, 0.5, 2 * p, 0)
        log_t = 0.5 * (math.log(nu) - s)
        if log_t < 700:
            rows.append((nu, significant(math.exp(log_t), 7)))
            rows.append((nu, -significant(math.exp(log_t), 2)))
    return rows


def write(path, header, function, rows):
    with open(path, "w", newline="\n") as out:
        out.write(f"# {header}; written by generate_beta.py, do not edit\n")
        for row in sorted(set(rows)):
            out.write(",".join(repr(v) for v in row) + "," + checked(function, *row) + "\n")
    print(f"{path.name}: {len(rows)} points", flush=True)


def compare_with_integrals():
    with mp.workdps(30):
        for a, b, t in ((0.5, 2.5, -1.0), (2.5, 30.0, -2.0), (30.0, 0.5, 3.0), (800.0, 30.0, 3.3)):
            one, other = beta(a, b, t)[3], integral(a, b, t)
            if abs(one - other) > abs(one) * mpf(10) ** -18:
                raise ArithmeticError(f"{a} {b} {t}: series {one}, integral {other}")


def main():
    parser = argparse.ArgumentParser()
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--out", type=pathlib.Path, default=here)
    parser.add_argument("--random", type=int, default=0, help="random points instead of the grid")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    compare_with_integrals()
    write(
        options.out / "logBeta.csv",
        "a, b, ln B, psi(a) - psi(a+b)",
        log_beta,
        [(a, b) for a in SIZES for b in SIZES],
    )
    student_out = options.out / "studentVariate.csv"
    write(student_out, "nu, t, dt/dnu", student, student_rows(options.random // 3))
    write(
        options.out / "studentDensity.csv",
        "nu, t, ln f, d ln f / dnu",
        student_density,
        [(nu, t) for nu in DEGREES + MANY_DEGREES for t in STUDENT_POINTS],
    )
    beta_out = options.out / "incompleteBeta.csv"
    header = "a, b, t = logit x, I, 1 - I, dI/da, dt/da"
    write(beta_out, header, beta, beta_rows(options.random))


if __name__ == "__main__":
    main()
