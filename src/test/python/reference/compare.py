# SPDX-License-Identifier: Apache-2.0
"""Evaluates SciPy, PyTorch and JAX at the points of the reference tables.

Run it from the root of the repository after AccuracyStudyTest, which writes target/accuracy/points.csv, with Python 3.11,
NumPy, SciPy, PyTorch and JAX on a CPU: `python src/test/python/reference/compare.py`. It writes target/accuracy/peers.csv,
one line for each point: the values of the libraries, `missing` where one has no such function or its call raises an error.
Points of an earlier run are not computed again. accuracy_page.py makes the page of both.

Each library is called as its documentation says: in the type of the line, with the parameters that its own constructor or
function takes, and without a rearrangement of formulas. Gradients are those of automatic differentiation. A point is left
out (`missing`) for a library whose own parameter cannot hold ours: 1 - p of a tiny p.
"""
import csv
import importlib.metadata
import json
import pathlib
import warnings

import jax
import numpy as np
import torch
from jax.scipy import stats as js
from scipy import stats as ss
from torch import distributions as td
from torch.distributions import transforms
from torch.distributions.relaxed_bernoulli import LogitRelaxedBernoulli

TARGET = pathlib.Path("target/accuracy")
TYPES = {"DOUBLE": np.float64, "FLOAT": np.float32}


class Missing(Exception):
    """The library has no such family or function."""


# ---- families: the class or functions of a library and its own parameters, from ours

SCIPY = {
    "Normal": (ss.norm, lambda m, s: dict(loc=m, scale=s)),
    "Cauchy": (ss.cauchy, lambda m, s: dict(loc=m, scale=s)),
    "Laplace": (ss.laplace, lambda m, s: dict(loc=m, scale=s)),
    "Logistic": (ss.logistic, lambda m, s: dict(loc=m, scale=s)),
    "Gumbel": (ss.gumbel_r, lambda m, s: dict(loc=m, scale=s)),
    "Moyal": (ss.moyal, lambda m, s: dict(loc=m, scale=s)),
    "StudentT": (ss.t, lambda v, m, s: dict(df=v, loc=m, scale=s)),
    "AsymmetricLaplace": (ss.laplace_asymmetric, lambda m, s, k: dict(kappa=k, loc=m, scale=s)),
    "Exponential": (ss.expon, lambda r: dict(scale=1 / r)),
    "Gamma": (ss.gamma, lambda a, r: dict(a=a, scale=1 / r)),
    "Chi2": (ss.chi2, lambda v: dict(df=v)),
    "InverseGamma": (ss.invgamma, lambda a, r: dict(a=a, scale=r)),
    "InverseGaussian": (ss.invgauss, lambda m, c: dict(mu=m / c, scale=c)),
    "LogNormal": (ss.lognorm, lambda m, s: dict(s=s, scale=np.exp(m))),
    "Weibull": (ss.weibull_min, lambda s, c: dict(c=c, scale=s)),
    "HalfNormal": (ss.halfnorm, lambda s: dict(scale=s)),
    "HalfCauchy": (ss.halfcauchy, lambda s: dict(scale=s)),
    "FisherSnedecor": (ss.f, lambda m, n: dict(dfn=m, dfd=n)),
    "Pareto": (ss.pareto, lambda s, a: dict(b=a, scale=s)),
    "GeneralizedPareto": (ss.genpareto, lambda m, s, c: dict(c=c, loc=m, scale=s)),
    "GeneralizedExtremeValue": (ss.genextreme, lambda m, s, c: dict(c=-c, loc=m, scale=s)),
    "SkewNormal": (ss.skewnorm, lambda m, s, k: dict(a=k, loc=m, scale=s)),
    "JohnsonSU": (ss.johnsonsu, lambda g, d, m, s: dict(a=g, b=d, loc=m, scale=s)),
    "Uniform": (ss.uniform, lambda a, b: dict(loc=a, scale=b - a)),
    "Triangular": (ss.triang, lambda a, b, c: dict(c=(c - a) / (b - a), loc=a, scale=b - a)),
    "TruncatedNormal": (ss.truncnorm, lambda m, s, a, b: dict(a=(a - m) / s, b=(b - m) / s, loc=m, scale=s)),
    "Beta": (ss.beta, lambda a, b: dict(a=a, b=b)),
    "VonMises": (ss.vonmises, lambda m, c: dict(kappa=c, loc=m)),
    "Bernoulli": (ss.bernoulli, lambda p: dict(p=p)),
    "Geometric": (ss.geom, lambda p: dict(p=p, loc=-1)),
    "Binomial": (ss.binom, lambda n, p: dict(n=n, p=p)),
    "NegativeBinomial": (ss.nbinom, lambda r, p: dict(n=r, p=complement(p))),
    "Poisson": (ss.poisson, lambda r: dict(mu=r)),
}

