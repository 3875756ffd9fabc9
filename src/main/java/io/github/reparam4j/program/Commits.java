package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The steps that do nothing but write variables' new values. They run last, after all that could
 * fail: being arithmetic on memory that is there, they cannot. So they may write in place, which
 * spares memory traffic and caches the second array that a variable would need. A product that only
 * one of them reads, such as the gradient of a weight, is computed together with it.
 *
 * <p>Registers, sums, noise's scratch memory and the shares for the workers are there before the
 * first run ({@link Step#bind}), and the variables' memory is found before the first of these steps
 * ({@link Update#ready}). Compiled, they allocate nothing; interpreted, at most iterators.
 */
final class Commits {
  private final List<Step> steps;
  private final List<Step> commits = new ArrayList<>();

  private Commits(List<Step> steps) {
    this.steps = new ArrayList<>(steps);
  }

  /**
   * Moves them to the end of a plan's steps and marks the new values that are written in place.
   *
   * @param steps the steps in an order in which they can run
   * @param schedule whose outputs are copied to the caller before the in-place updates
   * @param variables the buffers of the variables
   */
  static StepOrder moveLast(List<Step> steps, Schedule schedule, Map<Variable, Storage> variables) {
    Commits c = new Commits(steps);
    Set<Storage> outputs = new HashSet<>(schedule.outputs().values());
    c.find(new HashSet<>(schedule.updates().values()), outputs);
    c.joinProducts(outputs);
    schedule
        .updates()
        .forEach(
            (variable, target) -> {
              Storage current = variables.get(variable);
              if (current == null || c.canWriteOver(current, target)) {
                c.markIfCommitted(target);
              }
            });
    return c.order();
  }

  private StepOrder order() {
    List<Step> all = new ArrayList<>(steps);
    all.addAll(commits);
    return new StepOrder(List.copyOf(all), steps.size());
  }

  private void find(Set<Storage> updates, Set<Storage> outputs) {
    Set<Storage> read = new HashSet<>();
    steps.forEach(s -> read.addAll(s.reads()));
    for (Step step : steps) {
      boolean commits =
          step instanceof TileStep t
              && !t.checks()
              && t.results().stream()
                  .map(Step.Result::storage)
                  .allMatch(s -> updates.contains(s) && !read.contains(s) && !outputs.contains(s));
      if (commits) {
        this.commits.add(step);
      }
    }
    steps.removeAll(this.commits);
  }

  /** Takes the products that only one commit reads out of the steps, into the commits. */
  private void joinProducts(Set<Storage> outputs) {
    for (int i = 0; i < commits.size(); i++) {
      TileStep group = (TileStep) commits.get(i);
      for (Storage read : new LinkedHashSet<>(group.reads())) {
        MatMulStep product = outputs.contains(read) ? null : productFor(group, read);
        if (product != null) {
          steps.remove(product);
          commits.set(i, new MatMulTileStep(product, group));
          break;
        }
      }
    }
  }

  /** The product that a commit reads, if it can be computed with it, or null. */
  private MatMulStep productFor(TileStep group, Storage read) {
    boolean isRead =
        Stream.concat(steps.stream(), commits.stream())
            .anyMatch(s -> s != group && s.reads().contains(read));
    for (Step step : steps) {
      if (step instanceof MatMulStep product
          && product.results().get(0).storage() == read
          && !isRead
          // Commits write over variables, in whatever order.
          && product.reads().stream().noneMatch(s -> s.leaf() instanceof Variable)
          && MatMulTileStep.suit(product, group)) {
        return product;
      }
    }
    return null;
  }

  /** Whether no commit reads the old value but the one that writes the new, place by place. */
  private boolean canWriteOver(Storage current, Storage target) {
    return commits.stream()
        .filter(s -> s.reads().contains(current))
        .allMatch(s -> group(s).readsBeforeWriting(current, target));
  }

  private static TileStep group(Step commit) {
    return commit instanceof MatMulTileStep m ? m.group() : (TileStep) commit;
  }

  private void markIfCommitted(Storage target) {
    for (Step step : commits) {
      if (step.results().stream().anyMatch(r -> r.storage() == target)) {
        target.becomeInPlace();
      }
    }
  }
}
