#!/usr/bin/env python3
"""Reference tables of the elementary functions, in the manner of generate.py, whose options these are.

    venv/bin/python elementary.py
    venv/bin/python elementary.py --random 2000 --out denser
    venv/bin/python elementary.py --coefficients   # prints the polynomials of the vector kernels
"""

import argparse
import math
import pathlib

from mpmath import chebyfit, mp, mpf

from generate import HUGE, TINY, Random, around, both, decades, erfcx, write


def exponents(r):
    points = both(TINY + decades(-299, -10, 46) + decades(-9, 2) + [k * math.log(2) / 2 for k in range(1, 12)])
    points += [708.3, 708.5, 709.7, 709.782712893384, -708.5, -709.0, -720.0, -740.0, -745.0, -745.13]
    return points + both(r.uniform(0, 1) + r.uniform(0, 40) + r.uniform(0, 708) + r.magnitudes(-12, 2))


def logarithms(r):
    points = TINY + HUGE + decades(-299, 300, 37) + decades(-9, 9) + around(1.0)
    points += [x for c in (2.0**-0.5, 2.0**0.5, 0.5, 2.0) for x in around(c, (1,))]
    return points + r.uniform(0, 3) + r.uniform(0.7, 1.4) + r.magnitudes(-300, 300) + r.magnitudes(-323, -308)


def logarithms_of_sums(r):
    points = both(TINY + decades(-299, -10, 46) + decades(-9, -1)) + HUGE + decades(0, 20)
    points += [1 - 2.0**-k - 1 for k in (1, 2, 10)] + [2.0**-k - 1 for k in (1, 10, 30, 53)]
    points += [x for c in (2.0**0.5 - 1, 2.0**-0.5 - 1, 1.0) for x in around(c, (1,))]
    return points + r.uniform(-1, 0) + r.uniform(0, 3) + both(r.magnitudes(-17, -0.1)) + r.magnitudes(0, 300)


def hyperbolic(r):
    return both(
        TINY + decades(-299, -10, 46) + decades(-9, 1) + [k / 8 for k in range(1, 40)]
        + [18.7, 19.0, 19.1, 22.0, 100.0, 1e300] + r.uniform(0, 1) + r.uniform(0, 20) + r.magnitudes(-12, 0)
    )


def angles(r):
    """Beyond 2^20 too; the multiples of pi/2 are where a reduction shows its errors."""
    quarters = [float(k * mp.pi / 2) for k in (1, 2, 3, 4, 5, 100, 12345, 333333, 667543, 10**9)]
    eighths = [float((2 * k + 1) * mp.pi / 4) for k in (0, 1, 2, 1000, 333771)]
    points = TINY + decades(-299, -10, 46) + decades(-9, 6) + quarters + eighths
    points += [math.nextafter(x, 0) for x in quarters] + [2.0**20, 2.0**20 + 1, 1e15, 1e22, 1e300]
    points += r.uniform(0, 0.8) + r.uniform(0, 10) + r.uniform(0, 1e6) + r.magnitudes(-8, 6)
    return both(points)


TABLES = {
    "exp": (mp.exp, exponents),
    "expm1": (mp.expm1, exponents),
    "log": (mp.log, logarithms),
    "log1p": (mp.log1p, logarithms_of_sums),
    "tanh": (mp.tanh, hyperbolic),
    "sin": (mp.sin, angles),
    "cos": (mp.cos, angles),
}


def fit(name, function, low, high, count):
    """Interpolates at Chebyshev's points; the error is that of the coefficients as doubles."""
    exact = chebyfit(function, [mpf(low), mpf(high)], count)[::-1]
    p = [mpf(float(c)) for c in exact]
    points = [low + (high - low) * mpf(k + 1) / 501 for k in range(501)]
    error = max(abs(mp.polyval(p[::-1], x) - function(x)) for x in points)
    print(name, "error 2^%.1f," % mp.log(error, 2), "constant term lost", float(exact[0] / p[0] - 1))
    print("   ", ", ".join(repr(float(c)) for c in p))


def coefficients():
    mp.dps = 60

    def by_root(f):
        return lambda z: f(mp.sqrt(max(z, mpf(10) ** -30)))

    k = mpf("3.5")
    half = mp.log(2) / 2 * mpf("1.0001")
    eighth = (mp.pi / 4 * mpf("1.0001")) ** 2
    fit("exp", lambda r: (mp.expm1(r) - r) / r**2 if r else mpf(1) / 2, -half, half, 11)
    fit("log", by_root(lambda s: (2 * mp.atanh(s) - 2 * s) / s**3), 0, mpf("0.0401"), 8)
    fit("sin", by_root(lambda r: (mp.sin(r) - r) / r**3), 0, eighth, 7)
    fit("cos", by_root(lambda r: (mp.cos(r) - 1 + r * r / 2) / r**4), 0, eighth, 6)
    fit("erf", by_root(lambda x: mp.erf(x) / x - 1), 0, mpf("1.0001"), 13)

    def tail(t):
        a = k * (1 + t) / (1 - t)
        return (mp.exp(a * a) * mp.erfc(a) if a < 20 else erfcx(a)) * (a + k)

    fit("erfc", tail, (mpf("0.4999") - k) / (mpf("0.4999") + k), (mpf("27.5") - k) / (mpf("27.5") + k), 22)


def main():
    parser = argparse.ArgumentParser()
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--out", type=pathlib.Path, default=here)
    parser.add_argument("--random", type=int, default=20, help="random points per interval")
    parser.add_argument("--coefficients", action="store_true")
    options = parser.parse_args()
    if options.coefficients:
        coefficients()
        return
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (function, points) in TABLES.items():
        rows = [(x,) for x in points(Random(name, options.random)) if x != 0 or name in ("exp", "cos")]
        write(options.out / f"{name}.csv", function, rows)


if __name__ == "__main__":
    main()