OFF = dict(validate_args=False)
TORCH = {
    "Normal": td.Normal, "Cauchy": td.Cauchy, "Laplace": td.Laplace, "Gumbel": td.Gumbel, "StudentT": td.StudentT,
    "Exponential": td.Exponential, "Gamma": td.Gamma, "Chi2": td.Chi2, "InverseGamma": td.InverseGamma, "LogNormal": td.LogNormal,
    "Weibull": td.Weibull, "HalfNormal": td.HalfNormal, "HalfCauchy": td.HalfCauchy, "FisherSnedecor": td.FisherSnedecor,
    "Pareto": td.Pareto, "GeneralizedPareto": td.GeneralizedPareto, "Uniform": td.Uniform, "Beta": td.Beta, "Kumaraswamy": td.Kumaraswamy,
    "VonMises": td.VonMises, "ContinuousBernoulli": td.ContinuousBernoulli, "Bernoulli": td.Bernoulli, "Geometric": td.Geometric,
    "Binomial": td.Binomial, "NegativeBinomial": td.NegativeBinomial, "Poisson": td.Poisson,
    "LogitNormal": lambda m, s, **o: td.TransformedDistribution(td.Normal(m, s, **o), transforms.SigmoidTransform(), **o),
    "TanhNormal": lambda m, s, **o: td.TransformedDistribution(td.Normal(m, s, **o), transforms.TanhTransform(), **o),
    "NegatedGamma": lambda a, r, **o: td.TransformedDistribution(td.Gamma(a, r, **o), transforms.AffineTransform(0, -1), **o),
    "ContinuousBernoulliLogits": lambda t, **o: td.ContinuousBernoulli(logits=t, **o),
    "LogitRelaxedBernoulliLogits": lambda t, l, **o: LogitRelaxedBernoulli(t, logits=l, **o),
    "RelaxedBernoulliLogits": lambda t, l, **o: td.RelaxedBernoulli(t, logits=l, **o),
    "RelaxedBernoulli": lambda t, p, **o: td.RelaxedBernoulli(t, probs=p, **o),
    "BernoulliLogits": lambda t, **o: td.Bernoulli(logits=t, **o),
    "GeometricLogits": lambda t, **o: td.Geometric(logits=t, **o),
    "BinomialLogits": lambda n, t, **o: td.Binomial(n, logits=t, **o),
    "NegativeBinomialLogits": lambda r, t, **o: td.NegativeBinomial(r, logits=t, **o),
    "Categorical": lambda *p, **o: td.Categorical(probs=torch.stack(p, -1), **o),
    "CategoricalLogits": lambda *t, **o: td.Categorical(logits=torch.stack(t, -1), **o),
    "NormalMixture": lambda w, v, m, n, s, t, **o: td.MixtureSameFamily(
        td.Categorical(torch.stack((w, v), -1), **o), td.Normal(torch.stack((m, n), -1), torch.stack((s, t), -1), **o), **o),
}

