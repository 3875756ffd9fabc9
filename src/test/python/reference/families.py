# SPDX-License-Identifier: Apache-2.0
"""Families of scalars in arbitrary precision, by textbook formulas, with the parameters and points of the tables."""
import numpy as np
from numerics import *

FAMILIES = {}


def number(v):
    """The nearest FLOAT, if v is in its normal range; else v itself, which is a DOUBLE."""
    v = float(v)
    with np.errstate(all="ignore"):
        r = np.float32(v)
    if r == 0 or abs(r) < np.finfo(np.float32).tiny or np.isinf(r):
        return v
    return float(r)


class Family:
    """log_prob(x, *parameters) and tails(x, *parameters); moments are functions of the parameters or None.

    More digits are for functions with parameters that hardly matter: a derivative of 1e-200 is lost in the difference of
    two values of 110 digits.
    """

    def __init__(self, name, sets, points, log_prob, tails=None, mean=None, variance=None, entropy=None, discrete=False, fixed=(), low=None, high=None, digits=DIGITS):
        self.name, self.points, self.digits = name, points, digits
        self.sets = [tuple(number(v) for v in s) for s in sets]
        self.log_prob, self.tails = log_prob, tails
        self.moments = {"mean": mean, "variance": variance, "entropy": entropy}
        self.discrete, self.fixed = discrete, fixed
        self.low, self.high = low or (lambda *t: -INF), high or (lambda *t: INF)
        FAMILIES[name] = self


# ---- points

WIDE = [-1e6, -100, -38, -13, -6, -3, -1, -0.3, -1e-3, -1e-12, 1e-12, 1e-3, 0.3, 1, 3, 6, 13, 38, 100, 1e6]
POSITIVE = [1e-35, 1e-20, 1e-10, 1e-4, 1e-2, 0.1, 0.5, 1, 2, 5, 10, 30, 100, 1e3, 1e6, 1e10]
SHARES = [1e-35, 1e-20, 1e-10, 1e-5, 1e-3, 0.05, 0.2, 0.5, 0.7, 0.9, 0.99, 0.9999, 1 - 2.0 ** -20, 1 - 2.0 ** -24]
COUNTS = [0, 1, 2, 3, 5, 10, 20, 50, 100, 300, 1000]


def around(loc, scale):
    return [loc + scale * z for z in WIDE]


def positive(scale, centre=None, spread=None):
    xs = [scale * z for z in POSITIVE]
    if centre is not None and spread is not None and spread < centre:
        xs += [centre + k * spread for k in (-6, -3, -1, 0, 1, 3, 6, 15)]
    return [x for x in xs if x > 0]


def counts(mean, sd, most=float("inf")):
    xs = COUNTS + [round(mean + k * sd) for k in (-8, -3, -1, 0, 1, 3, 8)]
    if most < float("inf"):
        xs += [most, most - 1]
    return [x for x in xs if 0 <= x <= most and x <= 1e6]


# ---- reals

LOC_SCALE = [(0, 1), (0.7, 1.3), (-3, 0.01), (1e4, 7), (0, 1e-20), (2, 1e15)]


def loc_scale(name, log_density, tails, mean, variance, entropy, sets=LOC_SCALE, points=around):
    """From the standard distribution."""
    Family(
        name, sets, points,
        lambda x, m, s: log_density((x - m) / s) - log(s),
        lambda x, m, s: tails((x - m) / s),
        lambda m, s: m + mean * s if mean is not None else mp.nan,
        lambda m, s: variance * s * s if variance is not None else mp.nan,
        lambda m, s: log(s) + entropy)


mp.dps = DIGITS
HALF_LOG_2PI = lambda: log(2 * pi) / 2
loc_scale("Normal", lambda z: -z * z / 2 - HALF_LOG_2PI(), normal_tails, mpf(0), mpf(1), HALF_LOG_2PI() + mpf(1) / 2)


def cauchy_tails(z):
    upper = lambda t: mp.atan(1 / t) / pi if t > 0 else (mpf(1) / 2 - mp.atan(t) / pi)
    return log(upper(-z)), log(upper(z))


loc_scale("Cauchy", lambda z: -log(pi) - log1p(z * z), cauchy_tails, None, None, log(4 * pi))


def laplace_tails(z):
    small = -abs(z) - log(mpf(2))
    large = log1p(-exp(small))
    return (small, large) if z < 0 else (large, small)


