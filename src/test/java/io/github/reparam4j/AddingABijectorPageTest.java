/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import doors.OwnBijectorTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** src/site/markdown/adding-a-bijector.md: a test outside of the library runs its code. */
final class AddingABijectorPageTest {
  @Test
  void allCodeOfThePageIsRun() throws IOException {
    Snippets.assertRunBy(OwnBijectorTest.class, Path.of("src/site/markdown/adding-a-bijector.md"));
  }
}
