/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/**
 * Data sets that are not part of the project, for tests that read real data. They lie in the folder
 * of the system property {@code reparam4j.data}, by default {@code ../shared/data}.
 */
public final class RealData {
  private RealData() {}

  /**
   * The path of a file or folder of real data.
   *
   * @param relative its place in the folder, such as {@code mnist}
   * @return the path, which exists
   * @throws TestAbortedException if it does not exist: the test is then skipped
   */
  public static Path require(String relative) {
    Path path = Path.of(System.getProperty("reparam4j.data", "../shared/data"), relative);
    if (!Files.exists(path)) {
      throw new TestAbortedException(
          "not run: needs the real data "
              + path.toAbsolutePath().normalize()
              + "; set -Dreparam4j.data to the folder of the data sets");
    }
    return path;
  }
}
