/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of an array in NumPy's format: magic bytes, version, length, and a Python dictionary
 * as text. Source: NumPy's documentation, {@code numpy.lib.format}, versions 1.0 to 3.0.
 *
 * @param dtype element type
 * @param fortranOrder whether the first axis varies fastest
 * @param shape the shape
 */
record NpyHeader(DType dtype, boolean fortranOrder, long[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_RANK = 32;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

  /** The header's bytes, of version 1.0, padded to a multiple of 64. */
  byte[] bytes() {
    String dimensions =
        Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" ", "(", ")"));
    String text =
        "{'descr': '"
            + (dtype == DType.FLOAT ? "<f4" : "<f8")
            + "', 'fortran_order': "
            + (fortranOrder ? "True" : "False")
            + ", 'shape': "
            + dimensions
            + ", }";
    int before = MAGIC.length + 4;
    int total = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] bytes = new byte[total];
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[MAGIC.length] = 1;
    bytes[MAGIC.length + 1] = 0;
    bytes[MAGIC.length + 2] = (byte) (total - before);
    bytes[MAGIC.length + 3] = (byte) ((total - before) >>> 8);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, before, ascii.length);
    bytes[total - 1] = '\n';
    return bytes;
  }

  /**
   * Reads a header.
   *
   * @throws IOException if it is not one of a FLOAT or DOUBLE array; the message says what it is
   */
  static NpyHeader read(InputStream in) throws IOException {
    byte[] start = exactly(in, MAGIC.length + 2);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("no NumPy array");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IOException("version " + version + " of NumPy's format");
    }
    byte[] size = exactly(in, version == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | size[i] & 0xff;
    }
    if (length > MAX_LENGTH) {
      throw new IOException("a header of " + length + " bytes");
    }
    return parse(new String(exactly(in, (int) length), StandardCharsets.UTF_8).strip());
  }

  private static NpyHeader parse(String text) throws IOException {
    String descr = first(DESCR, text);
    DType dtype =
        switch (descr) {
          case "<f4" -> DType.FLOAT;
          case "<f8" -> DType.DOUBLE;
          default -> throw new IOException("elements of type '" + descr + "', not <f4 or <f8");
        };
    String[] dimensions = first(SHAPE, text).strip().split("\\s*,\\s*");
    boolean scalar = dimensions.length == 1 && dimensions[0].isEmpty();
    try {
      long[] shape =
          scalar ? new long[0] : Arrays.stream(dimensions).mapToLong(Long::parseLong).toArray();
      if (shape.length > MAX_RANK) {
        throw new IOException("an array of rank " + shape.length);
      }
      return new NpyHeader(dtype, first(ORDER, text).equals("True"), shape);
    } catch (NumberFormatException e) {
      throw new IOException("the header " + text, e);
    }
  }

  private static String first(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("the header " + text);
    }
    return matcher.group(1);
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }
}
