/**
 * Compiles expressions and runs them: simplification, fusion of element-wise operations, allocation
 * in one arena of off-heap memory, and a team of threads.
 *
 * <p>Start here: {@link io.github.reparam4j.program.Program}. {@link
 * io.github.reparam4j.program.Stage} names the passes, whose results {@code Program.explain}
 * prints.
 *
 * <pre>{@code
 * Program step = Program.of(loss).updating(Adam.rate(1e-3).updates(loss, w));
 * double value = step.run(RandomKey.of(42), x.bind(batch)).scalar(loss);
 * }</pre>
 *
 * <p>In the code: {@code CompiledProgram} makes a graph ({@code program.ir}), has {@code
 * program.schedule} make a plan of it, and runs the plan's steps ({@code program.step}), which
 * compute by {@code program.kernel} and {@code program.vector}.
 */
package io.github.reparam4j.program;
