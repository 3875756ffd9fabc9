# SPDX-License-Identifier: Apache-2.0
"""Further families of scalars in arbitrary precision: skewed ones, those of extremes and of categories, and combinators."""
import numpy as np

from families import (Family, HALF_LOG_2PI, SHARES, WIDE, around, counts, expit, gamma_log_prob, normal_mean, pareto_exponent, poisson, poisson_entropy,
                      positive, negative_binomial, truncated_density, log_normal_mass, xlog)
from numerics import *

# ---- skewed


def owens_t(h, a):
    """T(h, a) for 0 <= a <= 1, by powers of a with as many more digits as the alternating sum loses."""
    start = mp.prec
    digits = 20
    while True:
        mp.prec = start + int(3.33 * digits)
        half = h * h / 2
        term = weight = exp(-half)
        total = largest = mpf(0)
        power, j = a, 0
        tiny = mpf(2) ** -mp.prec
        while power > 0:
            part = (1 - weight) * power / (2 * j + 1)
            total += -part if j % 2 else part
            largest = max(largest, abs(part))
            if part < tiny * largest and j > half:
                break
            j += 1
            term *= half / j
            weight += term
            power *= a * a
        result = (mp.atan(a) - total) / (2 * pi)
        lost = int(mp.log10((abs(total) + mp.atan(a)) / abs(result))) + 5 if result != 0 else 2 * digits
        if result != 0 and lost <= digits or a == 0:
            mp.prec = start
            return +result
        digits = max(lost, 2 * digits)


def skew_upper(z, s):
    """P(Z > z) = 1 - Phi(z) + 2 T(z, s), for s >= 0 a sum of positive terms; for s < 0 from its complement 2 (1 - Phi(z)) - P(Z > z)."""
    q = erfc(z / sqrt(mpf(2))) / 2
    if s < 0:
        start, digits = mp.prec, 20
        while True:
            mp.prec = start + int(3.33 * digits)
            both, other = erfc(z / sqrt(mpf(2))), skew_upper(z, -s)
            result = both - other
            lost = int(mp.log10(both / abs(result))) + 5 if result != 0 else 2 * digits
            mp.prec = start
            if result != 0 and lost <= digits:
                return +result
            digits = max(lost, 2 * digits)
    h = abs(z)
    if s <= 1:
        return q + 2 * owens_t(h, s)
    far = erfc(s * h / sqrt(mpf(2))) / 2
    near = erfc(h / sqrt(mpf(2))) / 2
    t = (near + far) / 2 - near * far
    if (s * h) ** 2 - h * h < 2 * mp.prec + 60:  # else nothing to the precision of near
        t -= owens_t(s * h, 1 / s)
    return q + 2 * t


def skew_tails(x, m, s, k):
    z = (x - m) / s
    return log(skew_upper(-z, -k)), log(skew_upper(z, k))


def skew_log_prob(x, m, s, k):
    z = (x - m) / s
    return log(mpf(2)) - z * z / 2 - HALF_LOG_2PI() - log(s) + normal_tails(k * z)[0]


def skew_delta(k):
    return k / sqrt(1 + k * k)


def skew_entropy(m, s, k):
    return log(s) + (1 + log(pi / 2)) / 2 - 2 * normal_mean(lambda z: exp(normal_tails(k * z)[0]) * normal_tails(k * z)[0], mpf(1) / (32 if abs(k) < 2 else 256))


Family("SkewNormal", [(0, 1, 0), (0, 1, 1), (0.7, 1.3, -4), (-3, 0.01, 30), (0, 1, 1e-10), (1e4, 7, -1)],
       lambda m, s, k: [m + s * z for z in WIDE if abs(z) < 40 and z * z * (1 + k * k * (k * z < 0)) < 3000],
       skew_log_prob, skew_tails, lambda m, s, k: m + s * skew_delta(k) * sqrt(2 / pi), lambda m, s, k: s * s * (1 - 2 * skew_delta(k) ** 2 / pi), skew_entropy)


