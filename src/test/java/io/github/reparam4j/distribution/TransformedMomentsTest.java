/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.AffineTril;
import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.Block;
import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Permute;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Softplus;
import io.github.reparam4j.bijector.StickBreaking;
import io.github.reparam4j.bijector.Tanh;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Mean, variance and entropy of {@link TransformedDistribution}. */
class TransformedMomentsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Mean, variance, entropy for a base N(1/2, 5/4): by arbitrary precision (mpmath, 30 digits). */
  private record Known(Bijector map, double... expected) {}

  private static double[] moments(Distribution d) {
    return new double[] {
      d.mean().evalScalar(), d.variance().evalScalar(), d.entropy().evalScalar()
    };
  }

  @Test
  void quadratureIsThatOfArbitraryPrecision() {
    Known[] all = {
      new Known(new Tanh(), 0.25739640239363848, 0.43764811668282197, 0.44696294057812247),
      new Known(new Exp(), 3.6011383362721758, 48.899611933398752, 2.1420820845188825),
      new Known(new Softplus(), 1.1356951497360037, 0.59526259589884054, 1.0063869347828788)
    };
    for (Known k : all) {
      Distribution d = TransformedDistribution.of(Normal.of(0.5, 1.25), k.map());
      assertClose(moments(d), k.expected(), 1e-11, k.map().toString());
      Tensor half = Tensor.fill(DType.FLOAT, 0.5);
      Tensor scale = Tensor.fill(DType.FLOAT, 1.25);
      Distribution floats = TransformedDistribution.of(Normal.of(half, scale), k.map());
      assertThat(floats.mean().dtype()).isEqualTo(DType.FLOAT);
      assertClose(moments(floats), k.expected(), 1e-5, k.map().toString());
      Distribution batch = TransformedDistribution.of(Normal.of(0.5, 1.25).expand(2, 3), k.map());
      assertClose(values(batch.mean()), filled(6, k.expected()[0]), 1e-11, "batch");
      Distribution vectors =
          TransformedDistribution.of(Independent.of(Normal.of(0.5, 1.25).expand(4), 1), k.map());
      assertClose(values(vectors.variance()), filled(4, k.expected()[1]), 1e-11, "vectors");
      assertClose(values(vectors.entropy()), filled(1, 4 * k.expected()[2]), 1e-11, "entropy");
      Distribution block =
          TransformedDistribution.of(Normal.of(0.5, 1.25).expand(4), new Block(k.map(), 1));
      assertClose(values(block.entropy()), filled(1, 4 * k.expected()[2]), 1e-11, "block");
    }
  }

  private static double[] filled(int n, double value) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }

  @Test
  void affineMapsNeedNoQuadrature() {
    Bijector map =
        new Affine(Tensor.scalar(1), Tensor.scalar(-3)).then(new Shift(Tensor.scalar(2)));
    Distribution laplace = TransformedDistribution.of(Laplace.of(0.5, 2), map);
    assertClose(moments(laplace), moments(Laplace.of(1.5, 6)), 1e-15, "Laplace");
    Distribution cauchy = TransformedDistribution.of(Cauchy.of(0, 1), new Scale(Tensor.scalar(-3)));
    assertThat(cauchy.mean().evalScalar()).isNaN();
    assertThat(cauchy.entropy().evalScalar()).isEqualTo(Cauchy.of(0, 3).entropy().evalScalar());
  }

  @Test
  void affineMapsOfVectors() {
    Normal standard = Normal.standard(DType.DOUBLE, 2);
    Tensor shift = Tensor.vector(1.0, -2);
    Tensor matrix = Tensor.constant(new double[] {1.5, 0, 0.3, 0.5}, 2, 2);
    Distribution d = TransformedDistribution.of(standard, AffineTril.of(shift, matrix));
    Distribution same = MultivariateNormal.fromScaleTril(shift, matrix);
    assertClose(values(d.mean()), values(same.mean()), 1e-15, "mean");
    assertClose(values(d.entropy()), values(same.entropy()), 1e-15, "entropy");
    assertThatThrownBy(d::variance)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith(
            "TransformedDistribution.variance: the bijector must be affine or act on independent"
                + " scalars, got AffineTril [2, 2]; estimate it from samples");
    Normal scales = Normal.of(Tensor.vector(1.0, 2), Tensor.vector(3.0, 4));
    Distribution turned = TransformedDistribution.of(scales, Permute.of(1, 0));
    assertThat(values(turned.mean())).containsExactly(2, 1);
    assertThat(values(turned.variance())).containsExactly(16, 9);
    assertThatThrownBy(() -> TransformedDistribution.of(scales, new StickBreaking()).mean())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("TransformedDistribution.mean: ");
  }

  @Test
  void momentsThatDoNotExist() {
    Distribution d = TransformedDistribution.of(Cauchy.of(0, 1), new Softplus());
    assertThat(d.mean().evalScalar()).isEqualTo(INFINITY);
    assertThat(d.variance().evalScalar()).isEqualTo(INFINITY);
    Distribution e = TransformedDistribution.of(Laplace.of(0, 0.7), new Exp());
    // E e^x = 1 / (1 - b^2), and E e^2x is infinite for b >= 1/2
    assertClose(values(e.mean()), new double[] {1 / 0.51}, 1e-9, "mean");
    assertThat(e.variance().evalScalar()).isEqualTo(INFINITY);
  }

  @Test
  void momentsHaveGradients() {
    Parameter loc = Parameter.of("loc", Tensor.scalar(0.3).eval());
    Parameter scale = Parameter.of("scale", Tensor.scalar(1.2).eval());
    Parameter factor = Parameter.of("factor", Tensor.scalar(-0.8).eval());
    Bijector map = new Scale(factor).then(new Tanh());
    Distribution d = TransformedDistribution.of(Normal.of(loc, scale), map);
    GradientCheck.of(d.mean()).secondOrder().assertPasses();
    GradientCheck.of(d.variance()).assertPasses();
    GradientCheck.of(d.entropy()).secondOrder().assertPasses();
  }
}
