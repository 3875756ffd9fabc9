/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Bound;
import io.github.reparam4j.program.kernel.Cursor;
import io.github.reparam4j.program.kernel.DoubleTile;
import io.github.reparam4j.program.kernel.FloatTile;
import io.github.reparam4j.program.kernel.Gemm;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * State shared by the bound steps of a plan: memory for each buffer, the key of the noise, and the
 * workers. Serves one run at a time.
 */
public final class ExecutionContext {
  /** Registers and scratch memory of one thread. */
  static final class Worker {
    private final Tile floats = new FloatTile();
    private final Tile doubles = new DoubleTile();
    private final NoiseScratch noise = NoiseScratch.create();
    private final double[] sums = new double[Tile.SHORT];
    private final Cursor cursor = new Cursor();
    private final Gemm products = new Gemm();
    private Bound[] bounds = new Bound[0];

    Tile tile(DType dtype) {
      return dtype == DType.FLOAT ? floats : doubles;
    }

    NoiseScratch noise() {
      return noise;
    }

    double[] sums() {
      return sums;
    }

    Cursor cursor() {
      return cursor;
    }

    Gemm products() {
      return products;
    }

    /** The bound of those elements of a buffer that this worker has stored. */
    Bound bound(Buffer buffer) {
      return bounds[buffer.boundIndex()];
    }
  }

  private final Memory[] memories;
  private final INDArray[] arrays;
  private final Object[] tokens;
  private final Worker[] workers;
  private WorkerTeam team;
  private RandomKey key;

  /**
   * A context without memory; the buffers are bound to memory one by one.
   *
   * @param buffers how many buffers the plan has
   * @param threads how many threads may take part
   */
  ExecutionContext(int buffers, int threads) {
    memories = new Memory[buffers];
    arrays = new INDArray[buffers];
    tokens = new Object[buffers];
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker();
    }
  }

  /**
   * Prepares the next run.
   *
   * @param noiseKey key of its noise, or null
   * @param helpers the team that this thread has acquired, or null to work alone
   */
  void begin(RandomKey noiseKey, WorkerTeam helpers) {
    this.key = noiseKey;
    this.team = helpers;
    for (Worker worker : workers) {
      for (Bound bound : worker.bounds) {
        bound.clear();
      }
    }
  }

  /** Allocates the bounds of those buffers that are bounded while they are stored. */
  void reserveBounds(List<Buffer> buffers) {
    int count = (int) buffers.stream().filter(b -> b.boundIndex() >= 0).count();
    for (Worker worker : workers) {
      worker.bounds = new Bound[count];
      for (Buffer b : buffers) {
        if (b.boundIndex() >= 0) {
          worker.bounds[b.boundIndex()] = new Bound(b.dtype(), false);
        }
      }
    }
  }

  /** A number that no |x| of a stored buffer exceeds; asked for once in a run. */
  double bound(Buffer buffer) {
    double greatest = 0;
    for (Worker worker : workers) {
      greatest = Math.max(greatest, worker.bound(buffer).value()); // NaN if either is
    }
    return greatest;
  }

  void bind(Buffer buffer, Memory memory) {
    memories[buffer.id()] = memory;
  }

  /**
   * Binds the memory of an array, unless it is bound already. Called before each run for every
   * array that user code can reach, which may have closed or resized it.
   *
   * @throws IllegalStateException if the memory must not be read; names the owner
   */
  public void bind(Buffer buffer, INDArray array) {
    int id = buffer.id();
    Object token = NativeArrays.memory(array);
    if (arrays[id] != array || tokens[id] != token || token == null) {
      requireReadable(buffer, array);
      bind(buffer, array, Memory.of(array, buffer.dtype()));
    }
  }

  static void requireReadable(Buffer buffer, INDArray array) {
    String defect = NativeArrays.defect(array);
    if (defect == null && array.length() != buffer.size()) {
      defect = "one of shape " + Arrays.toString(array.shape());
    }
    if (defect == null && array.dataType() != buffer.dtype().toNd4j()) {
      defect = "one of " + array.dataType();
    }
    if (defect != null) {
      Tensor owner = buffer.leaf() == null ? buffer.updated() : buffer.leaf();
      throw Errors.state(
          "Program.run",
          "array of " + owner + " must be open and as the program was compiled for",
          defect,
          owner instanceof Variable
              ? "the array belongs to the variable: do not close or resize it"
              : owner instanceof Input ? null : "made at " + owner.origin());
    }
  }

  /** Whether the memory of the array that is bound to a buffer is still where it was. */
  boolean isIntact(Buffer buffer) {
    INDArray array = arrays[buffer.id()];
    return array.isEmpty() || NativeArrays.memory(array) == tokens[buffer.id()];
  }

  /** Binds the array of another buffer. */
  void bindSame(Buffer buffer, Buffer other) {
    arrays[buffer.id()] = arrays[other.id()];
    tokens[buffer.id()] = tokens[other.id()];
    memories[buffer.id()] = memories[other.id()];
  }

  /** Binds an array whose memory is known. */
  void bind(Buffer buffer, INDArray array, Memory memory) {
    arrays[buffer.id()] = array;
    tokens[buffer.id()] = NativeArrays.memory(array);
    memories[buffer.id()] = memory;
  }

  /** The array bound to a buffer. */
  INDArray array(Buffer buffer) {
    return arrays[buffer.id()];
  }

  public Memory memory(Buffer buffer) {
    return memories[buffer.id()];
  }

  RandomKey key() {
    return key;
  }

  Worker worker(int slot) {
    return workers[slot];
  }

  /** All workers, the caller's first. */
  List<Worker> workers() {
    return List.of(workers);
  }

  /** Runs tasks 0 to tasks - 1 on the threads of the team, or on this one. */
  void share(int tasks, WorkerTeam.Share share) {
    if (tasks > 1 && team != null) {
      team.run(tasks, share);
    } else {
      for (int task = 0; task < tasks; task++) {
        share.run(task, 0);
      }
    }
  }
}