def johnson_normal(x, g, d, m, s):
    return g + d * mp.asinh((x - m) / s)


Family("JohnsonSU", [(0, 1, 0, 1), (0.7, 1.3, 0.5, 2), (-2, 0.5, -3, 0.01), (1, 30, 0, 1), (0, 0.1, 0, 1), (3, 2, 1e4, 7)], lambda g, d, m, s: around(m, s),
       lambda x, g, d, m, s: log(d) - log(s) - log1p(((x - m) / s) ** 2) / 2 - johnson_normal(x, g, d, m, s) ** 2 / 2 - HALF_LOG_2PI(),
       lambda x, *t: normal_tails(johnson_normal(x, *t)), lambda g, d, m, s: m - s * exp(1 / (2 * d * d)) * mp.sinh(g / d),
       lambda g, d, m, s: s * s / 2 * expm1(1 / d ** 2) * (exp(1 / d ** 2) * mp.cosh(2 * g / d) + 1),
       lambda g, d, m, s: HALF_LOG_2PI() + mpf(1) / 2 + log(s) - log(d) + normal_mean(lambda n: log(mp.cosh((n - g) / d))))

# ---- extremes

EXTREME_Z = [-8, -6, -4, -2.5, -1, -0.3, -1e-3, 1e-12, 1e-3, 0.3, 1, 3, 6, 13, 38, 100, 700, 1e6, 1e12]


def extreme_moment(c, n):
    with mp.extradps(100):
        if c == 0:
            return (euler, pi ** 2 / 6)[n - 1] + 0
        if n == 1:
            return (mp.gamma(1 - c) - 1) / c
        return (mp.gamma(1 - 2 * c) - mp.gamma(1 - c) ** 2) / c ** 2


Family("GeneralizedExtremeValue", [(0, 1, 0.3), (0.7, 1.3, -0.4), (0, 1, 1e-10), (-3, 0.01, 2), (0, 1, -3), (1e4, 7, -1e-6), (0, 1, 0)],
       lambda m, s, c: [m + s * z for z in EXTREME_Z if 1 + c * z > 1e-3 and (c > 1e-3 or z < 1e4)],
       lambda x, m, s, c: -(1 + c) * pareto_exponent(x, m, s, c) - exp(-pareto_exponent(x, m, s, c)) - log(s),
       lambda x, m, s, c: (-exp(-pareto_exponent(x, m, s, c)), log(-expm1(-exp(-pareto_exponent(x, m, s, c))))),
       lambda m, s, c: m + s * extreme_moment(c, 1) if c < 1 else INF, lambda m, s, c: s * s * extreme_moment(c, 2) if c < mpf(1) / 2 else INF,
       lambda m, s, c: log(s) + euler * (1 + c) + 1, low=lambda m, s, c: m - s / c if c > 0 else -INF, high=lambda m, s, c: m - s / c if c < 0 else INF)

# ---- a mass at 0 and a density


def tweedie_terms(x, m, d, p):
    """Pairs of a Poisson probability and a concentration, n = 1, 2, ...; then the scaled x."""
    rate, a, y = m ** (2 - p) / (d * (2 - p)), (2 - p) / (p - 1), x / (d * (p - 1) * m ** (p - 1))
    weight = exp(-rate)
    n = 0
    while True:
        n += 1
        weight *= rate / n
        yield weight, n * a, y, rate


def tweedie_sums(term, x, *t):
    """Of each of the numbers that the term has."""
    totals, least = None, mpf(2) ** -mp.prec
    previous = None
    for weight, a, y, rate in tweedie_terms(x, *t):
        parts = [weight * v for v in term(a, y)]
        totals = parts if totals is None else [u + v for u, v in zip(totals, parts)]
        if previous is not None and all(v < least * u and v < w for u, v, w in zip(totals, parts, previous)):
            return totals
        previous = parts


def tweedie_log_prob(x, m, d, p):
    scale = d * (p - 1) * m ** (p - 1)
    return log(tweedie_sums(lambda a, y: [exp(gamma_log_prob(y, a, mpf(1)))], x, m, d, p)[0]) - log(scale)


