/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done with arrays and programs, the JVM does not crash; see {@link MemoryFuzz}. */
@Timeout(120)
class MemoryFuzzTest {
  @Test
  void misuseInSeveralThreadsEndsInExceptions(@TempDir Path folder)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(ChildJvm.sameModules());
    options.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    options.add("-XX:-CreateCoredumpOnCrash");
    ChildJvm.Outcome outcome = ChildJvm.outcome(options, MemoryFuzz.class, "1", "4", "4000");
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).containsPattern("done: \\d{2,} actions, \\d+ runs that count");
  }
}