JAX = {
    "Normal": (js.norm, lambda m, s: dict(loc=m, scale=s)),
    "Cauchy": (js.cauchy, lambda m, s: dict(loc=m, scale=s)),
    "Laplace": (js.laplace, lambda m, s: dict(loc=m, scale=s)),
    "Logistic": (js.logistic, lambda m, s: dict(loc=m, scale=s)),
    "Gumbel": (js.gumbel_r, lambda m, s: dict(loc=m, scale=s)),
    "StudentT": (js.t, lambda v, m, s: dict(df=v, loc=m, scale=s)),
    "Exponential": (js.expon, lambda r: dict(scale=1 / r)),
    "Gamma": (js.gamma, lambda a, r: dict(a=a, scale=1 / r)),
    "Chi2": (js.chi2, lambda v: dict(df=v)),
    "Pareto": (js.pareto, lambda s, a: dict(b=a, scale=s)),
    "Uniform": (js.uniform, lambda a, b: dict(loc=a, scale=b - a)),
    "TruncatedNormal": (js.truncnorm, lambda m, s, a, b: dict(a=(a - m) / s, b=(b - m) / s, loc=m, scale=s)),
    "Beta": (js.beta, lambda a, b: dict(a=a, b=b)),
    "VonMises": (js.vonmises, lambda m, c: dict(kappa=c, shifted=m)),
    "Bernoulli": (js.bernoulli, lambda p: dict(p=p)),
    "Geometric": (js.geom, lambda p: dict(p=p, loc=-1)),
    "Binomial": (js.binom, lambda n, p: dict(n=n, p=p)),
    "NegativeBinomial": (js.nbinom, lambda r, p: dict(n=r, p=1 - p)),
    "Poisson": (js.poisson, lambda r: dict(mu=r)),
}
COMPLEMENTED = {("SciPy", "NegativeBinomial"): 1, ("JAX", "NegativeBinomial"): 1}
DISCRETE = {"Bernoulli", "Geometric", "Binomial", "NegativeBinomial", "Poisson"}


def complement(p):
    return 1 - p


# ---- evaluation: each function takes a column of arguments and columns of parameters

OF_SCIPY = {"cdf": "cdf", "survival": "sf", "logCdf": "logcdf", "logSurvival": "logsf", "icdf": "ppf", "inverseSurvival": "isf",
            "mean": "mean", "variance": "var", "entropy": "entropy"}


def scipy_values(family, quantity, x, parameters):
    if family not in SCIPY or "'" in quantity or x.dtype != np.float64:
        raise Missing
    distribution, own = SCIPY[family]
    name = OF_SCIPY.get(quantity, "logpmf" if family in DISCRETE else "logpdf")
    if quantity in ("mean", "variance", "entropy"):
        # One by one: some of these functions take no arrays, some loop over them.
        return np.array([getattr(distribution, name)(**own(*row)) for row in zip(*parameters)], dtype=float)
    return getattr(distribution, name)(x, **own(*parameters))


OF_TORCH = {"logProb": "log_prob", "cdf": "cdf", "icdf": "icdf"}


def torch_values(family, quantity, x, parameters):
    if family not in TORCH:
        raise Missing
    name, _, by = quantity.partition("'")
    inputs = [torch.tensor(v, requires_grad=True) for v in (x, *parameters)]
    d = TORCH[family](*inputs[1:], **OFF)
    try:
        if name in ("mean", "variance"):
            value = getattr(d, name)
        elif name == "entropy":
            value = d.entropy()
        elif name in OF_TORCH:
            value = getattr(d, OF_TORCH[name])(inputs[0])
        else:
            raise Missing
    except (NotImplementedError, AttributeError) as e:
        raise Missing from e
    if not by:
        return value.detach().numpy()
    at = inputs[int(by)]
    if not value.requires_grad:
        raise Missing
    try:
        (slope,) = torch.autograd.grad(value.sum(), at, allow_unused=True)
    except NotImplementedError as e:
        raise Missing from e
    return np.zeros_like(x) if slope is None else slope.numpy()


OF_JAX = {"cdf": "cdf", "survival": "sf", "logCdf": "logcdf", "logSurvival": "logsf", "icdf": "ppf", "inverseSurvival": "isf", "entropy": "entropy"}


