# SPDX-License-Identifier: Apache-2.0
"""Writes src/site/markdown/accuracy.md and its chart from target/accuracy, see compare.py. Run it from the root of the repository."""
import collections
import csv
import datetime
import json
import math
import pathlib
import statistics

import numpy as np

TARGET = pathlib.Path("target/accuracy")
PAGE = pathlib.Path("src/site/markdown/accuracy.md")
CHART = pathlib.Path("src/site/resources/images/accuracy.svg")
KNOWN = pathlib.Path("src/test/resources/reference/known.csv")
BOUND = 64
PEERS = ("SciPy", "PyTorch", "JAX")
COLUMNS = (("DOUBLE", ("ours", "SciPy", "PyTorch", "JAX")), ("FLOAT", ("ours", "PyTorch", "JAX")))
GROUPS = {
    "Log-density or log-probability": ("logProb",),
    "Distribution and survival functions": ("cdf", "survival"),
    "Logarithms of these": ("logCdf", "logSurvival"),
    "Quantiles": ("icdf", "inverseSurvival"),
    "Mean, variance and entropy": ("mean", "variance", "entropy"),
    "Gradients of the log-density": ("logProb'",),
    "Gradients of the distribution function": ("cdf'",),
}
INTRO = """# Accuracy

Every family of scalars is compared with arbitrary precision over its whole domain: far tails, tiny and huge parameters, both types.
This page has the errors, beside those of SciPy {SciPy}, PyTorch {PyTorch} and JAX {JAX} at the same points. It is made by a script; the
figures are of {date}, on a CPU.

## The measure

The points are {points} values in DOUBLE and {floats} in FLOAT, of {families} families: `src/test/resources/reference`, computed with 110 digits
by mpmath (`src/test/python/reference`). All inputs are FLOAT numbers, so that rounding an input is no part of an error; where an input is
beyond the range of FLOAT its point is for DOUBLE only. The points are not a sample of what users do. They are chosen to find errors: half of
them are in far tails.

The error of a value y whose right value is v is

    |y - v| / (u (|v| + c + t))      with c = sum of |dv/dx x| over the inputs x, value and parameters

where u is the rounding unit of the type, 2^-52 or 2^-23, and t its least normal number. So 1 is a change of the result in its last digit, or
of all inputs in theirs: an algorithm that is backward stable has errors of a few units even where the problem is ill-conditioned. Up to
{bound} units are accepted by the test `ReferenceTest`; so large an error loses two of sixteen or of seven digits. The error of a NaN or an
infinity in place of a number is infinite. A result of 0 or infinity is right where the right value is beyond the range of the type.

Each library is called as its documentation says, in the given type, without a rearrangement of formulas: SciPy's distributions (DOUBLE,
without gradients), `torch.distributions` with `validate_args=False`, `jax.scipy.stats`. Where a library has a function for one tail only, the
other is not taken from it as 1 - p. Gradients are those of automatic differentiation, by the value and by all parameters. Families are left
out where a library takes other parameters: probabilities but no logits.

To repeat it, with Python 3.11 and the packages `mpmath`, `numpy`, `scipy`, `torch`, `jax`:

    mvn -B verify -Pstudy -Dtest=AccuracyStudyTest -Dsurefire.failIfNoSpecifiedTests=false
    python src/test/python/reference/compare.py
    python src/test/python/reference/accuracy_page.py

"""


def read():
    with open(TARGET / "points.csv", newline="") as file:
        points = list(csv.DictReader(file))
    with open(TARGET / "peers.csv", newline="") as file:
        peers = list(csv.DictReader(file))
    if [p["argument"] for p in points] != [p["argument"] for p in peers]:
        raise SystemExit("points.csv is newer than peers.csv: run compare.py")
    np.seterr(all="ignore")
    group = {name: next(g for g, names in GROUPS.items() if name.rstrip("0123456789") in names) for name in {p["quantity"] for p in points}}
    for point, peer in zip(points, peers):
        values = {"ours": point["ours"], **{library: peer[library] for library in PEERS}}
        right = float(point["right"])
        rounded = float(np.float32(right)) if point["type"] == "FLOAT" else right
        unit = float(point["unit"])
        point["errors"] = {name: error(text, right, rounded, unit) for name, text in values.items() if text != "missing"}
        point["group"] = group[point["quantity"]]
    return points


def error(text, right, rounded, unit):
    """As ReferenceTest.error."""
    got = float(text)
    if got == rounded or got != got and rounded != rounded:
        return 0.0
    if not math.isfinite(got) or not math.isfinite(right):
        return float("inf")
    return abs(got - right) / unit


def short(x):
    if x == float("inf"):
        return "&infin;"
    if x < 99.5:
        return "0" if x == 0 else f"{x:.2f}" if x < 0.095 else f"{x:.1f}" if x < 9.95 else f"{x:.0f}"
    return f"{x:.0e}".replace("e+0", "e").replace("e+", "e")


