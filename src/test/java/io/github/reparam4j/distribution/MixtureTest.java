/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Mixture} of scalars with differentiable samples. */
class MixtureTest extends ContinuousContract {
  /** Two normal components: mean, scale, logit and the other's mean and scale. */
  private static DistributionCase normals(double... parameters) {
    return DistributionCase.of(MixtureTest::normals, parameters).lacking(Has.MODE);
  }

  private static Distribution normals(Tensor... p) {
    Tensor logits = pair(p[2], p[2].mul(0));
    return Mixture.fromLogits(logits, Normal.of(pair(p[0], p[3]), pair(p[1], p[4])));
  }

  private static DistributionCase exponentials(double... parameters) {
    return DistributionCase.of(MixtureTest::exponentials, parameters).lacking(Has.MODE);
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

  /** Against adaptive quadrature with 30 digits (mpmath): near, far, and of unlike scales. */
  @Test
  void entropyMatchesArbitraryPrecision() {
    Tensor w = Tensor.vector(0.25, 0.75);
    Tensor half = Tensor.vector(0.5, 0.5);
    Distribution near = Mixture.of(w, Normal.of(Tensor.vector(-1.0, 2), Tensor.vector(0.5, 2)));
    Distribution far = Mixture.of(half, Normal.of(Tensor.vector(0.0, 50), Tensor.vector(1.0, 1)));
    Distribution unlike =
        Mixture.of(half, Normal.of(Tensor.vector(0.0, 0), Tensor.vector(1.0, 1000)));
    Distribution gamma = Mixture.of(w, Gamma.of(Tensor.vector(1.0, 3), Tensor.vector(2.0, 1)));
    double[] found =
        values(Tensor.stack(0, near.entropy(), far.entropy(), unlike.entropy(), gamma.entropy()));
    double[] expected = {
      2.108172072542612, 2.1120857137646181, 5.5573821523015645, 1.8180326342335470
    };
    assertClose(found, expected, 1e-10, "entropy");
    Distribution batch = near.expand(2);
    assertClose(values(batch.entropy()), new double[] {found[0], found[0]}, 1e-14, "batch");
  }

  @Test
  void entropyOfCountsIsRefused() {
    Distribution counts = Mixture.of(Tensor.vector(0.5, 0.5), Poisson.of(Tensor.vector(1.0, 2)));
    assertThatThrownBy(counts::entropy)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("Mixture.entropy: there must be a closed form");
  }

  /** Components are made of several parameters; {@link MixtureOfVectorsTest} has the errors. */
  @Override
  Stream<Invalid> invalid() {
    return Stream.of();
  }
}
