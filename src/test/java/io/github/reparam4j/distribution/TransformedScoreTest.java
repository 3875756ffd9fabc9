/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.AffineTril;
import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.Block;
import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Ordered;
import io.github.reparam4j.bijector.Permute;
import io.github.reparam4j.bijector.Power;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Sigmoid;
import io.github.reparam4j.bijector.Softplus;
import io.github.reparam4j.bijector.StickBreaking;
import io.github.reparam4j.bijector.Tanh;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Derivatives of a transformed distribution's log-density at its own samples: by the parameters of
 * the bijector the value is fixed, not its pre-image.
 */
class TransformedScoreTest {
  private static final double STEP = 1e-4;

  /** A scalar map with a parameter a and one with a parameter b, both positive. */
  private static final Map<String, Function<Tensor[], Bijector>> SCALARS = new LinkedHashMap<>();

  static {
    SCALARS.put("scale", p -> new Scale(p[0]));
    SCALARS.put("negative scale", p -> new Scale(p[0].neg()));
    SCALARS.put("affine", p -> new Affine(p[1], p[0]));
    SCALARS.put("shift, exp", p -> new Shift(p[0]).then(new Exp()));
    SCALARS.put("affine, tanh", p -> new Affine(p[1], p[0]).then(new Tanh()));
    SCALARS.put("tanh, affine", p -> new Tanh().then(new Affine(p[1], p[0])));
    SCALARS.put("sigmoid, scale", p -> new Sigmoid().then(new Scale(p[0])));
    SCALARS.put("exp, shift, power", p -> new Exp().then(new Shift(p[0])).then(new Power(-0.5)));
    SCALARS.put("softplus, scale, softplus", p -> softplusTwice(p[0]));
    SCALARS.put("inverse of affine", p -> new Affine(p[1], p[0]).inverted());
    SCALARS.put("inverse of a chain", p -> inverseChain(p[0], p[1]));
    SCALARS.put("positive", p -> new Shift(p[0]).then(atLeast(Tensor.scalar(-1))));
    SCALARS.put("own", p -> new Bend(p[0]));
    SCALARS.put("own, scale, tanh", p -> new Bend(p[0]).then(new Scale(p[1])).then(new Tanh()));
  }

  private static Bijector softplusTwice(Tensor scale) {
    return new Softplus().then(new Scale(scale)).then(new Softplus());
  }

  private static Bijector inverseChain(Tensor a, Tensor b) {
    return new Shift(a).inverted().then(new Scale(b).inverted()).then(new Tanh());
  }

  private static Bijector atLeast(Tensor low) {
    return Bijector.bijectTo(new Constraint.AtLeast(low));
  }

  /** x + tanh(a x) / 2, without an inverse and without a known direction. */
  private record Bend(Tensor a) implements Bijector {
    @Override
    public Tensor forward(Tensor x) {
      return x.add(x.mul(a).tanh().mul(0.5));
    }

    @Override
    public Tensor inverse(Tensor y) {
      throw new UnsupportedOperationException("no inverse");
    }

    @Override
    public Tensor logDet(Tensor x) {
      return x.mul(a).tanh().square().neg().add(1).mul(a).mul(0.5).log1p();
    }

    @Override
    public Constraint domain() {
      return new Constraint.Reals();
    }

    @Override
    public Constraint codomain() {
      return new Constraint.Reals();
    }
  }

  static Stream<String> scalars() {
    return SCALARS.keySet().stream();
  }

  private static Parameter same(String name, Shape shape, double value) {
    return Grid.parameter(name, DType.DOUBLE, shape, i -> value);
  }

  private static Distribution normal(Tensor[] p) {
    return Normal.of(p[1].sub(0.3), p[0].mul(0.5));
  }

