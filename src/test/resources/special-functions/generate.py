#!/usr/bin/env python3
"""Reference tables of the scalar special functions, and the coefficients of GammaFunctions.digamma.

    python3 -m venv venv && venv/bin/pip install mpmath
    venv/bin/python generate.py                              # rewrites the *.csv beside this script
    venv/bin/python generate.py --random 5000 --out denser   # denser tables, for measuring errors
    venv/bin/python generate.py --coefficients               # prints the digamma approximation

Every x is a double, written so that Double.parseDouble reads back the same bits. Every value is
computed twice, with 60 and with 120 digits, and the run stops if the two differ by more than 1e-40
relative; 30 digits are written. Values beyond the range of double are written as they are, but none
beyond 1e+400 or 1e-400, so that every reader can hold them: they overflow to infinity or underflow
to 0 when rounded to double.
"""

import argparse
import math
import pathlib
import random

from mpmath import mp, mpf

MIN = 5e-324
MIN_NORMAL = 2.0**-1022
MAX = (2 - 2.0**-52) * 2.0**1023


# The functions, on exact arguments. -----------------------------------------------------------


def lgamma(x):
    return mp.log(abs(mp.gamma(x))) if -400 < x < 400 else mp.re(mp.loggamma(x))


def polygamma(n, x):
    """By recurrence to a large argument and the asymptotic series; mp.psi(n, .) stalls for n > 0."""
    if n == 0:
        return mp.psi(0, x)
    with mp.extradps(2 * n):  # for x < 0 and even n, large terms of either sign may cancel
        if x < -1000:  # (-1)^n psi_n(1 - x) - psi_n(x) = pi (d/dx)^n cot(pi x)
            cot, slope = mp.cot(mp.pi * (x - mp.nint(x))), [mpf(0), mpf(1)]
            for _ in range(n):  # d/dx P(cot) = -pi (1 + cot^2) P'(cot)
                d = [k * c for k, c in enumerate(slope)][1:] + [mpf(0), mpf(0)]
                slope = [-mp.pi * (d[k] + (d[k - 2] if k > 1 else 0)) for k in range(len(d))]
            return (-1) ** n * polygamma(n, 1 - x) - mp.pi * mp.polyval(slope[::-1], cot)
        total, y = mpf(0), x
        while y < mp.dps + n:
            total += mp.factorial(n) / y ** (n + 1)
            y += 1
        total += mp.factorial(n - 1) / y**n + mp.factorial(n) / (2 * y ** (n + 1))
        k = 1
        while True:
            term = mp.bernoulli(2 * k) * mp.rf(2 * k + 1, n - 1) / y ** (2 * k + n)
            total += term
            k += 1
            if abs(term) < abs(total) * mpf(10) ** -(mp.dps + 5):
                return (-1) ** (n + 1) * total


def erfcx(x):
    if x < 1000:
        return mp.exp(x * x) * mp.erfc(x)
    term, total, k = mpf(1), mpf(0), 0
    while abs(term) > mpf(10) ** -(mp.dps + 5):  # 1/(x sqrt(pi)) sum (-1)^k (2k-1)!!/(2x^2)^k
        total += term
        k += 1
        term *= -(2 * k - 1) / (2 * x * x)
    return total / (x * mp.sqrt(mp.pi))


def ndtr(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def log_ndtr(x):
    if x < -30:
        return -x * x / 2 + mp.log(erfcx(-x / mp.sqrt(2)) / 2)
    return mp.log1p(-ndtr(-x)) if x > 0 else mp.log(ndtr(x))


def normal_hazard(x):
    if x < 0:
        return mp.sqrt(2 / mp.pi) / erfcx(-x / mp.sqrt(2))
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi) / ndtr(x)


def ndtri(p):
    if p == 0.5:
        return mpf(0)
    if p > 0.5:
        return -ndtri(1 - p)  # exact: the working precision holds 1 - p
    if p > 0.25:
        return -mp.sqrt(2) * mp.erfinv(1 - 2 * p)
    x = -mp.sqrt(-2 * mp.log(p))
    for _ in range(400):  # Newton on log ndtr, which is concave
        step = (log_ndtr(x) - mp.log(p)) / normal_hazard(x)
        x -= step
        if abs(step) < abs(x) * mpf(10) ** -(mp.dps - 8):
            return x
    raise ArithmeticError(f"ndtri: no convergence at {p}")


