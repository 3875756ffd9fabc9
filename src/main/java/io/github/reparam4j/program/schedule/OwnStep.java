/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.step.Step;
import java.util.List;

/**
 * An operation that has a step of its own.
 *
 * @param maker makes the step
 * @param joinsGroup whether it may instead be accumulated by the group that computes its input
 * @param forms the form that the step needs of each input; the last one holds for all further
 *     inputs
 */
record OwnStep(Maker maker, boolean joinsGroup, List<InputForm> forms) implements Lowering {
  /** Makes a step. */
  @FunctionalInterface
  interface Maker {
    /**
     * Makes the step.
     *
     * @param node the operation
     * @param inputs its inputs, in the form that the step needs
     * @param target buffer of the result
     */
    Step make(Node node, List<View> inputs, Buffer target);
  }

  static OwnStep of(Maker maker, InputForm... forms) {
    return new OwnStep(maker, false, List.of(forms));
  }

  /** The form that the step needs of an input. */
  InputForm form(int input) {
    return forms.get(Math.min(input, forms.size() - 1));
  }
}
