/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of src/site/markdown/adding-an-op.md is that of the library, and does what it says. */
class AddingAnOpPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/adding-an-op.md");
  private static final Pattern QUOTE =
      Pattern.compile("(?ms)^<!-- (\\w+\\.java) -->\\R```java\\R(.*?)^```");

  /** Code that stands in a file of the sources. */
  private record Quote(String file, String code) {}

  private static List<Quote> quotes() throws IOException {
    List<Quote> quotes = new ArrayList<>();
    Matcher matcher = QUOTE.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      quotes.add(new Quote(matcher.group(1), matcher.group(2)));
    }
    return quotes;
  }

  @Test
  void everyBlockIsAQuote() throws IOException {
    assertThat(quotes()).hasSameSizeAs(Snippets.of(PAGE)).hasSizeGreaterThan(10);
  }

  @Test
  void quotesStandInTheirFiles() throws IOException {
    for (Quote quote : quotes()) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(Path.of("src"))) {
        files = all.filter(p -> p.endsWith(quote.file)).toList();
      }
      assertThat(files).as(quote.file).hasSize(1);
      assertThat(Files.readString(files.get(0)).replaceAll("\\s", ""))
          .as("%s has%n%s", quote.file, quote.code)
          .contains(quote.code.replaceAll("\\s", ""));
    }
  }

  @Test
  void logCoshNeitherOverflowsNorCancels() {
    Tensor x = Tensor.vector(1e-9, 1, 800);
    double[] y = x.logCosh().eval().data().asDouble();
    assertThat(y[0]).isCloseTo(0.5e-18, within(1e-32));
    assertThat(y[1]).isCloseTo(Math.log(Math.cosh(1)), within(1e-15));
    assertThat(y[2]).isCloseTo(800 - Math.log(2), within(1e-12));
    double[] slope = Gradients.of(x.logCosh().sum(), x).of(x).eval().data().asDouble();
    assertThat(slope).containsExactly(Math.tanh(1e-9), Math.tanh(1), 1);
  }
}
