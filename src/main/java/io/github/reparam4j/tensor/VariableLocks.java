/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Internal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The locks that a run holds on its variables, so that no other program sets them or frees their
 * arrays meanwhile. Programs that only read a variable run at the same time; those that set it take
 * turns.
 *
 * @hidden
 */
@Internal
public final class VariableLocks {
  private final Variable[] variables;
  private final Set<Variable> updated;
  private volatile Held latest;

  /**
   * Locks of a program, not yet taken.
   *
   * @param read the variables that it reads
   * @param written the variables that it sets
   */
  public VariableLocks(Collection<Variable> read, Set<Variable> written) {
    this.variables =
        Stream.concat(read.stream(), written.stream()).distinct().toArray(Variable[]::new);
    this.updated = Set.copyOf(written);
  }

  /**
   * The locks that one run has taken, in the order of the groups of variables.
   *
   * @hidden
   */
  public final class Held {
    private final VariableGroup[] groups;
    private final boolean[] exclusive;
    private final VariableGroup[] ofVariables = new VariableGroup[variables.length];

    private Held() {
      TreeMap<VariableGroup, Boolean> needed =
          new TreeMap<>(Comparator.comparingLong(VariableGroup::serial));
      for (int i = 0; i < variables.length; i++) {
        ofVariables[i] = variables[i].group();
        needed.merge(ofVariables[i], updated.contains(variables[i]), Boolean::logicalOr);
      }
      groups = needed.keySet().toArray(VariableGroup[]::new);
      exclusive = new boolean[groups.length];
      for (int i = 0; i < groups.length; i++) {
        exclusive[i] = needed.get(groups[i]);
      }
    }

    private void lock() {
      int locked = 0;
      try {
        for (; locked < groups.length; locked++) {
          if (exclusive[locked]) {
            groups[locked].lock().writeLock();
          } else {
            groups[locked].lock().readLock();
          }
        }
      } catch (RuntimeException | Error e) {
        unlock(locked);
        throw e;
      }
    }

    private void unlock(int locked) {
      for (int i = locked - 1; i >= 0; i--) {
        if (exclusive[i]) {
          groups[i].lock().tryUnlockWrite();
        } else {
          groups[i].lock().tryUnlockRead();
        }
      }
    }

    private boolean isCurrent() {
      for (int i = 0; i < variables.length; i++) {
        if (variables[i].group() != ofVariables[i]) {
          return false;
        }
      }
      return true;
    }

    /** Gives the variables back; called once. */
    public void release() {
      unlock(groups.length);
    }
  }

  /**
   * Waits for the variables. An interrupt does not end the wait.
   *
   * @return what is held, to be released
   */
  public Held acquire() {
    while (true) {
      Held held = latest;
      if (held == null) {
        joinGroups();
        held = new Held();
        latest = held;
      }
      held.lock();
      if (held.isCurrent()) {
        return held;
      }
      held.release();
      latest = null;
    }
  }

  /** Makes one group of the variables that are set here and were not set with others before. */
  private void joinGroups() {
    List<Variable> alone = updated.stream().filter(v -> v.group().isSingle()).toList();
    if (alone.size() < 2) {
      return;
    }
    Set<VariableGroup> former = new TreeSet<>(Comparator.comparingLong(VariableGroup::serial));
    alone.forEach(v -> former.add(v.group()));
    VariableGroup group = new VariableGroup(false);
    former.forEach(g -> g.lock().writeLock());
    try {
      // A variable that has another group by now stays there.
      alone.stream().filter(v -> former.contains(v.group())).forEach(v -> v.moveTo(group));
    } finally {
      former.forEach(g -> g.lock().tryUnlockWrite());
    }
  }

  /**
   * The array of a variable, as {@link Variable#array}, for a program, which gives it to nobody.
   *
   * @param variable the variable, whose lock the caller holds
   * @return its array
   */
  public static INDArray array(Variable variable) {
    return variable.current();
  }

  /**
   * A number that is larger for variables that were made later.
   *
   * @param variable the variable
   * @return its creation index
   */
  public static long creationIndex(Variable variable) {
    return variable.creationIndex();
  }

  /** {@return a number that variables made from now on do not fall below} */
  public static long nextCreationIndex() {
    return VariableGroup.nextSerial();
  }

  /**
   * Whether user code may hold a present or former array of a variable. Such an array is left to
   * the collector: another run may be reading it as an input.
   *
   * @param variable the variable
   * @return true if it may
   */
  public static boolean isShared(Variable variable) {
    return variable.isShared();
  }

  /**
   * Bounds of a variable's elements, for a program. They say nothing if user code may hold the
   * array, which it may write at any time between runs.
   *
   * @param variable the variable, whose lock the caller holds
   * @return its range
   */
  public static ValueRange range(Variable variable) {
    return variable.range();
  }

  /**
   * Sets a variable without copying: it takes over the array, and the caller takes over the former
   * one. The caller holds the variable's lock.
   *
   * @param variable what is set
   * @param next a c-ordered array of its shape and dtype that nothing else uses
   * @return the array of the former value
   * @throws IllegalArgumentException if the array does not fit, or is closed, a view or part of a
   *     workspace
   * @throws IllegalStateException if the lock is not held
   */
  public static INDArray exchange(Variable variable, INDArray next) {
    return variable.exchange(next);
  }
}