loc_scale("Laplace", lambda z: -abs(z) - log(mpf(2)), laplace_tails, mpf(0), mpf(2), 1 + log(mpf(2)))
loc_scale("Logistic", lambda z: -abs(z) - 2 * log1p(exp(-abs(z))), logistic_tails, mpf(0), pi ** 2 / 3, mpf(2))
GUMBEL_Z = [-8, -6, -4, -2.5, -1, -0.3, -1e-3, 1e-12, 1e-3, 0.3, 1, 3, 6, 13, 38, 100, 700]
gumbel_points = lambda m, s: [m + s * z for z in GUMBEL_Z]
loc_scale("Gumbel", lambda z: -z - exp(-z), lambda z: (-exp(-z), log(-expm1(-exp(-z)))), euler + 0, pi ** 2 / 6, 1 + euler, points=gumbel_points)
moyal_sf = lambda z: log(mp.erf(exp(-z / 2) / sqrt(mpf(2))))
loc_scale("Moyal", lambda z: -(z + exp(-z)) / 2 - HALF_LOG_2PI(), lambda z: (log(erfc(exp(-z / 2) / sqrt(mpf(2)))), moyal_sf(z)),
          euler + log(mpf(2)), pi ** 2 / 2, HALF_LOG_2PI() + (1 + euler + log(mpf(2))) / 2, points=gumbel_points)


def student_log_prob(x, v, m, s):
    z = (x - m) / s
    return -(v + 1) / 2 * log1p(z * z / v) - log(v) / 2 - log_beta(v / 2, mpf(1) / 2) - log(s)


def student_tails(x, v, m, s):
    z = (x - m) / s
    half = mpf(1) / 2
    square = z * z
    near, far = beta_tails(half, v / 2, square / (v + square), v / (v + square)) if z != 0 else (-INF, mpf(0))
    small = far - log(mpf(2))
    large = log(half + exp(near) / 2)
    return (small, large) if z < 0 else (large, small)


Family("StudentT", [(1, 0, 1), (0.1, 0, 1), (1e-3, 0, 1), (2.5, 0.7, 1.3), (30, -3, 0.01), (300, 0, 1), (1e4, 0, 1), (1e6, 0, 1)],
       lambda v, m, s: [m + s * z for z in WIDE if v < 1e4 or abs(z) < 40], student_log_prob, student_tails,
       lambda v, m, s: m if v > 1 else mp.nan,
       lambda v, m, s: s * s * v / (v - 2) if v > 2 else (INF if v > 1 else mp.nan),
       lambda v, m, s: (v + 1) / 2 * (digamma((v + 1) / 2) - digamma(v / 2)) + log(v) / 2 + log_beta(v / 2, mpf(1) / 2) + log(s))


def asymmetric_tails(x, m, s, k):
    z = (x - m) / s
    if z < 0:
        low = log(k * k / (1 + k * k)) + z / k
        return low, log1p(-exp(low))
    high = -log1p(k * k) - z * k
    return log1p(-exp(high)), high


Family("AsymmetricLaplace", [(0, 1, 1), (0.7, 1.3, 2.5), (-3, 0.01, 0.1), (0, 1, 1e-6), (0, 1, 1e6)],
       lambda m, s, k: around(m, s),
       lambda x, m, s, k: ((x - m) / s / k if x < m else -(x - m) / s * k) - log(s) - log(k + 1 / k),
       asymmetric_tails,
       lambda m, s, k: m + s * (1 / k - k), lambda m, s, k: s * s * (1 / k ** 2 + k ** 2), lambda m, s, k: 1 + log(s) + log(k + 1 / k))


# ---- positive reals

Family("Exponential", [(1,), (0.3,), (1e-10,), (1e10,)], lambda r: positive(1 / r), lambda x, r: log(r) - r * x,
       lambda x, r: exponential_tails(r * x), lambda r: 1 / r, lambda r: 1 / r ** 2, lambda r: 1 - log(r))


def gamma_log_prob(x, a, r):
    return a * log(r) + (a - 1) * log(x) - r * x - lgamma(a)


gamma_entropy = lambda a: a + lgamma(a) + (1 - a) * digamma(a)
CONCENTRATIONS = [1, 0.5, 3.7, 25, 1e-3, 1e-6, 300]
Family("Gamma", [(a, r) for a, r in zip(CONCENTRATIONS, (1, 2, 0.7, 1e-5, 1, 3, 1e5))] + [(1e-30, 1), (1e6, 2)],
       lambda a, r: positive(max(a, 1) / r if a < 1000 else 1 / r, a / r, a ** 0.5 / r) if a < 1e5 else [a / r + k * a ** 0.5 / r for k in (-30, -6, -3, -1, 0, 1, 3, 6, 30)],
       gamma_log_prob, lambda x, a, r: gamma_tails(a, r * x),
       lambda a, r: a / r, lambda a, r: a / r ** 2, lambda a, r: gamma_entropy(a) - log(r))
Family("Chi2", [(1,), (2,), (3.5,), (1e-4,), (100,)], lambda v: positive(v, v, (2 * v) ** 0.5), lambda x, v: gamma_log_prob(x, v / 2, mpf(1) / 2),
       lambda x, v: gamma_tails(v / 2, x / 2), lambda v: v, lambda v: 2 * v, lambda v: gamma_entropy(v / 2) + log(mpf(2)))
