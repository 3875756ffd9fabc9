/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Bijector#bijectTo}: every kind of set has a bijector or is rejected. */
final class ConstraintBijectorsTest {
  private static final Tensor LOW = Tensor.vector(-1, 0, 2.5);
  private static final Tensor HIGH = Tensor.vector(-0.5, 7, 1e3);

  static List<Constraint> sets() {
    Stream<Constraint> unstructured =
        Stream.of(
            new Constraint.Reals(),
            new Constraint.AtLeast(LOW),
            new Constraint.AtLeast(Tensor.scalar(0)),
            new Constraint.Interval(LOW, HIGH),
            new Constraint.Interval(LOW, Tensor.scalar(Double.POSITIVE_INFINITY)),
            new Constraint.Interval(Tensor.scalar(Double.NEGATIVE_INFINITY), HIGH),
            new Constraint.Counts(),
            new Constraint.CountsUpTo(HIGH),
            new Constraint.CountsSummingTo(Tensor.scalar(3)),
            new Constraint.Each(new Constraint.Reals(), 1),
            new Constraint.Each(new Constraint.AtLeast(LOW), 2),
            new Constraint.Each(new Constraint.Counts(), 1));
    return Stream.concat(unstructured, Arrays.stream(Constraint.Structured.values())).toList();
  }

  @Test
  void allKindsOfSetsAreTested() {
    Set<Class<?>> tested =
        sets().stream().map(ConstraintBijectorsTest::type).collect(Collectors.toSet());
    assertThat(tested).contains(Constraint.class.getPermittedSubclasses());
  }

  private static Class<?> type(Constraint set) {
    return set instanceof Constraint.Structured ? Constraint.Structured.class : set.getClass();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void valuesLieInTheSet(Constraint set) {
    if (set.isDiscrete()) {
      assertThatThrownBy(() -> Bijector.bijectTo(set))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Bijector.bijectTo: the set must be continuous, got the discrete set "
                  + set
                  + "; no bijector of real values has a discrete codomain; relax the distribution"
                  + " or sum it out");
      return;
    }
    if (set == Constraint.Structured.UNIT_SPHERE) {
      assertThatThrownBy(() -> Bijector.bijectTo(set))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Bijector.bijectTo: the set must have a bijector onto it, got UNIT_SPHERE; divide a"
                  + " vector by its length instead");
      return;
    }
    Bijector b = Bijector.bijectTo(set);
    assertThat(b.codomain().eventRank()).isEqualTo(set.eventRank());
    Tensor x = Tensor.range(DType.DOUBLE, 18).mul(1.3).sin().mul(3).reshape(3, 2, 3);
    Tensor y = b.forward(x);
    assertThat(BijectorContract.values(set.contains(y))).containsOnly(1.0);
    assertThat(BijectorContract.values(b.codomain().contains(y))).containsOnly(1.0);
    BijectorContract.assertClose(
        BijectorContract.values(b.inverse(y)), BijectorContract.values(x), 1e-10, "inverse");
    int rank = b.domain().eventRank();
    assertThat(b.logDet(x).shape()).isEqualTo(Shape.of(3, 2, 3).slice(0, 3 - rank));
  }

  @Test
  void toIsTheSame() {
    assertThat(Bijector.to(Constraint.Structured.SIMPLEX)).isEqualTo(new StickBreaking());
    assertThatThrownBy(() -> Bijector.to(new Constraint.Counts()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Bijector.bijectTo: ");
  }

  @Test
  void floatBoundsStayFloat() {
    Constraint set = new Constraint.AtLeast(Tensor.vector(1f, 2f));
    Tensor y = Bijector.bijectTo(set).forward(Tensor.vector(0f, 0f));
    assertThat(y.dtype()).isEqualTo(DType.FLOAT);
    assertThat(BijectorContract.values(y)).containsExactly(2, 3);
  }
}
