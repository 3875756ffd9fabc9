/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A variable that is trained. */
public final class Parameter extends Variable {
  private Parameter(String name, INDArray initial) {
    super(name, initial);
  }

  /**
   * A parameter that starts from a copy of an array.
   *
   * @param name its name, for messages
   * @param initial its first value
   * @return the parameter
   */
  public static Parameter of(String name, INDArray initial) {
    return new Parameter(Arguments.given(name, "name"), Arguments.given(initial, "initial"));
  }
}
