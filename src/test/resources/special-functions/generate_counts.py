"""Writes countDensity.csv, exact log-probabilities of counts, and gammaDifference.csv, differences
of ln Gamma and its derivatives and what follows from them. Needs mpmath."""

import mpmath as mp

mp.mp.dps = 60


def log_poisson(k, log_rate):
    k = mp.mpf(k)
    return k * log_rate - mp.exp(log_rate) - mp.loggamma(k + 1)


def log_binomial(k, n, log_p, log_q):
    k, n = mp.mpf(k), mp.mpf(n)
    choose = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
    return choose + k * log_p + (n - k) * log_q


def log_negative_binomial(k, r, log_p, log_q):
    k, r = mp.mpf(k), mp.mpf(r)
    choose = mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r)
    return choose + k * log_p + r * log_q


def of_logit(x):
    x = mp.mpf(x)
    return -mp.log1p(mp.exp(-x)), -mp.log1p(mp.exp(x))


def of_probability(p):
    p = mp.mpf(p)
    return mp.log(p), mp.log1p(-p)


def rows():
    for rate in [1e-300, 1e-5, 0.7, 9.5, 400.0, 1e9, 1e15]:
        spread = max(1.0, rate**0.5)
        for z in [-5, -1, 0, 1, 3, 20]:
            k = max(0.0, float(int(rate + z * spread)))
            yield "POISSON", (k, rate), log_poisson(k, mp.log(mp.mpf(rate)))
    for x in [-2000.0, -30.0, -0.5, 3.0, 20.0]:
        for k in [0.0, 1.0, 7.0, 20.0, 1e6, 485165195.0]:
            yield "POISSON_LOG_RATE", (k, x), log_poisson(k, mp.mpf(x))
    for n in [1.0, 5.0, 40.0, 3000.0, 1e9]:
        for p in [1e-200, 1e-9, 0.02, 0.5, 0.9, 1 - 2.0**-50]:
            for k in sorted({0.0, 1.0, float(int(n * p)), float(int(n * p * 0.7)), n - 1, n}):
                yield "BINOMIAL", (k, n, p), log_binomial(k, n, *of_probability(p))
        for x in [-1000.0, -3.0, 0.1, 40.0, 2000.0]:
            for k in sorted({0.0, 1.0, float(int(n * 0.3)), n - 1, n}):
                yield "BINOMIAL_LOGITS", (k, n, x), log_binomial(k, n, *of_logit(x))
    for r in [1e-20, 1e-3, 0.7, 3.0, 250.5, 1e9]:
        for p in [1e-200, 1e-9, 0.02, 0.5, 0.9, 1 - 2.0**-50]:
            mean = float(int(min(1e15, r * p / (1 - p))))
            for k in sorted({0.0, 1.0, 12.0, mean}):
                value = log_negative_binomial(k, r, *of_probability(p))
                yield "NEGATIVE_BINOMIAL", (k, r, p), value
        for x in [-1000.0, -3.0, 0.1, 40.0, 2000.0]:
            for k in [0.0, 1.0, 3000.0]:
                value = log_negative_binomial(k, r, *of_logit(x))
                yield "NEGATIVE_BINOMIAL_LOGITS", (k, r, x), value


with open("countDensity.csv", "w") as out:
    out.write("# operation, inputs, exact logarithm; by generate_counts.py\n")
    for name, inputs, value in rows():
        out.write(",".join([name, *map(repr, inputs), mp.nstr(value, 25)]) + "\n")


def difference(order, a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    f = mp.loggamma if order < 0 else lambda z: mp.psi(order, z)
    return f(a + x) - f(a)


def dispersed(name, k, m, d):
    """ln P(k) of the mean m and the dispersion d, and its derivatives by d."""
    k, m, d = mp.mpf(k), mp.mpf(m), mp.mpf(d)
    r = 1 / d

    def slope(d):
        r = 1 / d
        both = -r * r * difference(0, r, k) + k * r
        return both - k * m / (1 + d * m) - m * r / (1 + d * m) + mp.log1p(d * m) * r * r

    if name == "LOG_PROB":
        choose = difference(-1, r, k) - mp.loggamma(k + 1)
        return choose + k * mp.log(d * m) - (k + r) * mp.log1p(d * m)
    if name == "BY_DISPERSION":
        return slope(d)
    h = d * mp.mpf(10) ** -40
    return (slope(d + h) - slope(d - h)) / (2 * h)


def differences():
    for order in [-1, 0, 1, 2, 3, 7]:
        for a in [1e-12, 1e-3, 0.4, 1.0, 3.7, 25.0, 1e5, 3e12]:
            for x in [1e-9, 0.01, 1.0, 3.0, 77.0, 1e7]:
                yield "%d" % order, (a, x), difference(order, a, x)


def dispersions():
    for name in ["LOG_PROB", "BY_DISPERSION", "BY_DISPERSION_TWICE"]:
        for d in [1e-15, 1e-5, 0.003, 0.09, 0.11, 2.0, 1e3]:
            for m in [1e-3, 1.0, 12.5, 3e4]:
                for k in sorted({0.0, 1.0, 3.0, 40.0, float(int(1.3 * m)), float(int(m))}):
                    yield name, (k, m, d), dispersed(name, k, m, d)


mp.mp.dps = 150
with open("gammaDifference.csv", "w") as out:
    out.write("# order or operation, inputs, exact value; by generate_counts.py\n")
    for name, inputs, value in [*differences(), *dispersions()]:
        out.write(",".join([name, *map(repr, inputs), mp.nstr(value, 20)]) + "\n")
