/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps that are made by equal calls are equal. */
class BijectorEqualityTest {
  static Stream<BijectorRangeTest.Member> all() {
    return Stream.concat(BijectorRangeTest.scalars(), BijectorRangeTest.vectors());
  }

  @ParameterizedTest
  @MethodSource("all")
  void mapsMadeTwiceAreEqual(BijectorRangeTest.Member m) {
    Bijector one = m.bijector().apply(DType.DOUBLE);
    Bijector other = m.bijector().apply(DType.DOUBLE);
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one.inverted()).isEqualTo(other.inverted());
    assertThat(one.then(new Block(one, 0))).isEqualTo(other.then(new Block(other, 0)));
  }

  @Test
  void mapsOfOtherParametersDiffer() {
    Tensor two = Tensor.scalar(2);
    Tensor vector = Tensor.vector(1.0, 2);
    Parameter s = Parameter.of("s", two.eval());
    Parameter t = Parameter.of("t", two.eval());
    Tensor matrix = Tensor.constant(new double[] {1, 0, 3, 0.5}, 2, 2);
    List<Bijector> different =
        List.of(
            new Scale(two),
            new Scale(Tensor.fill(DType.FLOAT, 2)),
            new Scale(Tensor.scalar(3)),
            new Scale(vector),
            new Scale(Tensor.vector(1.0, 3)),
            new Scale(s),
            new Scale(t),
            new Scale(s.exp()),
            new Scale(s.neg()),
            new Scale(s.mul(t)),
            new Scale(t.mul(s)),
            new Scale(Noise.uniform(DType.DOUBLE)),
            new Scale(Noise.uniform(DType.DOUBLE)),
            new Shift(two),
            new Affine(two, vector),
            new Affine(vector, two),
            new Bounded(Tensor.scalar(0), two),
            new Bounded(Tensor.scalar(1), two),
            new LowerBounded(two),
            new UpperBounded(two),
            Permute.of(1, 0),
            Permute.of(0, 1),
            AffineTril.of(vector, matrix),
            AffineTril.of(Tensor.vector(1.0, 3), matrix),
            AffineTril.of(vector, matrix.mul(2)));
    assertThat(different).doesNotHaveDuplicates();
    assertThat(new Scale(s.exp())).isEqualTo(new Scale(s.exp()));
    assertThat(new Scale(vector.mul(2))).isEqualTo(new Scale(Tensor.vector(1.0, 2).mul(2)));
  }

  @Test
  void divergenceOfEqualMapsIsThatOfTheBases() {
    double bases = KlDivergence.of(Gamma.of(2, 3), Gamma.of(1, 4)).evalScalar();
    assertThat(
            KlDivergence.of(
                    TransformedDistribution.of(Gamma.of(2, 3), new Scale(Tensor.scalar(3))),
                    TransformedDistribution.of(Gamma.of(1, 4), new Scale(Tensor.scalar(3))))
                .evalScalar())
        .isEqualTo(bases);
    Normal p = Normal.of(Tensor.vector(0.2, 0.3), Tensor.scalar(1));
    Normal q = Normal.of(Tensor.vector(1.0, 2), Tensor.scalar(2));
    double normals = KlDivergence.of(p, q).sum().evalScalar();
    Tensor shift = Tensor.vector(1.0, 2);
    Tensor matrix = Tensor.constant(new double[] {1, 0, 3, 0.5}, 2, 2);
    assertThat(
            KlDivergence.of(
                    TransformedDistribution.of(p, AffineTril.of(shift, matrix)),
                    TransformedDistribution.of(
                        q,
                        AffineTril.of(
                            Tensor.vector(1.0, 2),
                            Tensor.constant(new double[] {1, 0, 3, 0.5}, 2, 2))))
                .evalScalar())
        .isCloseTo(normals, within(1e-14));
  }
}
