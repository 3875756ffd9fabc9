/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * Element type of a {@link Tensor}: IEEE 754 single or double precision.
 *
 * <p>There is no integer or boolean type. Comparisons return 0 and 1, {@code argMax} returns
 * integers and indices are integers, each in the type of their operand. Integers are exact up to
 * 2^24 in {@link #FLOAT} and 2^53 in {@link #DOUBLE}.
 */
public enum DType {
  /** 32 bits. */
  FLOAT(DataType.FLOAT, Float.BYTES, 1L << 24),
  /** 64 bits. */
  DOUBLE(DataType.DOUBLE, Double.BYTES, 1L << 53);

  private final DataType nd4j;
  private final int bytes;
  private final long maxExactInteger;

  DType(DataType nd4j, int bytes, long maxExactInteger) {
    this.nd4j = nd4j;
    this.bytes = bytes;
    this.maxExactInteger = maxExactInteger;
  }

  /** {@return ND4J's name of this type} */
  public DataType toNd4j() {
    return nd4j;
  }

  /** {@return bytes of one element} */
  public int bytes() {
    return bytes;
  }

  /** {@return the largest n such that all of 0, 1, ..., n are exact} */
  public long maxExactInteger() {
    return maxExactInteger;
  }

  /**
   * The type that holds arrays of an ND4J type without loss of magnitude: DOUBLE for DOUBLE and the
   * 32- and 64-bit integers, FLOAT for everything narrower.
   *
   * @param type ND4J's type
   * @return the type to hold it
   * @throws IllegalArgumentException for types that are not numbers
   */
  public static DType holding(DataType type) {
    return switch (Arguments.given(type, "type")) {
      case DOUBLE, INT, LONG, UINT32, UINT64 -> DOUBLE;
      case FLOAT, HALF, BFLOAT16, SHORT, UINT16, BYTE, UBYTE, BOOL -> FLOAT;
      default ->
          throw Arguments.refused(
              "DType.holding", "array must be numeric", type, "convert it with castTo");
    };
  }
}