def jax_values(family, quantity, x, parameters):
    if family not in JAX:
        raise Missing
    functions, own = JAX[family]
    name, _, by = quantity.partition("'")
    function = getattr(functions, "logpmf" if family in DISCRETE else "logpdf") if name == "logProb" else getattr(functions, OF_JAX.get(name, "none"), None)
    if function is None:
        raise Missing
    size = 1 << (len(x) - 1).bit_length()  # few sizes, because JAX compiles for each
    inputs = [jax.numpy.asarray(np.pad(v, (0, size - len(v)), mode="edge")) for v in (x, *parameters)]

    def value(*inputs):
        keywords = own(*inputs[1:])
        shifted = inputs[0] - keywords.pop("shifted") if "shifted" in keywords else inputs[0]
        return function(**keywords) if name == "entropy" else function(shifted, **keywords)

    if not by:
        return np.asarray(value(*inputs))[:len(x)]
    return np.asarray(jax.grad(lambda *v: value(*v).sum(), argnums=int(by))(*inputs))[:len(x)]


LIBRARIES = {"SciPy": scipy_values, "PyTorch": torch_values, "JAX": jax_values}


def evaluate(library, family, kind, quantity, rows):
    """Texts: repr of the values, or missing."""
    x = np.array([float(r["argument"]) for r in rows]).astype(TYPES[kind])
    columns = list(np.array([[float(v) for v in r["parameters"].split()] for r in rows]).astype(TYPES[kind]).T.copy())
    try:
        values = np.broadcast_to(LIBRARIES[library](family, quantity, x, columns), x.shape)
    except Missing:
        return ["missing"] * len(rows)
    texts = [repr(float(v)) for v in values]
    if (library, family) in COMPLEMENTED:
        p = columns[COMPLEMENTED[library, family]]
        texts = [t if 1 - (1 - v) == v else "missing" for t, v in zip(texts, p)]
    return texts


KEY = ("family", "type", "quantity", "parameters", "argument")


def former():
    """The values and the errors of an earlier run, by point; both empty where the versions were others."""
    try:
        libraries = json.loads((TARGET / "libraries.json").read_text())
        with open(TARGET / "peers.csv", newline="") as file:
            values = {tuple(row[k] for k in KEY): [row[library] for library in LIBRARIES] for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}, []
    return (values, libraries["raised"]) if libraries["versions"] == versions() else ({}, [])


def versions():
    return {name: importlib.metadata.version(package).split("+")[0] for name, package in (("SciPy", "scipy"), ("PyTorch", "torch"), ("JAX", "jax"))}


def main():
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    with open(TARGET / "points.csv", newline="") as file:
        points = list(csv.DictReader(file))
    values, raised = former()
    groups = {}
    for row in points:
        groups.setdefault(tuple(row[k] for k in KEY[:3]), []).append(row)
    for (family, kind, quantity), rows in sorted(groups.items(), key=lambda g: g[0][1]):
        keys = [tuple(r[k] for k in KEY) for r in rows]
        if all(k in values for k in keys):
            continue
        jax.config.update("jax_enable_x64", kind == "DOUBLE")
        raised = [r for r in raised if r[1:4] != [family, kind, quantity]]
        columns = []
        for library in LIBRARIES:
            try:
                columns.append(evaluate(library, family, kind, quantity, rows))
            except Exception as e:  # an error of the library, for the page to name
                raised.append([library, family, kind, quantity, f"{type(e).__name__}: {e}".splitlines()[0][:100]])
                print(*raised[-1], flush=True)
                columns.append(["missing"] * len(rows))
        values.update(zip(keys, zip(*columns)))
    with open(TARGET / "peers.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*KEY, *LIBRARIES])
        writer.writerows([*key, *values[key]] for key in (tuple(row[k] for k in KEY) for row in points))
    (TARGET / "libraries.json").write_text(json.dumps({"versions": versions(), "raised": raised}))


if __name__ == "__main__":
    main()