def log1mexp(x):
    return mp.log(-mp.expm1(x)) if x > -1 else mp.log1p(-mp.exp(x))


def log_expm1(x):
    return mp.log(mp.expm1(x)) if x < 1 else x + mp.log1p(-mp.exp(-x))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 1 else x + mp.log1p(mp.exp(-x))


def log_sigmoid(x):
    return -softplus(-x)


def log_cosh(x):
    return mp.log1p(2 * mp.sinh(x / 2) ** 2) if abs(x) < 1 else abs(x) + mp.log1p(mp.exp(-2 * abs(x))) - mp.log(2)


def erfinv(x):
    return mp.sign(x) * -ndtri((1 - abs(x)) / 2) / mp.sqrt(2) if abs(x) > 0.5 else mp.erfinv(x)


def ive(order, x):
    """e^-x I_order(x); for large x Hankel's series, which mp.besseli would sum with e^x beside it."""
    order = mpf(order)
    if x < max(1000, order * order):
        return mp.besseli(order, x) * mp.exp(-x)
    term, total, k = mpf(1), mpf(0), 0
    while abs(term) > mpf(10) ** -(mp.dps + 5):
        total += term
        k += 1
        term *= -(4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
    return total / mp.sqrt(2 * mp.pi * x)


def log_i0(x):
    """ln I0(x); for small x by the power series of I0 - 1, whose first term would be lost beside 1."""
    if x > 1:
        return x + mp.log(ive(0, x))
    return mp.log1p(mp.fsum((x / 2) ** (2 * k) / mp.factorial(k) ** 2 for k in range(1, 30)))


def bessel_ratio_gap(x):
    return (ive(0, x) - ive(1, x)) / ive(0, x)


def exp_e1(x):
    if x < 1000:
        return mp.exp(x) * mp.e1(x)
    term, total, k = mpf(1), mpf(0), 0
    while abs(term) > mpf(10) ** -(mp.dps + 5):
        total += term
        k += 1
        term *= -k / x
    return total / x


# The points. ----------------------------------------------------------------------------------


def around(x, ulps=(1, 2, 7)):
    """x and its neighbours, near and less near."""
    points = [x]
    for k in ulps:
        up = down = x
        for _ in range(k):
            up, down = math.nextafter(up, math.inf), math.nextafter(down, -math.inf)
        points += [up, down]
    for e in range(4, 53, 6):
        d = 2.0**-e * (abs(x) or 1.0)
        points += [x + d, x - d]
    return points


def decades(low, high, step=1):
    """Of both mantissas 1 and a seldom one, every `step` powers of ten."""
    return [float(f"{m}e{e}") for e in range(low, high + 1, step) for m in ("1", "7.3890560989")]


def both(points):
    return [s * x for x in points for s in (1.0, -1.0)]


class Random:
    def __init__(self, name, count):
        self.random, self.count = random.Random(name), count

    def uniform(self, low, high):
        return [self.random.uniform(low, high) for _ in range(self.count)]

    def magnitudes(self, low, high):
        return [10.0**e for e in self.uniform(low, high)]


TINY = [MIN, 3 * MIN, 1e-320, MIN_NORMAL, math.nextafter(MIN_NORMAL, 0), 1e-300]
HUGE = [1e100, 1e200, 1e300, MAX]
HALVES = [k + 0.5 for k in range(40)]


def gamma_line(r):
    """Points of the gamma family: both half-lines, poles from both sides, no pole itself."""
    points = TINY + decades(-299, 300, 23) + decades(-20, 20) + HALVES + [float(k) for k in range(1, 31)]
    points += [99.5, 170.0, 171.5, 1e4 + 0.5, 2.0**52, 2.0**53 + 2, 2.5e305, 2.56e305, MAX]
    points += around(1.0) + around(2.0) + around(1.4616321449683623) + around(3.0, (1,))
    points += r.uniform(0, 3) + r.uniform(2, 40) + r.magnitudes(-8, 4)
    negative = [-x for x in TINY + decades(-299, -20, 23) + decades(-19, -1, 2) + HALVES]
    for pole in (-1.0, -2.0, -3.0, -10.0, -19.0, -27.0, -100.0, -1e6):
        negative += [x for x in around(pole, (1, 3)) if x < 0]
    for zero in (-2.4570247382208006, -2.7476826467274127, -3.143580888349980, -3.955294284858598):
        negative += around(zero, (1,))  # zeros of lgamma
    for zero in (-0.504083008264455, -1.573498473162390, -2.610720868444145, -3.635293366436901):
        negative += around(zero, (1,))  # zeros of digamma
    negative += [-1e3 - 0.25, -1e6 - 0.5, -1e9 - 0.25, -1e15 - 0.5, -(2.0**52) + 0.5]
    negative += r.uniform(-3, 0) + r.uniform(-40, 0) + r.uniform(-400, 0)
    return points + [x for x in negative if x != math.floor(x)]


def erf_line(r):
    return (
        both(TINY + decades(-299, -10, 23) + decades(-9, 0) + [k / 8 for k in range(1, 60)])
        + both([0.0, 6.0, 10.0, 20.0, 26.0, 26.5, 26.54, 26.54325845425098, 26.6, 27.0, 27.2, 27.226])
        + both([x for c in (0.5, 1.5, 2.5, 4.5) for x in around(c, (1,))])
        + both(r.uniform(0, 1) + r.uniform(0, 7) + r.uniform(0, 27.2) + r.magnitudes(-8, 0))
    )


def erfcx_line(r):
    points = [x for x in erf_line(r) if x > -26.64] + [-26.6, -26.62, -26.628]
    return points + decades(2, 20) + decades(21, 300, 17) + HUGE + r.magnitudes(0, 10)


def normal_line(r):
    points = both(TINY + decades(-299, -10, 23) + decades(-9, 0) + [k / 4 for k in range(0, 80)])
    points += both([x for c in (0.7071067811865476, 1.0, 2.1213203435596424) for x in around(c, (1,))])
    points += both([24.0, 30.0, 36.0, 37.0, 37.5, 37.519, 38.0, 38.4, 38.46, 38.5])
    points += both(r.uniform(0, 2) + r.uniform(0, 8) + r.uniform(0, 38.5) + r.magnitudes(-8, 0))
    return points


def far_normal_line(r):
    return normal_line(r) + [-x for x in decades(2, 20) + decades(21, 153, 11) + r.magnitudes(1, 12)]


def probabilities(r):
    points = TINY + decades(-323, -10, 7) + decades(-9, -2) + [k / 64 for k in range(1, 64)]
    points += [p for c in (0.5, 0.25, 0.75) for p in around(c)]
    points += [1 - 2.0**-k for k in range(2, 54)] + [0.02425, 0.97575, 0.0013498980316300946]
    points += r.uniform(0, 1) + r.uniform(0.4, 0.6) + r.magnitudes(-16, -0.4) + r.magnitudes(-320, -1)
    return [p for p in points if 0 < p < 1]


def negative_line(r):
    points = TINY + decades(-299, -10, 23) + decades(-9, 2) + around(math.log(2), (1, 2, 7))
    points += [k / 4 for k in range(1, 60)] + [30.0, 36.7, 37.5, 100.0, 700.0, 708.5, 740.0, 745.0, 745.13]
    points += r.uniform(0, 1) + r.uniform(0, 3) + r.uniform(0, 745) + r.magnitudes(-12, 2)
    return [-x for x in points]


def positive_line(r):
    return [-x for x in negative_line(r)] + HUGE + decades(3, 20) + r.uniform(0.5, 1) + r.uniform(0, 40)


def logistic_line(r):
    points = TINY + decades(-299, -10, 23) + decades(-9, 2) + [0.0] + [k / 4 for k in range(1, 60)]
    points += [33.0, 36.7, 37.5, 100.0, 700.0, 708.5, 740.0, 745.0] + around(math.log(2), (1,))
    return both(points + r.uniform(0, 3) + r.uniform(0, 40) + r.uniform(0, 745) + r.magnitudes(-12, 2))


def softplus_line(r):
    return logistic_line(r) + decades(3, 20) + HUGE


def bessel_line(r):
    points = TINY + decades(-299, 300, 46) + decades(-20, 20, 2) + [k / 4 for k in range(1, 60)]
    points += around(20.0, (1,)) + around(30.0, (1,)) + around(1.0, (1,))
    return [x for x in points + r.uniform(0, 3) + r.uniform(3, 60) + r.magnitudes(-3, 5) if x > 0]


def unit_line(r):
    points = TINY + decades(-299, -10, 23) + decades(-9, -1) + [k / 32 for k in range(0, 32)]
    points += [1 - 2.0**-k for k in range(2, 54, 2)] + r.uniform(0, 1) + r.magnitudes(-8, 0)
    return both([x for x in points if x < 1])


IVE_ORDERS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.7, 5.0, 12.3, 29.5, 30.0, 49.0, 100.5, 140.0, 141.0, 999.5)


