/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.distribution.SupportChecks;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.kernel.Indices;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Explains a loss that is not finite by a value outside of the support of a distribution. */
final class SupportDiagnosis {
  private static final double MAX_EXACT = 1L << 53;

  private SupportDiagnosis() {}

  /**
   * Evaluates the loss's tests of values.
   *
   * @param position the epoch and step
   * @return the error, if there is such a value
   */
  static Optional<ArithmeticException> of(
      Tensor loss, RandomKey key, String position, Binding... bindings) {
    for (SupportChecks.Check check : SupportChecks.in(loss)) {
      Tensor contains = check.contains().sharingNoiseOf(loss);
      Tensor value = check.value().sharingNoiseOf(loss);
      boolean isScalar = value.shape().broadcastsTo(contains.shape());
      Tensor shown = isScalar ? value.broadcastTo(contains.shape()) : contains;
      List<INDArray> arrays = Tensor.evalAll(key, List.of(contains, shown), bindings);
      for (long i = 0; i < contains.shape().size(); i++) {
        if (arrays.get(0).data().getDouble(i) == 0) {
          String got =
              (isScalar ? number(arrays.get(1).data().getDouble(i)) : "an event")
                  + " at "
                  + Indices.of(contains.shape(), i)
                  + " of shape "
                  + contains.shape();
          return Optional.of(
              Errors.arithmetic(
                  check.where(),
                  "values must be in the support of the distribution",
                  got + " (Training.fit, " + position + ")",
                  "its log-density is minus infinity, and the loss would not be finite"));
        }
      }
    }
    return Optional.empty();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < MAX_EXACT
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
