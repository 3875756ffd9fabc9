/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a UTF-8 text, ended by LF, CR or CR LF, without a byte order mark. A {@code
 * java.io.BufferedReader} would collect a line of any length until the heap is full.
 */
final class LineReader {
  static final int MAX_LENGTH = 1 << 26;

  private final Reader reader;
  private final char[] buffer = new char[1 << 13];
  private int next;
  private int end;
  private boolean afterReturn;
  private long number;

  LineReader(InputStream in) {
    this.reader = new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  /** {@return the number of the line read last, from 1} */
  long number() {
    return number;
  }

  /** The next line, or null at the end. */
  String next() throws IOException {
    StringBuilder line = null;
    while (hasMore()) {
      if (afterReturn) {
        afterReturn = false;
        if (buffer[next] == '\n') {
          next++;
          continue;
        }
      }
      if (line == null) {
        line = new StringBuilder();
      }
      int from = next;
      while (next < end && buffer[next] != '\n' && buffer[next] != '\r') {
        next++;
      }
      line.append(buffer, from, next - from);
      if (line.length() > MAX_LENGTH) {
        throw new FileErrors.LimitException(
            "a line must have at most " + MAX_LENGTH + " characters",
            "more in line " + (number + 1),
            "it is no table of numbers");
      }
      if (next < end) {
        afterReturn = buffer[next] == '\r';
        next++;
        return counted(line);
      }
    }
    return line == null ? null : counted(line);
  }

  private String counted(StringBuilder line) {
    number++;
    boolean marked = number == 1 && line.length() > 0 && line.charAt(0) == '\uFEFF';
    return line.substring(marked ? 1 : 0);
  }

  private boolean hasMore() throws IOException {
    if (next == end) {
      next = 0;
      end = Math.max(0, reader.read(buffer));
    }
    return next < end;
  }
}