Family("InverseGamma", [(1, 1), (0.5, 2), (3.7, 0.7), (1e-3, 1), (25, 1e5), (300, 1)], lambda a, r: positive(r / max(a, 1), r / (a + 1), r / (a + 1) ** 1.5),
       lambda x, a, r: a * log(r) - (a + 1) * log(x) - r / x - lgamma(a), lambda x, a, r: mirrored(gamma_tails(a, r / x)),
       lambda a, r: r / (a - 1) if a > 1 else INF, lambda a, r: r * r / (a - 1) ** 2 / (a - 2) if a > 2 else INF if a > 1 else INF,
       lambda a, r: a + log(r) + lgamma(a) - (1 + a) * digamma(a))


def inverse_gaussian_tails(x, m, c):
    root = sqrt(c / x)
    ln = lambda: None
    def lower():
        return log(erfc(-root * (x / m - 1) / sqrt(mpf(2))) / 2 + exp(2 * c / m) * erfc(root * (x / m + 1) / sqrt(mpf(2))) / 2)
    def upper():
        start = mp.prec
        mp.prec = start + 400
        try:
            r = sqrt(c / x)
            return log(erfc(r * (x / m - 1) / sqrt(mpf(2))) / 2 - exp(2 * c / m) * erfc(r * (x / m + 1) / sqrt(mpf(2))) / 2)
        finally:
            mp.prec = start
    return lower(), upper()


def inverse_gaussian_entropy(m, c):
    """1/2 ln(2 pi e m^3 / c) + 3/2 E ln(x / m) with E ln(x / m) = -exp(2 c / m) E1(2 c / m)."""
    t = 2 * c / m
    return log(2 * pi * exp(mpf(1)) * m ** 3 / c) / 2 - mpf(3) / 2 * exp(t) * mp.e1(t)


Family("InverseGaussian", [(1, 1), (0.7, 3), (5, 0.2), (1, 300), (1000, 1)], lambda m, c: positive(m, m, (m ** 3 / c) ** 0.5)[2:],
       lambda x, m, c: (log(c) - log(2 * pi) - 3 * log(x)) / 2 - c * (x - m) ** 2 / (2 * m * m * x), inverse_gaussian_tails,
       lambda m, c: m, lambda m, c: m ** 3 / c, inverse_gaussian_entropy)
Family("LogNormal", [(0, 1), (0.7, 1.3), (-3, 0.01), (0, 10), (5, 0.2)], lambda m, s: [np.exp(max(min(m + s * z, 85), -85)) for z in WIDE if abs(z) < 200 and abs(m + s * z) < 85],
       lambda x, m, s: -((log(x) - m) / s) ** 2 / 2 - HALF_LOG_2PI() - log(s) - log(x), lambda x, m, s: normal_tails((log(x) - m) / s),
       lambda m, s: exp(m + s * s / 2), lambda m, s: expm1(s * s) * exp(2 * m + s * s), lambda m, s: m + log(s) + HALF_LOG_2PI() + mpf(1) / 2)
Family("Weibull", [(1, 1), (2, 0.5), (0.7, 3.7), (1, 0.01), (1e-10, 2), (5, 100)], lambda s, c: [s * e ** (1 / c) for e in POSITIVE if abs(np.log(e) / c) < 60] + [s],
       lambda x, s, c: log(c) - log(s) + (c - 1) * log(x / s) - (x / s) ** c, lambda x, s, c: exponential_tails((x / s) ** c),
       lambda s, c: s * mp.gamma(1 + 1 / c), lambda s, c: s * s * (mp.gamma(1 + 2 / c) - mp.gamma(1 + 1 / c) ** 2), lambda s, c: euler * (1 - 1 / c) + log(s / c) + 1)
Family("HalfNormal", [(1,), (0.3,), (1e-10,), (1e10,)], lambda s: positive(s)[:13], lambda x, s: -(x / s) ** 2 / 2 + log(2 / pi) / 2 - log(s),
       lambda x, s: (log(mp.erf(x / s / sqrt(mpf(2)))), log(erfc(x / s / sqrt(mpf(2))))), lambda s: s * sqrt(2 / pi), lambda s: s * s * (1 - 2 / pi), lambda s: log(pi * s * s / 2) / 2 + mpf(1) / 2)
Family("HalfCauchy", [(1,), (0.3,), (1e-10,), (1e10,)], lambda s: positive(s), lambda x, s: log(2 / pi) - log(s) - log1p((x / s) ** 2),
       lambda x, s: (log(2 / pi * mp.atan(x / s)), log(2 / pi * mp.atan(s / x))), lambda s: INF, lambda s: INF, lambda s: log(2 * pi * s))


