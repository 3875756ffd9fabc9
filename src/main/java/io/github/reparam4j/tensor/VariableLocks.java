package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Internal;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a program needs of its variables: that no other program sets them, or frees their arrays,
 * while it runs. Programs that only read a variable run at the same time; those that set it take
 * turns. All programs lock their variables in the order in which these were made, so that none
 * waits for another in a circle.
 */
@Internal
public final class VariableLocks {
  private final Variable[] variables;
  private final boolean[] updated;

  /**
   * Locks of a program, not yet taken.
   *
   * @param read the variables that it reads
   * @param written the variables that it sets
   */
  public VariableLocks(Collection<Variable> read, Set<Variable> written) {
    Set<Variable> all = new TreeSet<>(Comparator.comparingLong(Variable::serial));
    all.addAll(read);
    all.addAll(written);
    this.variables = all.toArray(Variable[]::new);
    this.updated = new boolean[variables.length];
    for (int i = 0; i < updated.length; i++) {
      updated[i] = written.contains(variables[i]);
    }
  }

  /** Waits for the variables. An interrupt does not end the wait. */
  public void acquire() {
    int held = 0;
    try {
      for (; held < variables.length; held++) {
        if (updated[held]) {
          variables[held].lock().writeLock();
        } else {
          variables[held].lock().readLock();
        }
      }
    } catch (RuntimeException | Error e) {
      release(held);
      throw e;
    }
  }

  /** Gives the variables back; called once after each {@link #acquire}. */
  public void release() {
    release(variables.length);
  }

  private void release(int held) {
    for (int i = held - 1; i >= 0; i--) {
      if (updated[i]) {
        variables[i].lock().tryUnlockWrite();
      } else {
        variables[i].lock().tryUnlockRead();
      }
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
