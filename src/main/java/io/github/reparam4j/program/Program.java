/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Expressions compiled to be run many times: outputs to compute and variables to update.
 *
 * <pre>{@code
 * Program step = Program.of(loss).updating(Sgd.rate(0.1).updates(loss, w));
 * for (int i = 0; i < 100; i++) {
 *   double l = step.run(key.step(i), x.bind(batch)).scalar(loss);
 * }
 * }</pre>
 *
 * <p>A run computes all outputs and all new values from the variables as they were before it, and
 * sets the variables last: if it fails, they are as before, to the bit, and the program can be run
 * again. New values of parameters, and those of an optimiser's state, must be finite: if one is
 * not, or the gradient that it is computed from, the run fails before it has set any variable.
 * Other variables may hold any value. The same key, inputs and variables give the same bits,
 * whatever the number of threads.
 *
 * <p>May be run from several threads at once. Runs that update a variable take turns with all runs
 * that use it, of this program or another; other runs go side by side. The arrays that a run reads
 * must not be closed, resized or changed by the caller while it is under way. Memory is freed by
 * {@link #close()}, or when the program is no longer reachable.
 */
public final class Program implements AutoCloseable {
  /**
   * The outputs and updates of a program.
   *
   * @param outputs the outputs
   * @param updates new values of variables
   */
  public record Definition(List<Tensor> outputs, Map<Variable, Tensor> updates) {
    /** Checks that each new value fits its variable. */
    public Definition {
      outputs = List.copyOf(outputs);
      updates.forEach(
          (v, t) -> {
            if (!v.shape().equals(t.shape()) || v.dtype() != t.dtype()) {
              throw Errors.argument(
                  "Program",
                  "a new value must have the shape and dtype of its variable, " + v,
                  t,
                  null);
            }
          });
    }

    /**
     * Outputs only.
     *
     * @param outputs the outputs
     * @return the definition
     */
    public static Definition of(Tensor... outputs) {
      Errors.allGiven("Program.of", "outputs", outputs);
      return new Definition(List.of(outputs), Map.of());
    }
  }

  /**
   * How a program is compiled.
   *
   * @param checks whether requirements are checked
   * @param nonFiniteChecks whether each operation is run by itself
   * @param once whether there will be one run, which is to begin soon
   */
  record Options(boolean checks, boolean nonFiniteChecks, boolean once) {
    static final Options STANDARD = new Options(true, false, false);
  }

  private final Definition fixed;
  private final Function<List<Input>, Definition> body;
  private final Options options;
  private final Map<List<Signature>, Traced> traced = new LinkedHashMap<>();
  private CompiledProgram compiled;
  private boolean closed;
  private boolean isTracing;

  private record Traced(List<Input> inputs, CompiledProgram compiled) {}

  private Program(Definition fixed, Function<List<Input>, Definition> body, Options options) {
    this.fixed = fixed;
    this.body = body;
    this.options = options;
  }

  /**
   * A program of expressions.
   *
   * @param outputs what a run is to return
   * @return the program, compiled at its first run
   */
  public static Program of(Tensor... outputs) {
    Errors.allGiven("Program.of", "outputs", outputs);
    return of(Definition.of(outputs));
  }

  /**
   * A program of expressions and updates.
   *
   * @param definition what to compute
   * @return the program, compiled at its first run
   */
  public static Program of(Definition definition) {
    Errors.given("Program.of", "definition", definition);
    return new Program(definition, null, Options.STANDARD);
  }

  /**
   * A program whose expressions are made anew for each combination of input shapes and types that
   * it meets, and compiled: for batches of different sizes.
   *
   * @param body makes the expressions from inputs of the shapes met; called once for each
   *     combination. It must not run this program, nor wait for another thread that does
   * @return the program; run it with {@link #run(RandomKey, INDArray...)}
   */
  public static Program tracing(Function<List<Input>, Definition> body) {
    Errors.given("Program.tracing", "body", body);
    return new Program(null, body, Options.STANDARD);
  }

  /**
   * This program with updates.
   *
   * @param updates new values of variables, of their shapes
   * @return a new program
   */
  public Program updating(Map<Variable, Tensor> updates) {
    Errors.given("Program.updating", "updates", updates);
    if (fixed == null) {
      throw Errors.state(
          "Program.updating", "program must be one of expressions", "a tracing one", null);
    }
    return new Program(new Definition(fixed.outputs(), updates), null, options);
  }

  /**
   * This program without run-time checks such as that a standard deviation is positive.
   *
   * @return a new program
   */
  public Program withoutChecks() {
    return new Program(fixed, body, new Options(false, options.nonFiniteChecks(), options.once()));
  }

  /**
   * This program in anomaly mode: every operation is run by itself, and the first one that gives
   * NaN or infinity stops the run with an {@link ArithmeticException} that names it, the index, and
   * the user's line that made it. Slow.
   *
   * @return a new program
   */
  public Program detectingAnomalies() {
    return new Program(fixed, body, new Options(options.checks(), true, options.once()));
  }

  /** A program that will be run once. */
  static Program once(List<Tensor> outputs) {
    return new Program(new Definition(outputs, Map.of()), null, new Options(true, false, true));
  }

  /**
   * Runs a program that draws no noise.
   *
   * @param bindings a value for each input
   * @return the outputs
   */
  public RunResult run(Binding... bindings) {
    return run(null, bindings);
  }

  /**
   * Runs a program without inputs.
   *
   * @param key key of the noise
   * @return the outputs
   */
  public RunResult run(RandomKey key) {
    return fixed == null ? run(key, new INDArray[0]) : run(key, new Binding[0]);
  }

  /**
   * Runs the program.
   *
   * <p>Variables are set after all that can fail: what is left then is arithmetic on memory that is
   * there. Only an error of the JVM's own in that last part, such as a {@link StackOverflowError},
   * could leave some variables with new values and others with former ones; assign them anew, from
   * a checkpoint say.
   *
   * <p>A run does not end by an interrupt: that of an interrupted thread completes, and the thread
   * stays interrupted.
   *
   * @param key key of the noise; null if there is none
   * @param bindings a value for each input
   * @return the outputs
   * @throws IllegalArgumentException if an input is unbound or bound twice, or the program draws
   *     noise and there is no key
   * @throws ArithmeticException if a check fails, or if a new value of a {@code Parameter}, or of a
   *     variable of an optimiser's state, is not finite, or the gradient that it is computed from;
   *     variables are as before
   * @throws IllegalStateException if the program is closed, or the array of a variable or constant
   *     was closed or resized
   * @throws OutOfMemoryError if its memory, outside the heap or on it, can't be allocated;
   *     variables are as before
   */
  public RunResult run(RandomKey key, Binding... bindings) {
    Errors.allGiven("Program.run", "bindings", bindings);
    return compiled().run(key, bindings);
  }

  /**
   * Runs a tracing program; otherwise as {@link #run(RandomKey, Binding...)}.
   *
   * @param key key of the noise; null if there is none
   * @param arrays values of its inputs
   * @return the outputs, by position
   */
  public RunResult run(RandomKey key, INDArray... arrays) {
    Errors.allGiven("Program.run", "arrays", arrays);
    Traced t = traced(arrays);
    Binding[] bindings = new Binding[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      bindings[i] = t.inputs.get(i).bind(arrays[i]);
    }
    return t.compiled.run(key, bindings);
  }

  /**
   * The plan as text: a line for each step, with its kind, the shape that it computes, the bytes
   * that it reads and writes, the floating-point operations of products, and what it does with
   * which arrays; then the memory. Buffers of the arena are called s0, s1, ..., and variables by
   * their names.
   *
   * <pre>
   * step  kind    shape         reads  writes  flop  computes
   *    0  matmul  [4, 2] FLOAT   72 B    32 B    48  input 'x' * 'w' -&gt; s2
   *    1  fused   [4, 2] FLOAT   40 B    32 B        s2, 'b' -&gt; add, tanh -&gt; s4
   *  all                        112 B    64 B    48
   * arena 128 bytes; buffers 5; inputs 1; variables read 2, updated 0; no noise
   * </pre>
   *
   * <p>Compiles a program of expressions if it was not run yet. Of a tracing program these are the
   * plans made so far, each after the inputs that it is for.
   *
   * @return the text
   * @throws IllegalStateException if the program is closed
   */
  public String explain() {
    return describePlans("Program.explain", "", c -> PlanPrinter.of(c.plan()));
  }

  /**
   * The result of one of the passes that turn the expressions into a plan: it shows why two
   * operations are not computed together, or which values take memory.
   *
   * <pre>
   * %0 input [4, 3] FLOAT
   * %1 variable [3, 2] FLOAT
   * %2 matmul(%0, %1) [4, 2] FLOAT
   * </pre>
   *
   * <p>The expressions are compiled anew, and the program is left as it is. Of a tracing program
   * these are texts for the plans made so far, each after the inputs that it is for.
   *
   * @param stage the pass
   * @return the text, in the form that the stage describes; not meant to be parsed
   * @throws IllegalStateException if the program is closed
   */
  public String explain(Stage stage) {
    Errors.given("Program.explain", "stage", stage);
    return describePlans("Program.explain", "", c -> c.explain(stage));
  }

  /**
   * The plan as a graph in the DOT language of GraphViz: what is computed from what, with the
   * operations of one step in one box.
   *
   * <pre>{@code
   * Files.writeString(Path.of("step.dot"), program.toDot());      // dot -Tsvg -O step.dot
   * }</pre>
   *
   * <p>Compiles a program of expressions if it was not run yet. Of a tracing program this is one
   * graph for each plan made so far.
   *
   * @return the text
   * @throws IllegalStateException if the program is closed
   */
  public String toDot() {
    return describePlans("Program.toDot", "// ", c -> DotGraph.of(c.plan()));
  }

  private synchronized String describePlans(
      String where, String comment, Function<CompiledProgram, String> describe) {
    requireOpen(where);
    if (fixed != null) {
      return describe.apply(compiled());
    }
    if (traced.isEmpty()) {
      return comment + "no plan yet: they are made by runs\n";
    }
    List<String> texts = new ArrayList<>();
    traced.forEach(
        (signature, t) ->
            texts.add(
                signature.stream()
                    .map(s -> s.shape() + " " + s.dtype())
                    .collect(Collectors.joining(", ", comment + "inputs ", "\n"))
                    .concat(describe.apply(t.compiled))));
    return String.join("\n", texts);
  }

  /**
   * Frees the program's memory; runs under way in other threads finish first. A closed program
   * can't be run. Results that were returned stay valid.
   */
  @Override
  public synchronized void close() {
    closed = true;
    if (compiled != null) {
      compiled.close();
    }
    traced.values().forEach(t -> t.compiled.close());
    traced.clear();
  }

  private synchronized CompiledProgram compiled() {
    requireOpen("Program.run");
    if (fixed == null) {
      throw Errors.state(
          "Program.run", "a tracing program must be run with arrays", "bindings", null);
    }
    if (compiled == null) {
      compiled = new CompiledProgram(fixed, options);
    }
    return compiled;
  }

  private synchronized Traced traced(INDArray... arrays) {
    requireOpen("Program.run");
    if (body == null) {
      throw Errors.state(
          "Program.run",
          "a program of expressions must be run with bindings",
          arrays.length + " arrays",
          "pass input.bind(array)");
    }
    List<Signature> signature = Signature.of(arrays);
    Traced known = traced.get(signature);
    return known != null ? known : trace(signature);
  }

  private Traced trace(List<Signature> signature) {
    if (isTracing) {
      throw Errors.state(
          "Program.run",
          "the body of a tracing program must not run the program",
          "a run inside of the body",
          "the body makes expressions; it is called before there is a plan to run");
    }
    List<Input> inputs = Signature.inputs(signature);
    isTracing = true;
    Definition definition;
    try {
      definition = body.apply(inputs);
    } finally {
      isTracing = false;
    }
    requireOpen("Program.run"); // the body may have closed it
    if (definition == null) {
      throw Errors.argument("Program.tracing", "the body must return a definition", "null", null);
    }
    Traced made = new Traced(inputs, new CompiledProgram(definition, options));
    traced.put(signature, made);
    return made;
  }

  private void requireOpen(String where) {
    if (closed) {
      throw Errors.state(where, "program must be open", "a closed one", null);
    }
  }
}
