/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.program.step.FusedReduction;
import io.github.reparam4j.program.step.FusedStep;
import io.github.reparam4j.program.step.TileSchedule;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Element-wise nodes of one shape and type that are scheduled to run as one {@link FusedStep}. */
final class FusionGroup implements ScheduledItem {
  /** With this many elements, a run takes longer than generating and compiling a loop. */
  private static final long LARGE = 1 << 20;

  private final Shape shape;
  private final DType dtype;
  private final int position;
  private final Set<Node> members = new LinkedHashSet<>();
  private final Map<Node, Buffer> stored = new LinkedHashMap<>();
  private final List<FusedReduction> sums = new ArrayList<>();
  private FusedReduction.Frame frame;

  FusionGroup(Shape shape, DType dtype, int position) {
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

  /** Stores a member's value in a buffer. */
  void store(Node member, Buffer buffer) {
    stored.put(member, buffer);
  }

  /**
   * Whether a further sum can be accumulated in the same tile schedule; null if any schedule
   * serves.
   */
  boolean fits(FusedReduction.Frame way) {
    return frame == null || way == null || frame.suits(way);
  }

  /** Adds a sum of a member's value; the sum's frame must fit. */
  void add(FusedReduction sum) {
    FusedReduction.Frame way = sum.frame();
    if (way != null) {
      frame = frame == null ? way : frame.and(way);
    }
    sums.add(sum);
  }

  private TileSchedule tileSchedule(Views views) {
    if (frame == null) {
      // The order of summation depends on the shape only.
      long period = sums.isEmpty() ? longestBroadcastPeriod(views) : 0;
      return TileSchedule.flat(dtype, shape.size(), period);
    }
    return frame.along() == FusedReduction.Along.ROWS
        ? TileSchedule.rows(dtype, shape.size(), frame.length())
        : TileSchedule.columns(dtype, shape.size(), frame.length());
  }

  /** The longest period of repeated rows, such as biases; 0 if no tile could hold one. */
  private long longestBroadcastPeriod(Views views) {
    return members.stream()
        .flatMap(m -> m.inputs().stream())
        .filter(n -> !members.contains(n) && !(n.op() instanceof Leaf.Full))
        .mapToLong(n -> views.view(n).broadcastTo(shape).collapsed().broadcastPeriod())
        .filter(p -> p <= Tile.SHORT || dtype == DType.FLOAT && p <= Tile.LENGTH)
        .max()
        .orElse(0);
  }

  @Override
  public String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(
        join("group " + shape + " " + dtype + ": ", members, n -> number(n) + n.op().label()));
    if (!stored.isEmpty()) {
      parts.add(join("stores ", stored.entrySet(), e -> number(e.getKey()) + "in " + e.getValue()));
    }
    if (!sums.isEmpty()) {
      parts.add(join("sums ", sums, s -> number(s.input()) + "in " + s.result().buffer()));
    }
    return String.join("; ", parts);
  }

  private static String number(Node node) {
    return "%" + node.id() + " ";
  }

  private static <T> String join(String head, Collection<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", ", head, ""));
  }

  @Override
  public FusedStep lower(Views views, boolean loops) {
    return new FusedStepEmitter(shape, tileSchedule(views), members, stored, sums, views)
        .emit(dtype, loops || shape.size() >= LARGE);
  }
}
