/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.check.ComparedDerivative.Outcome;
import io.github.reparam4j.internal.Errors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a {@link GradientCheck}: all derivatives that it compared. Its text names the worst
 * for each variable.
 *
 * <pre>
 * GradientCheck: fails, 2 of 4 derivatives
 *   order 1 by 'w' [2]: 2 compared, 0 fail, worst: AGREES, 1.5 where the difference is 1.5 ...
 *   order 1 by 'b' [2]: 2 compared, 2 fail, worst: DIFFERS, 4.0 where the difference is 2.0 ...
 * </pre>
 */
public final class GradientReport {
  private static final String WHERE = "GradientCheck";

  /** Definite errors first, then the greater error. */
  private static final Comparator<ComparedDerivative> WORST_LAST =
      Comparator.<ComparedDerivative>comparingInt(c -> severity(c.outcome()))
          .thenComparingDouble(ComparedDerivative::error);

  private final List<ComparedDerivative> compared;

  GradientReport(List<ComparedDerivative> compared) {
    this.compared = List.copyOf(compared);
  }

  private static int severity(Outcome outcome) {
    return switch (outcome) {
      case AGREES -> 0;
      case INCONCLUSIVE -> 1;
      case NOT_DIFFERENTIABLE -> 2;
      case UNDEFINED -> 3;
      case DIFFERS -> 4;
    };
  }

  /** {@return whether every derivative agrees; of none, as for empty variables, true} */
  public boolean passes() {
    return failures().isEmpty();
  }

  /** {@return all derivatives that were compared, in the order of the variables} */
  public List<ComparedDerivative> compared() {
    return compared;
  }

  /** {@return the derivatives that do not agree, the worst first} */
  public List<ComparedDerivative> failures() {
    return compared.stream()
        .filter(c -> c.outcome() != Outcome.AGREES)
        .sorted(WORST_LAST.reversed())
        .toList();
  }

  /**
   * The derivative that is furthest from agreement: one that differs, else one that could not be
   * judged, else that with the greatest {@link ComparedDerivative#error}.
   *
   * @return the worst
   * @throws IllegalStateException if none was compared
   */
  public ComparedDerivative worst() {
    return compared.stream()
        .max(WORST_LAST)
        .orElseThrow(
            () -> Errors.state("GradientReport.worst", "a derivative must be there", "none", null));
  }

  /**
   * Throws unless all derivatives agree.
   *
   * @throws AssertionError that names the worst: both values, the variable and the index
   */
  public void assertPasses() {
    List<ComparedDerivative> failures = failures();
    if (!failures.isEmpty()) {
      ComparedDerivative worst = failures.get(0);
      String others = failures.size() == 1 ? "" : ", and " + (failures.size() - 1) + " more";
      throw Errors.assertion(WHERE, worst.requirement(), worst.values() + others, worst.hint());
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(WHERE);
    text.append(passes() ? ": passes, " : ": fails, " + failures().size() + " of ");
    text.append(compared.size()).append(" derivatives");
    Map<String, List<ComparedDerivative>> groups = new LinkedHashMap<>();
    for (ComparedDerivative c : compared) {
      String group = "order " + c.order() + " by '" + c.variable() + "' " + c.shape();
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(c);
    }
    groups.forEach(
        (group, all) -> {
          GradientReport part = new GradientReport(all);
          text.append("\n  ").append(group).append(": ").append(all.size()).append(" compared, ");
          text.append(part.failures().size()).append(" fail, worst: ");
          ComparedDerivative worst = part.worst();
          text.append(worst.outcome()).append(", ").append(worst.values());
        });
    return text.toString();
  }
}
