# SPDX-License-Identifier: Apache-2.0
"""Writes src/test/resources/reference/divergences.txt, which KlReferenceTest reads: KL(p || q) and its derivatives by the
parameters of p and q, of pairs for which the library integrates numerically, and of closed forms with nearly equal, large and
small parameters. Run it here, with Python 3.11 and mpmath 1.3.

Each integral is a sum of Gauss-Legendre rules in the logarithm of the distance from the location of p or of q, or from an
end of [0, 1]. The derivatives are integrals of the derivatives of p ln(p / q).
"""
import pathlib

from mpmath import digamma, exp, expm1, inf, log, log1p, loggamma, mp, mpf, pi, sign, sqrt, tanh

mp.dps = 34
OUT = pathlib.Path(__file__).resolve().parents[2] / "resources" / "reference" / "divergences.txt"


def gauss_legendre(n):
    rule = []
    for i in range(1, n + 1):
        x = mp.cos(pi * (mpf(i) - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(8):
            p0, p1 = mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


RULE = gauss_legendre(40)


def over_log(f, low, high, step):
    """The integral of the vector f over [low, high]."""
    pieces = max(1, int(mp.ceil((high - low) / step)))
    half = (high - low) / pieces / 2
    total = None
    for i in range(pieces):
        centre = low + (2 * i + 1) * half
        for x, w in RULE:
            values = f(centre + half * x)
            total = [t + w * v for t, v in zip(total, values)] if total else [w * v for v in values]
    return [half * t for t in total]


# ---- families on the reals: ln p at x and its derivatives by the parameters


def normal(x, loc, scale):
    z = (x - loc) / scale
    return -z * z / 2 - log(scale) - log(2 * pi) / 2, [z / scale, (z * z - 1) / scale]


def laplace(x, loc, scale):
    z = (x - loc) / scale
    return -abs(z) - log(2 * scale), [sign(z) / scale, (abs(z) - 1) / scale]


def logistic(x, loc, scale):
    z = (x - loc) / scale
    t = tanh(z / 2)
    return -abs(z) - 2 * log1p(exp(-abs(z))) - log(scale), [t / scale, (z * t - 1) / scale]


CONSTANTS = {}


def student(x, df, loc, scale):
    z = (x - loc) / scale
    if df not in CONSTANTS:
        value = loggamma((df + 1) / 2) - loggamma(df / 2) - log(df * pi) / 2
        CONSTANTS[df] = value, (digamma((df + 1) / 2) - digamma(df / 2) - 1 / df) / 2
    value, slope = CONSTANTS[df]
    grown = log1p(z * z / df)
    dz = -(df + 1) * z / (df + z * z)
    by_df = slope - grown / 2 + (df + 1) / 2 * z * z / df / (df + z * z)
    return value - (df + 1) / 2 * grown - log(scale), [by_df, -dz / scale, (-z * dz - 1) / scale]


def cauchy(x, loc, scale):
    value, slopes = student(x, mpf(1), loc, scale)
    return value, slopes[1:]


REALS = {"Normal": normal, "Laplace": laplace, "Logistic": logistic, "Cauchy": cauchy, "StudentT": student}


def integrand(p, q):
    log_p, by_p = p
    log_q, by_q = q
    mass, ratio = exp(log_p), log_p - log_q
    return [mass * ratio] + [mass * ratio * d for d in by_p] + [-mass * d for d in by_q]


def on_reals(p, at_p, q, at_q):
    f, g = REALS[p], REALS[q]
    light = {"Normal": mpf(12), "Laplace": mpf(80), "Logistic": mpf(80)}
    df = at_p[0] - (q in light) if p == "StudentT" else mpf(1)
    reach = log(at_p[-1]) + (log(light[p]) if p in light else 64 / df)
    breaks = sorted({at_p[-2], at_q[-2]})
    width = breaks[-1] - breaks[0]
    far = max(reach, log(width) if width > 0 else -inf) + log(2)
    near = min(log(at_p[-1]), log(at_q[-1])) - 60
    ends = [(breaks[0], -1, far), (breaks[-1], 1, far)]
    if width > 0:
        ends += [(breaks[0], 1, log(width / 2)), (breaks[-1], -1, log(width / 2))]
    total = None
    for start, side, high in ends:
        def at(v):
            distance = exp(v)
            x = start + side * distance
            return [distance * y for y in integrand(f(x, *at_p), g(x, *at_q))]

        part = over_log(at, near, high, mpf(3) / 2)
        total = [a + b for a, b in zip(total, part)] if total else part
    return total


# ---- families on [0, 1]: the same of the pair ln x, ln(1 - x)


def kumaraswamy(x, a, b):
    power = a * x[0]
    rest = log(-expm1(power))
    slope = exp(power) * x[0] / expm1(power)
    return log(a) + log(b) + (a - 1) * x[0] + (b - 1) * rest, [1 / a + x[0] + (b - 1) * slope, 1 / b + rest]


def beta(x, a, b):
    if (a, b) not in CONSTANTS:
        both = digamma(a + b)
        CONSTANTS[a, b] = loggamma(a + b) - loggamma(a) - loggamma(b), both - digamma(a), both - digamma(b)
    value, by_a, by_b = CONSTANTS[a, b]
    return value + (a - 1) * x[0] + (b - 1) * x[1], [by_a + x[0], by_b + x[1]]


UNIT = {"Kumaraswamy": kumaraswamy, "Beta": beta}


def on_unit(p, at_p, q, at_q):
    f, g = UNIT[p], UNIT[q]
    greatest = max(at_p + at_q)
    step = min(mpf(3) / 2, 5 / sqrt(greatest))
    total = None
    for side in (0, 1):
        def at(v):
            x = (v, log1p(-exp(v))) if side == 0 else (log1p(-exp(v)), v)
            return [exp(v) * y for y in integrand(f(x, *at_p), g(x, *at_q))]

        low = -(40 + 2 * log(greatest)) / min(at_p[side], 1)
        for start, end, by in ((low, mpf(-20), mpf(3)), (mpf(-20), log(mpf(1) / 2), step)):
            part = over_log(at, start, end, by)
            total = [a + b for a, b in zip(total, part)] if total else part
    return total


# ---- cases

STANDARD = {"Normal": (0, 1), "Laplace": (0, 1), "Logistic": (0, 1), "StudentT": (3, 0, 1)}
TARGETS = {"Laplace": (0.75, 0.5), "Logistic": (0.75, 0.5), "Cauchy": (0.75, 0.5), "StudentT": (2.5, 0.75, 0.5)}
EXISTING = {("Laplace", "Laplace")}


def cases():
    for p, at_p in STANDARD.items():
        for q, at_q in TARGETS.items():
            if (p, q) in EXISTING:
                continue
            yield p, at_p, q, at_q
            for loc, scale in ((0.5, 1000), (0.125, 0.001), (1000, 1)):
                yield p, at_p, q, (*at_q[:-2], loc, scale)
    yield "Cauchy", (0, 1), "StudentT", (2.5, 0.75, 0.5)
    yield "Cauchy", (0, 1), "StudentT", (30, -3, 0.001)
    yield "StudentT", (0.125, 0, 1), "Cauchy", (2, 0.25)
    yield "StudentT", (0.125, 0, 1), "StudentT", (40, 2, 10)
    yield "StudentT", (1.0625, 0, 1), "Logistic", (2, 0.25)
    yield "StudentT", (1.0625, 0, 1), "Laplace", (2, 0.25)
    yield "StudentT", (1000, 0, 1), "StudentT", (2, 5, 0.125)
    yield "StudentT", (3, 0, 1), "StudentT", (3.0000001, 0.0000001, 1.0000001)
    yield "Logistic", (0, 1), "Logistic", (0.0000001, 1.0000001)
    shapes = ((2, 3), (0.25, 0.5), (50, 0.5), (300, 400))
    for p in UNIT:
        for q in UNIT:
            if p == q == "Beta":
                continue
            for at_p in shapes:
                for at_q in ((2.5, 1.25), (40, 3), (0.015625, 2)):
                    yield p, at_p, q, at_q
            yield p, (2, 3), q, (2.0000001, 2.9999999)


# ---- closed forms, at parameters that are nearly equal, large and small


def gamma_gamma(a, r, c, s):
    return (a - c) * digamma(a) - loggamma(a) + loggamma(c) + c * log(r / s) + a * (s - r) / r


def dirichlet_dirichlet(*both):
    a, c = both[: len(both) // 2], both[len(both) // 2 :]
    total = sum(a)
    value = loggamma(total) - loggamma(sum(c))
    return value + sum(loggamma(y) - loggamma(x) + (x - y) * (digamma(x) - digamma(total)) for x, y in zip(a, c))


def weibull_weibull(scale, k, to, m):
    moment = (scale / to) ** m * mp.gamma(m / k + 1)
    return log(k) - k * log(scale) - log(m) + m * log(to) + (k - m) * (log(scale) - mp.euler / k) + moment - 1


def poisson_poisson(a, b):
    return a * log(a / b) - a + b


def trial(p, q):
    return p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))


def draw(*both):
    p, q = both[: len(both) // 2], both[len(both) // 2 :]
    return sum(x / sum(p) * log(x / sum(p) * sum(q) / y) for x, y in zip(p, q))


def normal_normal(m, s, n, t):
    return log(t / s) + (s * s + (m - n) ** 2) / (2 * t * t) - mpf(1) / 2


def laplace_laplace(m, s, n, t):
    d = abs(m - n)
    return log(t / s) + (s * exp(-d / s) + d) / t - 1


def gumbel_gumbel(m, s, n, t):
    moment = exp((n - m) / t + loggamma(s / t + 1))
    return log(t / s) + mp.euler * (s / t - 1) + moment - 1 + (m - n) / t


def cauchy_cauchy(m, s, n, t):
    return log(((s + t) ** 2 + (m - n) ** 2) / (4 * s * t))


SHAPES = (1, 1e-5, 1e-30, 12, 1e8)
PROBABILITIES = (0.5, 0.0009765625, 1e-30, 0.9990234375)
LOCATIONS = ((0.5, 1), (-3, 1e-5), (1, 1e8))
CLOSED = {
    "Gamma": (gamma_gamma, [(a, 3) for a in SHAPES]),
    "InverseGamma": (gamma_gamma, [(a, 3) for a in SHAPES]),
    "Chi2": (lambda a, c: gamma_gamma(a / 2, mpf(1), c / 2, mpf(1)), [(a,) for a in SHAPES]),
    "Beta": (dirichlet_dirichlet, [(a, b) for a in SHAPES for b in (0.75, 1e8)]),
    "Dirichlet": (dirichlet_dirichlet, [(a, 0.75, 2) for a in SHAPES]),
    "Exponential": (lambda r, s: gamma_gamma(mpf(1), r, mpf(1), s), [(a,) for a in SHAPES]),
    "Weibull": (weibull_weibull, [(3, k) for k in (0.125, 1, 50)]),
    "Poisson": (poisson_poisson, [(a,) for a in SHAPES]),
    "Bernoulli": (trial, [(p,) for p in PROBABILITIES]),
    "BernoulliLogits": (lambda u, v: draw(exp(u), mpf(1), exp(v), mpf(1)), [(x,) for x in (-0.5, 3, -50, 30)]),
    "Categorical": (draw, [(0.5, 0.25, 0.75), (3e-20, 1, 5)]),
    "CategoricalLogits": (lambda *both: draw(*map(exp, both)), [(0.5, -0.25, 3), (-40, 1, 5)]),
    "Geometric": (lambda p, q: trial(p, q) / p, [(p,) for p in PROBABILITIES]),
    "NegativeBinomial": (lambda p, q: trial(p, q) / (1 - p) * mpf(7) / 2, [(p,) for p in PROBABILITIES]),
    "Normal": (normal_normal, LOCATIONS),
    "Laplace": (laplace_laplace, LOCATIONS),
    "Gumbel": (gumbel_gumbel, LOCATIONS),
    "Cauchy": (cauchy_cauchy, LOCATIONS),
}
STEPS = (2.0**-26, -(2.0**-12), 0.75, -0.5)


def closed_cases():
    for name, (_, sets) in CLOSED.items():
        for at_p in sets:
            for step in STEPS:
                moved = (float(x) * (1 + step * (1 + 2.0**-3 * i)) for i, x in enumerate(at_p))
                at_q = tuple(x for x in moved)
                if at_p in [(p,) for p in PROBABILITIES] and at_q[0] >= 1:
                    continue
                yield name, at_p, name, at_q


def closed_line(case):
    name, at_p, _, at_q = case
    f = CLOSED[name][0]
    with mp.workdps(120):
        at = [mpf(x) for x in at_p + at_q]
        values = [f(*at)]
        for i, x in enumerate(at):
            h = abs(x) * mpf(10) ** -40
            values.append((f(*at[:i], x + h, *at[i + 1 :]) - f(*at[:i], x - h, *at[i + 1 :])) / (2 * h))
        return " ".join([name, *map(token, at_p), name, *map(token, at_q), "is", *map(token, values)])


def token(x):
    return repr(float(x))


def line(case):
    p, at_p, q, at_q = case
    exact = [mpf(x) for x in at_p], [mpf(x) for x in at_q]
    values = (on_reals if p in REALS else on_unit)(p, exact[0], q, exact[1])
    words = [p, *map(token, at_p), q, *map(token, at_q), "is", *map(token, values)]
    return " ".join(words)


if __name__ == "__main__":
    import multiprocessing
    import sys

    with multiprocessing.Pool(int(sys.argv[1]) if len(sys.argv) > 1 else 1) as pool:
        rows = pool.map(line, list(cases()), chunksize=1)
    rows += [row for row in map(closed_line, closed_cases()) if "inf" not in row]
    OUT.write_text("\n".join(rows) + "\n")
