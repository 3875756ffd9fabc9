package io.github.reparam4j.program;

import java.util.List;

/**
 * Steps in the order in which they run.
 *
 * @param steps the steps
 * @param commits number of the first step of those that only write variables, after all that can
 *     fail
 */
record StepOrder(List<Step> steps, int commits) {}
