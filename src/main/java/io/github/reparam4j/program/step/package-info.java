/**
 * The steps of a plan, and the context that an execution gives them: memory, threads and key.
 *
 * <p>Start here: {@link io.github.reparam4j.program.step.Step}, the sealed family of kinds, and
 * {@link io.github.reparam4j.program.step.BoundStep}, a step on the memory of an execution.
 */
@Internal
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Internal;
