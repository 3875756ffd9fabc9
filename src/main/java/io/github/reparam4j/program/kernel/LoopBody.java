/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import java.util.List;

/**
 * The body of one loop of arithmetic: for each i, terms over elements i of arrays and over scalars;
 * some terms are written to arrays. Equal bodies share a compiled loop.
 *
 * <p>Values are numbered: elements of the input arrays, then scalars, then terms.
 *
 * @param dtype type of all values
 * @param inputs how many arrays are read; they are the first ones
 * @param arrays how many arrays there are; an array may be read and written
 * @param scalars how many scalars there are
 * @param terms operations, each on earlier values
 * @param results the values to be written, after all inputs have been read
 */
public record LoopBody(
    DType dtype, int inputs, int arrays, int scalars, List<Term> terms, List<Result> results) {

  /** An operation on values. */
  public record Term(Elementwise op, List<Integer> values) {}

  /** A value that is written to an array. */
  public record Result(int value, int array) {}

  /** A loop that computes a body; it implements the method of the body's type. */
  public interface Loop {
    /**
     * Computes elements 0 to n - 1.
     *
     * @param operands the arrays, then arrays whose first elements are the scalars
     */
    default void run(float[][] operands, int n) {
      throw new UnsupportedOperationException();
    }

    /** The same for doubles. */
    default void run(double[][] operands, int n) {
      throw new UnsupportedOperationException();
    }
  }
}
