/**
 * From a graph to a plan, in named passes: fusion, lowering to steps, in-place updates, memory
 * planning.
 *
 * <p>Start here: {@link io.github.reparam4j.program.schedule.Planner}, which names the passes in
 * order. {@code LoweringTable} says how each operation is carried out.
 */
@Internal
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.internal.Internal;
