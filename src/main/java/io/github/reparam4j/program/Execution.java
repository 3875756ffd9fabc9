package io.github.reparam4j.program;

import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory that one plan runs in, and the workers that run it. One run at a time. */
final class Execution {
  /** What one thread works with. */
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
  private final Map<Step, Object> kept = new IdentityHashMap<>();
  private WorkerTeam team;
  private RandomKey key;

  /**
   * All that runs need besides the memory of storages, so that they allocate nothing.
   *
   * @param plan what is to be run
   * @param threads how many threads may take part
   */
  Execution(Plan plan, int threads) {
    memories = new Memory[plan.storages().size()];
    arrays = new INDArray[plan.storages().size()];
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker();
    }
    for (Step step : plan.steps()) {
      kept.put(step, step.prepare(this));
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
      bind(storage, array, Memory.of(array, storage.dtype()));
    }
  }

  /** Binds an array whose memory is known. */
  void bind(Storage storage, INDArray array, Memory memory) {
    arrays[storage.id()] = array;
    memories[storage.id()] = memory;
  }

  /** The array bound to a storage. */
  INDArray array(Storage storage) {
    return arrays[storage.id()];
  }

  Memory memory(Storage storage) {
    return memories[storage.id()];
  }

  /** What a step prepared. */
  Object prepared(Step step) {
    return kept.get(step);
  }

  RandomKey key() {
    return key;
  }

  Worker worker(int slot) {
    return workers[slot];
  }

  /** All workers. */
  List<Worker> workers() {
    return List.of(workers);
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
