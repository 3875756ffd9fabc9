/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.RandomGraph;
import io.github.reparam4j.program.RandomGraphTest;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.LoopCodegen;
import io.github.reparam4j.program.step.FusedStep;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The members of a group that share a loop. */
class LoopPartitionerTest {
  /** The operations that C2 vectorizes. */
  private static final int MAX_COST = 42;

  private final Input x = Input.of("x", DType.FLOAT, 100);
  private final Input y = Input.of("y", DType.FLOAT, 100);

  /** A group as the planner makes it. */
  private record Group(List<Node> members, Set<Node> materialized) {

    static List<Group> of(List<Tensor> outputs) {
      Plan plan =
          new Planner(new Graph(outputs, true), true, true)
              .plan(outputs, Map.of(), Planner.Observer.NONE);
      List<Group> groups = new ArrayList<>();
      for (Step step : plan.steps()) {
        if (step instanceof FusedStep) {
          List<Node> members =
              step.nodes().stream().filter(n -> !(n.op() instanceof Reduction)).toList();
          Set<Node> materialized = new HashSet<>();
          for (Step.Result r : step.results()) {
            materialized.add(r.node().op() instanceof Reduction ? r.node().input(0) : r.node());
          }
          groups.add(new Group(members, materialized));
        }
      }
      return groups;
    }

    /** A group of all element-wise nodes, none of them materialized. */
    static Group of(Tensor output) {
      List<Node> members =
          new Graph(List.of(output), true)
              .nodes().stream().filter(n -> !(n.op() instanceof Leaf)).toList();
      return new Group(members, Set.of());
    }

    List<List<Node>> pieces() {
      return LoopPartitioner.of(members, this::resolve, materialized::contains);
    }

    List<Integer> sizes() {
      return pieces().stream().map(List::size).toList();
    }

    /** The labels of the operations of each piece. */
    List<List<String>> labels() {
      return pieces().stream().map(p -> p.stream().map(n -> n.op().label()).toList()).toList();
    }

    Node resolve(Node n) {
      return n.op() instanceof Marker.Require && members.contains(n) ? resolve(n.input(0)) : n;
    }

    /** The cost of a loop of members if others come after it. */
    int cost(List<Node> piece, List<Node> later) {
      Set<Node> read = new HashSet<>();
      Set<Node> usedLater = new HashSet<>();
      later.forEach(m -> m.inputs().forEach(n -> usedLater.add(resolve(n))));
      int terms = 0;
      int written = 0;
      for (Node member : piece) {
        member.inputs().forEach(n -> read.add(resolve(n)));
        terms += member.op() == Arithmetic.SQRT ? 3 : 1;
        written += materialized.contains(member) || usedLater.contains(member) ? 1 : 0;
      }
      read.removeAll(piece);
      read.removeIf(n -> n.shape().size() == 1 || n.op() instanceof Leaf.Full);
      int free = 0;
      for (Node n : read) {
        free += !usedLater.contains(n) && n.shape().equals(piece.get(0).shape()) ? 1 : 0;
      }
      return terms + 5 * (read.size() + Math.max(0, written - free));
    }
  }

  // ---- random groups