def ive_points(r):
    """(order, x), where the value is no less than 1e-280."""
    shared = [1e-10, 1e-3, 0.1, 1.0, 7.5, 19.99, 20.0, 55.0, 449.0, 450.0, 1e3, 1e4, 1e6, 1e100]
    for order in IVE_ORDERS:
        for x in shared + r.uniform(0, 60) + r.magnitudes(0, 4):
            with mp.workdps(30):
                if ive(order, mpf(x)) > mpf("1e-280"):
                    yield order, x


ORDERS = (2, 3, 4, 5, 7, 10, 20, 50, 100)


def polygamma_points(r):
    """(n, x) with a few dozens of x for each order."""
    shared = TINY + decades(-299, 299, 46) + decades(-6, 12, 3) + [1.0, 1.5, 2.0, 3.0, 5.5, 10.0, 20.0, 40.0]
    shared += [-x for x in (1e-300, 1e-100, 1e-20, 1e-6, 0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1.1, 1.5, 2.5, 7.5)]
    shared += [-7.4375, -19.0 + 2.0**-20, -19.0 - 2.0**-20, -100.25, -1e6 - 0.125, -1e12 - 0.25]
    for n in ORDERS:
        series_starts = [n + 10.0, n + 10.25, n + 11.0]
        drawn = r.uniform(0, 3) + r.uniform(0, 60) + r.magnitudes(-3, 4) + r.uniform(-9, 0)
        for x in shared + series_starts + drawn:
            yield n, x


