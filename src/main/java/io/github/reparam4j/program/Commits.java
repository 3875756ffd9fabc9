package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps that do nothing but write variables' new values. They run last, after all that could
 * fail: being arithmetic on memory that is there, they cannot. So they may write in place, which
 * spares memory traffic and caches the second array that a variable would need.
 *
 * <p>Registers, sums, noise's scratch memory and the shares for the workers are there before the
 * first run ({@link Step#prepare}), and the variables' memory is found before the first of these
 * steps ({@link Update#ready}). Compiled, they allocate nothing; interpreted, at most iterators.
 */
final class Commits {
  private final List<Step> steps;
  private final List<Step> commits = new ArrayList<>();

  private Commits(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Moves them to the end of a plan's steps and marks the new values that are written in place.
   *
   * @param steps the steps in an order in which they can run; reordered
   * @param outputs storages that are copied to the caller before the commits
   * @param updates where the variables' new values go
   * @param variables where the variables' values are
   * @return the number of steps before the first commit
   */
  static int moveLast(
      List<Step> steps,
      Collection<Storage> outputs,
      Map<Variable, Storage> updates,
      Map<Variable, Storage> variables) {
    Commits c = new Commits(steps);
    c.find(new HashSet<>(updates.values()), new HashSet<>(outputs));
    steps.removeAll(c.commits);
    int first = steps.size();
    steps.addAll(c.commits);
    updates.forEach(
        (variable, target) -> {
          Storage current = variables.get(variable);
          if (current == null || c.canWriteOver(current, target)) {
            c.markIfCommitted(target);
          }
        });
    return first;
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
  }

  /** Whether no commit reads the old value but the one that writes the new, place by place. */
  private boolean canWriteOver(Storage current, Storage target) {
    return commits.stream()
        .filter(s -> s.reads().contains(current))
        .allMatch(s -> ((TileStep) s).readsBeforeWriting(current, target));
  }

  private void markIfCommitted(Storage target) {
    for (Step step : commits) {
      if (step.results().stream().anyMatch(r -> r.storage() == target)) {
        target.becomeInPlace();
      }
    }
  }
}
