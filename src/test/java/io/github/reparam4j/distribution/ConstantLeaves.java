/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/** Gradients by scalar fills, as plain numbers become, and by constants are those by parameters. */
final class ConstantLeaves {
  private ConstantLeaves() {}

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
