/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.step.Step;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An operation with a step of its own.
 *
 * @param node the operation
 * @param lowering makes its step
 * @param inputs its inputs, in the form that the step needs
 * @param target buffer of the result
 */
record ScheduledStep(Node node, OwnStep lowering, List<View> inputs, Buffer target)
    implements ScheduledItem {

  @Override
  public Step lower(Views views, boolean loops) {
    return lowering.maker().make(node, inputs, target);
  }

  @Override
  public String describe() {
    String from = inputs.stream().map(v -> v.buffer().toString()).collect(Collectors.joining(", "));
    return "step " + node.describe() + "; reads " + from + "; writes " + target;
  }
}
