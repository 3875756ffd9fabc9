/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/** Gradients by scalar fills, as plain numbers become, and by constants are those by parameters. */
final class ConstantLeaves {
  private ConstantLeaves() {}

  /** Compares the gradients of all methods of a distribution, at points of its support. */
  static void assertSameGradients(DistributionCase c, double... points) {
    Parameter[] by = c.variables();
    Tensor at = Tensor.vector(points);
    assertSameGradients("logProb", by, p -> c.family().apply(p).logProb(at));
    if (c.distribution() instanceof Reparameterized) {
      assertSameGradients("rsample", by, p -> ((Reparameterized) c.family().apply(p)).rsample(20));
      assertSameGradients(
          "rsampleAndLogProb",
          by,
          p -> ((Reparameterized) c.family().apply(p)).rsampleAndLogProb(20).logProb());
    }
    assertSameGradients(
        "logProb of samples",
        by,
        p -> {
          Distribution d = c.family().apply(p);
          return d.logProb(d.sample(20));
        });
    for (Has what : Has.values()) {
      if (c.has(what) && isDifferentiable(c, what)) {
        assertSameGradients(
            what.name(), by, p -> DistributionContract.value(c.family().apply(p), what, at));
      }
    }
    if (c.has(Has.CDF)) {
      assertSameGradients("logCdf", by, p -> c.family().apply(p).logCdf(at));
      assertSameGradients("survival", by, p -> c.family().apply(p).survival(at));
      assertSameGradients("logSurvival", by, p -> c.family().apply(p).logSurvival(at));
    }
  }

  private static boolean isDifferentiable(DistributionCase c, Has what) {
    Parameter[] by = c.variables();
    try {
      Gradients.orZero(
          DistributionContract.value(c.family().apply(by), what, Tensor.vector(0.5)).sum(), by);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Compares the gradients of an expression of scalar parameters by both.
   *
   * @param what what the expression is
   * @param parameters scalars, vectors or matrices
   * @param expression makes it from them
   */
  static void assertSameGradients(
      String what, Parameter[] parameters, Function<Tensor[], Tensor> expression) {
    Tensor[] fills = Arrays.stream(parameters).map(ConstantLeaves::constant).toArray(Tensor[]::new);
    Tensor byParameters = expression.apply(parameters).sum();
    Tensor byFills = expression.apply(fills).sum();
    Gradients expected = Gradients.orZero(byParameters, parameters);
    Gradients found = Gradients.orZero(byFills, fills);
    double[][] byConstant = values(found, fills);
    double[][] byParameter = values(expected, parameters);
    for (int i = 0; i < fills.length; i++) {
      DistributionContract.assertClose(
          byConstant[i], byParameter[i], 1e-12, what + " by constant " + i);
    }
  }

  private static double[][] values(Gradients gradients, Tensor... by) {
    return DistributionContract.valuesOfAll(
        Arrays.stream(by).map(gradients::of).toArray(Tensor[]::new));
  }

  private static Tensor constant(Parameter p) {
    return p.shape().isScalar()
        ? Tensor.fill(DType.DOUBLE, p.evalScalar())
        : Tensor.constant(DistributionContract.values(p), p.shape().toLongs());
  }
}
