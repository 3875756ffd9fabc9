/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Work done by several threads at once. */
public final class InThreads {
  private InThreads() {}

  /** Runs work in threads numbered from 0, and rethrows the exception of any of them. */
  public static void run(int threads, IntConsumer work) throws InterruptedException {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> all =
        IntStream.range(0, threads)
            .mapToObj(i -> new Thread(() -> work.accept(i), "run " + i))
            .toList();
    all.forEach(t -> t.setUncaughtExceptionHandler((thread, e) -> failures.add(e)));
    all.forEach(Thread::start);
    for (Thread t : all) {
      t.join();
    }
    assertThat(failures).isEmpty();
  }
}
