/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.LoopCodegen;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Leaf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Partitions the members of a fusion group into pieces that one loop can compute, each a {@code
 * LoopBody}, in an order of computation. Arithmetic is postponed until something else needs it.
 */
final class LoopPartitioner {
  /**
   * Maximum cost of a loop that C2 unrolls and vectorizes: measured on JDK 17 with loops of 2 to 8
   * arrays and 4 to 40 terms, all of which are vectorized up to 44, and none from 46 on.
   */
  private static final int MAX_COST = 42;

  private static final int COST_OF_ARRAY = 5;
  private static final int COST_OF_TERM = 1;
  private static final int COST_OF_LONG_TERM = 3;

  private final UnaryOperator<Node> resolve;
  private final Predicate<Node> isRetained;
  private final Map<Node, List<Node>> users = new HashMap<>();
  private final Set<Node> done = new HashSet<>();
  private final List<List<Node>> pieces = new ArrayList<>();

  private LoopPartitioner(
      Collection<Node> members, UnaryOperator<Node> resolve, Predicate<Node> isRetained) {
    this.resolve = resolve;
    this.isRetained = isRetained;
    for (Node member : members) {
      for (Node input : inputs(member)) {
        users.computeIfAbsent(input, n -> new ArrayList<>()).add(member);
      }
    }
  }

  /**
   * The pieces of a group.
   *
   * @param members nodes, each after those that it uses
   * @param resolve from a node to the one whose register holds its value
   * @param isRetained whether a member's value is needed outside the group
   */
  static List<List<Node>> of(
      Collection<Node> members, UnaryOperator<Node> resolve, Predicate<Node> isRetained) {
    LoopPartitioner all = new LoopPartitioner(members, resolve, isRetained);
    List<Node> open = new ArrayList<>();
    for (Node member : members) {
      if (member.op() instanceof Elementwise op && LoopCodegen.supports(op)) {
        open.add(member);
      } else {
        if (all.inputs(member).stream().anyMatch(open::contains)) {
          all.close(open);
        }
        all.add(List.of(member));
      }
    }
    all.close(open);
    return all.pieces;
  }

  private List<Node> inputs(Node member) {
    return member.inputs().stream().map(resolve).toList();
  }

  private void add(List<Node> piece) {
    pieces.add(piece);
    done.addAll(piece);
  }

  /** Partitions postponed arithmetic into loops that are cheap enough. */
  private void close(List<Node> open) {
    int from = 0;
    while (from < open.size()) {
      // Takes the longest piece, because a further member may need no other array, and free one.
      int to = from + 1;
      for (int end = to + 1; end <= Math.min(open.size(), from + MAX_COST); end++) {
        if (cost(open.subList(from, end)) <= MAX_COST) {
          to = end;
        }
      }
      add(List.copyOf(open.subList(from, to)));
      from = to;
    }
    open.clear();
  }

  private int cost(List<Node> piece) {
    Set<Node> own = new HashSet<>(piece);
    Set<Node> read = new HashSet<>();
    int written = 0;
    int terms = 0;
    for (Node member : piece) {
      inputs(member).stream().filter(n -> !own.contains(n) && !isScalar(n)).forEach(read::add);
      if (isRetained.test(member) || isUsedLater(member, own)) {
        written++;
      }
      terms += member.op() == Arithmetic.SQRT ? COST_OF_LONG_TERM : COST_OF_TERM;
    }
    // Results overwrite inputs that are not needed later.
    Node any = piece.get(0);
    long overwritten =
        read.stream().filter(n -> n.shape().equals(any.shape()) && !isUsedLater(n, own)).count();
    int arrays = read.size() + (int) Math.max(0, written - overwritten);
    return COST_OF_ARRAY * arrays + terms;
  }

  private static boolean isScalar(Node n) {
    return n.op() instanceof Leaf.Full || n.shape().size() == 1;
  }

  private boolean isUsedLater(Node n, Set<Node> piece) {
    return users.getOrDefault(n, List.of()).stream()
        .anyMatch(u -> !done.contains(u) && !piece.contains(u));
  }
}
