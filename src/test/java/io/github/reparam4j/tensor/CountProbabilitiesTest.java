package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-probabilities of counts against 60-digit ones, gradients at the ends of the parameters. */
class CountProbabilitiesTest {
  /** Of a logarithm, relative where it is greater than 1. */
  private static final double TOLERANCE = 3e-14;

  @ParameterizedTest
  @EnumSource(CountDensity.class)
  void valueMatchesSixtyDigits(CountDensity op) throws IOException {
    List<String> rows;
    try (InputStream in = getClass().getResourceAsStream("/special-functions/countDensity.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      rows = text.lines().filter(line -> line.startsWith(op.name() + ",")).toList();
    }
    assertThat(rows).hasSizeGreaterThan(25);
    for (String row : rows) {
      double[] x = Arrays.stream(row.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
      double exact = x[x.length - 1];
      Tensor[] inputs =
          Arrays.stream(x, 0, x.length - 1).mapToObj(Tensor::scalar).toArray(Tensor[]::new);
      assertThat(Tensor.apply(op, inputs).evalScalar())
          .as(row)
          .isCloseTo(exact, within(TOLERANCE * (1 + Math.abs(exact))));
    }
  }
}
