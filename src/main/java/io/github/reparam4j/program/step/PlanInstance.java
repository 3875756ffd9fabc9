/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan's steps, bound to the memory that their runs need: an arena, arrays for new values, and
 * scratch memory. Serves one run at a time.
 */
public final class PlanInstance {
  private final Plan plan;
  private final ExecutionContext execution;
  private final BoundStep[] steps;
  private final BytePointer arena;
  private final List<Update> updates = new ArrayList<>();
  private final Buffer[] constants;
  private final Buffer[] variables;
  private final Buffer[] exchanged;
  private final UpdateCheck check;
  private boolean written;

  /**
   * Allocates all of the memory, or none.
   *
   * @param plan the plan to run
   * @param threads how many threads may take part
   */
  public PlanInstance(Plan plan, int threads) {
    this.plan = plan;
    plan.buffers().forEach(s -> Memory.requireAddressable(s.dtype(), s.size()));
    this.execution = new ExecutionContext(plan.buffers().size(), threads);
    execution.reserveBounds(plan.buffers());
    this.steps = plan.steps().stream().map(s -> s.bind(execution)).toArray(BoundStep[]::new);
    plan.updates().forEach((v, s) -> updates.add(new Update(v, plan.variables().get(v), s)));
    List<Update> finite =
        updates.stream().filter(u -> plan.finite().contains(u.variable())).toList();
    this.check = finite.isEmpty() ? null : new UpdateCheck(plan, execution, finite);
    this.constants = buffers(s -> s.leaf() != null && s.leaf().op() instanceof Leaf.Constant);
    this.variables = buffers(s -> s.leaf() instanceof Variable);
    this.exchanged = buffers(s -> s.updated() != null && !s.isInPlace());
    this.arena = allocate(plan.arenaBytes());
    try {
      bindOwnMemory();
    } catch (RuntimeException | Error e) {
      free();
      throw e;
    }
  }

  private Buffer[] buffers(Predicate<Buffer> condition) {
    return plan.buffers().stream().filter(condition).toArray(Buffer[]::new);
  }

  private void bindOwnMemory() {
    long start = Math.floorMod(-arena.address(), Memory.ALIGNMENT);
    for (Buffer s : plan.buffers()) {
      if (s.isInArena() && s.lastStep() >= 0) {
        execution.bind(s, Memory.ofArena(arena, start + s.offset(), s.dtype(), s.size()));
      } else if (s.isInPlace()) {
        continue; // the variable's array, when a run comes to it
      } else if (s.updated() != null) {
        execution.bind(s, uninitialized(s.updated()));
      }
    }
  }

  /**
   * Prepares the next run: finds the memory of constants and variables, and of new values that user
   * code has seen as former ones and closed.
   *
   * @throws IllegalStateException if an array was closed or resized; names its owner
   */
  public void begin(RandomKey key, WorkerTeam team) {
    execution.begin(key, team);
    for (int i = 0; i < constants.length; i++) {
      execution.bind(constants[i], ((Leaf.Constant) constants[i].leaf().op()).array());
    }
    for (int i = 0; i < variables.length; i++) {
      execution.bind(variables[i], VariableLocks.array((Variable) variables[i].leaf()));
    }
    for (int i = 0; i < exchanged.length; i++) {
      if (!execution.isIntact(exchanged[i])) {
        execution.bind(exchanged[i], uninitialized(exchanged[i].updated()));
      }
    }
  }

  public ExecutionContext execution() {
    return execution;
  }

  /** Runs one step of the plan. */
  public void run(int step) {
    steps[step].run();
  }

  /**
   * Finds the memory that {@link #update} needs, so that it allocates nothing, and checks the new
   * values that must be finite. No variable has been set when it returns.
   *
   * @return the first new value that is not finite, or null
   */
  public NonFiniteElement prepareUpdates() {
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).prepare(execution);
    }
    written = false;
    if (check == null) {
      return null;
    }
    NonFiniteElement found = check.findInMemory();
    if (found != null || check.areWrittenFinite()) {
      return found;
    }
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).prepareExchange(execution);
    }
    runUpdates();
    written = true;
    return check.findWritten();
  }

  /** Whether everything that the updates are computed from was finite, as far as it is bounded. */
  public boolean updatesReadFiniteValues() {
    return !written || check.inputsWereFinite();
  }

  /** Sets the variables: by the steps that write in place, then by exchanging arrays. */
  public void update() {
    if (!written) {
      runUpdates();
    }
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).exchange(execution);
    }
    if (!written && check != null) {
      check.recordBounds();
    }
  }

  private void runUpdates() {
    for (int i = plan.firstUpdate(); i < steps.length; i++) {
      steps[i].run();
    }
  }

  /** Frees the memory. */
  public void free() {
    arena.close();
    updates.forEach(Update::free);
    for (Buffer s : exchanged) {
      INDArray spare = execution.array(s);
      if (spare != null && spare.closeable() && !VariableLocks.isShared(s.updated())) {
        spare.close();
      }
    }
  }

  // ---- allocation

  /** An array of a tensor's shape and dtype, whose elements are still to be set; no workspace's. */
  public static INDArray uninitialized(Tensor t) {
    try {
      return NativeArrays.detached(
          () ->
              t.shape().size() == 0
                  ? Nd4j.create(t.dtype().toNd4j(), t.shape().toLongs())
                  : Nd4j.createUninitialized(t.dtype().toNd4j(), t.shape().toLongs(), 'c'));
    } catch (RuntimeException | OutOfMemoryError e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt(); // while it waited for memory to be freed
      }
      throw outOfMemory(t.shape().size() * t.dtype().bytes(), e);
    }
  }

  private static BytePointer allocate(long bytes) {
    try {
      return new BytePointer(bytes + Memory.ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(bytes, e);
    }
  }

  private static OutOfMemoryError outOfMemory(long bytes, Throwable cause) {
    OutOfMemoryError clear =
        new OutOfMemoryError(
            "Program.run: needs "
                + bytes
                + " bytes outside the heap; reduce the batch, or raise"
                + " -Dorg.bytedeco.javacpp.maxbytes: "
                + cause.getMessage());
    clear.initCause(cause);
    return clear;
  }
}
