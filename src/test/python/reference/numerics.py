# SPDX-License-Identifier: Apache-2.0
"""Distribution functions in arbitrary precision, with small relative errors in both tails, and derivatives.

A pair of tails is (ln P(X <= x), ln P(X > x)). The smaller one is computed directly or with as many more digits as the
difference 1 - P loses.
"""
from mpmath import mp, mpf, exp, log, sqrt, pi, erfc, expm1, log1p, loggamma, digamma, besseli, euler

DIGITS = 110
INF = mp.inf


def lgamma(x):
    return loggamma(x).real


def log_beta(a, b):
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def complement(probability):
    """(p, 1 - p) for a function without arguments that computes p, with enough digits for 1 - p."""
    start = mp.prec
    p = probability()
    digits = 0
    try:
        while True:
            q = 1 - p
            if q == 0:
                lost = max(2 * digits, 60)
            else:
                lost = int(-mp.log10(abs(q))) + 1
            if q != 0 and lost <= digits or lost <= 3:
                return p, q
            if lost > 20000:
                return p, mpf(0)
            digits = lost
            mp.prec = start + int(3.33 * digits) + 10
            p = probability()
    finally:
        mp.prec = start


def logs(p, q):
    return (log(p) if p > 0 else -INF), (log(q) if q > 0 else -INF)


def normal_tails(z):
    return log(erfc(-z / sqrt(mpf(2))) / 2), log(erfc(z / sqrt(mpf(2))) / 2)


def mirrored(tails):
    return tails[1], tails[0]


def from_lower(log_p):
    """Tails from a function of no arguments that gives ln P."""
    p, q = complement(lambda: exp(log_p()))
    return log_p(), (log(q) if q > 0 else -INF)


def from_upper(log_q):
    return mirrored(from_lower(log_q))


def logistic_tails(y):
    """Of the standard logistic distribution."""
    return -log1p(exp(-y)) if y > -1 else y - log1p(exp(y)), -log1p(exp(y)) if y < 1 else -y - log1p(exp(-y))


def exponential_tails(e):
    """ln(1 - exp(-e)), -e."""
    return log(-expm1(-e)), -e


# ---- incomplete gamma and beta functions


def gamma_tails(a, x):
    """(ln P(a, x), ln Q(a, x)). The continued fraction of Q is slow for small x."""
    if x <= a + 1 or x < 100:
        return from_lower(lambda: _log_gamma_lower(a, x))
    return from_upper(lambda: _log_gamma_upper(a, x))


def _log_gamma_lower(a, x):
    term = total = mpf(1)
    c = a
    tiny = mpf(2) ** (-mp.prec - 5)
    while True:
        c += 1
        term *= x / c
        total += term
        if term < tiny * total:
            break
    return a * log(x) - x - lgamma(a + 1) + log(total)


def _log_gamma_upper(a, x):
    """Continued fraction of Legendre, by the algorithm of Lentz. NIST DLMF 8.9.2."""
    tiny = mpf(2) ** (-mp.prec)
    b = x + 1 - a
    c = mpf(10) ** 1000
    d = 1 / b
    h = d
    i = 0
    while True:
        i += 1
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        delta = d * c
        h *= delta
        if abs(delta - 1) < tiny * 16:
            break
    return a * log(x) - x - lgamma(a) + log(h)


def beta_tails(a, b, x, y):
    """ln I_x(a, b) and ln I_y(b, a), for x + y = 1, by the series with fewer terms.

    The lesser of x and y is taken as exact: where more digits are used, they must add to 1 in these.
    """
    pair = (lambda: (x, 1 - x)) if x < y else (lambda: (1 - y, y))
    if _series_length(a, b, x, y) <= _series_length(b, a, y, x):
        return from_lower(lambda: _log_beta_lower(a, b, *pair()))
    return from_upper(lambda: _log_beta_lower(b, a, *pair()[::-1]))


def _series_length(a, b, x, y):
    """About the number of terms of _log_beta_lower: to the greatest one, and until they are negligible."""
    if y == 0 or x == 1:
        return INF
    return 2 * max(0, ((a + b) * x - a) / y) - 3 * mp.prec / log(x)


def _log_beta_lower(a, b, x, y):
    term = total = mpf(1)
    n = 0
    tiny = mpf(2) ** (-mp.prec - 5) * y
    while True:
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
        total += term
        if term < tiny * total and (a + b + n) / (a + 1 + n) * x < 1:
            break
    return a * log(x) + b * log(y) - log(a) - log_beta(a, b) + log(total)


# ---- derivatives


def step(v):
    return abs(v) * mpf(10) ** -22 if v != 0 else mpf(10) ** -45


class Jet:
    """Value, gradient and second derivatives of functions of several arguments by central differences."""

    def __init__(self, values, gradients, hessians):
        self.values, self.gradients, self.hessians = values, gradients, hessians


def jets(f, at, by, second=True):
    """One Jet for each result of f at the arguments, by those whose indices are given."""
    at = list(at)
    n = len(by)
    h = [step(at[i]) for i in by]

    def moved(*moves):
        v = list(at)
        for k, sign in moves:
            v[by[k]] = v[by[k]] + sign * h[k]
        return f(*v)

    centre = f(*at)
    plus = [moved((k, 1)) for k in range(n)]
    minus = [moved((k, -1)) for k in range(n)]
    both = {}
    if second:
        for k in range(n):
            for m in range(k):
                both[k, m] = (moved((k, 1), (m, 1)), moved((k, -1), (m, -1)), moved((k, 1), (m, -1)), moved((k, -1), (m, 1)))
    result = []
    for r in range(len(centre)):
        g = [(plus[k][r] - minus[k][r]) / (2 * h[k]) for k in range(n)]
        hess = None
        if second:
            hess = [[mpf(0)] * n for _ in range(n)]
            for k in range(n):
                hess[k][k] = (plus[k][r] - 2 * centre[r] + minus[k][r]) / h[k] ** 2
                for m in range(k):
                    a, b, c, d = (v[r] for v in both[k, m])
                    hess[k][m] = hess[m][k] = (a + b - c - d) / (4 * h[k] * h[m])
        result.append(Jet(centre[r], g, hess))
    return result