def tweedie_tails(x, m, d, p):
    lower, upper = tweedie_sums(lambda a, y: [exp(v) for v in gamma_tails(a, y)], x, m, d, p)
    return log(exp(-m ** (2 - p) / (d * (2 - p))) + lower), log(upper)


Family("Tweedie", [(1, 1, 1.5), (10, 0.5, 1.25), (0.3, 2, 1.875), (5, 0.2, 1.75)], lambda m, d, p: [m * z for z in (1e-2, 0.5, 2, 10)],
       tweedie_log_prob, tweedie_tails, lambda m, d, p: m, lambda m, d, p: d * m ** p, low=lambda *t: mpf(0))

# ---- counts and categories


def inflated(log_prob, tails, moments):
    """logProb, tails, mean, variance and entropy of a count with additional zeros."""
    def own(x, *t):
        g, t = t[-1], t[:-1]
        return log(g + (1 - g) * exp(log_prob(x, *t))) if x == 0 else log1p(-g) + log_prob(x, *t)

    def both(x, *t):
        upper = log1p(-t[-1]) + tails(x, *t[:-1])[1]
        return log(-expm1(upper)), upper

    def entropy(*t):
        g, t = t[-1], t[:-1]
        zero = log_prob(mpf(0), *t)
        first = g + (1 - g) * exp(zero)
        rest = -expm1(zero)
        return -first * log(first) + (1 - g) * (moments[2](*t) + exp(zero) * zero - rest * log1p(-g))

    mean = lambda *t: (1 - t[-1]) * moments[0](*t[:-1])
    variance = lambda *t: (1 - t[-1]) * (moments[1](*t[:-1]) + t[-1] * moments[0](*t[:-1]) ** 2)
    return own, both, mean, variance, entropy


Family("ZeroInflatedPoisson", [(1, 0.5), (4.2, 0.1), (0.3, 1e-10), (100, 0.9), (30, 1 - 2.0 ** -20), (1e-10, 0.3)], lambda r, g: counts(r, r ** 0.5),
       *inflated(poisson[0], poisson[1], poisson[2:]), discrete=True)


def from_mean(f):
    return lambda *v: f(*v[:-2], 1 / v[-1], v[-2] * v[-1] / (1 + v[-2] * v[-1]))


Family("NegativeBinomialFromMean", [(1, 1), (4, 0.1), (0.3, 30), (100, 1e-8), (1e-10, 3)], lambda m, a: counts(m, (m + a * m * m) ** 0.5), *map(from_mean, negative_binomial), discrete=True)


def of_logs(logs):
    """Quantities of a category from logarithms of all probabilities."""
    def tails(x, *t):
        p = [exp(v) for v in logs(*t)]
        k = int(x) + 1
        total = sum(p)
        return (log(sum(p[:k]) / total), log(sum(p[k:]) / total) if k < len(p) and sum(p[k:]) > 0 else -INF)

    log_prob = lambda x, *t: logs(*t)[int(x)] - log(sum(exp(v) for v in logs(*t)))

    def moment(n):
        def value(*t):
            p = [exp(v) for v in logs(*t)]
            mean = sum(k * v for k, v in enumerate(p)) / sum(p)
            return mean if n == 1 else sum((k - mean) ** 2 * v for k, v in enumerate(p)) / sum(p)
        return value

    def entropy(*t):
        total = log(sum(exp(v) for v in logs(*t)))
        return -sum(exp(v - total) * (v - total) for v in logs(*t) if v > -INF)
    return log_prob, tails, moment(1), moment(2), entropy


def ordered_logs(location, *cuts):
    with mp.extradps(60):
        upper = [logistic_tails(c - location) for c in cuts]
        middle = [log(exp(b[0]) - exp(a[0])) if b[0] < -1 else log(exp(a[1]) - exp(b[1])) for a, b in zip(upper, upper[1:])]
        return [upper[0][0], *middle, upper[-1][1]]


