/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.step.BoundedBuffers;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a {@link Plan} of a graph by one pass after another, each a class of its own: {@link
 * Views}, {@link Scheduler}, {@link ScheduledItem#lower}, {@link InPlaceUpdates} and {@link
 * MemoryPlanner}.
 */
public final class Planner {
  /** Observes the result of each pass before the next pass begins. */
  public interface Observer {
    /** Ignores them. */
    Observer NONE = new Observer() {};

    /** Expressions as nodes. */
    default void simplified(Graph graph) {}

    /** Layouts as views. */
    default void viewed(Views views) {}

    /** The nodes that are computed together, and the values that are materialized. */
    default void fused(Schedule schedule) {}

    /** The steps as they were scheduled. */
    default void lowered(List<Step> steps) {}

    /** The steps with the in-place updates last. */
    default void ordered(StepOrder order) {}

    /** Buffers with lifetimes and offsets. */
    default void allocated(List<Buffer> buffers) {}
  }

  private final Graph graph;
  private final boolean fuse;
  private final boolean loops;

  /**
   * @param fuse whether element-wise nodes share steps; if not, each node has a step of its own
   * @param loops whether to compile loops even for small groups
   */
  public Planner(Graph graph, boolean fuse, boolean loops) {
    this.graph = graph;
    this.fuse = fuse;
    this.loops = loops;
  }

  public Plan plan(Collection<Tensor> outputs, Map<Variable, Tensor> updates, Observer observer) {
    observer.simplified(graph);
    Views views = new Views(graph);
    observer.viewed(views);
    Schedule schedule = new Scheduler(graph, views, fuse).schedule(outputs, updates);
    observer.fused(schedule);
    List<Step> steps = schedule.items().stream().map(i -> i.lower(views, loops)).toList();
    observer.lowered(steps);
    Map<Variable, Buffer> variables = leaves(schedule.buffers(), Variable.class);
    StepOrder order =
        fuse
            ? InPlaceUpdates.moveLast(steps, schedule, variables)
            : new StepOrder(steps, steps.size());
    observer.ordered(order);
    long bytes = MemoryPlanner.allocate(schedule, order.steps());
    observer.allocated(schedule.buffers());
    Plan plan =
        new Plan(
            order.steps(),
            order.firstUpdate(),
            schedule.buffers(),
            schedule.outputs(),
            schedule.updates(),
            finite(updates),
            leaves(schedule.buffers(), Input.class),
            variables,
            bytes,
            graph.drawsNoise());
    return BoundedBuffers.mark(plan);
  }

  /** The variables that may only be set to finite values: parameters, and an optimiser's. */
  private static List<Variable> finite(Map<Variable, Tensor> updates) {
    return updates.keySet().stream()
        .filter(v -> v instanceof Parameter || updates.get(v).op() instanceof Marker.FiniteUpdate)
        .toList();
  }

  private static <T> Map<T, Buffer> leaves(List<Buffer> buffers, Class<T> type) {
    Map<T, Buffer> leaves = new LinkedHashMap<>();
    for (Buffer buffer : buffers) {
      if (type.isInstance(buffer.leaf())) {
        leaves.put(type.cast(buffer.leaf()), buffer);
      }
    }
    return leaves;
  }
}
