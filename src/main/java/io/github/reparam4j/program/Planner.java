package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes a {@link Plan} of a graph by one pass after another, each a class of its own: {@link
 * Views}, {@link Scheduler}, lowering to steps, {@link Commits} and {@link ArenaLayout}.
 */
final class Planner {
  /** Is told of each pass that is done. */
  @FunctionalInterface
  interface Listener {
    /**
     * A pass is done.
     *
     * @param stage what it has made
     * @param text makes a text of it
     */
    void done(Stage stage, Supplier<String> text);
  }

  private final Graph graph;
  private final boolean fuse;
  private final boolean loops;

  /**
   * @param fuse whether element-wise nodes share steps; if not, every node has its own
   * @param loops whether even small groups are worth loops of their own
   */
  Planner(Graph graph, boolean fuse, boolean loops) {
    this.graph = graph;
    this.fuse = fuse;
    this.loops = loops;
  }

  Plan plan(Collection<Tensor> outputs, Map<Variable, Tensor> updates) {
    return plan(outputs, updates, (stage, text) -> {});
  }

  Plan plan(Collection<Tensor> outputs, Map<Variable, Tensor> updates, Listener listener) {
    listener.done(Stage.SIMPLIFIED, graph::describe);
    Views views = new Views(graph);
    listener.done(Stage.VIEWS, views::describe);
    Schedule schedule = new Scheduler(graph, views, fuse).schedule(outputs, updates);
    listener.done(Stage.FUSED, schedule::describe);
    List<Step> lowered = lower(schedule, views);
    listener.done(Stage.LOWERED, () -> Explanation.ofSteps(lowered));
    Map<Variable, Storage> variables = leaves(schedule.buffers(), Variable.class);
    StepOrder order =
        fuse
            ? Commits.moveLast(lowered, schedule, variables)
            : new StepOrder(lowered, lowered.size());
    listener.done(Stage.UPDATES_IN_PLACE, () -> Explanation.ofSteps(order.steps()));
    long bytes = ArenaLayout.place(schedule, order.steps());
    listener.done(Stage.ALLOCATED, () -> describe(schedule.buffers()));
    return new Plan(
        order.steps(),
        order.commits(),
        schedule.buffers(),
        schedule.outputs(),
        schedule.updates(),
        leaves(schedule.buffers(), Input.class),
        variables,
        bytes,
        graph.drawsNoise());
  }

  /** The pass from what is scheduled to steps, an item each. */
  private List<Step> lower(Schedule schedule, Views views) {
    return schedule.items().stream().map(item -> lower(item, views)).toList();
  }

  private Step lower(ScheduledItem item, Views views) {
    if (item instanceof TileGroup group) {
      return group.lower(views::view, loops);
    } else if (item instanceof ScheduledStep step) {
      return step.lower();
    }
    return ((ScheduledCopy) item).lower();
  }

  private static <T> Map<T, Storage> leaves(List<Storage> buffers, Class<T> type) {
    Map<T, Storage> leaves = new LinkedHashMap<>();
    for (Storage buffer : buffers) {
      if (type.isInstance(buffer.leaf())) {
        leaves.put(type.cast(buffer.leaf()), buffer);
      }
    }
    return leaves;
  }

  private static String describe(List<Storage> buffers) {
    return buffers.stream().map(b -> b.describe() + "\n").collect(Collectors.joining());
  }
}
