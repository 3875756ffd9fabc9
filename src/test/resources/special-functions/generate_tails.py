#!/usr/bin/env python3
"""Reference values of both tails of the families of scalars, beside generate.py.

    venv/bin/python generate_tails.py       # rewrites tails.csv

Each row: family, type (D or F), parameters, function, argument, value with 20 digits, and the
condition number |x f'(x) / f(x)| of the function there, by which the rounding of an intermediate
value is magnified. Arguments and parameters are numbers of the type.
"""

import pathlib
import struct

from mpmath import mp, mpf

PROBABILITIES = (1e-300, 1e-100, 1e-30, 1e-12, 1e-3, 0.2, 0.45, 0.5, 0.7, 0.99)
FLOAT_PROBABILITIES = (1e-37, 1e-20, 1e-12, 1e-3, 0.2, 0.45, 0.5, 0.7, 0.99)


def normal(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def normal_quantile(p):
    """By Newton's method for ln Phi."""
    if p > 0.5:
        return -normal_quantile(1 - p)
    z = -mp.sqrt(-2 * mp.log(p)) if p < 0.1 else mpf(0)
    for _ in range(100):
        f = normal(z)
        step = mp.log(f / p) * f / mp.npdf(z)
        z -= step
        if abs(step) < mpf(10) ** -(mp.dps - 8) * (1 + abs(z)):
            return z
    raise ArithmeticError(p)


def location_scale(cdf, quantile):
    """A family of x = loc + scale z, from F and the quantiles given p and 1 - p of z; S(z) is F2(z)."""

    def family(loc, scale, *shape):
        lower, upper = cdf(*shape)
        return {
            "cdf": lambda x: lower((x - loc) / scale),
            "survival": lambda x: upper((x - loc) / scale),
            "icdf": lambda p: loc + scale * quantile(*shape)(p, 1 - p),
            "inverseSurvival": lambda p: loc + scale * quantile(*shape)(1 - p, p),
        }

    return family


def gpd(c):
    e = lambda z: z if c == 0 else mp.log1p(c * z) / c
    return lambda z: -mp.expm1(-e(z)), lambda z: mp.exp(-e(z))


def gpd_quantile(c):
    return lambda p, q: -mp.log(q) if c == 0 else mp.expm1(-c * mp.log(q)) / c


def asymmetric(k):
    a, b = k * k / (1 + k * k), 1 / (1 + k * k)
    return (
        lambda z: a * mp.exp(z / k) if z < 0 else a - b * mp.expm1(-z * k),
        lambda z: b - a * mp.expm1(z / k) if z < 0 else b * mp.exp(-z * k),
    )


def asymmetric_quantile(k):
    a, b = k * k / (1 + k * k), 1 / (1 + k * k)
    return lambda p, q: k * mp.log(p / a) if p < a else -mp.log(q / b) / k


def transformed(forward, inverse):
    """exp(x) or the like of a normal variable."""

    def family(loc, scale):
        return {
            "cdf": lambda x: normal((inverse(x) - loc) / scale),
            "survival": lambda x: normal(-(inverse(x) - loc) / scale),
            "icdf": lambda p: forward(loc + scale * normal_quantile(p)),
            "inverseSurvival": lambda p: forward(loc - scale * normal_quantile(p)),
        }

    return family


def uniform(low, high):
    return {
        "cdf": lambda x: (x - low) / (high - low),
        "survival": lambda x: (high - x) / (high - low),
        "icdf": lambda p: low + (high - low) * p,
        "inverseSurvival": lambda p: high - (high - low) * p,
    }


def triangular(low, high, peak):
    width, left, right = high - low, peak - low, high - peak
    return {
        "cdf": lambda x: (x - low) ** 2 / width / left if x < peak else 1 - (high - x) ** 2 / width / right,
        "survival": lambda x: 1 - (x - low) ** 2 / width / left if x < peak else (high - x) ** 2 / width / right,
        "icdf": lambda p: low + mp.sqrt(p * width * left) if p * width < left else high - mp.sqrt((1 - p) * width * right),
        "inverseSurvival": lambda p: high - mp.sqrt(p * width * right) if p * width < right else low + mp.sqrt((1 - p) * width * left),
    }


def pareto(scale, alpha):
    return {
        "cdf": lambda x: -mp.expm1(alpha * mp.log(scale / x)),
        "survival": lambda x: (scale / x) ** alpha,
        "icdf": lambda p: scale * (1 - p) ** (-1 / alpha),
        "inverseSurvival": lambda p: scale * p ** (-1 / alpha),
    }


def continuous_bernoulli(n):
    return {
        "cdf": lambda x: mp.expm1(n * x) / mp.expm1(n),
        "survival": lambda x: mp.expm1(-n * (1 - x)) / mp.expm1(-n),
        "icdf": lambda p: mp.log1p(p * mp.expm1(n)) / n,
        "inverseSurvival": lambda p: 1 + mp.log1p(p * mp.expm1(-n)) / n,
    }


def bisected(cdf, survival, low, high):
    """Quantiles by bisection in the logarithm of the distance from the lower end."""

    def solve(tail, p, rises):
        a, b = mp.log(mpf(10) ** -330), mp.log(high - low)
        for _ in range(150):
            middle = (a + b) / 2
            if (tail(low + mp.exp(middle)) < p) == rises:
                a = middle
            else:
                b = middle
        return low + mp.exp(a)

    return {
        "cdf": cdf,
        "survival": survival,
        "icdf": lambda p: solve(cdf, p, True),
        "inverseSurvival": lambda p: solve(survival, p, False),
    }


def inverse_gaussian(loc, shape):
    def ends(x):
        root = mp.sqrt(shape / x)
        return root * (x / loc - 1), root * (x / loc + 1)

    def cdf(x):
        a, b = ends(x)
        return normal(a) + mp.exp(2 * shape / loc) * normal(-b)

    def survival(x):
        a, b = ends(x)
        return normal(-a) - mp.exp(2 * shape / loc) * normal(-b)

    return bisected(cdf, survival, mpf(0), loc * mpf(10) ** 12)


def von_mises(loc, concentration):
    log_circle = mp.log(2 * mp.pi * mp.besseli(0, concentration))

    def mass(a, b):
        points = {a, b}
        step = 1 / (concentration + 1)
        while step < 7:
            for c in (a, b, loc, loc + mp.pi, loc - mp.pi):
                points |= {p for p in (c, c + step, c - step) if a < p < b}
            step *= 3
        return mp.quad(lambda t: mp.exp(concentration * mp.cos(t - loc) - log_circle), sorted(points))

    return {"cdf": lambda x: mass(-mp.pi, x), "survival": lambda x: mass(x, mp.pi)}


FAMILIES = {
    "Normal": (location_scale(lambda: (normal, lambda z: normal(-z)), lambda: lambda p, q: normal_quantile(p) if p < q else -normal_quantile(q)), [(0.5, 2)]),
    "Laplace": (
        location_scale(
            lambda: tuple((lambda z, s=s: mp.exp(s * z) / 2 if s * z < 0 else 1 - mp.exp(-s * z) / 2) for s in (1, -1)),
            lambda: lambda p, q: mp.log(2 * p) if p < q else -mp.log(2 * q),
        ),
        [(0, 2)],
    ),
    "AsymmetricLaplace": (location_scale(asymmetric, asymmetric_quantile), [(0, 1, 1e-6), (0, 1, 3), (0, 1, 1e5)]),
    "Logistic": (location_scale(lambda: (lambda z: 1 / (1 + mp.exp(-z)), lambda z: 1 / (1 + mp.exp(z))), lambda: lambda p, q: mp.log(p / q)), [(0, 2)]),
    "Gumbel": (location_scale(lambda: (lambda z: mp.exp(-mp.exp(-z)), lambda z: -mp.expm1(-mp.exp(-z))), lambda: lambda p, q: -mp.log(-mp.log(p)) if p < q else -mp.log(-mp.log1p(-q))), [(0, 2)]),
    "Cauchy": (location_scale(lambda: tuple((lambda z, s=s: mp.acot(-s * z) / mp.pi if s * z < 0 else 1 - mp.acot(s * z) / mp.pi) for s in (1, -1)), lambda: lambda p, q: -mp.cot(mp.pi * p) if p < q else mp.cot(mp.pi * q)), [(0, 2)]),
    "Moyal": (location_scale(lambda: (lambda z: mp.erfc(mp.exp(-z / 2) / mp.sqrt(2)), lambda z: mp.erf(mp.exp(-z / 2) / mp.sqrt(2))), lambda: lambda p, q: -2 * mp.log(-normal_quantile(p / 2))), [(0, 2)]),
    "LogNormal": (transformed(mp.exp, mp.log), [(0.5, 2), (-3, 0.1)]),
    "LogitNormal": (transformed(lambda y: 1 / (1 + mp.exp(-y)), lambda x: mp.log(x / (1 - x))), [(0.5, 1), (-2, 5)]),
    "Uniform": (uniform, [(0, 3), (-3, 0)]),
    "Triangular": (triangular, [(-2, 3, 0.5), (-2, 3, -1.9999)]),
    "Pareto": (pareto, [(2, 3), (0.1, 0.4)]),
    "GeneralizedPareto": (location_scale(gpd, gpd_quantile), [(0, 2, c) for c in (-1, -0.4, -1e-3, 0, 1e-8, 0.3, 2)]),
    "ContinuousBernoulli": (continuous_bernoulli, [(n,) for n in (-1e4, -50, -5, -1, -0.06, 0.03, 0.9, 40, 300, 1e5)]),
    "InverseGaussian": (inverse_gaussian, [(1, 1), (1, 1e-3), (3, 0.2), (20, 1e4)]),
    "VonMises": (von_mises, [(0, 0.5), (0.4, 3), (-2.9, 2), (0.3, 40), (0, 300)]),
}


def rounded(x, kind):
    """The nearest number of the type, None if it is out of range."""
    value = float(x)
    if kind == "F":
        if abs(value) > 3e38:
            return None
        value = struct.unpack("f", struct.pack("f", value))[0]
        if 0 < abs(value) < 1.2e-38:
            return None
    return value if abs(value) < 1.7e308 and (value == 0 or abs(value) > 2.3e-308) else None


def logarithm(tail, rest):
    """ln of a tail, from the other one where that is smaller: near 1 the digits of an integral end."""
    return lambda x: mp.log(tail(x)) if mp.re(tail(x)) < 0.5 else mp.log1p(-rest(x))


def rows(name, kind):
    family, members = FAMILIES[name]
    for member in members:
        parameters = [rounded(p, kind) for p in member]
        f = family(*[mpf(p) for p in parameters])
        probabilities = [rounded(p, kind) for p in (PROBABILITIES if kind == "D" else FLOAT_PROBABILITIES)]
        arguments = set()
        for inverse in ("icdf", "inverseSurvival"):
            for p in probabilities if inverse in f else ():
                x = f[inverse](mpf(p))
                yield parameters, inverse, p, f[inverse]
                if rounded(x, kind) is not None:
                    arguments.add(rounded(x, kind))
        if "icdf" not in f:
            arguments = {rounded(x, kind) for x in (-3.1, -2.5, -1, -0.2, 0.35, 0.8, 2, 3)}
        for x in sorted(arguments):
            try:
                lower, upper = f["cdf"](mpf(x)), f["survival"](mpf(x))
            except (ZeroDivisionError, TypeError):  # rounded to an end
                continue
            if isinstance(lower, mp.mpc) or isinstance(upper, mp.mpc):
                continue
            if not (0 < lower < 1 and 0 < upper < 1):
                continue
            for log, tail, rest in (("logCdf", "cdf", "survival"), ("logSurvival", "survival", "cdf")):
                yield parameters, tail, x, f[tail]
                yield parameters, log, x, logarithm(f[tail], f[rest])


def main():
    path = pathlib.Path(__file__).resolve().parent / "tails.csv"
    with open(path, "w", newline="\n") as out:
        out.write("# family, type, parameters, function, x, value, condition; by generate_tails.py\n")
        for name in FAMILIES:
            mp.dps = 40 if name == "VonMises" else 340 if name != "InverseGaussian" else 60
            for kind in "DF":
                seen = set()
                for parameters, function, x, f in rows(name, kind):
                    if (tuple(parameters), function, x) in seen or x == 0:
                        continue
                    seen.add((tuple(parameters), function, x))
                    value = f(mpf(x))
                    if abs(value) > (1e38 if kind == "F" else 1e308):
                        continue
                    h = mpf(10) ** -12
                    condition = abs((f(x * (1 + h)) - f(x * (1 - h))) / (2 * h) / value) if value else 0
                    fields = [name, kind, " ".join(map(repr, parameters)), function, repr(x)]
                    fields += [mp.nstr(value, 20, min_fixed=0, max_fixed=0), mp.nstr(mp.mpf(mp.re(condition)), 3)]
                    out.write(",".join(fields) + "\n")


if __name__ == "__main__":
    main()
