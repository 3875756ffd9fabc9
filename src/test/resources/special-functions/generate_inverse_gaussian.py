#!/usr/bin/env python3
"""Reference values of the inverse Gaussian law, beside generate.py.

    venv/bin/python generate_inverse_gaussian.py       # rewrites inverseGaussian.csv

Each row, for mean 1: shape, x, F(x), dx/dmean and dx/dshape along constant F, by numerical
derivatives of F with 80 digits.
"""

import pathlib

from mpmath import mp, mpf

SHAPES = (1e-3, 0.03, 0.3, 1.0, 4.0, 50.0, 144.0, 1e3, 1e4)
NOISE = (1e-3, 0.3, 1.0, 2.5, 5.0, 7.0)


def cdf(x, mean, concentration):
    root = mp.sqrt(concentration / x)
    low, high = root * (x / mean - 1), root * (x / mean + 1)
    return mp.ncdf(low) + mp.exp(2 * concentration / mean) * mp.erfc(high / mp.sqrt(2)) / 2


def main():
    mp.dps = 80
    path = pathlib.Path(__file__).resolve().parent / "inverseGaussian.csv"
    with open(path, "w", newline="\n") as out:
        out.write("# shape, x, F, dx/dmean, dx/dshape; by generate_inverse_gaussian.py\n")
        for shape in SHAPES:
            for z in NOISE:
                t = z * z / (2 * shape)
                root = 1 + t + (t * (t + 2)) ** 0.5
                for x in (1 / root, root):
                    a, s = mpf(x), mpf(shape)
                    density = mp.sqrt(s / (2 * mp.pi * a**3)) * mp.exp(-s * (a - 1) ** 2 / (2 * a))
                    by_mean = -mp.diff(lambda m: cdf(a, m, s), 1, h=mpf(10) ** -30) / density
                    by_shape = -mp.diff(lambda c: cdf(a, 1, c), s, h=s * mpf(10) ** -30) / density
                    values = [cdf(a, mpf(1), s), by_mean, by_shape]
                    texts = [mp.nstr(v, 20, min_fixed=0, max_fixed=0) for v in values]
                    out.write(",".join([repr(shape), repr(x)] + texts) + "\n")


if __name__ == "__main__":
    main()
