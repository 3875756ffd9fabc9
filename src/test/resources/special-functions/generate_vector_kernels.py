#!/usr/bin/env python3
"""Prints the polynomials of the vector kernels of gamma and Bessel functions (needs mpmath).

    venv/bin/python generate_vector_kernels.py

Each interpolates at Chebyshev points and is printed in powers of t in [-1, 1], to which the stated
interval is mapped; the error beside it is the largest found, relative to the function fitted.
"""

from mpmath import besseli, cos, digamma, exp, fsum, log, loggamma, mp, mpf, pi, sqrt

mp.dps = 40


def powers(chebyshev):
    """Chebyshev coefficients to coefficients of powers."""
    n = len(chebyshev)
    basis = [[mpf(1)], [mpf(0), mpf(1)]]
    for _ in range(2, n):
        following = [mpf(0)] + [2 * v for v in basis[-1]]
        for i, v in enumerate(basis[-2]):
            following[i] -= v
        basis.append(following)
    out = [mpf(0)] * n
    for c, polynomial in zip(chebyshev, basis):
        for i, v in enumerate(polynomial):
            out[i] += c * v
    return [float(v) for v in out]


def fit(name, f, low, high, degree):
    low, high = mpf(low), mpf(high)
    k = degree + 1
    at = lambda t: (high - low) * t / 2 + (low + high) / 2
    values = [f(at(cos(pi * (2 * i + 1) / (2 * k)))) for i in range(k)]
    c = [2 * fsum(v * cos(j * pi * (2 * i + 1) / (2 * k)) for i, v in enumerate(values)) / k for j in range(k)]
    c[0] /= 2
    coefficients = powers(c)
    error = 0
    for i in range(201):
        t = mpf(i) / 100 - 1
        y = 0.0
        for q in reversed(coefficients):
            y = y * float(t) + q
        error = max(error, float(abs(y / f(at(t)) - 1)))
    print(f"{name} on [{float(low):g}, {float(high):g}], error {error:.1e}")
    print("  " + ", ".join(repr(v) for v in coefficients))


def avoiding(f, x0):
    return lambda x: f(x) if abs(x - x0) > mpf(10) ** -15 else f(x0 + mpf(10) ** -15)


def ratio(x):
    return besseli(1, x) / besseli(0, x)


def log_i0_far(r):
    """ln(e^-x I0(x) sqrt(2 pi x)) x, of r = 1/x."""
    if r < mpf(1) / 3000:
        return mpf(1) / 8 + r / 16 + 25 * r * r / 384
    return log(besseli(0, 1 / r) * exp(-1 / r) * sqrt(2 * pi / r)) / r


def gap_far(r):
    """(1 - I1(x) / I0(x)) x, of r = 1/x."""
    if r < mpf(1) / 3000:
        return mpf(1) / 2 + r / 8 + r * r / 8 + 25 * r**3 / 128
    return (1 - ratio(1 / r)) / r


def main():
    fit("ln I0(x) / z of z = x^2/4", avoiding(lambda z: log(besseli(0, 2 * sqrt(z))) / z, 0), 0, 2.25, 12)
    fit("I1(x) / I0(x) / (x/2) of z = x^2/4", avoiding(lambda z: ratio(2 * sqrt(z)) / sqrt(z), 0), 0, 2.25, 14)
    fit("x ln(e^-x I0(x) sqrt(2 pi x)) of 1/x", avoiding(log_i0_far, 0), 0, mpf(1) / 3, 21)
    fit("x (1 - I1(x) / I0(x)) of 1/x", avoiding(gap_far, 0), 0, mpf(1) / 3, 23)
    middle = lambda x: loggamma(x) / ((x - 1) * (x - 2))
    fit("ln Gamma(x) / ((x-1) (x-2))", avoiding(avoiding(middle, 1), 2), 0.75, 2.5, 20)


if __name__ == "__main__":
    main()
