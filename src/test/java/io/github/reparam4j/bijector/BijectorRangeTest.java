/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static io.github.reparam4j.bijector.BijectorContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every bijector over the whole range of both types, in both directions: what comes back differs by
 * the rounding of the value between, and points that can't be told apart have the same image.
 */
class BijectorRangeTest {
  /** Errors in units of rounding, beyond the conditioning. */
  private static final double UNITS = 16;

  /**
   * A bijector to look at.
   *
   * @param bijector makes it
   * @param event the shape of one x
   * @param isPositive whether its domain is that of positive numbers
   * @param isRelative whether y has its digits relative to small elements, so that x comes back
   */
  record Member(
      Function<DType, Bijector> bijector, Shape event, boolean isPositive, boolean isRelative) {
    @Override
    public String toString() {
      return bijector.apply(DType.DOUBLE) + " " + event;
    }
  }

  private static Member scalar(Function<DType, Bijector> b) {
    return new Member(b, Shape.scalar(), false, true);
  }

  private static Member positive(Bijector b) {
    return new Member(t -> b, Shape.scalar(), true, true);
  }

  private static Member vector(Bijector b, int n, boolean isRelative) {
    return new Member(t -> b, Shape.of(n), false, isRelative);
  }

  private static Tensor fill(DType dtype, double value) {
    return Tensor.fill(dtype, value);
  }

  static Stream<Member> scalars() {
    return Stream.of(
        scalar(t -> new Identity()),
        scalar(t -> new Exp()),
        scalar(t -> new Sigmoid()),
        scalar(t -> new Tanh()),
        scalar(t -> new Softplus()),
        scalar(t -> new Shift(fill(t, 1.3))),
        scalar(t -> new Scale(fill(t, -0.7))),
        scalar(t -> new Affine(fill(t, 1.3), fill(t, -0.7))),
        scalar(t -> new LowerBounded(fill(t, -1.3))),
        scalar(t -> new LowerBounded(fill(t, 0))),
        scalar(t -> new UpperBounded(fill(t, 2.5))),
        scalar(t -> new Bounded(fill(t, -1.3), fill(t, 2.5))),
        scalar(t -> new Bounded(fill(t, -1), fill(t, 0))),
        scalar(t -> new Inverse(new Log())),
        scalar(t -> new Block(new Tanh(), 0)),
        scalar(t -> new Scale(fill(t, -1)).then(new Exp()).then(new Power(3))),
        positive(new Log()),
        positive(new Power(3)),
        positive(new Power(0.5)),
        positive(new Power(-1.7)),
        positive(new Inverse(new Power(0.3))),
        positive(new Inverse(new Exp())),
        positive(new Inverse(new Softplus())));
  }

  static Stream<Member> vectors() {
    return Stream.of(
        vector(new StickBreaking(), 3, true),
        vector(new SoftmaxCentered(), 3, true),
        vector(new Ordered(), 4, false),
        vector(Permute.of(2, 0, 1), 3, true),
        vector(new Reshape(Shape.of(4), Shape.of(2, 2)), 4, true),
        vector(new Block(new Exp(), 1), 3, true),
        vector(new CholeskyFactor(), 6, true),
        vector(new CholeskyFactor(new Softplus()), 3, true),
        vector(new CorrelationCholesky(), 3, true),
        vector(new CorrelationCholesky(), 6, true),
        vector(new Ordered().then(Permute.of(1, 0)), 2, false),
        vector(new CholeskyFactor().then(new CholeskyOuterProduct()), 1, true),
        new Member(
            t ->
                AffineTril.of(
                    Tensor.vector(1.0, 2).cast(t),
                    Tensor.constant(new double[] {1, 0, 3, 0.5}, 2, 2).cast(t)),
            Shape.of(2),
            false,
            false));
  }

  /** A bijector that is in neither list is named here. */
  @Test
  void everyBijectorIsLookedAt() {
    Set<String> seen =
        Stream.concat(scalars(), vectors())
            .map(m -> m.bijector().apply(DType.DOUBLE))
            .flatMap(
                b ->
                    b instanceof Chain c
                        ? Stream.concat(Stream.of(b), c.parts().stream())
                        : Stream.of(b))
            .map(b -> b.getClass().getName())
            .collect(Collectors.toSet());
    Set<String> all =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackagesOf(Bijector.class)
                .stream()
                .filter(c -> c.isAssignableTo(Bijector.class) && !c.isInterface())
                .filter(
                    c ->
                        c.getSource()
                            .map(s -> !s.getUri().toString().contains("test"))
                            .orElse(false))
                .map(c -> c.getName())
                .collect(Collectors.toSet());
    assertThat(all).hasSizeGreaterThan(24).isSubsetOf(seen);
  }

