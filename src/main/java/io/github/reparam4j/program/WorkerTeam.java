package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Failure;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that share the work of a run: the caller and some daemon threads. Within a run they
 * spin briefly between steps; between runs they are parked. One run has the team at a time; a run
 * that finds it taken works alone, with the same results.
 *
 * <p>The number of threads is the system property {@code reparam4j.threads}, by default that of the
 * processors.
 */
final class WorkerTeam {
  /** One share of a step. */
  interface Share {
    /**
     * Does one task.
     *
     * @param task number of the task
     * @param slot number of the thread within the team, the caller being 0
     */
    void run(int task, int slot);
  }

  private static final int SPINS = 20_000;
  private static WorkerTeam shared;

  private final Thread[] workers;

  /** How many workers are parked or about to be: none while they spin between steps. */
  private final AtomicInteger parked = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Tasks of the job that nobody has begun: below 1 between jobs. To decrement it is to begin. */
  private final AtomicInteger unclaimed = new AtomicInteger();

  /** Tasks of the job that are not done. */
  private final AtomicInteger unfinished = new AtomicInteger();

  // The job: written before `unclaimed`, and read by those who have begun a task of it, so that it
  // can't have changed.
  private Share share;
  private int tasks;
  private volatile boolean closed;

  WorkerTeam(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int slot = i + 1;
      workers[i] = new Thread(() -> work(slot), "reparam4j-worker-" + slot);
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  /** The team of this process, made at the first call; each call reports a wrong property. */
  static synchronized WorkerTeam shared() {
    if (shared == null) {
      shared = new WorkerTeam(threadsFromProperty());
    }
    return shared;
  }

  private static int threadsFromProperty() {
    String value = System.getProperty("reparam4j.threads", "");
    if (value.isBlank()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(value.strip());
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw Failure.argument(
        "-Dreparam4j.threads", "must be a whole number of at least 1", "'" + value + "'", null);
  }

  /** Number of threads, the caller included. */
  int size() {
    return workers.length + 1;
  }

  /** Takes the team for a run of this thread; false if another run has it. */
  boolean tryAcquire() {
    return workers.length > 0 && lock.tryLock();
  }

  /** Gives the team back. */
  void release() {
    lock.unlock();
  }

  /** Ends the threads; only for teams that a test made. */
  void close() {
    closed = true;
    for (Thread w : workers) {
      LockSupport.unpark(w);
    }
  }

  /**
   * Does tasks 0 to count - 1, each once, on the threads of the team that this thread has taken.
   * Returns when all are done; throws what the first failing one threw, tasks not yet begun then
   * being left out. Allocates nothing.
   */
  void run(int count, Share work) {
    share = work;
    tasks = count;
    unfinished.set(count);
    unclaimed.set(count);
    if (parked.get() > 0) {
      for (Thread w : workers) {
        LockSupport.unpark(w);
      }
    }
    drain(0);
    while (unfinished.get() > 0) {
      Thread.onSpinWait();
    }
    share = null;
    Throwable t = failure.getAndSet(null);
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
  }

  private void drain(int slot) {
    for (int n = unclaimed.getAndDecrement(); n > 0; n = unclaimed.getAndDecrement()) {
      try {
        if (failure.get() == null) {
          share.run(tasks - n, slot);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        unfinished.getAndDecrement();
      }
    }
  }

  private void work(int slot) {
    int idle = 0;
    while (!closed) {
      if (unclaimed.get() > 0) {
        idle = 0;
        drain(slot);
      } else if (idle++ < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.incrementAndGet();
        if (unclaimed.get() <= 0 && !closed) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
        // An interrupted thread would not park again: nothing here ends by an interrupt.
        Thread.interrupted();
        idle = 0;
      }
    }
  }
}
