package io.github.reparam4j.program;

import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory that one plan runs in, and the workers that run it. One run at a time. */
final class Execution {
  /** What one thread works with. */
  static final class Worker {
    private final Tile floats = new FloatTile();
    private final Tile doubles = new DoubleTile();
    private final NoiseScratch noise = NoiseScratch.create();
    private final double[] sums = new double[Tile.LENGTH];
    private final Cursor cursor = new Cursor();

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
  }

  private final Memory[] memories;
  private final INDArray[] arrays;
  private final Worker[] workers;
  private final Map<Object, double[]> scratch = new IdentityHashMap<>();
  private WorkerTeam team;
  private RandomKey key;

  Execution(int storages, int threads) {
    memories = new Memory[storages];
    arrays = new INDArray[storages];
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker();
    }
  }

  /**
   * Readies the next run.
   *
   * @param noiseKey key of its noise, or null
   * @param helpers the team that this thread has taken, or null to work alone
   */
  void begin(RandomKey noiseKey, WorkerTeam helpers) {
    this.key = noiseKey;
    this.team = helpers;
  }

  void bind(Storage storage, Memory memory) {
    memories[storage.id()] = memory;
  }

  /** Binds the memory of an array, unless it is bound already. */
  void bind(Storage storage, INDArray array) {
    if (arrays[storage.id()] != array) {
      arrays[storage.id()] = array;
      memories[storage.id()] = Memory.of(array, storage.dtype());
    }
  }

  /** The array bound to a storage. */
  INDArray array(Storage storage) {
    return arrays[storage.id()];
  }

  Memory memory(Storage storage) {
    return memories[storage.id()];
  }

  /** Scratch memory of an owner, kept from run to run. */
  double[] doubles(Object owner, int size) {
    return scratch.computeIfAbsent(owner, o -> new double[size]);
  }

  RandomKey key() {
    return key;
  }

  Worker worker(int slot) {
    return workers[slot];
  }

  /** Does tasks 0 to tasks - 1 on whatever threads there are. */
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
