/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import java.util.List;

/** A program and its bindings, which a benchmark runs repeatedly. */
final class Workload implements AutoCloseable {
  /** The key of the first step; step i uses {@code KEY.step(i)}. */
  static final RandomKey KEY = RandomKey.of(1);

  private final Program.Definition definition;
  private final Binding[] bindings;
  private final Program program;
  private long steps;

  /**
   * @param definition the loss, if there is one, and new values of variables
   * @param bindings values of the inputs
   */
  Workload(Program.Definition definition, Binding... bindings) {
    this.definition = definition;
    this.bindings = bindings;
    this.program = Program.of(definition);
  }

  Program.Definition definition() {
    return definition;
  }

  List<Binding> bindings() {
    return List.of(bindings);
  }

  Program program() {
    return program;
  }

  /** Runs one step, with its own noise. {@return the loss, or 0 if there is none} */
  double step() {
    RunResult result = program.run(KEY.step(steps++), bindings);
    return definition.outputs().isEmpty() ? 0 : result.scalar(0);
  }

  @Override
  public void close() {
    program.close();
  }
}
