/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.tensor.ValueRange;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides before any variable is set whether all new values are finite. New values that are in
 * memory already are read. Those that steps are to write over the old ones are bounded by interval
 * arithmetic, from the bounds of what the steps read: one pass over an array, while a step stores
 * it if possible, and none over variables whose range is known. If these bounds are not finite,
 * which is rare, the steps write to other arrays, which are read and then take the place of the old
 * ones.
 */
final class UpdateCheck {
  /** A new value that exists, and the bounds of its elements. */
  private record Direct(Variable variable, Buffer next, BoundSource source) {}

  /** A step that writes new values, and bounds of its results. */
  private record Bounded(Intervals intervals, Map<Node, Variable> results) {}

  private final ExecutionContext execution;
  private final List<Direct> direct = new ArrayList<>();
  private final List<Bounded> bounded = new ArrayList<>();
  private final BoundSource[] sources;
  private final List<Update> written = new ArrayList<>();
  private final MemoryScan scan;
  private boolean known = true;
  private boolean inputsAreFinite;

  /**
   * @param updates the updates whose new values must be finite
   */
  UpdateCheck(Plan plan, ExecutionContext execution, List<Update> updates) {
    this.execution = execution;
    this.scan = new MemoryScan(execution);
    Map<Buffer, BoundSource> found = new LinkedHashMap<>();
    BoundedBuffers buffers = new BoundedBuffers(plan);
    Map<Buffer, Variable> targets = new HashMap<>();
    for (Update u : updates) {
      if (buffers.isWrittenLast(u.next())) {
        targets.put(u.next(), u.variable());
        written.add(u);
      } else {
        direct.add(
            new Direct(
                u.variable(), u.next(), buffers.source(u.next(), true, execution, scan, found)));
      }
    }
    for (Step step : plan.steps().subList(plan.firstUpdate(), plan.steps().size())) {
      Map<Node, Variable> results = new HashMap<>();
      for (Step.Result r : step.results()) {
        if (targets.containsKey(r.buffer())) {
          results.put(r.node(), targets.get(r.buffer()));
        }
      }
      if (!results.isEmpty()) {
        Intervals intervals =
            new Intervals(
                BoundedBuffers.group(step),
                b -> buffers.sourceFor(step, b, execution, scan, found));
        bounded.add(new Bounded(intervals, results));
        known &= intervals.isKnown();
      }
    }
    direct.forEach(d -> found.remove(d.next));
    this.sources = found.values().toArray(BoundSource[]::new);
  }

  // ---- before the variables are set

  /**
   * The first new value that is in memory and not finite, or null. Those that steps are to write
   * are left to {@link #areWrittenFinite}.
   */
  NonFiniteElement findInMemory() {
    for (int i = 0; i < direct.size(); i++) {
      Direct d = direct.get(i);
      d.source.find();
      NonFiniteElement found =
          d.source.isFinite() ? null : NonFiniteElement.find(d.variable, execution.memory(d.next));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Whether all values that steps are to write are finite for sure. */
  boolean areWrittenFinite() {
    inputsAreFinite = true;
    for (int i = 0; i < sources.length; i++) {
      sources[i].find();
      inputsAreFinite &= sources[i].isFinite();
    }
    if (!known || !inputsAreFinite) {
      return bounded.isEmpty();
    }
    if (areBounded()) {
      return true;
    }
    boolean closer = false;
    for (int i = 0; i < sources.length; i++) {
      closer |= sources[i].tighten();
    }
    return closer && areBounded();
  }

  private boolean areBounded() {
    for (int i = 0; i < bounded.size(); i++) {
      if (!bounded.get(i).intervals.areFinite()) {
        return false;
      }
    }
    return true;
  }

  /** Whether all values that the last check has read were finite, the gradients among them. */
  boolean inputsWereFinite() {
    return inputsAreFinite;
  }

  /** The first value that is not finite of those that steps have written, or null. */
  NonFiniteElement findWritten() {
    for (int i = 0; i < written.size(); i++) {
      Update u = written.get(i);
      scan.run(u.next(), true);
      boolean finite = scan.high() <= Double.MAX_VALUE;
      NonFiniteElement found =
          finite ? null : NonFiniteElement.find(u.variable(), execution.memory(u.next()));
      if (found != null) {
        return found;
      }
      u.boundBy(scan.low(), scan.high());
    }
    return null;
  }

  // ---- after they were set

  /** Records the ranges of variables that steps have written over. */
  void recordBounds() {
    for (int i = 0; i < bounded.size(); i++) {
      Bounded b = bounded.get(i);
      b.results.forEach(
          (node, variable) -> {
            ValueRange range = VariableLocks.range(variable);
            range.set(b.intervals.low(node), b.intervals.high(node), false);
          });
    }
  }
}