Family("OrderedLogistic", [(0, -1, 0, 1), (0.7, -3, 0.5, 6), (30, -1, 0, 1), (-40, -1, 0, 1e-3), (2, 1, 1 + 2.0 ** -20, 3), (0, -80, 0, 80)],
       lambda *t: [0, 1, 2, 3], *of_logs(ordered_logs), discrete=True)
Family("Categorical", [(1, 1, 1), (0.2, 0.3, 0.5), (1, 1e-10, 3), (1e-30, 2, 1e-20)], lambda *t: [0, 1, 2], *of_logs(lambda *p: [log(v) for v in p]), discrete=True)
Family("CategoricalLogits", [(0, 0, 0), (0.7, -3, 2), (30, -40, 1), (-80, 0, 80)], lambda *t: [0, 1, 2], *of_logs(lambda *l: l), discrete=True)
Family("MaskedCategoricalLogits", [(0, 0, 0), (0.7, -3, 2), (30, -40, 1), (-80, 0, 80)], lambda *t: [0, 2],
       *of_logs(lambda *l: [l[0], -INF, l[2]]), discrete=True)

# ---- combinators


def censored_moment(n):
    def value(m, s, a, b):
        with mp.extradps(60):
            al, be = (a - m) / s, (b - m) / s
            low, high, mass = exp(normal_tails(al)[0]), exp(normal_tails(be)[1]), exp(log_normal_mass(al, be))
            p, q = truncated_density(al), truncated_density(be)
            mean = low * a + high * b + mass * m + s * (p - q)
            if n == 1:
                return mean
            second = mass + al * p - be * q
            inside = s * s * second + 2 * s * (m - mean) * (p - q) + (m - mean) ** 2 * mass
            return low * (a - mean) ** 2 + high * (b - mean) ** 2 + inside
    return value


Family("CensoredNormal", [(0, 1, -1, 2), (0.7, 1.3, -5, 0), (0, 1, 3, 4), (2, 0.01, 0, 5), (0, 100, -1, 1), (-12, 1, 0, 10)],
       lambda m, s, a, b: [a + (b - a) * u for u in (1e-6, 1e-3, 0.05, 0.2, 0.4, 0.6, 0.9, 0.999)],
       lambda x, m, s, a, b: -((x - m) / s) ** 2 / 2 - HALF_LOG_2PI() - log(s), lambda x, m, s, a, b: normal_tails((x - m) / s),
       censored_moment(1), censored_moment(2), low=lambda m, s, a, b: a, high=lambda m, s, a, b: b)


def dequantized_tails(x, r):
    k = mp.floor(x)
    share = exp(poisson[0](k, r))
    lower = (exp(poisson[1](k - 1, r)[0]) if k > 0 else 0) + (x - k) * share
    upper = exp(poisson[1](k, r)[1]) + (1 - (x - k)) * share
    return log(lower), log(upper)


Family("DequantizedPoisson", [(r,) for r in (1, 0.3, 4.2, 100, 1e-10)], lambda r: [k + u for k in counts(r, r ** 0.5) if k < 1e3 for u in (2.0 ** -10, 0.625)],
       lambda x, r: poisson[0](mp.floor(x), r), dequantized_tails, lambda r: r + mpf(1) / 2, lambda r: r + mpf(1) / 12, poisson_entropy, low=lambda r: mpf(0))
Family("ReparamGaussianLogVariance", [(0, 0), (0.7, 1.3), (-3, -10), (1e4, 3), (0, -80), (2, 60)], lambda m, v: around(m, float(np.exp(v / 2))),
       lambda x, m, v: -(x - m) ** 2 * exp(-v) / 2 - HALF_LOG_2PI() - v / 2, lambda x, m, v: normal_tails((x - m) * exp(-v / 2)),
       lambda m, v: m, lambda m, v: exp(v), lambda m, v: HALF_LOG_2PI() + mpf(1) / 2 + v / 2)