def fisher_entropy(m, n):
    return log(n / m) + log_beta(m / 2, n / 2) + (1 - m / 2) * digamma(m / 2) - (1 + n / 2) * digamma(n / 2) + (m + n) / 2 * digamma((m + n) / 2)


Family("FisherSnedecor", [(1, 1), (2.5, 7), (10, 0.3), (100, 300)], lambda m, n: [x for x in positive(1, 1, (2 / m + 2 / n) ** 0.5) if 1e-3 < x < 1e3],
       lambda x, m, n: m / 2 * log(m) + n / 2 * log(n) + (m / 2 - 1) * log(x) - (m + n) / 2 * log(n + m * x) - log_beta(m / 2, n / 2),
       lambda x, m, n: beta_tails(m / 2, n / 2, m * x / (n + m * x), n / (n + m * x)),
       lambda m, n: n / (n - 2) if n > 2 else INF, lambda m, n: 2 * n * n * (m + n - 2) / (m * (n - 2) ** 2 * (n - 4)) if n > 4 else INF if n > 2 else mp.nan, fisher_entropy)
Family("Pareto", [(1, 1), (0.3, 2.5), (1e-10, 0.1), (100, 50)], lambda s, a: [s * (1 + z) for z in (1e-6, 1e-4, 1e-2, 0.1, 0.5, 1, 3, 10, 1e3, 1e6, 1e15)],
       lambda x, s, a: log(a) + a * log(s) - (a + 1) * log(x), lambda x, s, a: exponential_tails(a * log(x / s)),
       lambda s, a: a * s / (a - 1) if a > 1 else INF, lambda s, a: s * s * a / (a - 1) ** 2 / (a - 2) if a > 2 else INF, lambda s, a: log(s / a) + 1 / a + 1, low=lambda s, a: s)


def pareto_exponent(x, m, s, c):
    z = (x - m) / s
    return log1p(c * z) / c if c != 0 else z


Family("GeneralizedPareto", [(0, 1, 0.5), (0.7, 1.3, 1e-10), (0, 1, -0.5), (-3, 0.01, 4), (0, 1, -1e-6), (0, 1, -3)],
       lambda m, s, c: [m + s * z for z in (1e-30, 1e-10, 1e-4, 0.01, 0.1, 0.3, 0.7, 1, 1.9, 2.5, 10, 80, 1e4, 1e10) if 1 + c * z > 1e-3 and (c > 1e-3 or z < 200)],
       lambda x, m, s, c: -(1 + c) * pareto_exponent(x, m, s, c) - log(s), lambda x, m, s, c: exponential_tails(pareto_exponent(x, m, s, c)),
       lambda m, s, c: m + s / (1 - c) if c < 1 else INF, lambda m, s, c: s * s / (1 - c) ** 2 / (1 - 2 * c) if c < mpf(1) / 2 else INF, lambda m, s, c: log(s) + c + 1, low=lambda m, s, c: m,
       high=lambda m, s, c: m - s / c if c < 0 else INF)

# ---- intervals

Family("Uniform", [(0, 1), (-3, 5), (1e4, 1.5e4), (-1e-10, 2e-10)], lambda a, b: [a + (b - a) * u for u in (1e-10, 1e-5, 0.01, 0.2, 0.5, 0.9, 0.999, 0.99999)],
       lambda x, a, b: -log(b - a), lambda x, a, b: (log((x - a) / (b - a)), log((b - x) / (b - a))), lambda a, b: (a + b) / 2, lambda a, b: (b - a) ** 2 / 12, lambda a, b: log(b - a),
       low=lambda a, b: a, high=lambda a, b: b)


def triangular_tails(x, a, b, c):
    if x <= c:
        low = (x - a) ** 2 / ((b - a) * (c - a))
        return log(low), log1p(-low)
    high = (b - x) ** 2 / ((b - a) * (b - c))
    return log1p(-high), log(high)


Family("Triangular", [(0, 1, 0.5), (-3, 5, 4.5), (1e4, 1.5e4, 1.1e4), (-1, 1, -0.999)], lambda a, b, c: [a + (b - a) * u for u in (1e-10, 1e-5, 0.01, 0.2, 0.4, 0.6, 0.9, 0.999, 0.99999)],
       lambda x, a, b, c: log(2 * (x - a) / ((b - a) * (c - a))) if x <= c else log(2 * (b - x) / ((b - a) * (b - c))), triangular_tails,
       lambda a, b, c: (a + b + c) / 3, lambda a, b, c: (a * a + b * b + c * c - a * b - a * c - b * c) / 18, lambda a, b, c: mpf(1) / 2 + log((b - a) / 2),
       low=lambda a, b, c: a, high=lambda a, b, c: b)


