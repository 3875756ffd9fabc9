/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;

/**
 * The result of the {@link Scheduler}: the nodes that are computed together, their order, and the
 * values that are materialized.
 *
 * @param items the items that become steps, in order
 * @param buffers all buffers that are materialized, by their ids
 * @param outputs the buffer of each output
 * @param updates the buffer of each variable's new value
 */
public record Schedule(
    List<ScheduledItem> items,
    List<Buffer> buffers,
    Map<Tensor, Buffer> outputs,
    Map<Variable, Buffer> updates) {
  public Schedule {
    items = List.copyOf(items);
    buffers = List.copyOf(buffers);
  }
}