TABLES = {
    "lgamma": (lgamma, gamma_line),
    "digamma": (lambda x: polygamma(0, x), gamma_line),
    "trigamma": (lambda x: polygamma(1, x), gamma_line),
    "erf": (mp.erf, erf_line),
    "erfc": (mp.erfc, erf_line),
    "erfcx": (erfcx, erfcx_line),
    "ndtr": (ndtr, normal_line),
    "logNdtr": (log_ndtr, far_normal_line),
    "normalHazard": (normal_hazard, far_normal_line),
    "ndtri": (ndtri, probabilities),
    "log1mexp": (log1mexp, negative_line),
    "logExpm1": (log_expm1, positive_line),
    "sigmoid": (sigmoid, logistic_line),
    "logSigmoid": (log_sigmoid, softplus_line),
    "softplus": (softplus, softplus_line),
    "logSoftplus": (lambda x: mp.log(softplus(x)), softplus_line),
    "logCosh": (log_cosh, softplus_line),
    "erfinv": (erfinv, unit_line),
    "besselI0e": (lambda x: ive(0, x), bessel_line),
    "besselI1e": (lambda x: ive(1, x), bessel_line),
    "logBesselI0e": (lambda x: mp.log(ive(0, x)), bessel_line),
    "logBesselI0": (log_i0, bessel_line),
    "besselRatio": (lambda x: ive(1, x) / ive(0, x), bessel_line),
    "besselRatioGap": (bessel_ratio_gap, bessel_line),
    "expE1": (exp_e1, bessel_line),
}


# Writing. -------------------------------------------------------------------------------------


