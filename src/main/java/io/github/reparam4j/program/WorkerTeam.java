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

  private record Job(Share share, int tasks, AtomicInteger next, AtomicInteger left) {}

  private static final int SPINS = 20_000;
  private static WorkerTeam shared;

  private final Thread[] workers;
  private final ReentrantLock taken = new ReentrantLock();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Job job;
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
  boolean take() {
    return workers.length > 0 && taken.tryLock();
  }

  /** Gives the team back. */
  void give() {
    taken.unlock();
  }

  /** Ends the threads; only for teams that a test made. */
  void close() {
    closed = true;
    for (Thread w : workers) {
      LockSupport.unpark(w);
    }
  }

  /**
   * Does tasks 0 to tasks - 1, each once, on the threads of the team that this thread has taken.
   * Returns when all are done; throws what the first failing one threw.
   */
  void run(int tasks, Share share) {
    Job j = new Job(share, tasks, new AtomicInteger(), new AtomicInteger(tasks));
    failure.set(null);
    job = j;
    for (Thread w : workers) {
      LockSupport.unpark(w);
    }
    drain(j, 0);
    while (j.left.get() > 0) {
      Thread.onSpinWait();
    }
    job = null;
    Throwable t = failure.get();
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
  }

  private void drain(Job j, int slot) {
    for (int task = j.next.getAndIncrement(); task < j.tasks; task = j.next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          j.share.run(task, slot);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        j.left.getAndDecrement();
      }
    }
  }

  private void work(int slot) {
    Job last = null;
    int idle = 0;
    while (!closed) {
      Job j = job;
      if (j != null && j != last) {
        last = j;
        idle = 0;
        drain(j, slot);
      } else if (idle++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        idle = 0;
      }
    }
  }
}
