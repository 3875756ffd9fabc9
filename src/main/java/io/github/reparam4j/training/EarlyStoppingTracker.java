/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Applies an {@link EarlyStopping} rule to the epochs of one fit. */
final class EarlyStoppingTracker implements AutoCloseable {
  /**
   * Counts of the epochs so far.
   *
   * @param least the least loss
   * @param epochOfLeast its epoch
   * @param reference loss at the last improvement that was large enough
   * @param epochsWithout number of epochs since then
   */
  record State(double least, int epochOfLeast, double reference, int epochsWithout) {}

  private final EarlyStopping rule;
  private final Map<Variable, INDArray> copies = new LinkedHashMap<>();
  private double least = Double.POSITIVE_INFINITY;
  private int epochOfLeast;

  /** Loss at the last improvement that was large enough. */
  private double reference = Double.POSITIVE_INFINITY;

  private int epochsWithout;

  /**
   * @param rule the rule, or null for none
   */
  EarlyStoppingTracker(EarlyStopping rule) {
    this.rule = rule;
  }

  /** Records an epoch. */
  void add(EpochReport epoch, List<? extends Variable> variables) {
    if (rule == null) {
      return;
    }
    double loss = rule.watched(epoch);
    if (loss < least) {
      least = loss;
      epochOfLeast = epoch.epoch();
      if (rule.restoresBest()) {
        variables.forEach(this::copy);
      }
    }
    if (loss < reference - rule.minImprovement()) {
      reference = loss;
      epochsWithout = 0;
    } else {
      epochsWithout++;
    }
  }

  /** Whether training is to stop before another epoch. */
  boolean isExhausted() {
    return rule != null && epochsWithout >= rule.patience();
  }

  State state() {
    return new State(least, epochOfLeast, reference, epochsWithout);
  }

  /** Continues from a state, with the values of variables at the epoch of the least loss. */
  void continueFrom(State state, Map<Variable, INDArray> values) {
    least = state.least();
    epochOfLeast = state.epochOfLeast();
    reference = state.reference();
    epochsWithout = state.epochsWithout();
    if (rule != null && rule.restoresBest()) {
      values.forEach((v, value) -> close(copies.put(v, value.dup('c'))));
    }
  }

  /** Restores the variables of the epoch with the least loss, and returns its number, if any. */
  OptionalInt restore() {
    if (copies.isEmpty()) {
      return OptionalInt.empty();
    }
    copies.forEach(Variable::assign);
    return OptionalInt.of(epochOfLeast);
  }

  /** The variables' values at the epoch of the least loss; freed by {@link #close}. */
  Map<Variable, INDArray> copies() {
    return copies;
  }

  private void copy(Variable v) {
    close(copies.put(v, v.value()));
  }

  @Override
  public void close() {
    copies.forEach((variable, copy) -> close(copy));
    copies.clear();
  }

  private static void close(INDArray copy) {
    if (copy != null) {
      Checkpoint.free(copy);
    }
  }
}