def log_normal_mass(a, b):
    """ln(Phi(b) - Phi(a))."""
    if a > 0:
        a, b = -b, -a
    start = mp.prec
    lower = lambda z: erfc(-z / sqrt(mpf(2))) / 2 if z != -INF else mpf(0)
    mp.prec = start + 200
    try:
        return log(lower(b) - lower(a))
    finally:
        mp.prec = start


def truncated_log_prob(x, m, s, a, b):
    return -((x - m) / s) ** 2 / 2 - HALF_LOG_2PI() - log(s) - log_normal_mass((a - m) / s, (b - m) / s)


def truncated_tails(x, m, s, a, b):
    whole = log_normal_mass((a - m) / s, (b - m) / s)
    return log_normal_mass((a - m) / s, (x - m) / s) - whole, log_normal_mass((x - m) / s, (b - m) / s) - whole


def truncated_density(z):
    return exp(-z * z / 2 - HALF_LOG_2PI())


def truncated_mean(m, s, a, b):
    with mp.extradps(40):
        al, be = (a - m) / s, (b - m) / s
        return m + s * (truncated_density(al) - truncated_density(be)) / exp(log_normal_mass(al, be))


def truncated_variance(m, s, a, b):
    with mp.extradps(60):
        al, be = (a - m) / s, (b - m) / s
        whole = exp(log_normal_mass(al, be))
        p, q = truncated_density(al), truncated_density(be)
        ap = al * p if al != -INF else 0
        bq = be * q if be != INF else 0
        return s * s * (1 + (ap - bq) / whole - ((p - q) / whole) ** 2)


def truncated_entropy(m, s, a, b):
    with mp.extradps(60):
        al, be = (a - m) / s, (b - m) / s
        whole = exp(log_normal_mass(al, be))
        p, q = truncated_density(al), truncated_density(be)
        return log(sqrt(2 * pi * exp(mpf(1))) * s * whole) + (al * p - be * q) / (2 * whole)


Family("TruncatedNormal", [(0, 1, -1, 2), (0.7, 1.3, -5, 0), (0, 1, 20, 21), (0, 1, -31, -30), (2, 0.01, 0, 5), (0, 1, 0.5, 0.50390625), (0, 100, -1, 1), (-40, 1, 0, 10)],
       lambda m, s, a, b: [a + (b - a) * u for u in (1e-6, 1e-3, 0.05, 0.2, 0.4, 0.6, 0.9, 0.999, 0.99999)], truncated_log_prob, truncated_tails,
       truncated_mean, truncated_variance, truncated_entropy, low=lambda m, s, a, b: a, high=lambda m, s, a, b: b, digits=400)


def beta_entropy(a, b):
    return log_beta(a, b) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b)


Family("Beta", [(1, 1), (0.5, 0.5), (2.2, 3.1), (30, 2), (1e-3, 1e-3), (300, 500)],
       lambda a, b: SHARES + [x for x in (a / (a + b) + k * (a * b / (a + b + 1)) ** 0.5 / (a + b) for k in (-6, -3, -1, 1, 3, 6)) if 0 < x < 1],
       lambda x, a, b: (a - 1) * log(x) + (b - 1) * log1p(-x) - log_beta(a, b), lambda x, a, b: beta_tails(a, b, x, 1 - x),
       lambda a, b: a / (a + b), lambda a, b: a * b / (a + b) ** 2 / (a + b + 1), beta_entropy)


def kumaraswamy_moment(n, a, b):
    return b * mp.beta(1 + n / a, b)


def kumaraswamy_tails(x, a, b):
    start = mp.prec
    mp.prec = start + 1200
    try:
        return exponential_tails(-b * log1p(-x ** a))
    finally:
        mp.prec = start


Family("Kumaraswamy", [(1, 1), (0.5, 0.5), (2.2, 3.1), (30, 2), (0.01, 1), (1, 100), (5, 1e-3)], lambda a, b: SHARES,
       lambda x, a, b: log(a) + log(b) + (a - 1) * log(x) + (b - 1) * log(-expm1(a * log(x))), kumaraswamy_tails,
       lambda a, b: kumaraswamy_moment(1, a, b), lambda a, b: kumaraswamy_moment(2, a, b) - kumaraswamy_moment(1, a, b) ** 2,
       lambda a, b: (1 - 1 / b) + (1 - 1 / a) * (digamma(b + 1) + euler) - log(a * b))


def logit(x):
    return log(x) - log1p(-x)


def normal_mean(f, h=mpf(1) / 64, end=14):
    """E f(z), z standard normal, by the trapezoidal rule."""
    n = int(end / h)
    return h * sum(f(k * h) * exp(-(k * h) ** 2 / 2) for k in range(-n, n + 1)) / sqrt(2 * pi)


def logit_normal_mean(m, s):
    return normal_mean(lambda z: 1 / (1 + exp(-(m + s * z))))