  /** Whether the map's ends move with its parameters, and the density is not 0 there. */
  private static Parameter[] two(long... shape) {
    return new Parameter[] {same("a", Shape.of(shape), 0.8), same("b", Shape.of(shape), 0.4)};
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void scoreOfScalarsHasMeanZero(String name) {
    Parameter[] by = two(Score.COUNT);
    Bijector f = SCALARS.get(name).apply(by);
    TransformedDistribution d = TransformedDistribution.of(normal(by), f);
    Score.assertMeanIsZero(d, d.sample(), by);
  }

  /** The inverse by bisection and a central difference, at fixed values. */
  @ParameterizedTest
  @MethodSource("scalars")
  void scoreOfScalarsMatchesCentralDifference(String name) {
    int n = 5;
    Parameter[] by = two(n);
    Function<Tensor[], TransformedDistribution> family =
        p -> TransformedDistribution.of(normal(p), SCALARS.get(name).apply(p));
    TransformedDistribution d = family.apply(by);
    Tensor sample = d.sample();
    Gradients g = Gradients.orZero(d.logProb(sample).sum(), by);
    double[][] found = DistributionContract.valuesOfAll(sample, g.of(by[0]), g.of(by[1]));
    double[] y = found[0];
    for (int i = 0; i < 2; i++) {
      double[] log = densities(family, i, y);
      for (int k = 0; k < n; k++) {
        int at = k;
        double expected = Differences.central(m -> log[((int) m + 3) * n + at], 0, 1) / STEP;
        assertThat(found[1 + i][k])
            .as("%s by %d at %s", name, i, y[k])
            .isCloseTo(expected, within(2e-6 * (1 + Math.abs(expected))));
      }
    }
  }

  /** ln p of each y for seven values of a parameter, row by row. */
  private static double[] densities(
      Function<Tensor[], TransformedDistribution> family, int changed, double... y) {
    Tensor[] p = {Tensor.scalar(0.8), Tensor.scalar(0.4)};
    p[changed] = Tensor.range(DType.DOUBLE, 7).sub(3).mul(STEP).add(p[changed]).reshape(7, 1);
    TransformedDistribution d = family.apply(p);
    int n = y.length;
    double[] low = new double[7 * n];
    double[] high = new double[7 * n];
    Arrays.fill(low, -60);
    Arrays.fill(high, 60);
    Input x = Input.of("x", DType.DOUBLE, 7, n);
    try (Program forward = Program.of(d.bijector().forward(x))) {
      UnaryOperator<double[]> f =
          at -> Grid.values(forward.run(x.bind(Nd4j.create(at, new long[] {7, n}, 'c'))).get(0));
      double[] half = new double[7 * n];
      Arrays.fill(half, 0.5);
      boolean falls = f.apply(half)[0] < f.apply(new double[7 * n])[0];
      for (int step = 0; step < 100; step++) {
        double[] middle = new double[7 * n];
        Arrays.setAll(middle, i -> low[i] + (high[i] - low[i]) / 2);
        double[] found = f.apply(middle);
        for (int i = 0; i < middle.length; i++) {
          (found[i] > y[i % n] == falls ? low : high)[i] = middle[i];
        }
      }
    }
    Tensor at = Tensor.constant(low, 7, n);
    return DistributionContract.values(d.base().logProb(at).sub(d.bijector().logDet(at)));
  }

  @Test
  void scoreOfVectorsHasMeanZero() {
    int n = Score.COUNT;
    Parameter loc = Grid.parameter("loc", DType.DOUBLE, Shape.of(n, 3), i -> 0.3 * (i % 3) - 0.2);
    Parameter tril =
        Grid.parameter(
            "tril",
            DType.DOUBLE,
            Shape.of(n, 3, 3),
            i -> new double[] {1.1, 0, 0, 0.3, 0.8, 0, -0.4, 0.2, 0.6}[i % 9]);
    Normal zero = Normal.of(Tensor.zeros(DType.DOUBLE, n, 3), Tensor.ones(DType.DOUBLE, n, 3));
    AffineTril affine = AffineTril.of(loc, tril);
    Bijector[] maps = {
      affine,
      affine.then(Permute.of(2, 0, 1)).then(new Block(new Tanh(), 1)),
      new Ordered().then(affine),
      affine.then(new Ordered()).then(new Shift(loc)),
      affine.then(new StickBreaking()),
      new Block(new Affine(loc, tril.diagonal()), 1)
    };
    for (Bijector f : maps) {
      TransformedDistribution d = TransformedDistribution.of(zero, f);
      Score.assertMeanIsZero(d, d.sample(), loc, tril);
    }
    Independent nested =
        Independent.of(
            TransformedDistribution.of(
                TransformedDistribution.of(zero, new Affine(loc, tril.diagonal())),
                new Tanh().then(new Scale(tril.diagonal()))),
            1);
    Score.assertMeanIsZero(nested, nested.sample(), loc, tril);
  }

  @Test
  void exactScoreOfAScale() {
    Tensor s = Tensor.scalar(2);
    TransformedDistribution.Pathwise d = TransformedDistribution.of(Normal.of(0, 1), new Scale(s));
    Tensor y = d.sample();
    double value = Grid.values(y.eval(KEY))[0];
    double exact = value * value / 8 - 0.5;
    Gradients g = Gradients.of(d.logProb(y), s, y);
    assertThat(Grid.values(g.of(s).eval(KEY))[0]).isCloseTo(exact, within(1e-15));
    assertThat(Grid.values(g.of(y).eval(KEY))[0]).isCloseTo(-value / 4, within(1e-15));
    Tensor shared = d.rsample().stopGradient().sharingNoiseOf(s);
    Gradients second = Gradients.of(Gradients.of(d.logProb(shared), s).of(s), s);
    double shareValue = Grid.values(shared.eval(KEY))[0];
    assertThat(Grid.values(second.of(s).eval(KEY))[0])
        .isCloseTo(0.25 - 3 * shareValue * shareValue / 16, within(1e-14));
  }

  /** The path's gradient: x stays, so only the log-determinant changes. */
  @Test
  void samplesWithGradientKeepTheirPath() {
    Tensor s = Tensor.scalar(2);
    TransformedDistribution.Pathwise d = TransformedDistribution.of(Normal.of(0, 1), new Scale(s));
    assertThat(Grid.values(Gradients.of(d.logProb(d.rsample()), s).of(s).eval(KEY))[0])
        .isCloseTo(-0.5, within(1e-15));
    assertThat(Grid.values(Gradients.of(d.rsampleAndLogProb().logProb(), s).of(s).eval(KEY))[0])
        .isCloseTo(-0.5, within(1e-15));
  }

  /** Equal constants of two distributions are two variables. */
  @Test
  void equalConstantsAreDifferentLeaves() {
    Tensor a = Tensor.scalar(2);
    Tensor b = Tensor.scalar(2);
    Tensor y = TransformedDistribution.of(Normal.of(0, 1), new Scale(a).then(new Tanh())).rsample();
    Tensor log =
        TransformedDistribution.of(Normal.of(0, 1), new Scale(b).then(new Tanh())).logProb(y);
    double x = Math.log((1 + value(y)) / (1 - value(y))) / 4;
    Gradients g = Gradients.of(log, a, b);
    // ln p(y) with z = atanh y = a x: -(z / b)^2 / 2 - ln b - ln(1 - tanh(z)^2).
    assertThat(value(g.of(b))).isCloseTo(x * x / 2 - 0.5, within(1e-12));
    assertThat(value(g.of(a))).isCloseTo(-x * x / 2 + 2 * x * value(y), within(1e-12));
  }

  /** Far out in a tanh, where y rounds to 1, the score by a map before it has all digits. */
  @Test
  void scoreBeforeASaturatedTanhIsExact() {
    Tensor s = Tensor.scalar(30);
    TransformedDistribution.Pathwise d =
        TransformedDistribution.of(Normal.of(0, 1), new Scale(s).then(new Tanh()));
    Tensor x = Tensor.constant(new double[] {-2.5, 0.1, 3}, 3);
    Tensor y = d.bijector().forward(x).stopGradient();
    double found = Gradients.of(d.logProb(y).sum(), s).of(s).evalScalar();
    assertThat(found).isCloseTo((6.25 + 0.01 + 9 - 3) / 30, within(1e-13));
  }

  private static double value(Tensor t) {
    return Grid.values(t.eval(KEY))[0];
  }
}
