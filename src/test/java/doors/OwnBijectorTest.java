/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.Log;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bijectors that a user adds from outside of the library: one record each. The code of
 * src/site/markdown/adding-a-bijector.md stands here.
 */
public final class OwnBijectorTest {
  private static final RandomKey KEY = RandomKey.of(20260115);

  /**
   * y = (x + sqrt(x^2 + b)) / 2, from the reals onto y > 0: a smooth rectifier without exponentials
   * (J. Barron, "Squareplus: A Softplus-Like Algebraic Rectifier", 2021). The log-determinant is ln
   * y - ln sqrt(x^2 + b). x^2 overflows for |x| above 1e154 in DOUBLE and 1e19 in FLOAT.
   */
  record Squareplus(Tensor b) implements Bijector {
    static Squareplus of(Tensor b) {
      return new Squareplus(b.require(Condition.POSITIVE, "Squareplus.of", "b", null));
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor root = root(x);
      Tensor negative = b.div(root.sub(x).mul(2)); // the same y, without x + sqrt(...) near 0
      return Tensor.where(x.stopGradient().gt(0), x.add(root).mul(0.5), negative);
    }

    @Override
    public Tensor inverse(Tensor y) {
      return y.sub(b.div(y.mul(4)));
    }

    @Override
    public Tensor logDet(Tensor x) {
      return forward(x).log().sub(root(x).log());
    }

    private Tensor root(Tensor x) {
      return x.square().add(b).sqrt();
    }

    @Override
    public Constraint domain() {
      return new Constraint.Reals();
    }

    @Override
    public Constraint codomain() {
      return new Constraint.AtLeast(Tensor.scalar(0));
    }

    @Override
    public Optional<Tensor> direction() {
      return Optional.of(Tensor.scalar(1));
    }
  }

  /** y[i] = x[0] + ... + x[i], from vectors onto vectors. The log-determinant is 0. */
  record RunningSum() implements Bijector {
    private static final Constraint VECTORS = new Constraint.Each(new Constraint.Reals(), 1);

    @Override
    public Tensor forward(Tensor x) {
      return x.cumsum(-1);
    }

    @Override
    public Tensor inverse(Tensor y) {
      int n = y.shape().dim(-1);
      Tensor first = y.slice(-1, 0, 1);
      return Tensor.concat(-1, first, y.slice(-1, 1, n).sub(y.slice(-1, 0, n - 1)));
    }

    @Override
    public Tensor logDet(Tensor x) {
      return Tensor.zeros(x.dtype(), x.shape().slice(0, x.shape().rank() - 1).toLongs());
    }

    @Override
    public Constraint domain() {
      return VECTORS;
    }

    @Override
    public Constraint codomain() {
      return VECTORS;
    }
  }

  private final Parameter loc = parameter("loc", -0.4, 0.3, 1.2);
  private final Parameter scale = parameter("scale", 0.5, 1.5, 0.8);
  private final Parameter b = parameter("b", 2);

  private static Parameter parameter(String name, double... data) {
    return Parameter.of(name, Nd4j.createFromArray(data));
  }

  private static double[] values(Tensor t) {
    return t.eval(KEY).dup('c').data().asDouble();
  }

  private static void assertClose(Tensor found, double tolerance, double... expected) {
    double[] all = values(found);
    assertThat(all).hasSameSizeAs(expected);
    for (int i = 0; i < all.length; i++) {
      double bound = tolerance * (1 + Math.abs(expected[i]));
      assertThat(all[i]).as("[%d]", i).isCloseTo(expected[i], within(bound));
    }
  }

  /** Gradients against five-point central differences; all evaluations share one key. */
  private static void assertGradients(Tensor loss, Parameter... parameters) {
    Gradients gradients = Gradients.of(loss, parameters);
    for (Parameter p : parameters) {
      INDArray start = p.array().dup();
      double[] expected = new double[(int) start.length()];
      for (int i = 0; i < expected.length; i++) {
        double h = 1e-3;
        double[] at = new double[5];
        for (int k = 0; k < 5; k++) {
          p.assign(start.dup().putScalar(i, start.getDouble(i) + (k - 2) * h));
          at[k] = values(loss)[0];
        }
        expected[i] = (8 * (at[3] - at[1]) - at[4] + at[0]) / (12 * h);
      }
      p.assign(start);
      assertClose(gradients.of(p), 1e-9, expected);
    }
  }

  private TransformedDistribution.Pathwise transformed() {
    return TransformedDistribution.of(Normal.of(loc, scale), Squareplus.of(b));
  }