def logit_normal_variance(m, s):
    mean = logit_normal_mean(m, s)
    return normal_mean(lambda z: (1 / (1 + exp(-(m + s * z))) - mean) ** 2)


def logit_normal_entropy(m, s):
    return HALF_LOG_2PI() + mpf(1) / 2 + log(s) + normal_mean(lambda z: -2 * log1p(exp(-(m + s * z))) - (m + s * z))


Family("LogitNormal", [(0, 1), (0.7, 1.3), (-3, 0.25), (2, 3)], lambda m, s: SHARES, lambda x, m, s: -((logit(x) - m) / s) ** 2 / 2 - HALF_LOG_2PI() - log(s) - log(x) - log1p(-x),
       lambda x, m, s: normal_tails((logit(x) - m) / s), logit_normal_mean, logit_normal_variance, logit_normal_entropy)


def cb_log_prob(x, t):
    return t * x + (log(t / expm1(t)) if t != 0 else 0)


def cb_tails(x, t):
    if t == 0:
        return log(x), log(1 - x)
    if t > 0:
        low = t * (x - 1) + log(-expm1(-t * x)) - log(-expm1(-t))
        return low, log(-expm1(-t * (1 - x))) - log(-expm1(-t))
    return log(-expm1(t * x)) - log(-expm1(t)), t * x + log(-expm1(t * (1 - x))) - log(-expm1(t))


def cb_mean(t):
    return 1 / (-expm1(-t)) - 1 / t if t != 0 else mpf(1) / 2


def cb_variance(t):
    return 1 / t ** 2 - 1 / (4 * mp.sinh(t / 2) ** 2) if t != 0 else mpf(1) / 12


def cb_entropy(t):
    return -t * cb_mean(t) - (log(t / expm1(t)) if t != 0 else 0)


LOGITS = [0, 1e-10, -0.01, 0.7, -3, 10, -30, 90, -300, 2000]
Family("ContinuousBernoulliLogits", [(t,) for t in LOGITS], lambda t: SHARES, cb_log_prob, cb_tails, cb_mean, cb_variance, cb_entropy)
by_probs = lambda f: (lambda *v: f(*v[:-1], logit(v[-1])))
PROBS = [0.5, 0.5 + 2.0 ** -20, 0.3, 0.9, 1e-3, 1e-20, 1 - 2.0 ** -20]
Family("ContinuousBernoulli", [(p,) for p in PROBS], lambda p: SHARES[2:], by_probs(cb_log_prob), by_probs(cb_tails), by_probs(cb_mean), by_probs(cb_variance), by_probs(cb_entropy))


def relaxed_log_prob(x, t, l):
    """Of the logistic variable with location l / t and scale 1 / t."""
    z = t * x - l
    return log(t) - abs(z) - 2 * log1p(exp(-abs(z)))


RELAXED = [(1, 0), (0.5, 0.7), (0.01, -3), (5, 10), (2, -0.01)]
Family("LogitRelaxedBernoulliLogits", RELAXED, lambda t, l: [(l + z) / t for z in (-700, -100, -30, -6, -1, -1e-3, 1e-3, 1, 6, 30, 100, 700)],
       relaxed_log_prob, lambda x, t, l: logistic_tails(t * x - l), lambda t, l: l / t, lambda t, l: pi ** 2 / 3 / t ** 2, lambda t, l: 2 - log(t))
Family("RelaxedBernoulliLogits", RELAXED, lambda t, l: SHARES, lambda x, t, l: relaxed_log_prob(logit(x), t, l) - log(x) - log1p(-x), lambda x, t, l: logistic_tails(t * logit(x) - l))
Family("RelaxedBernoulli", [(1, 0.5), (0.5, 0.3), (0.01, 0.9), (5, 1e-3)], lambda t, p: SHARES,
       lambda x, t, p: relaxed_log_prob(logit(x), t, logit(p)) - log(x) - log1p(-x), lambda x, t, p: logistic_tails(t * logit(x) - logit(p)))


def von_mises_tails(x, m, c):
    """From -pi, by the Fourier series of Bessel functions."""
    def mass(a, b):
        """The probability of a < X < b."""
        start = mp.prec
        mp.prec = start + int(3 * c) + 60
        try:
            total = (b - a) / (2 * pi)
            i0 = besseli(0, c)
            n = 0
            while True:
                n += 1
                r = besseli(n, c) / i0
                total += r * (mp.sin(n * (b - m)) - mp.sin(n * (a - m))) / (n * pi)
                if r < mpf(2) ** -mp.prec:
                    break
            return +total
        finally:
            mp.prec = start
    low = mass(-pi, x)
    return log(low), mp.log1p(-low) if low < mpf("0.9") else log(mass(x, +pi))