  @ParameterizedTest
  @CsvSource({"0, 60, true, false", "100, 60, false, false", "200, 6, true, true"})
  void everyMemberIsInOnePieceAfterWhatItUses(
      int first, int graphs, boolean elementwise, boolean large) {
    int joined = 0;
    for (int seed = first; seed < first + graphs; seed++) {
      RandomGraph graph = new RandomGraph(seed, large, elementwise, DType.FLOAT);
      for (Group group : Group.of(RandomGraphTest.outputsAndGradients(graph))) {
        List<Node> order = group.pieces().stream().flatMap(List::stream).toList();
        assertThat(order).as("seed " + seed).hasSameElementsAs(group.members);
        assertThat(order).as("seed " + seed).hasSameSizeAs(group.members);
        Set<Node> before = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node member : order) {
          for (Node input : member.inputs()) {
            boolean ready = before.contains(input) || !group.members.contains(input);
            assertThat(ready).as("seed %d, %s before %s", seed, input, member).isTrue();
          }
          before.add(member);
        }
        joined += (int) group.pieces().stream().filter(p -> p.size() > 1).count();
      }
    }
    assertThat(joined).isGreaterThan(graphs);
  }

  @ParameterizedTest
  @CsvSource({"300, 100, true", "400, 60, false"})
  void piecesAreAsLargeAsTheirCostAllows(int first, int graphs, boolean elementwise) {
    int cuts = 0;
    for (int seed = first; seed < first + graphs; seed++) {
      RandomGraph graph = new RandomGraph(seed, false, elementwise, DType.DOUBLE);
      for (Group group : Group.of(RandomGraphTest.outputsAndGradients(graph))) {
        List<Node> later = new ArrayList<>(group.members);
        List<Node> previous = List.of();
        for (List<Node> piece : group.pieces()) {
          if (isArithmetic(piece.get(0)) && !previous.isEmpty() && isArithmetic(previous.get(0))) {
            List<Node> more = new ArrayList<>(previous);
            more.add(piece.get(0));
            List<Node> rest = new ArrayList<>(later);
            rest.remove(piece.get(0));
            assertThat(group.cost(more, rest)).as("seed " + seed).isGreaterThan(MAX_COST);
            cuts++;
          }
          later.removeAll(piece);
          if (piece.size() > 1) {
            assertThat(piece).allMatch(LoopPartitionerTest::isArithmetic);
            assertThat(group.cost(piece, later)).as("seed " + seed).isLessThanOrEqualTo(MAX_COST);
          }
          previous = piece;
        }
      }
    }
    assertThat(cuts).isGreaterThan(graphs / 2);
  }

  private static boolean isArithmetic(Node n) {
    return n.op() instanceof Elementwise op && LoopCodegen.supports(op);
  }

  // ---- groups by hand

  @Test
  void arithmeticIsJoinedAcrossWhatDoesNotDependOnIt() {
    Tensor a = x.add(1);
    Group group = Group.of(a.sub(y.exp()).square().neg());

    assertThat(group.labels())
        .containsExactly(List.of("exp"), List.of("add", "sub", "square", "neg"));
  }

  @Test
  void arithmeticIsCutByWhatDependsOnIt() {
    Tensor a = x.add(1).neg();
    Group group = Group.of(a.mul(a.exp()).abs());

    assertThat(group.labels())
        .containsExactly(List.of("add", "neg"), List.of("exp"), List.of("mul", "abs"));
  }

  @Test
  void arithmeticIsCutOnceForAllThatNeedsIt() {
    Tensor a = x.add(1);
    Tensor b = y.sub(2);
    Group group = Group.of(a.mul(b.tanh().add(b)).div(a.sigmoid()));

    assertThat(group.labels())
        .containsExactly(
            List.of("add", "sub"),
            List.of("tanh"),
            List.of("sigmoid"),
            List.of("add", "mul", "div"));
  }

  /** Reading a requirement reads the value that is checked, so a check comes between. */
  @Test
  void requirementsAreCheckedWhereTheirValueIsThere() {
    Tensor checked =
        x.add(1).neg().require(Marker.Condition.FINITE, "here", "x", null).square().abs();
    Group group = Group.of(checked);

    assertThat(group.labels())
        .containsExactly(
            List.of("add", "neg"), List.of("require(x finite)"), List.of("square", "abs"));
  }

  @Test
  void requirementsOfOtherValuesDoNotCut() {
    Tensor checked = y.require(Marker.Condition.FINITE, "here", "y", null);
    Group group = Group.of(x.add(1).mul(checked).neg());

    assertThat(group.labels())
        .containsExactly(List.of("require(y finite)"), List.of("add", "mul", "neg"));
  }

  // ---- costs

  @Test
  void arraysCostFiveTerms() {
    Tensor t = x;
    for (int i = 0; i < 50; i++) {
      t = t.mul(x).add(y);
    }
    // x, y and the result: 15, and 27 more.
    assertThat(Group.of(t).sizes()).containsExactly(27, 27, 27, 19);
  }

  @Test
  void checkedArrayIsTheArray() {
    Tensor checked = x.require(Marker.Condition.FINITE, "here", "x", null);
    Tensor t = x;
    for (int i = 0; i < 50; i++) {
      t = t.mul(x).add(checked);
    }
    // The requirement; then x and the result: 10, and 32 more.
    assertThat(Group.of(t).sizes()).containsExactly(1, 32, 32, 32, 4);
  }

  @Test
  void rootsCostThreeTerms() {
    Tensor t = x;
    for (int i = 0; i < 30; i++) {
      t = t.sqrt();
    }
    // Each result overwrites its input: 5, and 12 times 3.
    assertThat(Group.of(t).sizes()).containsExactly(12, 12, 6);
  }

  @Test
  void scalarsCostNothing() {
    Tensor t = x;
    for (int i = 0; i < 80; i++) {
      t = i % 2 == 0 ? t.add(i + 1) : t.mul(Input.of("scalar " + i, DType.FLOAT));
    }
    assertThat(Group.of(t).sizes()).containsExactly(37, 37, 6);
    // Nor do constant scalars that are broadcast to the shape of the group.
    Tensor u = x;
    for (int i = 0; i < 80; i++) {
      u = u.add(Tensor.ones(DType.FLOAT, 100).mul(i + 1));
    }
    assertThat(Group.of(u).sizes()).containsExactly(37, 37, 6);
  }

  @Test
  void valuesThatAreMaterializedCostAnArrayEach() {
    Tensor t = x;
    for (int i = 0; i < 20; i++) {
      t = t.add(i + 1);
    }
    List<Node> members = Group.of(t).members;
    Group group = new Group(members, Set.copyOf(members));

    assertThat(group.sizes()).containsExactly(7, 7, 6);
  }

  @Test
  void loopBodiesOfManyArraysAreCut() {
    List<Tensor> sums = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sums.add(Input.of("a" + i, DType.FLOAT, 100).add(Input.of("b" + i, DType.FLOAT, 100)));
    }
    Tensor total = sums.get(0);
    for (Tensor t : sums) {
      total = total.mul(t);
    }
    Group group = Group.of(total);

    assertThat(group.sizes().stream().mapToInt(i -> i).sum()).isEqualTo(24);
    List<Node> later = new ArrayList<>(group.members);
    for (List<Node> piece : group.pieces()) {
      later.removeAll(piece);
      assertThat(group.cost(piece, later)).isLessThanOrEqualTo(MAX_COST);
    }
  }
}
