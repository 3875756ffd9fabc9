#!/usr/bin/env python3
"""Reference values of the von Mises law, beside generate.py.

    venv/bin/python generate_von_mises.py       # rewrites vonMises.csv

Each row: concentration, z, F(z), F(-z), dz/dconcentration along constant F. By quadrature with 40
digits, checked against the same with 60.
"""

import math
import pathlib

from mpmath import mp, mpf

CONCENTRATIONS = (1e-3, 0.03, 0.5, 1.0, 2.0, 3.7, 10.0, 31.0, 100.0, 1e3, 1e4)
# In units of the scale 1 / sqrt(concentration), up to the quantile 1 - 0.5e-12 and beyond.
PLACES = (1e-6, 0.01, 0.1, 0.5, 0.9, 0.99, 1.01, 1.2, 2.0, 3.0, 4.5, 6.0, 7.2, 12.0)


def integral(f, low, scale):
    points = [low]
    while points[-1] < mp.pi and len(points) < 60:
        points.append(min(points[-1] + scale / 2, mp.pi))
    return mp.quad(f, points)


def row(concentration, z):
    k, s = mpf(concentration), mpf(z)
    ratio = mp.besseli(1, k) / mp.besseli(0, k)
    scale = 1 / mp.sqrt(max(k, 1))
    mass = integral(lambda t: mp.exp(k * (mp.cos(t) - mp.cos(s))), s, scale)
    density = mp.exp(k * mp.cos(s)) / (2 * mp.pi * mp.besseli(0, k))
    moment = integral(lambda t: (mp.cos(t) - ratio) * mp.exp(k * (mp.cos(t) - mp.cos(s))), s, scale)
    return 1 - mass * density, mass * density, moment


def main():
    path = pathlib.Path(__file__).resolve().parent / "vonMises.csv"
    with open(path, "w", newline="\n") as out:
        out.write("# concentration, z, F(z), F(-z), dz/dconcentration; by generate_von_mises.py\n")
        for k in CONCENTRATIONS:
            for place in PLACES:
                z = place / math.sqrt(k) if k > 1 else place * math.pi / 12.5
                if z >= 3.14:
                    continue
                values = []
                for digits in (40, 60):
                    with mp.workdps(digits):
                        values.append(row(k, z))
                with mp.workdps(60):
                    for a, b in zip(*values):
                        if abs(a - b) > abs(b) * mpf(10) ** -22:
                            raise ArithmeticError(f"{k}, {z}: {a} against {b}")
                    texts = [mp.nstr(v, 22, min_fixed=0, max_fixed=0) for v in values[1]]
                out.write(",".join([repr(k), repr(z)] + texts) + "\n")


if __name__ == "__main__":
    main()
