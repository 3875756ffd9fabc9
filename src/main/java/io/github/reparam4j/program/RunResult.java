/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The outputs of one run of a {@link Program}; independent of later runs. */
public final class RunResult {
  private final List<Tensor> outputs;
  private final double[] scalars;
  private final INDArray[] arrays;

  /**
   * @param scalars values of the outputs that have one element
   * @param arrays values of the other outputs; null for those that have one element
   */
  RunResult(List<Tensor> outputs, double[] scalars, INDArray[] arrays) {
    this.outputs = outputs;
    this.scalars = scalars;
    this.arrays = arrays;
  }

  /**
   * The value of an output.
   *
   * @param output one of the program's outputs
   * @return its value
   * @throws IllegalArgumentException if it is not an output of the program
   */
  public INDArray get(Tensor output) {
    return get(position("RunResult.get", output));
  }

  /**
   * The value of an output.
   *
   * @param position its position, from 0
   * @return its value
   * @throws IllegalArgumentException if there is no such output
   */
  public INDArray get(int position) {
    requireOutput("RunResult.get", position);
    if (arrays[position] != null) {
      return arrays[position];
    }
    Tensor t = outputs.get(position);
    return NativeArrays.detached(
        () -> Nd4j.scalar(t.dtype().toNd4j(), scalars[position]).reshape('c', t.shape().toLongs()));
  }

  /**
   * The value of an output with one element.
   *
   * @param output one of the program's outputs
   * @return its value
   * @throws IllegalArgumentException if it is not an output of the program or has more elements
   */
  public double scalar(Tensor output) {
    return scalar(position("RunResult.scalar", output));
  }

  /**
   * The value of an output with one element.
   *
   * @param position its position, from 0
   * @return its value
   * @throws IllegalArgumentException if there is no such output, or it has more elements
   */
  public double scalar(int position) {
    requireOutput("RunResult.scalar", position);
    if (arrays[position] == null) {
      return scalars[position];
    }
    throw Errors.argument(
        "RunResult.scalar",
        "output must have one element",
        "shape " + outputs.get(position).shape(),
        "use get");
  }

  private void requireOutput(String where, int position) {
    if (!(position >= 0 && position < arrays.length)) {
      throw Errors.argument(
          where, "position must be in [0, " + arrays.length + ")", position, null);
    }
  }

  private int position(String where, Tensor output) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) == output) {
        return i;
      }
    }
    throw Errors.argument(where, "tensor must be one of the program's outputs", output, null);
  }
}
