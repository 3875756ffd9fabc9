/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A loss and metrics that are reported beside it, such as its parts. All are computed in one run,
 * so they share the same noise.
 *
 * <pre>{@code
 * Training.minimizeReporting(in -> {
 *   Tensor x = in.get(0);
 *   ...
 *   return Loss.of(reconstruction.add(kl)).metric("kl", kl);
 * });
 * }</pre>
 *
 * @param value what is minimised, a scalar
 * @param metrics what is reported by name, scalars
 */
public record Loss(Tensor value, Map<String, Tensor> metrics) {
  /** Checks that all are scalars. */
  public Loss {
    requireScalar("Training.minimize", "loss", value);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    metrics.forEach((name, t) -> requireScalar("Loss.metric", "metric '" + name + "'", t));
  }

  /**
   * A loss alone.
   *
   * @param value what is minimised, a scalar
   * @return the loss
   * @throws IllegalArgumentException if it is not a scalar
   */
  public static Loss of(Tensor value) {
    return new Loss(value, Map.of());
  }

  /**
   * This loss with one more metric.
   *
   * @param name its name
   * @param metric the expression, a scalar
   * @return a new object
   * @throws IllegalArgumentException if it is not a scalar or the name is taken
   */
  public Loss metric(String name, Tensor metric) {
    Errors.given("Loss.metric", "name", name);
    Errors.given("Loss.metric", "metric", metric);
    if (metrics.containsKey(name)) {
      throw Errors.argument("Loss.metric", "names must be distinct", "'" + name + "' twice", null);
    }
    Map<String, Tensor> more = new LinkedHashMap<>(metrics);
    more.put(name, metric);
    return new Loss(value, more);
  }

  private static void requireScalar(String where, String what, Tensor t) {
    if (t == null) {
      throw Errors.argument(where, what + " must be an expression", null, null);
    }
    if (!t.shape().isScalar()) {
      throw Errors.argument(
          where, what + " must be a scalar", "shape " + t.shape(), "call sum() or mean()");
    }
  }
}