def checked(function, *arguments):
    """The value to 30 digits, having agreed to 40 at two working precisions."""
    values = []
    for digits in (60, 120):
        # Near a zero, a pole or far out, mpmath's own functions lose digits; their sizes bound how many.
        x = arguments[-1]
        extra = int(abs(math.log10(abs(x)))) if x else 0
        with mp.workdps(digits + min(extra, 320) + 20):
            values.append(function(*arguments[:-1], mpf(x)))
    with mp.workdps(60):
        low, high = values
        if abs(low - high) > abs(high) * mpf(10) ** -40:
            raise ArithmeticError(f"{function} at {arguments}: {low} against {high}")
        if high != 0 and not -400 < mp.log10(abs(high)) < 400:
            high = mp.sign(high) * mpf(10) ** (400 if abs(high) > 1 else -400)
        return mp.nstr(high, 30, min_fixed=0, max_fixed=0)


def write(path, function, rows):
    lines = sorted({(*row[:-1], row[-1]) for row in rows})
    with open(path, "w", newline="\n") as out:
        out.write(f"# {path.stem}: argument(s), value; written by generate.py, do not edit\n")
        for row in lines:
            out.write(",".join(repr(a) for a in row) + "," + checked(function, *row) + "\n")
    print(f"{path.name}: {len(lines)} points", flush=True)


# The approximation of digamma on [1, 2]. --------------------------------------------------------


def coefficients(degree_p=5, degree_q=6):
    """psi(1 + t) = (t - root) p(t) / q(t) on 0 <= t <= 1, p/q interpolating at Chebyshev points."""
    mp.dps = 100
    root = mp.findroot(lambda t: mp.psi(0, 1 + t), mpf("0.4616321449683623"))

    def ratio(t):
        t = mpf(t)
        return polygamma(1, 1 + root) if t == root else mp.psi(0, 1 + t) / (t - root)

    count = degree_p + degree_q + 1
    nodes = [(1 - mp.cos((2 * i + 1) * mp.pi / (2 * count))) / 2 for i in range(count)]
    system, right = mp.matrix(count, count), mp.matrix(count, 1)
    for i, t in enumerate(nodes):
        f = ratio(t)
        for j in range(degree_p + 1):
            system[i, j] = t**j
        for j in range(1, degree_q + 1):
            system[i, degree_p + j] = -f * t**j
        right[i] = f
    solution = mp.lu_solve(system, right)
    p = [solution[j] for j in range(degree_p + 1)]
    q = [mpf(1)] + [solution[degree_p + j] for j in range(1, degree_q + 1)]

    def worst(p, q):
        points = [mpf(k) / 500 for k in range(501)]
        values = [(mp.polyval(p[::-1], t) / mp.polyval(q[::-1], t), ratio(t)) for t in points]
        return max(abs(a / b - 1) for a, b in values)

    high = float(root)
    print("root", repr(high), repr(float(root - mpf(high))))
    print("p", [repr(float(c)) for c in p])
    print("q", [repr(float(c)) for c in q])
    print("relative error, exact coefficients:", mp.nstr(worst(p, q), 3))
    rounded = [mpf(float(c)) for c in p], [mpf(float(c)) for c in q]
    print("relative error, coefficients as doubles:", mp.nstr(worst(*rounded), 3))


def main():
    parser = argparse.ArgumentParser()
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--out", type=pathlib.Path, default=here)
    parser.add_argument("--random", type=int, default=30, help="random points per interval")
    parser.add_argument("--only", help="one table")
    parser.add_argument("--coefficients", action="store_true")
    options = parser.parse_args()
    if options.coefficients:
        coefficients()
        return
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (function, points) in TABLES.items():
        if options.only in (None, name):
            rows = [(x,) for x in points(Random(name, options.random))]
            write(options.out / f"{name}.csv", function, rows)
    if options.only in (None, "besselIve"):
        count = max(1, options.random // 6)
        write(options.out / "besselIve.csv", ive, ive_points(Random("besselIve", count)))
    if options.only in (None, "polygamma"):
        count = max(1, options.random // 5)
        write(options.out / "polygamma.csv", polygamma, polygamma_points(Random("polygamma", count)))


if __name__ == "__main__":
    main()
