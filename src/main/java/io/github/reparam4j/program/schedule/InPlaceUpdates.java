/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.step.FusedStep;
import io.github.reparam4j.program.step.GemmStep;
import io.github.reparam4j.program.step.GemmWithEpilogueStep;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pass that updates variables in place, by steps that do nothing but write new values. These
 * steps run last, after all steps that can fail. They cannot fail, because they are arithmetic on
 * memory that is already allocated. Updating in place saves memory traffic and the second array
 * that a variable would need. A product that only one update reads, such as the gradient of a
 * weight, is computed together with the update.
 *
 * <p>Registers, partial sums, scratch memory of the noise and the workers' tasks are allocated
 * before the first run ({@link Step#bind}), and the variables' memory is found before the first
 * update. Updates allocate nothing once compiled, and at most iterators while interpreted.
 */
final class InPlaceUpdates {
  private final List<Step> steps;
  private final List<Step> updates = new ArrayList<>();

  private InPlaceUpdates(List<Step> steps) {
    this.steps = new ArrayList<>(steps);
  }

  /**
   * Moves in-place updates to the end of a plan's steps and marks the new values that they write.
   *
   * @param steps the steps in an order in which they can run
   * @param schedule the schedule; its outputs are copied to the caller before the in-place updates
   * @param variables the buffers of the variables
   */
  static StepOrder moveLast(List<Step> steps, Schedule schedule, Map<Variable, Buffer> variables) {
    InPlaceUpdates pass = new InPlaceUpdates(steps);
    Set<Buffer> outputs = new HashSet<>(schedule.outputs().values());
    Set<Buffer> newValues = new HashSet<>(schedule.updates().values());
    pass.find(newValues, outputs);
    Set<Buffer> needed = new HashSet<>(outputs);
    needed.addAll(newValues);
    pass.joinProducts(needed);
    schedule
        .updates()
        .forEach(
            (variable, target) -> {
              Buffer current = variables.get(variable);
              if (current == null || pass.canWriteOver(current, target)) {
                pass.markIfUpdated(target);
              }
            });
    return pass.order();
  }

  private StepOrder order() {
    List<Step> all = new ArrayList<>(steps);
    all.addAll(updates);
    return new StepOrder(List.copyOf(all), steps.size());
  }

  private void find(Set<Buffer> newValues, Set<Buffer> outputs) {
    Set<Buffer> read = new HashSet<>();
    steps.forEach(s -> read.addAll(s.reads()));
    for (Step step : steps) {
      boolean isUpdate =
          step instanceof FusedStep t
              && !t.checks()
              && t.results().stream()
                  .map(Step.Result::buffer)
                  .allMatch(
                      s -> newValues.contains(s) && !read.contains(s) && !outputs.contains(s));
      if (isUpdate) {
        updates.add(step);
      }
    }
    steps.removeAll(updates);
  }

  /** Moves each product that only one update reads, and that is not needed, into that update. */
  private void joinProducts(Set<Buffer> needed) {
    for (int i = 0; i < updates.size(); i++) {
      FusedStep group = (FusedStep) updates.get(i);
      for (Buffer read : new LinkedHashSet<>(group.reads())) {
        GemmStep product = needed.contains(read) ? null : productFor(group, read);
        if (product != null) {
          steps.remove(product);
          updates.set(i, new GemmWithEpilogueStep(product, group));
          break;
        }
      }
    }
  }

  /** The product that an update reads, if the two can be one step, or null. */
  private GemmStep productFor(FusedStep group, Buffer read) {
    boolean isRead =
        Stream.concat(steps.stream(), updates.stream())
            .anyMatch(s -> s != group && s.reads().contains(read));
    for (Step step : steps) {
      if (step instanceof GemmStep product
          && product.results().get(0).buffer() == read
          && !isRead
          // Updates run in any order, so none may read a variable that another one overwrites.
          && product.reads().stream().noneMatch(s -> s.leaf() instanceof Variable)
          && GemmWithEpilogueStep.suit(product, group)) {
        return product;
      }
    }
    return null;
  }

  /** Whether no update reads the old value but the one that overwrites it, element by element. */
  private boolean canWriteOver(Buffer current, Buffer target) {
    return updates.stream()
        .filter(s -> s.reads().contains(current))
        .allMatch(s -> group(s).readsBeforeWriting(current, target));
  }

  private static FusedStep group(Step update) {
    return update instanceof GemmWithEpilogueStep m ? m.group() : (FusedStep) update;
  }

  private void markIfUpdated(Buffer target) {
    for (Step step : updates) {
      if (step.results().stream().anyMatch(r -> r.buffer() == target)) {
        target.becomeInPlace();
      }
    }
  }
}
