/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.AffineTril;
import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Ordered;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Sigmoid;
import io.github.reparam4j.bijector.Softplus;
import io.github.reparam4j.bijector.StickBreaking;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Combinators have the gradients by constants that they have by parameters. */
class ConstantCombinatorsTest {
  private record Member(
      String name, Function<Tensor[], Reparameterized> family, Parameter... parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Parameter vector(String name, double... data) {
    return Grid.parameter(name, DType.DOUBLE, Shape.of(data.length), i -> data[i]);
  }

  private static Parameter matrix(String name, double... data) {
    return Grid.parameter(name, DType.DOUBLE, Shape.of(2, 2), i -> data[i]);
  }

  private static Reparameterized affine(Tensor[] p, Bijector... then) {
    Bijector map = AffineTril.of(p[0], p[1]);
    for (Bijector next : then) {
      map = map.then(next);
    }
    return TransformedDistribution.of(Normal.standard(DType.DOUBLE, 2), map);
  }

  static Stream<Member> members() {
    Parameter shift = vector("shift", 0.3, -0.4);
    Parameter tril = matrix("tril", 1.2, 0, -0.3, 0.7);
    Parameter scale = vector("scale", 0.8, 1.7);
    Parameter loc = matrix("loc", 0.1, 0.9, -0.6, 2);
    Parameter weights = vector("weights", 0.3, 1.2);
    Parameter low = Grid.parameter("low", DType.DOUBLE, Shape.scalar(), i -> -0.3);
    return Stream.of(
        new Member("affine", p -> affine(p), shift, tril),
        new Member("affine, sticks", p -> affine(p, new StickBreaking()), shift, tril),
        new Member("affine, ordered", p -> affine(p, new Ordered(), new Exp()), shift, tril),
        new Member(
            "elements",
            p ->
                TransformedDistribution.of(
                    Independent.of(Normal.of(p[0], p[1]), 1),
                    new Affine(p[0], p[1]).then(new Softplus()).then(new Shift(p[0]))),
            shift,
            scale),
        new Member("mixture", p -> Mixture.of(p[0], Normal.of(p[1], p[2])), weights, shift, scale),
        new Member(
            "mixture of vectors",
            p -> Mixture.of(p[0], Independent.of(Normal.of(p[1], p[2]), 1)),
            weights,
            loc,
            scale),
        new Member(
            "truncated mixture",
            p -> Truncated.of(Mixture.of(p[0], Normal.of(p[1], p[2])), p[3], Tensor.scalar(1.5)),
            weights,
            shift,
            scale,
            low),
        new Member(
            "truncated, mapped",
            p ->
                TransformedDistribution.of(
                    Truncated.of(Normal.of(p[0], p[1]), p[2], Tensor.scalar(4)),
                    new Scale(p[1]).then(new Sigmoid())),
            shift,
            scale,
            low));
  }

  @ParameterizedTest
  @MethodSource("members")
  void haveTheSameGradients(Member m) {
    Tensor x = Tensor.constant(m.family().apply(m.parameters()).sample(7).eval(MonteCarlo.KEY));
    assertSame(m, "logProb", d -> d.logProb(x));
    assertSame(m, "rsample", d -> d.rsample(20));
    assertSame(m, "rsampleAndLogProb", d -> d.rsampleAndLogProb(20).logProb());
    assertSame(m, "logProb of samples", d -> d.logProb(d.sample(20)));
    if (m.family().apply(m.parameters()).eventShape().isScalar()) {
      assertSame(m, "logCdf", d -> d.logCdf(x));
      assertSame(m, "logSurvival", d -> d.logSurvival(x));
      assertSame(m, "icdf", d -> d.icdf(Tensor.scalar(0.2)));
    }
  }

  private static void assertSame(Member m, String what, Function<Reparameterized, Tensor> f) {
    ConstantLeaves.assertSameGradients(
        what + " of " + m, m.parameters(), p -> f.apply(m.family().apply(p)));
  }
}
