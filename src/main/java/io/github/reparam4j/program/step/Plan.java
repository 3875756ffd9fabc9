/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;

/**
 * The work of a program for one set of shapes: steps in order, the buffers that they use, with
 * offsets in the arena, and the locations of the results. Immutable once made.
 *
 * @param steps the steps, in order
 * @param firstUpdate index of the first step that updates variables in place; the steps that can
 *     fail come before it
 * @param buffers all buffers
 * @param outputs where each output is stored
 * @param updates where each variable's new value is stored
 * @param finite those of these variables whose new value must be finite
 * @param inputs the inputs it depends on, with their buffers
 * @param variables the variables it reads, with their buffers
 * @param arenaBytes size of the arena
 * @param drawsNoise whether a run needs a key
 */
public record Plan(
    List<Step> steps,
    int firstUpdate,
    List<Buffer> buffers,
    Map<Tensor, Buffer> outputs,
    Map<Variable, Buffer> updates,
    List<Variable> finite,
    Map<Input, Buffer> inputs,
    Map<Variable, Buffer> variables,
    long arenaBytes,
    boolean drawsNoise) {}