  @Test
  void codeOfThePage() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 3));

    Squareplus squareplus = Squareplus.of(raw.exp());
    var positive = TransformedDistribution.of(Normal.of(0, 1), squareplus);
    SampleWithLogProb y = positive.rsampleAndLogProb(1000);
    Tensor loss = y.sample().log().square().add(y.logProb()).mean();
    INDArray slope = Gradients.of(loss, raw).of(raw).eval(RandomKey.of(42));

    assertThat(positive.batchShape()).isEqualTo(Shape.of(3));
    assertThat(y.sample().shape()).isEqualTo(Shape.of(1000, 3));
    assertThat(slope.shape()).containsExactly(3);
    assertThat(values(positive.support().contains(y.sample()))).containsOnly(1.0);
    assertGradients(loss, raw);
  }

  @Test
  void gradientsOfSamplesAndDensitiesMatchCentralDifferences() {
    TransformedDistribution.Pathwise d = transformed();
    SampleWithLogProb both = d.rsampleAndLogProb(4);
    assertGradients(both.sample().log().sum(), loc, scale, b);
    assertGradients(both.logProb().sum(), loc, scale, b);
    assertGradients(d.logProb(Tensor.vector(0.02, 0.7, 5)).sum(), loc, scale, b);
  }

  /** ln N(x) + ln(1 + b / (4 y^2)) with x = y - b / (4 y). */
  @Test
  void densityMatchesItsFormula() {
    double[] y = {0.02, 0.7, 5};
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double s = scale.array().getDouble(i);
      double z = (y[i] - 2 / (4 * y[i]) - loc.array().getDouble(i)) / s;
      double normal = -z * z / 2 - Math.log(s) - Math.log(2 * Math.PI) / 2;
      expected[i] = normal + Math.log1p(2 / (4 * y[i] * y[i]));
    }
    TransformedDistribution.Pathwise d = transformed();
    assertClose(d.logProb(Tensor.vector(y)), 1e-12, expected);
    assertThat(values(d.logProb(Tensor.scalar(-1)))).containsOnly(Double.NEGATIVE_INFINITY);
  }

  /** The direction of the bijector gives the cdf and the quantiles. */
  @Test
  void distributionFunctionIsTheIntegralOfTheDensity() {
    TransformedDistribution.Pathwise d = transformed();
    Parameter y = parameter("y", 0.3, 0.7, 5);
    assertClose(Gradients.of(d.cdf(y).sum(), y).of(y), 1e-12, values(d.logProb(y).exp()));
    assertClose(d.icdf(d.cdf(y)), 1e-12, values(y));
  }

  /** For a bijector of scalars, reverse mode gives the derivative. */
  @Test
  void logDetIsTheLogarithmOfTheDerivative() {
    Squareplus f = Squareplus.of(b);
    Parameter x = parameter("x", -50, -1.7, 0, 0.4, 30);

    Tensor derivative = Gradients.of(f.forward(x).sum(), x).of(x);
    Tensor difference = f.logDet(x).sub(derivative.abs().log());

    assertClose(difference, 1e-12, new double[5]);
    assertClose(f.inverse(f.forward(x)), 1e-12, values(x));
  }

  /** At -1e6, y is b / 4e6 within 1e-12 of it; x + sqrt(x^2 + b) would lose twelve digits. */
  @Test
  void smallValuesKeepTheirDigits() {
    double y = values(Squareplus.of(b).forward(Tensor.scalar(-1e6)))[0];
    assertThat(y).isCloseTo(5e-7, within(1e-18));
  }

  @Test
  void composesWithOtherBijectors() {
    Bijector f = Squareplus.of(b).then(new Log());
    Tensor x = Tensor.vector(-1.5, 0.25);
    assertClose(f.inverse(f.forward(x)), 1e-12, values(x));
    assertClose(f.then(f.inverted()).logDet(x), 1e-12, 0, 0);
  }

  /** The divergence is that of the bases, because the two bijectors are equal. */
  @Test
  void equalBijectorsGiveDivergences() {
    Normal p = Normal.of(loc, scale);
    Normal q = Normal.standard(DType.DOUBLE);
    Tensor own =
        KlDivergence.of(
            TransformedDistribution.of(p, new Squareplus(b)),
            TransformedDistribution.of(q, new Squareplus(b)));
    assertClose(own, 1e-15, values(KlDivergence.of(p, q)));
  }

  @Test
  void parametersAreCheckedAtRunTime() {
    Tensor y = Squareplus.of(Tensor.vector(2.0, -1)).forward(Tensor.scalar(0));
    assertThatThrownBy(() -> y.eval(KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Squareplus.of: b must be > 0 everywhere, got -1.0 at [1] of shape [2]");
  }

  @Test
  void vectorsAreEvents() {
    Normal steps = Normal.of(loc, scale);

    var walk = TransformedDistribution.of(steps, new RunningSum());

    assertThat(walk.batchShape()).isEqualTo(Shape.scalar());
    assertThat(walk.eventShape()).isEqualTo(Shape.of(3));
    Tensor y = Tensor.constant(walk.rsample(2).eval(KEY));
    double[] expected = values(steps.logProb(steps.rsample(2)).sum(-1));
    assertClose(walk.logProb(y), 1e-12, expected);
    assertGradients(walk.rsample(2).square().sum(), loc, scale);
  }
}
