/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
    this.steps = plan.steps().stream().map(s -> s.bind(execution)).toArray(BoundStep[]::new);
    plan.updates().forEach((v, s) -> updates.add(new Update(v, plan.variables().get(v), s)));
    this.arena = allocate(plan.arenaBytes());
    try {
      bindOwnMemory();
    } catch (RuntimeException | Error e) {
      free();
      throw e;
    }
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
      } else if (s.leaf() != null && s.leaf().op() instanceof Leaf.Constant c) {
        execution.bind(s, c.array());
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

  /** Finds the memory that {@link #update} needs, so that it allocates nothing. */
  public void prepareUpdates() {
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).prepare(execution);
    }
  }

  /** Sets the variables: by the steps that write in place, then by exchanging arrays. */
  public void update() {
    for (int i = plan.firstUpdate(); i < steps.length; i++) {
      steps[i].run();
    }
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).exchange(execution);
    }
  }

  /** Frees the memory. */
  public void free() {
    arena.close();
    for (Buffer s : plan.updates().values()) {
      INDArray spare = s.isInPlace() ? null : execution.array(s);
      if (spare != null && spare.closeable()) {
        spare.close();
      }
    }
  }

  // ---- allocation

  /** An array of a tensor's shape and dtype, whose elements are still to be set. */
  public static INDArray uninitialized(Tensor t) {
    try {
      return t.shape().size() == 0
          ? Nd4j.create(t.dtype().toNd4j(), t.shape().toLongs())
          : Nd4j.createUninitialized(t.dtype().toNd4j(), t.shape().toLongs(), 'c');
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
