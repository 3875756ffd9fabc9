/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.ChildJvm;
import io.github.reparam4j.tensor.DType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results of JVMs with and without the vector module, and with narrower vectors, against the page
 * about reproducibility.
 */
@Timeout(240)
class ReproducibilityTest {
  private static final Path PAGE = Path.of("src/site/markdown/reproducibility.md");

  /** Bits that are the same in all of them, besides those of noise. */
  private static final Set<String> SAME_BITS =
      Set.of(
          "Bernoulli",
          "Binomial",
          "Categorical",
          "Cauchy",
          "Exponential",
          "Geometric",
          "Gumbel",
          "HalfCauchy",
          "HalfNormal",
          "InverseGaussian",
          "Laplace",
          "Mixture",
          "Multinomial",
          "MultivariateNormal",
          "NegativeBinomial",
          "Normal",
          "OneHotCategorical",
          "Poisson",
          "ReparamGaussian",
          "Triangular",
          "Uniform",
          "VonMises",
          "arithmetic",
          "matmul small");

  /** Maximum difference in ulp of max(|x|, 1). */
  private static final int SAMPLES = 8;

  private static final int SUMS = 64;

  @TempDir private Path folder;

  /** Values by name, or null if the JVM does not know the options. */
  private Map<String, double[]> values(String name, List<String> options) throws Exception {
    Path file = folder.resolve(name);
    ChildJvm.Outcome outcome = ChildJvm.outcome(options, SampleBits.class, file.toString());
    if (outcome.output().contains("Unrecognized VM option")) {
      return null;
    }
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    Map<String, double[]> values = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (in.available() > 0) {
        String key = in.readUTF();
        double[] x = new double[in.readInt()];
        for (int i = 0; i < x.length; i++) {
          x[i] = in.readDouble();
        }
        values.put(key, x);
      }
    }
    return values;
  }

  @Test
  void bitsAreThoseThatThePageSays() throws Exception {
    List<String> narrow = new ArrayList<>(ChildJvm.VECTORS);
    narrow.add("-XX:UseAVX=2");
    Map<String, double[]> plain = values("plain", List.of());
    Map<String, Map<String, double[]>> others = new LinkedHashMap<>();
    others.put("vectors", values("vectors", ChildJvm.VECTORS));
    others.put("narrow vectors", values("narrow", narrow));
    others.values().removeIf(v -> v == null);
    for (String name : SampleBits.all().keySet()) {
      boolean same = name.startsWith("noise ") || SAME_BITS.contains(name);
      boolean sum = name.contains("sum") || name.contains("matmul");
      for (DType dtype : DType.values()) {
        String key = name + " " + dtype;
        double[] expected = plain.get(key);
        for (Map.Entry<String, Map<String, double[]>> other : others.entrySet()) {
          double[] actual = other.getValue().get(key);
          if (same) {
            assertThat(Arrays.equals(actual, expected)).as(other.getKey() + ": " + key).isTrue();
          } else {
            assertThat(distance(actual, expected, dtype))
                .as(other.getKey() + ": " + key)
                .isLessThanOrEqualTo(sum ? SUMS : SAMPLES);
          }
        }
      }
    }
  }

  private static double distance(double[] a, double[] b, DType dtype) {
    double max = 0;
    for (int i = 0; i < b.length; i++) {
      double scale = Math.max(Math.abs(b[i]), 1);
      double ulp = dtype == DType.FLOAT ? Math.ulp((float) scale) : Math.ulp(scale);
      max = Math.max(max, Math.abs(a[i] - b[i]) / ulp);
    }
    return max;
  }

  /** The page names the families with the same bits. */
  @Test
  void pageHasTheSameNames() throws IOException {
    String families =
        new TreeSet<>(SAME_BITS)
            .stream()
                .filter(name -> Character.isUpperCase(name.charAt(0)))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    String text = Files.readString(PAGE).replaceAll("\\s+", " ");
    assertThat(text)
        .contains(families)
        .contains("at most " + SAMPLES + " ulp of max(|x|, 1)")
        .contains("at most " + SUMS + " ulp of max(|x|, 1)");
  }
}
