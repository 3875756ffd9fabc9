/**
 * Compiles expressions and runs them: simplification, fusion of element-wise work into tiles,
 * allocation in one arena of off-heap memory, and a team of workers.
 *
 * <p>Start here: {@link io.github.reparam4j.program.Program}.
 */
package io.github.reparam4j.program;
