/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConstraintTest {
  private static final Constraint REALS = new Constraint.Reals();
  private static final Constraint POSITIVE = new Constraint.AtLeast(Tensor.scalar(0));
  private static final Constraint UNIT =
      new Constraint.Interval(Tensor.scalar(0), Tensor.scalar(1));
  private static final Constraint COUNTS = new Constraint.Counts();
  private static final Constraint TO_NINE = new Constraint.CountsUpTo(Tensor.scalar(9));

  @Test
  void arraysOfArraysAreOneSetOfArrays() {
    assertThat(Constraint.Each.of(REALS, 0)).isSameAs(REALS);
    Constraint vectors = Constraint.Each.of(REALS, 1);
    assertThat(vectors).isEqualTo(new Constraint.Each(REALS, 1));
    assertThat(Constraint.Each.of(vectors, 2)).isEqualTo(new Constraint.Each(REALS, 3));
    Constraint oneHot = Constraint.Structured.ONE_HOT;
    assertThat(Constraint.Each.of(oneHot, 1).eventRank()).isEqualTo(2);
    assertThat(Constraint.Each.of(oneHot, 1).isDiscrete()).isTrue();
    assertThat(vectors.isDiscrete()).isFalse();
  }

  @Test
  void endsAreInfiniteWhereThereIsNone() {
    assertEnds(REALS, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertEnds(POSITIVE, 0, Double.POSITIVE_INFINITY);
    assertEnds(UNIT, 0, 1);
    assertEnds(COUNTS, 0, Double.POSITIVE_INFINITY);
    assertEnds(TO_NINE, 0, 9);
  }

  @Test
  void endsAreMapped() {
    assertThat(mapped(REALS)).isSameAs(REALS);
    assertThat(mapped(COUNTS)).isSameAs(COUNTS);
    assertThat(mapped(POSITIVE)).isInstanceOf(Constraint.AtLeast.class);
    assertEnds(mapped(POSITIVE), -2, Double.POSITIVE_INFINITY);
    assertEnds(mapped(UNIT), -2, 4);
    assertEnds(mapped(TO_NINE), 0, 12);
    Constraint.Each vectors = (Constraint.Each) mapped(new Constraint.Each(UNIT, 1));
    assertThat(vectors.axes()).isEqualTo(1);
    assertEnds(vectors.element(), -2, 4);
  }

  private static Constraint mapped(Constraint set) {
    return set.mapEnds(low -> low.sub(2), high -> high.add(3));
  }

  @Test
  void thePartBetweenTwoEnds() {
    assertEnds(between(REALS), 0.5, 7);
    assertEnds(between(POSITIVE), 0.5, 7);
    assertEnds(between(UNIT), 0.5, 1);
    assertThat(between(COUNTS)).isInstanceOf(Constraint.CountsUpTo.class);
    assertEnds(between(COUNTS), 0, 7);
    assertEnds(between(TO_NINE), 0, 7);
  }

  private static Constraint between(Constraint set) {
    return set.between(Tensor.scalar(0.5), Tensor.scalar(7));
  }

  private static void assertEnds(Constraint set, double low, double high) {
    assertThat(set.low().evalScalar()).isEqualTo(low);
    assertThat(set.high().evalScalar()).isEqualTo(high);
  }
}
