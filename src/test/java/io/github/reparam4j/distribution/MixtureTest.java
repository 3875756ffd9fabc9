/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** {@link Mixture} of scalars with differentiable samples. */
class MixtureTest extends ContinuousContract {
  /** Two normal components: mean, scale, logit and the other's mean and scale. */
  private static DistributionCase normals(double... parameters) {
    return DistributionCase.of(MixtureTest::normals, parameters).lacking(Has.ENTROPY, Has.MODE);
  }

  private static Distribution normals(Tensor... p) {
    Tensor logits = pair(p[2], p[2].mul(0));
    return Mixture.fromLogits(logits, Normal.of(pair(p[0], p[3]), pair(p[1], p[4])));
  }

  private static DistributionCase exponentials(double... parameters) {
    return DistributionCase.of(MixtureTest::exponentials, parameters)
        .lacking(Has.ENTROPY, Has.MODE);
  }

  private static Distribution exponentials(Tensor... p) {
    return Mixture.of(pair(p[0], p[1]), Exponential.of(pair(p[2], p[3])));
  }

  private static Tensor pair(Tensor a, Tensor b) {
    Shape shape = a.shape().broadcast(b.shape());
    return Tensor.stack(-1, a.broadcastTo(shape), b.cast(a.dtype()).broadcastTo(shape));
  }

  @Override
  boolean mayBeInfinite(int parameter) {
    return parameter == 2;
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        normals(-1, 0.7, 0.4, 1.5, 1.1),
        normals(0, 1, -2, 8, 0.5).kinks(0, 4, 8),
        exponentials(1, 3, 0.5, 4));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(normals(0, 1, 90, 1, 1), normals(-1e3, 1, 0, 1e3, 1));
  }

  /** Components are made of several parameters; {@link MixtureOfVectorsTest} has the errors. */
  @Override
  Stream<Invalid> invalid() {
    return Stream.of();
  }
}
