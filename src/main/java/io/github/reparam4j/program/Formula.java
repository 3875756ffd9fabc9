package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import java.util.List;

/**
 * Arithmetic that one loop can compute: for each i, terms over elements i of arrays and over single
 * numbers, some of which go back into arrays. Two formulas that are equal share a loop.
 *
 * <p>Values are numbered: elements of the input arrays, then numbers, then terms.
 *
 * @param dtype type of all values
 * @param inputs how many arrays are read; they are the first ones
 * @param arrays how many arrays there are; an array may be read and written
 * @param scalars how many numbers there are
 * @param terms operations, each on earlier values
 * @param results what is written when all has been read
 */
record Formula(
    DType dtype, int inputs, int arrays, int scalars, List<Term> terms, List<Result> results) {

  /** An operation on values. */
  record Term(Elementwise op, List<Integer> values) {}

  /** A value that goes into an array. */
  record Result(int value, int array) {}

  /** A loop that computes a formula; of its two methods, the one of the formula's type. */
  interface Loop {
    /**
     * Computes elements 0 to n - 1.
     *
     * @param operands the arrays, then arrays whose first elements are the numbers
     */
    default void run(float[][] operands, int n) {
      throw new UnsupportedOperationException();
    }

    /** As for floats. */
    default void run(double[][] operands, int n) {
      throw new UnsupportedOperationException();
    }
  }
}
