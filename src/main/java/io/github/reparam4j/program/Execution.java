package io.github.reparam4j.program;

import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All that the bound steps of a plan share: memory for each buffer, the key of the noise, and the
 * workers. One run at a time.
 */
final class Execution {
  /** Registers and scratch memory of one thread. */
  static final class Worker {
    private final Tile floats = new FloatTile();
    private final Tile doubles = new DoubleTile();
    private final NoiseScratch noise = NoiseScratch.create();
    private final double[] sums = new double[Tile.SHORT];
    private final Cursor cursor = new Cursor();
    private final Products products = new Products();

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

    Products products() {
      return products;
    }
  }

  private final Memory[] memories;
  private final INDArray[] arrays;
  private final Worker[] workers;
  private WorkerTeam team;
  private RandomKey key;

  /**
   * Without memory as yet: it is bound to the buffers one by one.
   *
   * @param buffers how many buffers the plan has
   * @param threads how many threads may take part
   */
  Execution(int buffers, int threads) {
    memories = new Memory[buffers];
    arrays = new INDArray[buffers];
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
  }

  void bind(Storage buffer, Memory memory) {
    memories[buffer.id()] = memory;
  }

  /** Binds the memory of an array, unless it is bound already. */
  void bind(Storage buffer, INDArray array) {
    if (arrays[buffer.id()] != array) {
      bind(buffer, array, Memory.of(array, buffer.dtype()));
    }
  }

  /** Binds an array whose memory is known. */
  void bind(Storage buffer, INDArray array, Memory memory) {
    arrays[buffer.id()] = array;
    memories[buffer.id()] = memory;
  }

  /** The array bound to a buffer. */
  INDArray array(Storage buffer) {
    return arrays[buffer.id()];
  }

  Memory memory(Storage buffer) {
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
