# SPDX-License-Identifier: Apache-2.0
"""Writes the reference tables that ReferenceTest reads: src/test/resources/reference.

Run it here, with Python 3.11 and mpmath 1.3: `python generate.py [FAMILY ...]`; without names it writes all families, in
about half an hour of one core. gmpy2, where it is installed, makes it faster. The results are the same.

All numbers that go in are FLOAT numbers, so that one table serves both types; those that are not have a value outside the
range of FLOAT and serve DOUBLE only. A result is `value~condition`: the value rounded to DOUBLE, and the sum of
|derivative * input| over the inputs, to one digit. The value changes by as much, times the relative rounding error, where
the inputs are rounded. Derivatives are central differences of functions of 110 digits or more.
"""
import pathlib
import sys
import time

from mpmath import mp, mpf, exp, log

import further_families  # noqa: F401, adds to FAMILIES
from families import FAMILIES, number
from numerics import DIGITS, INF, jets

OUT = pathlib.Path(__file__).resolve().parents[2] / "resources" / "reference"
HUGE = mpf(2) ** 1024 * (1 - mpf(2) ** -54)


def short(x):
    if x == float("inf"):
        return "Infinity"
    return f"{x:.0e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")


def token(value, condition=0):
    if mp.isnan(value):
        return "NaN"
    if abs(value) > HUGE:
        return "Infinity" if value > 0 else "-Infinity"
    v = repr(float(value))
    return (v[:-2] if v.endswith(".0") else v) + "~" + (short(float(condition)) if condition > 0 else "0")


def plain(x):
    v = repr(float(x))
    return v[:-2] if v.endswith(".0") else v


def conditions(jet, at, by):
    """Of the value, and of each derivative."""
    inputs = [abs(mpf(at[i])) for i in by]
    value = sum(abs(g) * v for g, v in zip(jet.gradients, inputs))
    each = [sum(abs(d) * v for d, v in zip(row, inputs)) for row in jet.hessians] if jet.hessians else None
    return value, each


def tail_rows(family, at, by):
    """cdf, survival, logCdf, logSurvival, then the derivatives of cdf; all with conditions."""
    low, high = jets(family.tails, at, by)
    inputs = [abs(mpf(at[i])) for i in by]
    lower = low.values <= high.values
    small = low if lower else high
    p = exp(small.values) if small.values > -INF else mpf(0)
    dp = [p * g for g in small.gradients] if p > 0 else [mpf(0)] * len(by)
    change = sum(abs(g) * v for g, v in zip(dp, inputs))
    row = []
    log_rest = mp.log1p(-p) if p < 1 else high.values if lower else low.values
    logs = (small.values, log_rest) if lower else (log_rest, small.values)
    for value in logs:
        row.append(token(exp(value) if value > -INF else mpf(0), change))
    for value in logs:
        row.append("-Infinity" if value == -INF else token(value, change / exp(value)))
    n = len(by)
    sign = 1 if lower else -1
    for k in range(n):
        second = sum(abs(p * (small.hessians[k][m] + small.gradients[k] * small.gradients[m])) * inputs[m] for m in range(n)) if p > 0 else 0
        row.append(token(sign * dp[k], second))
    return row, small, lower, dp


def quantile_rows(family, at, small, lower, dp, log_density):
    """The quantile of the rounded probability, by Newton's method from the point it belongs to."""
    x, parameters = mpf(at[0]), at[1:]
    p = exp(small.values)
    given = number(p)
    if given < 1e-300 or given >= 1:
        return []
    side = 0 if lower else 1
    low, high = family.low(*parameters), family.high(*parameters)
    target = log(mpf(given))
    for _ in range(4):
        value = family.tails(x, *parameters)[side]
        density = exp(family.log_prob(x, *parameters))
        move = (target - value) * exp(value) / density * (1 if lower else -1)
        x = x + move
        if not low < x < high:
            return []
        if abs(move) < mpf(10) ** -40 * abs(x):
            break
    else:
        return []
    density = exp(log_density)
    condition = p / density + sum(abs(d * mpf(v)) for d, v in zip(dp[1:], parameters)) / density
    return [("icdf" if lower else "inverseSurvival") + " " + plain(given) + " " + token(x, condition)]


def count_quantile_rows(family, x, parameters, low, high):
    """A probability well between those of x - 1 and x."""
    rows = []
    before = family.tails(mpf(x - 1), *parameters) if x > 0 else (-INF, mpf(0))
    for name, at, previous in (("icdf", low.values, before[0]), ("inverseSurvival", high.values, before[1])):
        above, below = exp(max(at, previous)), exp(min(at, previous)) if min(at, previous) > -INF else mpf(0)
        middle = number((above + below) / 2)
        if below * (1 + mpf(10) ** -5) < middle < above * (1 - mpf(10) ** -5) and middle < 1 - 1e-5 and middle > 1e-300:
            rows.append(f"{name} {plain(middle)} {token(mpf(x))}")
    return rows


def write(family):
    began = time.time()
    lines = [f"family {family.name}"]
    for parameters in family.sets:
        parameters = tuple(mpf(v) for v in parameters)
        lines.append("parameters " + " ".join(plain(v) for v in parameters))
        free = [i for i in range(len(parameters)) if i not in family.fixed]
        for name, moment in family.moments.items():
            if moment is not None:
                centre = moment(*parameters)
                if mp.isnan(centre) or abs(centre) == INF:
                    lines.append(name + " " + token(centre))
                    continue
                (jet,) = jets(lambda *t: (moment(*t),), parameters, free, second=False)
                lines.append(name + " " + token(jet.values, conditions(jet, parameters, free)[0]))
        low, high = family.low(*parameters), family.high(*parameters)
        points = sorted({number(x) for x in family.points(*(float(v) for v in parameters))})
        for x in points:
            at = (mpf(x), *parameters)
            if not low < at[0] < high and not family.discrete:
                continue
            by = ([] if family.discrete else [0]) + [i + 1 for i in free]
            (density,) = jets(lambda *t: (family.log_prob(*t),), at, by)
            value, each = conditions(density, at, by)
            row = [token(density.values, value)] + [token(g, c) for g, c in zip(density.gradients, each)]
            quantiles = []
            if family.tails is not None:
                tails, small, lower, dp = tail_rows(family, at, by)
                row += tails
                if family.discrete:
                    now = [type("Value", (), {"values": v}) for v in family.tails(*at)]
                    quantiles = count_quantile_rows(family, x, parameters, *now)
                else:
                    quantiles = quantile_rows(family, at, small, lower, dp, density.values)
            lines.append("at " + plain(x) + " " + " ".join(row))
            lines += quantiles
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{family.name}.txt").write_text("\n".join(lines) + "\n")
    print(f"{family.name}: {len(lines)} lines, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    mp.dps = DIGITS
    for name in sys.argv[1:] or FAMILIES:
        with mp.workdps(FAMILIES[name].digits):
            write(FAMILIES[name])