  private static final double[] SIZES = {
    0,
    4.9e-324,
    1e-310,
    1e-300,
    1e-40,
    1e-30,
    1e-8,
    0.3,
    1,
    5,
    16,
    20,
    37,
    90,
    103,
    300,
    700,
    745,
    800,
    1e10,
    1e30,
    1e300,
    Double.MAX_VALUE
  };

  private static double epsilon(DType dtype) {
    return dtype == DType.FLOAT ? 0x1p-23 : 0x1p-52;
  }

  private static double spacing(DType dtype, double x) {
    return dtype == DType.FLOAT ? Math.ulp((float) x) : Math.ulp(x);
  }

  private static double[] points(Member m) {
    double[] negative = Arrays.stream(SIZES).map(x -> -x).toArray();
    return m.isPositive()
        ? SIZES
        : IntStream.range(0, 2 * SIZES.length)
            .mapToDouble(i -> i % 2 == 0 ? SIZES[i / 2] : negative[i / 2])
            .toArray();
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void scalarsComeBack(Member m) {
    for (DType dtype : DType.values()) {
      Bijector b = m.bijector().apply(dtype);
      Tensor x = Tensor.constant(values(Tensor.vector(points(m)).cast(dtype)), points(m).length);
      Tensor at = x.cast(dtype);
      ValueWithLogDet forward = b.forwardAndLogDet(at);
      double[] start = values(at);
      double[] y = values(forward.value());
      double[] logDet = values(forward.logDet());
      ValueWithLogDet inverse = b.inverseAndLogDet(Tensor.constant(y, y.length).cast(dtype));
      double[] back = values(inverse.value());
      double[] again = values(b.forward(Tensor.constant(back, back.length).cast(dtype)));
      for (int i = 0; i < start.length; i++) {
        String what = "%s of %s %s: %s, back %s".formatted(m, dtype, start[i], y[i], back[i]);
        assertThat(y[i]).as(what).isNotNaN();
        assertThat(back[i]).as(what).isNotNaN();
        assertThat(logDet[i]).as("logDet of " + what).isNotNaN();
        if (Double.isInfinite(start[i]) || Double.isInfinite(y[i])) {
          continue;
        }
        if (Double.isFinite(back[i])) {
          double slope = Math.exp(logDet[i]);
          double rounding = spacing(dtype, start[i]) + spacing(dtype, y[i]) / slope;
          assertThat(back[i]).as(what).isCloseTo(start[i], within(UNITS * rounding));
          double inner = spacing(dtype, y[i]) + spacing(dtype, back[i]) * slope;
          assertThat(again[i])
              .as("again " + what)
              .isCloseTo(y[i], within(UNITS * inner + 4 * Math.abs(y[i]) * epsilon(dtype)));
        } else {
          assertThat(again[i]).as("again " + what).isEqualTo(y[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vectorsComeBack(Member m) {
    double[] sizes = {0, 1e-300, 1e-30, 0.5, 3, -3, 20, -20, 60, -60, 300, -300, 800, -800, 1e10};
    for (DType dtype : DType.values()) {
      for (double size : sizes) {
        for (int pattern = 0; pattern < 4; pattern++) {
          assertComesBack(m, dtype, size, pattern);
        }
      }
    }
  }

  /** The size everywhere, in every second place, in the first and in the last one; else 0.5. */
  private static void assertComesBack(Member m, DType dtype, double size, int pattern) {
    int n = (int) m.event().size();
    double[] data =
        IntStream.range(0, n)
            .mapToDouble(
                i ->
                    pattern == 0
                            || pattern == 1 && i % 2 == 0
                            || pattern == 2 && i == 0
                            || pattern == 3 && i == n - 1
                        ? size
                        : 0.5)
            .toArray();
    Bijector b = m.bijector().apply(dtype);
    Tensor x = Tensor.constant(data, m.event().toLongs()).cast(dtype);
    String what = "%s of %s %s".formatted(m, Arrays.toString(data), dtype);
    Tensor image = b.forward(x);
    double[] y = values(image);
    assertThat(y).as(what).doesNotContain(Double.NaN);
    assertThat(values(b.logDet(x))).as("logDet of " + what).doesNotContain(Double.NaN);
    boolean isSingular =
        b.codomain() == Constraint.Structured.POSITIVE_DEFINITE
            && b.codomain().contains(image).evalScalar() == 0;
    if (isSingular || Arrays.stream(y).anyMatch(Double::isInfinite)) {
      return;
    }
    ValueWithLogDet inverse = b.inverseAndLogDet(Tensor.constant(image.eval()));
    double[] back = values(inverse.value());
    assertThat(back).as("back from " + what).doesNotContain(Double.NaN);
    double[] again = values(b.forward(Tensor.constant(inverse.value().eval())));
    double greatest = Arrays.stream(data).map(Math::abs).max().orElse(0);
    double rounding = UNITS * epsilon(dtype) * (1 + Math.min(greatest, 1e3));
    double scale = Arrays.stream(y).map(Math::abs).max().orElse(0);
    for (int i = 0; i < y.length; i++) {
      double size2 = m.isRelative() ? Math.abs(y[i]) : scale;
      double least = 8 * (dtype == DType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL);
      assertThat(again[i])
          .as("again [%d] %s, back %s", i, what, Arrays.toString(back))
          .isCloseTo(y[i], within(rounding * size2 + least));
    }
    double smallest = Arrays.stream(y).filter(v -> v != 0).map(Math::abs).min().orElse(0);
    boolean isNormal = smallest > (dtype == DType.FLOAT ? 1e-36 : 1e-306);
    boolean hasZero = zeros(y) > zerosAbove(b, y.length) + zeros(values(x));
    if (m.isRelative() && isNormal && !hasZero && greatest < 1e9) {
      for (int i = 0; i < n; i++) {
        assertThat(back[i])
            .as("back [%d] from %s", i, what)
            .isCloseTo(values(x)[i], within(rounding));
      }
    }
  }

  private static long zeros(double... y) {
    return Arrays.stream(y).filter(v -> v == 0).count();
  }

  /** The number of elements of y that are always 0. */
  private static long zerosAbove(Bijector b, int size) {
    boolean isTriangular = b instanceof CholeskyFactor || b instanceof CorrelationCholesky;
    long n = Math.round(Math.sqrt(size));
    return isTriangular ? n * (n - 1) / 2 : 0;
  }

  private record Known(Bijector b, double at, double inverse, double logDet) {}

  /**
   * By arbitrary precision (mpmath, 50 digits): inverses ln(y / (1 - y)), atanh(y), ln(expm1(y)),
   * y^(1/3) and log-determinants -ln(1 + e^x) - ln(1 + e^-x), -2 ln cosh x, -ln(1 + e^-x).
   */
  @Test
  void valuesAreThoseOfArbitraryPrecision() {
    List<Known> inverses =
        List.of(
            new Known(new Sigmoid(), 1e-300, -690.77552789821371, 0),
            new Known(new Sigmoid(), 0.5000000001, 4.000000330961484e-10, 0),
            new Known(new Sigmoid(), 0.75, 1.0986122886681097, 0),
            new Known(new Tanh(), 1e-300, 1e-300, 0),
            new Known(new Tanh(), 0.75, 0.97295507452765665, 0),
            new Known(new Softplus(), 1e-300, -690.77552789821371, 0),
            new Known(new Softplus(), 1e-10, -23.025850929890457, 0),
            new Known(new Power(3), 1e300, 1e100, 0),
            new Known(new Power(3), 1e-300, 1e-100, 0),
            new Known(new Power(3), 1e-10, 0.00046415888336127789, 0));
    for (Known k : inverses) {
      assertThat(k.b().inverse(Tensor.scalar(k.at())).evalScalar())
          .as("%s %s", k.b(), k.at())
          .isCloseTo(k.inverse(), within(4 * Math.ulp(k.inverse())));
    }
    List<Known> logDets =
        List.of(
            new Known(new Tanh(), 1e-10, 0, -1.0000000000000001e-20),
            new Known(new Tanh(), 0.5, 0, -0.24022901391655505),
            new Known(new Tanh(), -40, 0, -78.613705638880109),
            new Known(new Tanh(), -800, 0, -1598.6137056388801),
            new Known(new Sigmoid(), 0.5, 0, -1.4481539683602134),
            new Known(new Sigmoid(), 300, 0, -300),
            new Known(new Sigmoid(), -800, 0, -800),
            new Known(new Softplus(), 0.5, 0, -0.47407698418010668),
            new Known(new Softplus(), -800, 0, -800));
    for (Known k : logDets) {
      assertThat(k.b().logDet(Tensor.scalar(k.at())).evalScalar())
          .as("%s %s", k.b(), k.at())
          .isCloseTo(k.logDet(), within(4 * Math.ulp(k.logDet())));
    }
  }
}
