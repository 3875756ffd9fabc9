/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import doors.OwnEstimatorTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** src/site/markdown/adding-an-estimator.md: a test outside of the library runs its code. */
final class AddingAnEstimatorPageTest {
  @Test
  void allCodeOfThePageIsRun() throws IOException {
    Snippets.assertRunBy(
        OwnEstimatorTest.class, Path.of("src/site/markdown/adding-an-estimator.md"));
  }
}
