/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.reparam4j.distribution.KlCases.Case;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair of the table of divergences. */
class KlTableTest {
  private static final Set<Class<?>> ENDED =
      Set.of(Uniform.class, Pareto.class, TruncatedNormal.class);

  static Stream<Case> all() {
    return KlCases.all();
  }

  /** Finite, also if the parameters change a little. */
  static Stream<Case> smooth() {
    return KlCases.all()
        .filter(c -> !(c.p().equals(c.q()) && ENDED.contains(c.p().distribution().getClass())))
        .filter(c -> !c.isInfinite());
  }

  static Stream<Case> different() {
    return oneOfEach(KlCases.all());
  }

  static Stream<Case> differentAndSmooth() {
    return oneOfEach(smooth());
  }

  /** A case of each formula: of each two ways to make distributions, the first with p != q. */
  private static Stream<Case> oneOfEach(Stream<Case> cases) {
    Set<List<Object>> seen = new HashSet<>();
    return cases
        .filter(c -> !c.p().equals(c.q()))
        .filter(c -> seen.add(List.of(c.p().family(), c.q().family())));
  }

  /** A family that declares divergences and is not in the list of the table is named here. */
  @Test
  void everyFamilyWithRulesIsInTheTable() {
    Set<Class<?>> families =
        KlTable.pairs().stream().map(KlTable.Pair::p).collect(Collectors.toSet());
    List<JavaMethod> rules =
        new ClassFileImporter()
            .importPackagesOf(KlRules.class).stream()
                .flatMap(c -> c.getMethods().stream())
                .filter(m -> m.getRawReturnType().isEquivalentTo(KlRules.class))
                .filter(m -> !m.getOwner().isEquivalentTo(KlRules.class))
                .toList();
    assertThat(rules)
        .hasSizeGreaterThan(40)
        .extracting(JavaMethod::getName)
        .containsOnly("divergences");
    for (JavaMethod rule : rules) {
      assertThat(families).contains(rule.getOwner().reflect());
    }
  }

  @Test
  void theTableHasAllPairs() {
    assertThat(KlTable.pairs()).hasSize(402);
  }

  /** A new formula without a case is named here. */
  @Test
  void everyPairHasACase() {
    for (KlTable.Pair pair : KlTable.pairs()) {
      boolean scalars = KlCases.has(pair.p()) && KlCases.has(pair.q());
      boolean vectors = KlVectorTest.families().contains(pair);
      assertThat(scalars || vectors).as("%s has a case", pair).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void matchesTheMeanOfTheLogRatio(Case c) {
    double expected = c.expected();
    double found = c.value();
    if (Double.isInfinite(expected)) {
      assertThat(found).isEqualTo(expected);
    } else {
      assertThat(found).isCloseTo(expected, within(1e-9 * (1 + expected))).isNotNegative();
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void gradientMatchesCentralDifference(Case c) {
    Parameter[] p = c.p().variables();
    Parameter[] q = c.q().variables();
    Tensor kl = KlDivergence.of(c.p().family().apply(p), c.q().family().apply(q));
    CentralDifference.assertGradientsMatch(kl, kl.parameters());
  }

  @ParameterizedTest
  @MethodSource("differentAndSmooth")
  void constantsAsLeavesHaveTheGradientsOfParameters(Case c) {
    int n = c.p().parameters().length;
    Parameter[] by =
        Stream.concat(Arrays.stream(c.p().variables()), Arrays.stream(c.q().variables()))
            .toArray(Parameter[]::new);
    ConstantLeaves.assertSameGradients(
        "KL",
        by,
        all ->
            KlDivergence.of(
                c.p().family().apply(Arrays.copyOf(all, n)),
                c.q().family().apply(Arrays.copyOfRange(all, n, all.length))));
  }

  @ParameterizedTest
  @MethodSource("different")
  void batchesBroadcast(Case c) {
    Tensor kl = KlDivergence.of(wide(c.p(), 3, 1), wide(c.q(), 4));
    assertThat(kl.shape()).isEqualTo(Shape.of(3, 4));
    double one = c.value();
    for (double each : DistributionContract.values(kl)) {
      assertThat(each == one || Math.abs(each - one) < 1e-14 * (1 + one)).isTrue();
    }
    Tensor expanded =
        KlDivergence.of(c.p().distribution().expand(2, 1, 1), c.q().distribution().expand(5));
    assertThat(expanded.shape()).isEqualTo(Shape.of(2, 1, 5));
    assertThat(expanded.eval().shape()).containsExactly(2, 1, 5);
  }

  private static Distribution wide(DistributionCase c, long... shape) {
    return c.family()
        .apply(
            Arrays.stream(c.parameters())
                .mapToObj(x -> Tensor.fill(DType.DOUBLE, x, shape))
                .toArray(Tensor[]::new));
  }

  @ParameterizedTest
  @MethodSource("different")
  void floatAgreesWithDouble(Case c) {
    Tensor narrow =
        KlDivergence.of(c.p().distribution(DType.FLOAT), c.q().distribution(DType.FLOAT));
    assertThat(narrow.dtype()).isEqualTo(DType.FLOAT);
    double expected = c.value();
    double found = narrow.evalScalar();
    if (Double.isInfinite(expected)) {
      assertThat(found).isEqualTo(expected);
    } else {
      assertThat(found).isCloseTo(expected, within(1e-5 * (1 + expected))).isNotNegative();
    }
  }
}
