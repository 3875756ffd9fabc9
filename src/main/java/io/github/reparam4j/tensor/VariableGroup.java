/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;

/**
 * Variables with one lock. A variable starts alone; the first program that sets it together with
 * others moves it to a group with those, so that a step of training takes one lock and not one for
 * each variable. Only who holds the lock of the old group for writing may do so.
 */
final class VariableGroup {
  private static final AtomicLong COUNT = new AtomicLong();

  private final long serial = COUNT.getAndIncrement();
  private final StampedLock lock = new StampedLock();
  private final boolean single;

  VariableGroup(boolean single) {
    this.single = single;
  }

  /** The creation index of the next group. */
  static long nextSerial() {
    return COUNT.get();
  }

  /** Creation index: locks are taken in its order, so that nobody waits in a circle. */
  long serial() {
    return serial;
  }

  StampedLock lock() {
    return lock;
  }

  /** Whether it is of one variable that no program has set together with others. */
  boolean isSingle() {
    return single;
  }
}
