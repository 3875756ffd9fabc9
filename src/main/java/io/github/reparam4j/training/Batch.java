/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.NativeArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some rows of a data set: arrays whose leading axes have one length, such as features [128, 784]
 * and targets [128].
 *
 * <p>A batch is valid until its source makes the next one. The source may then reuse the memory and
 * calls {@link #expire()}, so that a later read fails instead of showing other rows. {@link
 * #copy()} makes a batch that stays valid.
 *
 * <pre>{@code
 * Batch batch = Batch.of(features, targets);
 * INDArray x = batch.array(0);
 * }</pre>
 */
public final class Batch {
  private final List<INDArray> arrays;
  private final int size;
  private volatile boolean expired;

  private Batch(List<INDArray> arrays, int size) {
    this.arrays = arrays;
    this.size = size;
  }

  /**
   * A batch of the given arrays, which are not copied.
   *
   * @param arrays at least one, each of rank 1 or more, leading axes of equal length
   * @return the batch
   * @throws IllegalArgumentException if there is no array, one is a scalar, closed or not numeric,
   *     or the lengths differ
   */
  public static Batch of(INDArray... arrays) {
    return of(Arrays.asList(Errors.given("Batch.of", "arrays", arrays)));
  }

  /**
   * A batch of the given arrays, which are not copied.
   *
   * @param arrays at least one, each of rank 1 or more, leading axes of equal length
   * @return the batch
   * @throws IllegalArgumentException if there is no array, one is a scalar, closed or not numeric,
   *     or the lengths differ
   */
  public static Batch of(List<INDArray> arrays) {
    int size = checkedSize(Errors.given("Batch.of", "arrays", arrays));
    return new Batch(List.copyOf(arrays), size);
  }

  /** One step of training without data. */
  static Batch withoutArrays() {
    return new Batch(List.of(), 1);
  }

  /**
   * {@return the number of rows: the length of every array's leading axis; 1 if there is no array}
   */
  public int size() {
    return size;
  }

  /** {@return the number of arrays} */
  public int arity() {
    return arrays.size();
  }

  /**
   * One of the arrays.
   *
   * @param index from 0, in the order of the source
   * @return the array, valid as long as the batch
   * @throws IllegalArgumentException if there is no such array
   * @throws IllegalStateException if the batch has expired
   */
  public INDArray array(int index) {
    if (!(index >= 0 && index < arrays.size())) {
      throw Errors.argument(
          "Batch.array", "index must be in [0, " + arrays.size() + ")", index, null);
    }
    return arrays().get(index);
  }

  /**
   * All arrays.
   *
   * @return the arrays, unmodifiable, valid as long as the batch
   * @throws IllegalStateException if the batch has expired or an array is closed
   */
  public List<INDArray> arrays() {
    if (expired) {
      throw Errors.state(
          "Batch",
          "only the latest batch of an epoch can be read",
          "one that its source has replaced",
          "take copy() of a batch before asking for the next one");
    }
    for (int i = 0; i < arrays.size(); i++) {
      if (arrays.get(i).wasClosed()) {
        throw Errors.state("Batch", "arrays must stay open", "array " + i + " closed", null);
      }
    }
    return arrays;
  }

  /**
   * A batch with arrays of its own, which stays valid, also after the scope of a workspace.
   *
   * @return a deep copy
   * @throws IllegalStateException if the batch has expired
   */
  public Batch copy() {
    List<INDArray> copies = new ArrayList<>();
    for (INDArray array : arrays()) {
      copies.add(array.isEmpty() ? array : NativeArrays.detached(() -> array.dup('c')));
    }
    return new Batch(List.copyOf(copies), size);
  }

  /** Makes every later read fail. A source calls it when it reuses the arrays' memory. */
  public void expire() {
    expired = true;
  }

  /** {@return the shapes} */
  @Override
  public String toString() {
    if (expired) {
      return "Batch(expired)";
    }
    return "Batch" + arrays.stream().map(a -> Arrays.toString(a.shape())).toList();
  }

  private static int checkedSize(List<INDArray> arrays) {
    if (arrays.isEmpty()) {
      throw Errors.argument("Batch.of", "there must be at least one array", "none", null);
    }
    long rows = -1;
    for (int i = 0; i < arrays.size(); i++) {
      INDArray array = Errors.given("Batch.of", "array " + i, arrays.get(i));
      NativeArrays.requireUsable("Batch.of", "array " + i, array);
      long[] shape = array.shape();
      if (shape.length == 0) {
        throw Errors.argument(
            "Batch.of",
            "arrays must have a leading axis",
            "a scalar as array " + i,
            "reshape it to [1]");
      }
      if (i > 0 && shape[0] != rows) {
        throw Errors.argument(
            "Batch.of",
            "leading axes must have one length, here " + rows + " as in array 0",
            Arrays.toString(shape) + " as array " + i,
            null);
      }
      rows = shape[0];
    }
    return Math.toIntExact(rows);
  }
}
