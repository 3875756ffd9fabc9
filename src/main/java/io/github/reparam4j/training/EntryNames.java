/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * The names of arrays in a file. They may have folders, as in {@code net/0/weight}. A name that
 * would leave the folder into which other tools unpack the file is refused.
 */
final class EntryNames {
  private static final int MAX_LENGTH = 1000;
  private static final Set<String> REFUSED = Set.of("", ".", "..");

  private EntryNames() {}

  static boolean isValid(String name) {
    return name.length() <= MAX_LENGTH
        && name.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f)
        && Arrays.stream(name.split("/", -1)).noneMatch(REFUSED::contains);
  }

  static void requireValid(String name) throws IOException {
    if (!isValid(name)) {
      throw new IOException("the name '" + shown(name) + "'");
    }
  }

  /** The name for messages: not too long, without control characters. */
  static String shown(String name) {
    String safe = name.replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= 100 ? safe : safe.substring(0, 100) + "...";
  }
}
