/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Errors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that share the work of a run: the caller and some daemon threads. Within a run they
 * spin briefly between steps; between runs they are parked. One run at a time has the team; other
 * runs meanwhile use one thread each, with the same results.
 *
 * <p>The number of threads is the system property {@code reparam4j.threads}, by default the number
 * of processors.
 */
public final class WorkerTeam {
  /** The tasks of a step. */
  interface Share {
    /**
     * Performs one task.
     *
     * @param task index of the task
     * @param slot index of the thread within the team, 0 for the caller
     */
    void run(int task, int slot);
  }

  private static final int SPINS = 20_000;
  private static WorkerTeam shared;

  private final Thread[] workers;

  /** Number of workers that are parked or about to be: none while they spin between steps. */
  private final AtomicInteger parked = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Tasks of the job that no thread has claimed: below 1 between jobs. A decrement claims a task.
   */
  private final AtomicInteger unclaimed = new AtomicInteger();

  /** Tasks of the job that are not finished. */
  private final AtomicInteger unfinished = new AtomicInteger();

  // The job: written before `unclaimed`, and read only by threads that have claimed a task of it,
  // so it cannot have changed.
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

  /** The team of this process, created at the first call; each call reports a wrong property. */
  public static synchronized WorkerTeam shared() {
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
    throw Errors.argument(
        "-Dreparam4j.threads", "must be an integer of at least 1", "'" + value + "'", null);
  }

  /** Number of threads, the caller included. */
  public int size() {
    return workers.length + 1;
  }

  /** Acquires the team for a run of this thread; false if another run has it. */
  public boolean tryAcquire() {
    return workers.length > 0 && lock.tryLock();
  }

  /** Releases the team. */
  public void release() {
    lock.unlock();
  }

  /** Ends the threads; only for teams created by a test. */
  void close() {
    closed = true;
    for (Thread w : workers) {
      LockSupport.unpark(w);
    }
  }

  /**
   * Performs tasks 0 to count - 1, each once, on the threads of the team, which this thread has
   * acquired. Returns when all are finished; rethrows the exception of the first task that failed,
   * after which unclaimed tasks are skipped. Allocates nothing.
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
        // Clears the interrupt, because an interrupted thread would not park again.
        Thread.interrupted();
        idle = 0;
      }
    }
  }
}
