/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array from an IDX file, the format of MNIST and its relatives; plain or gzipped.
 *
 * <pre>{@code
 * INDArray images = Idx.images(Path.of("train-images-idx3-ubyte.gz"));  // [60000, 28, 28], 0 to 1
 * INDArray labels = Idx.labels(Path.of("train-labels-idx1-ubyte.gz"));  // [60000]
 * Idx any = Idx.read(path);                                             // any type and rank
 * }</pre>
 *
 * <p>The format: two zero bytes, a byte for the type (08 unsigned byte, 09 byte, 0B short, 0C int,
 * 0D float, 0E double), a byte for the rank, a 4-byte length for each axis, then the elements in
 * c-order; all big-endian. Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of
 * handwritten digits", section "the IDX file format". A file must hold exactly the bytes that its
 * header announces; memory is allocated as the bytes arrive, not in advance by the header.
 *
 * <p>{@link #toArray} rejects NaN and infinities in FLOAT and DOUBLE files unless {@link
 * #allowNonFinite()} is set.
 *
 * <p>A fault of a file is an {@link java.io.UncheckedIOException} that names the file.
 */
public final class Idx {
  private static final String WHERE = "Idx.read";
  private static final int MAX_RANK = 32;

  /** Deflate cannot shrink data by more than a factor of 1032. */
  private static final long MAX_DEFLATION = 1032;

  /** Type of the elements. */
  public enum Type {
    /** 08: 0 to 255. */
    UNSIGNED_BYTE(0x08, 1),
    /** 09: -128 to 127. */
    BYTE(0x09, 1),
    /** 0B: 16 bits, signed. */
    SHORT(0x0B, 2),
    /** 0C: 32 bits, signed. */
    INT(0x0C, 4),
    /** 0D: 32 bits, IEEE 754. */
    FLOAT(0x0D, 4),
    /** 0E: 64 bits, IEEE 754. */
    DOUBLE(0x0E, 8);

    private final int code;
    private final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  private final Path path;
  private final Type type;
  private final long[] shape;
  private final ByteBuffer elements;
  private final boolean finite;

  private Idx(Path path, Type type, long[] shape, ByteBuffer elements, boolean finite) {
    this.path = path;
    this.type = type;
    this.shape = shape;
    this.elements = elements;
    this.finite = finite;
  }

  /**
   * Reads a file.
   *
   * @param path an IDX file, plain or gzipped, of any name
   * @return its array, with less than 2 GB of elements
   * @throws java.io.UncheckedIOException if the file is missing, is not IDX, is damaged, or is
   *     shorter or longer than its header says
   */
  public static Idx read(Path path) {
    return read(WHERE, path);
  }

  private static Idx read(String where, Path path) {
    return FileErrors.read(where, path, in -> parse(where, path, in));
  }

  /** The length of the leading axis by the header of a file. */
  static long rows(String where, Path path) {
    return FileErrors.read(where, path, in -> header(where, path, in).shape[0]);
  }

  /**
   * Reads images of unsigned bytes as floats: pixel / 255.
   *
   * @param path an IDX file of rank 3: count, rows, columns
   * @return FLOAT [count, rows, columns] with values in [0, 1]
   * @throws java.io.UncheckedIOException as {@link #read}, and if the file holds something else
   */
  public static INDArray images(Path path) {
    return images(path, DataType.FLOAT);
  }

  /**
   * Reads images of unsigned bytes: pixel / 255.
   *
   * @param path an IDX file of rank 3: count, rows, columns
   * @param dataType FLOAT or DOUBLE
   * @return [count, rows, columns] with values in [0, 1]
   * @throws java.io.UncheckedIOException as {@link #read}, and if the file holds something else
   */
  public static INDArray images(Path path, DataType dataType) {
    return images("Idx.images", path, dataType);
  }

  static INDArray images(String where, Path path, DataType dataType) {
    RowBuffer.requireFloating(where, dataType);
    Idx idx = read(where, path);
    idx.require(where, 3, "is this a file of labels?");
    return idx.toArray(where, dataType, 255);
  }

  /**
   * Reads labels of unsigned bytes as floats, which hold them exactly.
   *
   * @param path an IDX file of rank 1
   * @return FLOAT [count] with values 0, 1, ..., 255
   * @throws java.io.UncheckedIOException as {@link #read}, and if the file holds something else
   */
  public static INDArray labels(Path path) {
    return labels(path, DataType.FLOAT);
  }

  /**
   * Reads labels of unsigned bytes.
   *
   * @param path an IDX file of rank 1
   * @param dataType FLOAT or DOUBLE
   * @return [count] with values 0, 1, ..., 255
   * @throws java.io.UncheckedIOException as {@link #read}, and if the file holds something else
   */
  public static INDArray labels(Path path, DataType dataType) {
    return labels("Idx.labels", path, dataType);
  }

  static INDArray labels(String where, Path path, DataType dataType) {
    RowBuffer.requireFloating(where, dataType);
    Idx idx = read(where, path);
    idx.require(where, 1, "is this a file of images?");
    return idx.toArray(where, dataType, 1);
  }

  /** {@return the type of the elements in the file} */
  public Type type() {
    return type;
  }

  /** {@return the lengths of the axes} */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * Accepts NaN and infinities in the file.
   *
   * @return the same elements, whose {@link #toArray} does not check them
   */
  public Idx allowNonFinite() {
    return new Idx(path, type, shape, elements, false);
  }

  /**
   * The elements of the file, without scaling.
   *
   * @param dataType FLOAT or DOUBLE; an INT above 2^24 or a DOUBLE is rounded to FLOAT
   * @return a new array of the file's shape, in c-order
   * @throws IllegalArgumentException if the type is another one, or FLOAT and an element of a
   *     DOUBLE file is beyond its range
   * @throws java.io.UncheckedIOException if the file holds a NaN or an infinity that is not allowed
   */
  public INDArray toArray(DataType dataType) {
    return toArray("Idx.toArray", dataType, 1);
  }

  private INDArray toArray(String where, DataType dataType, double divisor) {
    RowBuffer.requireFloating(where, dataType);
    RowBuffer memory = RowBuffer.create(dataType, shape);
    int rowLength = memory.rowLength();
    int tile = memory.rowsPerTile();
    double[] values = new double[tile * rowLength];
    for (long row = 0; row < memory.rows() && rowLength > 0; row += tile) {
      int count = (int) Math.min(tile, memory.rows() - row);
      int first = (int) (row * rowLength);
      decode(first, count * rowLength, divisor, values);
      check(where, dataType, values, count * rowLength, first);
      memory.write(row, count, values);
    }
    return memory.array();
  }

  private void check(String where, DataType dataType, double[] values, int count, int first) {
    int bad = finite ? FiniteCheck.firstNonFinite(values, count) : -1;
    if (bad >= 0) {
      throw FileErrors.of(
          where,
          path,
          "elements must be finite",
          values[bad] + " at " + Arrays.toString(FiniteCheck.unravel(first + bad, shape)),
          "allowNonFinite() accepts it");
    }
    FiniteCheck.rejectOverflow(where, dataType, values, count, first, shape);
  }

  private void decode(int from, int count, double divisor, double[] out) {
    switch (type) {
      case UNSIGNED_BYTE -> {
        for (int i = 0; i < count; i++) {
          out[i] = (elements.get(from + i) & 0xff) / divisor;
        }
      }
      case BYTE -> fill(out, count, divisor, i -> elements.get(from + i));
      case SHORT -> fill(out, count, divisor, i -> elements.getShort(2 * (from + i)));
      case INT -> fill(out, count, divisor, i -> elements.getInt(4 * (from + i)));
      case FLOAT -> fill(out, count, divisor, i -> elements.getFloat(4 * (from + i)));
      case DOUBLE -> fill(out, count, divisor, i -> elements.getDouble(8 * (from + i)));
    }
  }

  private static void fill(double[] out, int count, double divisor, IntToDoubleFunction element) {
    for (int i = 0; i < count; i++) {
      out[i] = element.applyAsDouble(i) / divisor;
    }
  }

  private void require(String where, int rank, String hint) {
    if (type != Type.UNSIGNED_BYTE || shape.length != rank) {
      String got = type + " " + Arrays.toString(shape);
      String must = "file must hold UNSIGNED_BYTE of rank " + rank;
      throw FileErrors.of(where, path, must, got, hint);
    }
  }

  private record Header(Type type, long[] shape) {}

  private static Header header(String where, Path path, InputStream in) throws IOException {
    int magic = ByteBuffer.wrap(header(where, path, in, 4)).getInt();
    Type type = typeOf(where, path, magic);
    int rank = magic & 0xff;
    if (!(rank >= 1 && rank <= MAX_RANK)) {
      throw FileErrors.of(where, path, "rank must be in [1, " + MAX_RANK + "]", rank, null);
    }
    ByteBuffer lengths = ByteBuffer.wrap(header(where, path, in, 4 * rank));
    long[] shape = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = Integer.toUnsignedLong(lengths.getInt());
    }
    return new Header(type, shape);
  }

  private static Idx parse(String where, Path path, InputStream in) throws IOException {
    Header header = header(where, path, in);
    Type type = header.type;
    long[] shape = header.shape;
    int bytes = checkedBytes(where, path, type, shape);
    byte[] elements = in.readNBytes(bytes);
    String must =
        type + " " + Arrays.toString(shape) + " must have " + bytes + " bytes of elements";
    if (elements.length < bytes) {
      throw FileErrors.of(where, path, must, elements.length, "the file is cut short");
    }
    if (in.read() >= 0) {
      throw FileErrors.of(where, path, must, "more", "the header does not fit the file");
    }
    return new Idx(path, type, shape, ByteBuffer.wrap(elements), true);
  }

  private static byte[] header(String where, Path path, InputStream in, int bytes)
      throws IOException {
    byte[] header = in.readNBytes(bytes);
    if (header.length < bytes) {
      throw FileErrors.of(
          where, path, "header must be complete", "an end within it", "the file is cut short");
    }
    return header;
  }

  private static Type typeOf(String where, Path path, int magic) {
    for (Type type : Type.values()) {
      if (magic >>> 8 == type.code) {
        return type;
      }
    }
    throw FileErrors.of(
        where,
        path,
        "first bytes must be 00 00, one of 08 09 0B 0C 0D 0E, and the rank",
        "%02X %02X %02X %02X"
            .formatted(magic >>> 24, magic >>> 16 & 0xff, magic >>> 8 & 0xff, magic & 0xff),
        "it is not an IDX file");
  }

  /** The number of bytes that the header announces; rejects more than the file can hold. */
  private static int checkedBytes(String where, Path path, Type type, long[] shape)
      throws IOException {
    double bytes = type.bytes;
    double bytesOfOthers = type.bytes;
    for (long length : shape) {
      bytes *= length;
      bytesOfOthers *= Math.max(1, length);
    }
    long size = Files.size(path);
    double maxBytes = FileErrors.isGzip(path) ? (double) size * MAX_DEFLATION : size;
    if (bytes > maxBytes) {
      throw FileErrors.of(
          where,
          path,
          "shape must fit the file's " + size + " bytes",
          type + " " + Arrays.toString(shape),
          "the header is wrong or the file is cut short");
    }
    if (bytesOfOthers > Integer.MAX_VALUE - 8) {
      throw FileErrors.of(
          where,
          path,
          "there must be less than 2 GB of elements",
          type + " " + Arrays.toString(shape),
          "split the file");
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw FileErrors.of(
          where,
          path,
          "elements must fit the Java heap of " + heap + " bytes",
          type + " " + Arrays.toString(shape),
          "raise -Xmx or split the file");
    }
    return (int) bytes;
  }

  /** {@return type, shape and path} */
  @Override
  public String toString() {
    return "Idx(" + type + " " + Arrays.toString(shape) + ", " + path + ")";
  }
}