Family("VonMises", [(0, 1), (0.5, 4), (-2.5, 0.01), (1, 60)], lambda m, c: [-3.1, -2.9, -2, -1, -0.3, 0.01, 0.4, 0.6, 1.1, 2, 2.9, 3.1],
       lambda x, m, c: c * mp.cos(x - m) - log(2 * pi * besseli(0, c)), von_mises_tails, None, None,
       lambda m, c: log(2 * pi * besseli(0, c)) - c * besseli(1, c) / besseli(0, c))

# ---- counts


def xlog(x, y):
    return x * log(y) if x != 0 else mpf(0)


def binary_entropy(p):
    return -p * log(p) - (1 - p) * log1p(-p)


def bernoulli_tails(x, p):
    return (log1p(-p), log(p)) if x == 0 else (mpf(0), -INF)


expit = lambda t: 1 / (1 + exp(-t))
with_logits = lambda f: (lambda *v: f(*v[:-1], expit(v[-1])))
Family("Bernoulli", [(p,) for p in PROBS], lambda p: [0, 1], lambda x, p: log(p) if x == 1 else log1p(-p), bernoulli_tails, lambda p: p, lambda p: p * (1 - p), binary_entropy, discrete=True)
Family("BernoulliLogits", [(t,) for t in LOGITS if abs(t) <= 90], lambda t: [0, 1], with_logits(lambda x, p: log(p) if x == 1 else log1p(-p)), with_logits(bernoulli_tails),
       with_logits(lambda p: p), with_logits(lambda p: p * (1 - p)), with_logits(binary_entropy), discrete=True)
geometric = (lambda x, p: x * log1p(-p) + log(p), lambda x, p: exponential_tails(-(x + 1) * log1p(-p)), lambda p: (1 - p) / p, lambda p: (1 - p) / p ** 2, lambda p: binary_entropy(p) / p)
Family("Geometric", [(p,) for p in (0.5, 0.3, 0.9, 1e-3, 1e-20, 1 - 2.0 ** -20)], lambda p: COUNTS + [1e6], *geometric, discrete=True)
Family("GeometricLogits", [(t,) for t in (0, 0.7, -3, 10, -30)], lambda t: COUNTS + [1e6], *map(with_logits, geometric), discrete=True)


def binomial_log_prob(x, n, p):
    return lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + xlog(x, p) + xlog(n - x, 1 - p)


def binomial_tails(x, n, p):
    return mirrored(beta_tails(x + 1, n - x, p, 1 - p)) if x < n else (mpf(0), -INF)


def count_entropy(log_prob, mean, sd):
    """Summed as far as probabilities matter."""
    def entropy(*t):
        end = int(mean(*t) + 40 * sd(*t)) + 400
        start = max(0, int(mean(*t) - 40 * sd(*t)))
        total = mpf(0)
        for k in range(start, end):
            l = log_prob(mpf(k), *t)
            if l == -INF:
                break
            total -= exp(l) * l
        return total
    return entropy


def binomial_entropy(n, p):
    return -sum(exp(l) * l for l in (binomial_log_prob(mpf(k), n, p) for k in range(int(n) + 1)))


BINOMIALS = [(1, 0.5), (7, 0.3), (20, 0.9), (100, 1e-3), (1000, 0.5), (10, 1e-20)]
binomial = (binomial_log_prob, binomial_tails, lambda n, p: n * p, lambda n, p: n * p * (1 - p), binomial_entropy)
Family("Binomial", BINOMIALS, lambda n, p: counts(n * p, (n * p * (1 - p)) ** 0.5, n), *binomial, discrete=True, fixed=(0,))
Family("BinomialLogits", [(7, -0.7), (20, 3), (1000, 0.01), (10, -40)], lambda n, t: counts(n / (1 + np.exp(-t)), n ** 0.5 / 2, n), *map(with_logits, binomial), discrete=True, fixed=(0,))


def negative_binomial_log_prob(x, r, p):
    return lgamma(x + r) - lgamma(r) - lgamma(x + 1) + xlog(x, p) + r * log1p(-p)


def negative_binomial_sum(log_prob, r, p):
    m, v = r * p / (1 - p), r * p / (1 - p) ** 2
    end = int(m + 200 * sqrt(v)) + 500
    total = mpf(0)
    with mp.workdps(45):
        l = r * log1p(-p)
        for k in range(end):
            total -= exp(l) * l
            l += log((k + r) / (k + 1) * p)
    return total


negative_binomial = (negative_binomial_log_prob, lambda x, r, p: beta_tails(r, x + 1, 1 - p, p), lambda r, p: r * p / (1 - p), lambda r, p: r * p / (1 - p) ** 2,
                     lambda r, p: negative_binomial_sum(None, r, p))
