/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.step.CopyStep;
import io.github.reparam4j.program.step.Step;
import java.util.List;

/**
 * A value to be copied in row-major order.
 *
 * @param node the node whose value it is
 * @param from the view of the value
 * @param target buffer of the copy
 */
record ScheduledCopy(Node node, View from, Buffer target) implements ScheduledItem {

  @Override
  public Step lower(Views views, boolean loops) {
    View to = View.contiguous(target, from.shape());
    return new CopyStep(node, target, List.of(new CopyStep.Part(from, to)), false);
  }

  @Override
  public String describe() {
    return "copy %" + node.id() + "; reads " + from.buffer() + "; writes " + target;
  }
}
