/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A model with a latent variable, p(x | z) p(z), and its approximate posterior q.
 *
 * @param where the user's call, for errors
 * @param q the approximate posterior
 * @param prior p(z)
 * @param likelihood ln p(x | z) from z, as the user gave it
 */
record LatentModel(
    String where, Distribution q, Distribution prior, UnaryOperator<Tensor> likelihood) {
  LatentModel {
    if (q.dtype() != prior.dtype() || !q.eventShape().equals(prior.eventShape())) {
      throw Errors.argument(
          where,
          "q and prior must have the same event shape and dtype",
          q.eventShape() + " " + q.dtype() + " and " + prior.eventShape() + " " + prior.dtype(),
          "Independent.of(d, 1) makes the last axis of a batch an event");
    }
    Shape joint = q.batchShape().broadcast(where, prior.batchShape());
    if (!joint.equals(q.batchShape())) {
      throw Errors.argument(
          where,
          "batch of the prior must broadcast to that of q, " + q.batchShape(),
          prior.batchShape(),
          null);
    }
  }

  /** ln p(x | z), checked: one number for each sample and row. */
  Tensor logLikelihood(Tensor z) {
    Tensor value = Errors.given(where, "result of logLikelihood", likelihood.apply(z));
    Shape expected = z.shape().slice(0, z.shape().rank() - q.eventShape().rank());
    if (!value.shape().equals(expected) || value.dtype() != q.dtype()) {
      throw Errors.argument(
          where,
          "logLikelihood must give one number for each sample and row, "
              + expected
              + " "
              + q.dtype(),
          value.shape() + " " + value.dtype(),
          "sum over the axes of x, for example by Independent.of(d, 1).logProb(x)");
    }
    return value.require(
        Marker.Condition.NUMBER,
        where,
        "ln p(x | z)",
        "training.detectingAnomalies() finds the cause");
  }

  /** ln p(x, z). */
  Tensor logJoint(Tensor z) {
    return logLikelihood(z).add(prior.logProb(z));
  }
}
