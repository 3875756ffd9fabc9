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

  /** Records an epoch; true if training is to stop. */
  boolean stopsAfter(EpochReport epoch, List<? extends Variable> variables) {
    if (rule == null) {
      return false;
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
    return epochsWithout >= rule.patience();
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

  /** Frees a copy; an empty one is the variable's own array. */
  private static void close(INDArray copy) {
    if (copy != null && !copy.isEmpty() && copy.closeable()) {
      copy.close();
    }
  }
}
