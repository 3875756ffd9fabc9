/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.step.Step;
import java.util.List;

/**
 * Steps in the order in which they run.
 *
 * @param steps the steps
 * @param firstUpdate index of the first step that updates variables in place; the steps that can
 *     fail come before it
 */
public record StepOrder(List<Step> steps, int firstUpdate) {}
