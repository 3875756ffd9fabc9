/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The divergences KL(p || q) of a family of p: a formula for each family of q. Each family declares
 * its own in {@code divergences()}; {@link KlTable} collects them.
 *
 * @param <P> the family of p
 */
final class KlRules<P extends Distribution> {
  private final Class<P> family;
  private final Map<Class<? extends Distribution>, BiFunction<Distribution, Distribution, Tensor>>
      formulas = new LinkedHashMap<>();

  private KlRules(Class<P> family) {
    this.family = family;
  }

  /** No rules yet. */
  static <P extends Distribution> KlRules<P> from(Class<P> family) {
    return new KlRules<>(family);
  }

  /** Adds the formula for a family of q, of the batch shape to which the parameters broadcast. */
  <Q extends Distribution> KlRules<P> to(Class<Q> q, BiFunction<? super P, ? super Q, Tensor> kl) {
    formulas.put(q, (a, b) -> kl.apply(family.cast(a), q.cast(b)));
    return this;
  }

  Class<P> family() {
    return family;
  }

  /** Formulas by the family of q, in the order in which they were added. */
  Map<Class<? extends Distribution>, BiFunction<Distribution, Distribution, Tensor>> formulas() {
    return formulas;
  }
}
