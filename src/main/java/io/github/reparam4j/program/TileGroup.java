package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Element-wise nodes of one shape and type that are to run as one {@link TileStep}, while a plan is
 * made.
 */
final class TileGroup {
  /** Elements whose run takes longer than to write a loop and have it compiled. */
  private static final long LARGE = 1 << 20;

  private final Shape shape;
  private final DType dtype;
  private final int position;
  private final Set<Node> members = new LinkedHashSet<>();
  private final Map<Node, Storage> stored = new LinkedHashMap<>();
  private final List<TileSum> sums = new ArrayList<>();
  private TileSum.Frame frame;

  TileGroup(Shape shape, DType dtype, int position) {
    this.shape = shape;
    this.dtype = dtype;
    this.position = position;
  }

  /** Position of the step in the plan. */
  int position() {
    return position;
  }

  int size() {
    return members.size();
  }

  void add(Node node) {
    members.add(node);
  }

  /** Where a member's value is stored; from the first call on it is. */
  Storage store(Node member, Function<Node, Storage> make) {
    return stored.computeIfAbsent(member, make);
  }

  /** Whether it can be traversed in a way, together with the sums that it has. */
  boolean fits(TileSum.Frame way) {
    return frame == null || frame.suits(way);
  }

  /** Takes on a sum of a member's value, whose frame must fit. */
  void add(TileSum sum) {
    TileSum.Frame way = sum.frame();
    if (way != null) {
      frame = frame == null ? way : frame.and(way);
    }
    sums.add(sum);
  }

  private Traversal traversal(Function<Node, View> views) {
    if (frame == null) {
      // Sums are made in an order that depends on the shape only.
      long period = sums.isEmpty() ? longestPeriod(views) : 0;
      return Traversal.flat(dtype, shape.size(), period);
    }
    return frame.along() == TileSum.Along.ROWS
        ? Traversal.rows(dtype, shape.size(), frame.length())
        : Traversal.columns(dtype, shape.size(), frame.length());
  }

  /** Of the rows that are repeated, such as biases; 0 if there are none that a tile could hold. */
  private long longestPeriod(Function<Node, View> views) {
    return members.stream()
        .flatMap(m -> m.inputs().stream())
        .filter(n -> !members.contains(n) && !(n.op() instanceof Leaf.Fill))
        .mapToLong(n -> views.apply(n).broadcastTo(shape).collapsed().period())
        .filter(p -> p <= Tile.SHORT || dtype == DType.FLOAT && p <= Tile.LENGTH)
        .max()
        .orElse(0);
  }

  /**
   * The finished step.
   *
   * @param views where the values of nodes that are not members are found
   * @param loops whether arithmetic is worth loops of its own even in a small group
   */
  TileStep finish(Function<Node, View> views, boolean loops) {
    return new TileEmitter(shape, traversal(views), members, stored, sums, views)
        .emit(dtype, loops || shape.size() >= LARGE);
  }
}
