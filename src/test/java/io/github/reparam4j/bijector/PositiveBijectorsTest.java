/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import java.util.stream.Stream;

/** Bijectors whose domain is the positive reals. */
final class PositiveBijectorsTest extends BijectorContract {
  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
            BijectorCase.of(new Log()),
            BijectorCase.of(new Power(1)),
            BijectorCase.of(new Power(2)),
            BijectorCase.of(new Power(-0.5)),
            BijectorCase.of(new Softplus().inverted()),
            BijectorCase.of(new Exp().inverted()))
        .map(c -> c.at(i -> 0.3 + 1.1 * i));
  }

  @Override
  double[] extremes() {
    return new double[] {0, 1e-30, 1e-5, 1, 90, 800, 1e15, 1e30};
  }
}
