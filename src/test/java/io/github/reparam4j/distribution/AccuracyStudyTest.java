/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.ReferenceTable.Row;
import io.github.reparam4j.tensor.DType;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code target/accuracy/points.csv}: each point of {@link ReferenceTest} in both types,
 * with its right value, the error that counts as 1, and what this library gives; {@code missing}
 * where it refuses. {@code src/test/python/reference/compare.py} adds the values of other
 * libraries.
 */
@Tag("study")
class AccuracyStudyTest {
  @Test
  void writesAllPoints() throws IOException {
    Path file = Files.createDirectories(Path.of("target/accuracy")).resolve("points.csv");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("family,type,quantity,parameters,argument,right,unit,ours\n");
      for (ReferenceFamily family : ReferenceFamily.all()) {
        for (Map.Entry<String, List<Row>> of : family.table().entrySet()) {
          for (DType dtype : List.of(DType.DOUBLE, DType.FLOAT)) {
            List<Row> rows =
                of.getValue().stream()
                    .filter(row -> dtype == DType.DOUBLE || row.isFloat())
                    .toList();
            if (!rows.isEmpty()) {
              write(writer, family, of.getKey(), rows, dtype);
            }
          }
        }
      }
    }
    assertThat(file).isNotEmptyFile();
  }

  private static void write(
      BufferedWriter writer, ReferenceFamily family, String quantity, List<Row> rows, DType dtype) {
    double[] ours = evaluate(family, quantity, rows, dtype);
    try {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        String parameters =
            Arrays.stream(row.parameters())
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
        String value = ours.length == 0 ? "missing" : Double.toString(ours[i]);
        double unit = ReferenceTest.unit(row, dtype);
        writer.write(
            String.join(",", family.name(), dtype.toString(), quantity, parameters)
                + ("," + row.argument() + "," + row.value() + "," + unit + "," + value + "\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] evaluate(
      ReferenceFamily family, String quantity, List<Row> rows, DType dtype) {
    try {
      return family.evaluate(quantity, rows, dtype);
    } catch (UnsupportedOperationException missing) {
      return new double[0];
    }
  }
}