NEGATIVES = [(1, 0.5), (3.5, 0.3), (0.2, 0.9), (1e-5, 0.5), (1e5, 1e-4), (300, 0.1), (1e6, 1e-6)]
Family("NegativeBinomial", NEGATIVES, lambda r, p: counts(r * p / (1 - p), (r * p) ** 0.5 / (1 - p)), *negative_binomial, discrete=True)
Family("NegativeBinomialLogits", [(3.5, -0.7), (1e5, -10), (0.01, 2), (1e8, -17), (40, 0.5)], lambda r, t: counts(r * np.exp(t), (r * np.exp(t)) ** 0.5 * (1 + np.exp(t)) ** 0.5),
       *map(with_logits, negative_binomial), discrete=True)


def poisson_entropy(r):
    end = int(r + 60 * sqrt(r)) + 200
    start = max(0, int(r - 60 * sqrt(r)))
    total = mpf(0)
    with mp.workdps(45):
        l = start * log(r) - r - lgamma(mpf(start) + 1)
        for k in range(start, end):
            total -= exp(l) * l
            l += log(r / (k + 1))
    return total


poisson = (lambda x, r: xlog(x, r) - r - lgamma(x + 1), lambda x, r: mirrored(gamma_tails(x + 1, r)), lambda r: r, lambda r: r, poisson_entropy)
Family("Poisson", [(r,) for r in (1, 0.3, 4.2, 100, 1e-10, 1e-30, 3e4)], lambda r: counts(r, r ** 0.5), *poisson, discrete=True)
with_log = lambda f: (lambda *v: f(*v[:-1], exp(v[-1])))
Family("PoissonLogRate", [(t,) for t in (0, 0.7, 5, -30)], lambda t: counts(np.exp(t), np.exp(t / 2)), *map(with_log, poisson), discrete=True)

# ---- made of others


def mixture_logs(f, x, w1, w2, m1, m2, s1, s2):
    a, b = f((x - m1) / s1, s1), f((x - m2) / s2, s2)
    top = max(a, b)
    return top + log((w1 * exp(a - top) + w2 * exp(b - top)) / (w1 + w2))


Family("NormalMixture", [(1, 1, 0, 3, 1, 2), (0.25, 0.75, -1, 1, 0.1, 3), (3, 1e-6, 0, 0, 1, 10)], lambda w1, w2, m1, m2, s1, s2: [z for z in WIDE if abs(z) < 1e5],
       lambda x, *t: mixture_logs(lambda z, s: -z * z / 2 - HALF_LOG_2PI() - log(s), x, *t),
       lambda x, *t: (mixture_logs(lambda z, s: normal_tails(z)[0], x, *t), mixture_logs(lambda z, s: normal_tails(z)[1], x, *t)),
       lambda w1, w2, m1, m2, s1, s2: (w1 * m1 + w2 * m2) / (w1 + w2),
       lambda w1, w2, m1, m2, s1, s2: (w1 * s1 ** 2 + w2 * s2 ** 2) / (w1 + w2) + w1 * w2 * (m1 - m2) ** 2 / (w1 + w2) ** 2, digits=400)


def truncated_gamma(x, a, r, low, high):
    with mp.extradps(60):
        mass = lambda u, v: (exp(gamma_tails(a, r * v)[0]) - exp(gamma_tails(a, r * u)[0])) if u * r < a else (exp(gamma_tails(a, r * u)[1]) - exp(gamma_tails(a, r * v)[1]))
        return log(mass(low, x) / mass(low, high)), log(mass(x, high) / mass(low, high)), gamma_log_prob(x, a, r) - log(mass(low, high))


Family("TruncatedGamma", [(2, 1, 0.5, 3), (0.5, 2, 1, 30), (25, 1, 60, 80)], lambda a, r, l, h: [l + (h - l) * u for u in (1e-4, 0.05, 0.2, 0.5, 0.9, 0.999)],
       lambda x, *t: truncated_gamma(x, *t)[2], lambda x, *t: truncated_gamma(x, *t)[:2], low=lambda a, r, l, h: l, high=lambda a, r, l, h: h)
Family("NegatedGamma", [(2, 1), (0.5, 3)], lambda a, r: [-x for x in positive(a / r)], lambda x, a, r: gamma_log_prob(-x, a, r), lambda x, a, r: mirrored(gamma_tails(a, -r * x)),
       lambda a, r: -a / r, lambda a, r: a / r ** 2, lambda a, r: gamma_entropy(a) - log(r), high=lambda a, r: mpf(0))
Family("TanhNormal", [(0, 1), (0.7, 0.2)], lambda m, s: [2 * x - 1 for x in SHARES if abs(2 * x - 1) < 1], lambda x, m, s: -((mp.atanh(x) - m) / s) ** 2 / 2 - HALF_LOG_2PI() - log(s) - log1p(-x * x),
       lambda x, m, s: normal_tails((mp.atanh(x) - m) / s), low=lambda m, s: mpf(-1), high=lambda m, s: mpf(1))
