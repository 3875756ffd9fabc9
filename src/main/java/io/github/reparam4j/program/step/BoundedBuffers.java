/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.tensor.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says for each value that the check of a plan's updates needs how its elements are bounded. */
public final class BoundedBuffers {
  /** A product with more elements is bounded by its factors, if these are bounded anyway. */
  private static final int LARGE = 16_384;

  private final Map<Buffer, Step> producers = new HashMap<>();
  private final Set<Buffer> writtenLast = new HashSet<>();
  private int count;

  BoundedBuffers(Plan plan) {
    List<Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      for (Step.Result r : steps.get(i).results()) {
        producers.put(r.buffer(), steps.get(i));
        if (i >= plan.firstUpdate()) {
          writtenLast.add(r.buffer());
        }
      }
    }
  }

  /**
   * Marks the values that are bounded while a step stores them.
   *
   * @return the plan
   */
  public static Plan mark(Plan plan) {
    BoundedBuffers pass = new BoundedBuffers(plan);
    for (Variable v : plan.finite()) {
      Buffer next = plan.updates().get(v);
      if (!pass.writtenLast.contains(next)) {
        pass.mark(next, true);
      }
    }
    for (Step step : plan.steps().subList(plan.firstUpdate(), plan.steps().size())) {
      if (step.results().stream().anyMatch(r -> isFinite(plan, r.buffer()))) {
        step.reads().forEach(b -> pass.mark(b, true));
      }
    }
    return plan;
  }

  private static boolean isFinite(Plan plan, Buffer target) {
    return plan.finite().stream().anyMatch(v -> plan.updates().get(v) == target);
  }

  /**
   * @param alive whether the memory still holds the value when the updates are checked
   */
  private void mark(Buffer b, boolean alive) {
    Step producer = producers.get(b);
    boolean read = alive && b.size() <= BoundSource.Elements.MAX_ELEMENTS;
    if (b.boundIndex() < 0 && !read && producer instanceof FusedStep f && f.stores(b)) {
      b.becomeBounded(count++);
    } else if (alive && b.size() > LARGE && producer instanceof GemmStep product) {
      product.reads().forEach(factor -> mark(factor, false));
    }
  }

  /** Whether one of the plan's last steps, which write variables, makes a value. */
  boolean isWrittenLast(Buffer b) {
    return writtenLast.contains(b);
  }

  // ---- sources of bounds

  static FusedStep group(Step update) {
    return update instanceof GemmWithEpilogueStep m ? m.group() : (FusedStep) update;
  }

  /** The bounds of a value that one of the last steps reads, be it a product that it computes. */
  BoundSource sourceFor(
      Step step,
      Buffer b,
      ExecutionContext execution,
      MemoryScan scan,
      Map<Buffer, BoundSource> found) {
    if (step instanceof GemmWithEpilogueStep m && b == m.between()) {
      BoundSource left = source(m.product().reads().get(0), true, execution, scan, found);
      BoundSource right = source(m.product().reads().get(1), true, execution, scan, found);
      return found.computeIfAbsent(
          b, k -> new BoundSource.Product(left, right, m.product().terms()));
    }
    return source(b, true, execution, scan, found);
  }

  /**
   * The bounds of a value.
   *
   * @param alive whether the memory still holds the value when the updates are checked
   * @param found those found before, to which this one is added, after those that it needs
   * @return the source, or null if there is none for a value that is not alive
   */
  BoundSource source(
      Buffer b,
      boolean alive,
      ExecutionContext execution,
      MemoryScan scan,
      Map<Buffer, BoundSource> found) {
    BoundSource known = found.get(b);
    if (known != null) {
      return known;
    }
    boolean inMemory = alive || b.leaf() != null;
    BoundSource source = null;
    if (inMemory && b.size() <= BoundSource.Elements.MAX_ELEMENTS) {
      source = new BoundSource.Elements(execution, b);
    } else if (b.boundIndex() >= 0) {
      source = new BoundSource.Stored(execution, b);
    } else if (b.leaf() instanceof Variable) {
      source = new BoundSource.OfVariable(scan, b);
    } else if (alive && b.size() > LARGE && producers.get(b) instanceof GemmStep product) {
      BoundSource left = source(product.reads().get(0), false, execution, scan, found);
      BoundSource right = source(product.reads().get(1), false, execution, scan, found);
      if (left != null && right != null) {
        source = new BoundSource.Product(left, right, product.terms());
      }
    }
    if (source == null && inMemory) {
      source = new BoundSource.Scanned(scan, b);
    }
    if (source != null) {
      found.put(b, source);
    }
    return source;
  }
}
