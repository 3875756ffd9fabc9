/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Parts of surrogates whose value is 0 and whose gradient is an estimate. */
final class SurrogateTerm {
  private SurrogateTerm() {}

  /** The distribution of the elements of nested {@link Independent} ones. */
  static Distribution elements(Distribution q) {
    Distribution base = q;
    while (base instanceof Independent i) {
      base = i.base();
    }
    return base;
  }

  /**
   * Zeros in the shape of a value, with a gradient that is known to first order only: a second
   * derivative by the inputs is refused.
   *
   * @param where the estimator's method, for messages
   * @param value an estimate of the expectation
   * @param rule the gradient
   * @param inputs what the gradient is by
   */
  static Tensor of(String where, Tensor value, GradientRule rule, Tensor... inputs) {
    Tensor[] all = new Tensor[inputs.length + 1];
    all[0] = Tensor.zeros(value.dtype(), value.shape().toLongs());
    System.arraycopy(inputs, 0, all, 1, inputs.length);
    return Expressions.apply(new Marker.OnceDifferentiable("an estimate by " + where, rule), all);
  }

  /** The shape of all samples: [K] + batch + event. */
  static Shape sampleShape(int samples, Distribution q) {
    return Shape.of(samples).append(q.batchShape()).append(q.eventShape());
  }
}
