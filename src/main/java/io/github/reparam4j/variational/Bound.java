/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A lower bound on the log-evidence ln p(x) of each row, as an expression whose gradient trains
 * model and approximate posterior, and the parts that it is made of. All share one draw of noise.
 *
 * <pre>{@code
 * Training.minimizeReporting(in -> {
 *   Bound bound = Elbo.samples(1).bound(posterior(in.get(0)), prior, z -> logLikelihood(in.get(0), z));
 *   return new Loss(bound.loss(), bound.metrics());
 * });
 * }</pre>
 *
 * @param value one number for each row, of the batch shape of the approximate posterior, in nats
 * @param parts what is worth reporting by name, each of the batch shape
 * @param description which bound it is, and how its terms and its gradient are computed
 */
public record Bound(Tensor value, Map<String, Tensor> parts, String description) {
  /** Checks that nothing is null, and copies the map. */
  public Bound {
    Errors.given("Bound", "value", value);
    Errors.given("Bound", "description", description);
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(Errors.given("Bound", "parts", parts)));
  }

  /** {@return what training minimises: the negative mean over the rows, a scalar} */
  public Tensor loss() {
    return value.mean().neg();
  }

  /** {@return the means of the parts over the rows, scalars without gradients} */
  public Map<String, Tensor> metrics() {
    Map<String, Tensor> metrics = new LinkedHashMap<>();
    parts.forEach((name, part) -> metrics.put(name, part.mean().stopGradient()));
    return metrics;
  }

  /** {@return the description} */
  @Override
  public String toString() {
    return description;
  }
}
