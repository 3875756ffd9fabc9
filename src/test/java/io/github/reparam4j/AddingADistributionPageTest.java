/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.ImplicitReparameterization;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The code of src/site/markdown/adding-a-distribution.md, as it stands there. */
class AddingADistributionPageTest {
  private static final RandomKey KEY = RandomKey.of(1958);

  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(
        AddingADistributionPageTest.class, Path.of("src/site/markdown/adding-a-distribution.md"));
  }

  record Lindley(Tensor theta) implements Reparameterized {
    static Lindley of(Tensor theta) {
      return new Lindley(theta.require(Condition.POSITIVE, "Lindley.of", "theta", null));
    }

    @Override
    public DType dtype() {
      return theta.dtype();
    }

    @Override
    public Shape batchShape() {
      return theta.shape();
    }

    @Override
    public Lindley expand(long... batchShape) {
      return new Lindley(theta.broadcastTo(batchShape));
    }

    @Override
    public Constraint support() {
      return new Constraint.AtLeast(Tensor.zeros(dtype()));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ImplicitReparameterization.byInversion(this, sampleShape);
    }

    @Override
    public Tensor logProb(Tensor value) {
      Tensor constant = theta.log().mul(2).sub(theta.log1p());
      return support().restrict(value, constant.add(value.log1p()).sub(theta.mul(value)));
    }

    @Override
    public Tensor cdf(Tensor value) {
      Tensor y = theta.mul(value.maximum(0)).neg(); // F = -expm1(y) + y e^y / (1 + theta)
      return y.expm1().neg().add(y.mul(y.exp()).div(theta.add(1))).maximum(0);
    }

    @Override
    public Tensor icdf(Tensor probability) {
      return ImplicitReparameterization.quantile(this, probability);
    }
  }

  @Test
  void used() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 3));
    Lindley waiting = Lindley.of(raw.exp());
    Tensor late = waiting.rsample(1000).sub(2).softplus().mean(); // an expected cost
    INDArray slope = Gradients.of(late, raw).of(raw).eval(RandomKey.of(42));

    assertThat(slope.shape()).containsExactly(3);
    for (int i = 0; i < 3; i++) {
      assertThat(slope.getDouble(i)).isNegative();
    }
  }

  /** Kolmogorov-Smirnov: fails with probability 2 exp(-2 3.28^2) = 9e-10. */
  @Test
  void tested() {
    Parameter theta = Parameter.of("theta", Tensor.vector(0.3, 1, 4).eval());
    Lindley tested = Lindley.of(theta);

    // 1. the density is the derivative of the distribution function
    Parameter x = Parameter.of("x", Tensor.vector(0.1, 1, 3).eval());
    Tensor density = Gradients.of(tested.cdf(x).sum(), x).of(x);
    Tensor error = density.sub(tested.logProb(x).exp()).abs().max();

    // 2. gradients of density and distribution function, by parameters and values
    GradientCheck.of(tested.logProb(x)).secondOrder().assertPasses();
    GradientCheck.of(tested.cdf(x)).secondOrder().assertPasses();

    // 3. the gradient of samples
    GradientCheck.of(tested.rsample(20)).assertPasses();

    // 4. the distribution of samples: F(x) of samples is uniform
    double[] u = Lindley.of(Tensor.scalar(1.5)).rsample(100_000).eval(KEY).toDoubleVector();

    assertThat(error.evalScalar()).isCloseTo(0, within(1e-14));
    Arrays.sort(u);
    double distance = 0;
    double[] p = Lindley.of(Tensor.scalar(1.5)).cdf(Tensor.vector(u)).eval().toDoubleVector();
    for (int i = 0; i < p.length; i++) {
      distance = Math.max(distance, Math.abs(p[i] - (i + 0.5) / p.length) + 0.5 / p.length);
    }
    assertThat(distance * Math.sqrt(p.length)).isLessThan(3.28);
  }

  @Test
  void whatIsNotWrittenThrows() {
    Lindley d = Lindley.of(Tensor.scalar(1.5));
    assertThatThrownBy(d::entropy)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("Lindley.entropy: ");
    assertThat(d.cdf(d.icdf(Tensor.scalar(0.3))).evalScalar()).isCloseTo(0.3, within(1e-15));
    assertThat(d.cdf(Tensor.scalar(-1)).evalScalar()).isZero();
    assertThat(d.logProb(Tensor.scalar(-1)).evalScalar()).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
