/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.step.PlanRunner;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** The simplifications of {@link Graph}. */
class GraphTest {
  private static final Input X = Input.of("x", DType.DOUBLE, 3, 1, 5);

  private record Case(Tensor tensor, Shape computed) {}

  /** Shapes of the nodes that are computed from x, which is broadcast first. */
  private static Stream<Case> repeated() {
    Tensor wide = X.broadcastTo(2, 3, 4, 5);
    return Stream.of(
        new Case(wide.neg(), Shape.of(3, 1, 5)),
        new Case(wide.exp(), Shape.of(3, 1, 5)),
        new Case(wide.cast(DType.FLOAT), Shape.of(3, 1, 5)),
        new Case(wide.sum(1), Shape.of(1, 1, 5)),
        new Case(wide.sum(1, 3), Shape.of(1, 1, 1)),
        new Case(wide.max(3), Shape.of(3, 1, 1)),
        // Reductions along repeated axes.
        new Case(wide.sum(0), Shape.of(1, 3, 4, 5)),
        new Case(wide.sum(2), Shape.of(2, 3, 1, 5)),
        new Case(wide.sum(1, 2), Shape.of(2, 1, 1, 5)),
        new Case(X.broadcastTo(1, 3, 1, 5).neg(), Shape.of(1, 3, 1, 5)));
  }

  @ParameterizedTest
  @MethodSource("repeated")
  void repeatedValuesAreComputedOnce(Case c) {
    Graph graph = new Graph(List.of(c.tensor), true);
    List<Shape> computed =
        graph.nodes().stream()
            .filter(n -> n.op() instanceof Elementwise || n.op() instanceof Reduction)
            .map(Node::shape)
            .toList();
    assertThat(computed).containsExactly(c.computed);
    assertThat(graph.node(c.tensor).shape()).isEqualTo(c.tensor.shape());
    double[] x = new double[15];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sin(i);
    }
    double[] expected = new NaiveEvaluator(null, List.of()).bind(X, x).value(c.tensor);
    List<double[]> actual =
        PlanRunner.runProgram(
            RandomKey.of(0),
            List.of(c.tensor),
            X.bind(Nd4j.createFromArray(x).reshape('c', 3, 1, 5)));
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.get(0)[i]).isCloseTo(expected[i], within(expected[i]));
    }
  }

  private static Offset<Double> within(double value) {
    return Offset.offset(1e-14 + 2 * Math.ulp(value));
  }

  @Test
  void twoNegationsAreNone() {
    Tensor twice = X.neg().neg();
    Graph graph = new Graph(List.of(twice), true);
    assertThat(graph.node(twice)).isSameAs(graph.node(X));
  }
}