def cell(errors):
    """The greatest error, and the number of points beyond the bound."""
    if not errors:
        return ""
    beyond = sum(e > BOUND for e in errors)
    return short(max(errors)) + (f" / {beyond}" if beyond else "")


def select(points, **of):
    return [p for p in points if all(p[k] == v for k, v in of.items())]


def by(points, *keys):
    """Lists of points by the values of the keys, in order."""
    lists = {}
    for p in points:
        lists.setdefault(tuple(p[k] for k in keys), []).append(p)
    return lists


def errors(points, library):
    return [p["errors"][library] for p in points if library in p["errors"]]


def table(head, rows, right=1):
    """Columns from the given one on are aligned to the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * right + "---:|" * (len(head) - right)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def percent(part, whole):
    return f"{100 * part / whole:.1f}" if part else "0"


def summary(points):
    rows = []
    for group in GROUPS:
        for kind, libraries in COLUMNS:
            for library in libraries[1:]:
                both = [p for p in select(points, group=group, type=kind) if library in p["errors"] and "ours" in p["errors"]]
                if not both:
                    continue
                own, other = errors(both, "ours"), errors(both, library)
                rows.append((group, kind, library, len({p["family"] for p in both}), len(both), short(statistics.median(other)), short(statistics.median(own)),
                             percent(sum(e > BOUND for e in other), len(both)), percent(sum(e > BOUND for e in own), len(both)),
                             sum(e == float("inf") for e in other), sum(e == float("inf") for e in own)))
    return table(("quantities", "type", "library", "families", "points", "median error", "ours", f"% beyond {BOUND}", "ours", "infinite", "ours"), rows, 3)


def reading(points):
    """Sentences with the shares of each library at the points that both have."""
    parts = []
    for library in PEERS:
        both = [p for p in points if library in p["errors"] and "ours" in p["errors"]]
        parts.append(f"{percent(sum(e > BOUND for e in errors(both, library)), len(both))} % of {library}'s and "
                     f"{percent(sum(e > BOUND for e in errors(both, 'ours')), len(both))} % of our values at {len(both):,} points")
    return (f"Beyond {BOUND} units are {parts[0]}, {parts[1]}, and {parts[2]}. Where the median is small and the share beyond the bound is not, a formula is right in "
            "the middle of the distribution and cancels, underflows or overflows in a tail or at a parameter near the end of its range. PyTorch has no survival "
            "functions and no logarithms of tails, SciPy no FLOAT and no gradients, JAX the fewest families. What they have better is listed below.\n\n")


def coverage(points):
    rows = []
    for group in GROUPS:
        row = [group]
        for library in ("ours", *PEERS):
            has = [p for p in select(points, group=group, type="DOUBLE") if library in p["errors"]]
            row += [len({p["family"] for p in has}), len(has)]
        rows.append(row)
    head = ["quantities"]
    for library in ("ours", *PEERS):
        head += [library + ": families", "points"]
    return table(head, rows)


def group_table(points, group):
    of_group = by(select(points, group=group), "family", "type")
    rows = []
    for family in dict.fromkeys(family for family, _ in of_group):
        row = [family]
        for kind, libraries in COLUMNS:
            some = of_group.get((family, kind), [])
            row.append(len(some) or "")
            row += [cell(errors(some, library)) for library in libraries]
        if any(row[2:6] + row[7:]):
            rows.append(row)
    head = ["family", "DOUBLE points", "ours", "SciPy", "PyTorch", "JAX", "FLOAT points", "ours", "PyTorch", "JAX"]
    return table(head, rows)


def better(points):
    """Cells in which another library has fewer points beyond the bound, of those that both have."""
    rows = []
    for (group, family, kind), some in by(points, "group", "family", "type").items():
        for library in PEERS:
            both = [p for p in some if library in p["errors"] and "ours" in p["errors"]]
            own, other = (sum(e > BOUND for e in errors(both, name)) for name in ("ours", library))
            if other < own:
                rows.append((family, group, kind, library, len(both), other, own))
    return rows


def refused(points):
    rows = collections.Counter()
    for p in points:
        for library in PEERS:
            if p["type"] == "DOUBLE" and "ours" not in p["errors"] and library in p["errors"] and p["right"] != "NaN":
                rows[p["family"], p["quantity"], library] += 1
    return rows


def known():
    rows = []
    with open(KNOWN, newline="") as file:
        for row in csv.reader(line for line in file if not line.startswith("#")):
            rows.append(row + [""] * (6 - len(row)))
    return rows


# ---- the chart: the share of points whose error is beyond x

COLOURS = {"ours": "#1f6fb4", "SciPy": "#c4622d", "PyTorch": "#c4622d", "JAX": "#c4622d"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 230, 150, 50, 44, 56
DECADES = 17


def curve(values, most):
    """A path of the share of values beyond 10^d, for d from 0 to 16 in steps of 1/4."""
    values = np.sort(np.array(values))
    at = []
    for i in range(4 * (DECADES - 1) + 1):
        share = 1 - np.searchsorted(values, 10 ** (i / 4), side="right") / len(values)
        at.append(f"{i / 4 / (DECADES - 1) * WIDTH:.1f},{HEIGHT - min(share / most, 1) * HEIGHT:.1f}")
    return "M" + " L".join(at)


def chart(points):
    panels = [(kind, library) for kind, libraries in COLUMNS for library in libraries[1:]]
    width = LEFT + 3 * (WIDTH + GAP)
    height = 2 * (HEIGHT + TOP + 30) + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
           f'<rect width="{width}" height="{height}" fill="white"/>']
    for i, (kind, library) in enumerate(panels):
        both = [p for p in select(points, type=kind) if library in p["errors"] and "ours" in p["errors"]]
        most = 0.2
        x, y = LEFT + (i % 3) * (WIDTH + GAP), TOP + (i // 3) * (HEIGHT + TOP + 30)
        out.append(f'<g transform="translate({x},{y})"><text y="-10" font-weight="bold">{kind}: {library} and ours, {len(both)} points</text>')
        for share in (0, 0.05, 0.1, 0.15, 0.2):
            level = HEIGHT - share / most * HEIGHT
            out.append(f'<path d="M0,{level:.1f} H{WIDTH}" stroke="#ddd"/><text x="-6" y="{level + 4:.1f}" text-anchor="end">{share:.0%}</text>')
        for d in range(0, DECADES, 4):
            out.append(f'<text x="{d / (DECADES - 1) * WIDTH:.1f}" y="{HEIGHT + 16}" text-anchor="middle">1e{d}</text>')
        bound = np.log10(BOUND) / (DECADES - 1) * WIDTH
        out.append(f'<path d="M{bound:.1f},0 V{HEIGHT}" stroke="#999" stroke-dasharray="3 3"/>')
        for name in (library, "ours"):
            out.append(f'<path d="{curve(errors(both, name), most)}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        out.append(f'<text x="{WIDTH - 60}" y="14" fill="{COLOURS[library]}">{library}</text><text x="{WIDTH - 60}" y="28" fill="{COLOURS["ours"]}">ours</text></g>')
    x, y = LEFT + 2 * (WIDTH + GAP), TOP + HEIGHT + TOP + 50
    for line, text in enumerate(("across: error in units, logarithmic", "up: share of points with a greater error", f"dashed: {BOUND} units")):
        out.append(f'<text x="{x}" y="{y + 16 * line}">{text}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    points = read()
    libraries = json.loads((TARGET / "libraries.json").read_text())
    count = lambda kind: f"{len(select(points, type=kind)):,}"
    date = datetime.date.fromtimestamp((TARGET / "peers.csv").stat().st_mtime)
    text = INTRO.format(**libraries["versions"], bound=BOUND, points=count("DOUBLE"), floats=count("FLOAT"), families=len({p["family"] for p in points}), date=f"{date.day} {date:%B %Y}")
    text += "## In short\n\nShares at the points that both have.\n\n![Share of points beyond an error, for each library and type](images/accuracy.svg)\n\n"
    text += reading(points) + summary(points)
    text += "\nWhat each library has, in DOUBLE:\n\n" + coverage(points)
    text += f"\n## Where another library is better\n\nCells with fewer points beyond {BOUND} units than ours, of the points that both have:\n\n"
    rows = better(points)
    text += table(("family", "quantities", "type", "library", "points", f"beyond {BOUND}", "ours"), rows, 4) if rows else "None.\n"
    missing = refused(points)
    if missing:
        text += "\nFunctions of others that we refuse: " + ", ".join(f"{q} of {f} ({l})" for (f, q, l) in missing) + ".\n"
    calls = dict.fromkeys(f"{f}, {q.partition(chr(39))[0]}{' (gradient)' if chr(39) in q else ''} ({l}, {k})" for l, f, k, q, _ in libraries["raised"])
    text += "\nCalls of others that raise an error, and are left out: " + "; ".join(calls) + ".\n"
    text += "\n## Open\n\nCells beyond the bound that are known (`known.csv`), with the number of points and the greatest error:\n\n"
    text += table(("family", "type", "quantity", "points", "greatest error", "reason"), known(), 6)
    text += f"\n## All families\n\nThe greatest error, and after a slash the number of points beyond {BOUND} units. An empty cell: no such function.\n"
    for group in GROUPS:
        text += f"\n### {group}\n\n" + group_table(points, group)
    PAGE.write_text(text)
    CHART.parent.mkdir(parents=True, exist_ok=True)
    CHART.write_text(chart(points))


if __name__ == "__main__":
    main()
