/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class GradientVarianceTest {
  private final Parameter loc = Parameter.of("loc", Tensor.vector(0.5, -1).eval());
  private final Parameter scale = Parameter.of("scale", Tensor.scalar(0.7).eval());
  private final Tensor z = Normal.of(loc, scale).rsample();
  private final Tensor loss = z.square().sum();

  /** Every statistic against two passes over the same runs. */
  @Test
  void statisticsAreThoseOfTheRuns() {
    int runs = 50;
    RandomKey key = RandomKey.of(7);
    Tensor gradient = Gradients.of(loss, loc).of(loc);
    double[][] g = new double[2][runs];
    for (int i = 0; i < runs; i++) {
      var array = gradient.eval(key.step(i));
      g[0][i] = array.getDouble(0);
      g[1][i] = array.getDouble(1);
    }
    VarianceReport report = GradientVariance.of("pathwise", loss).by(loc, scale).run(key, runs);
    GradientStatistics s = report.of("pathwise", loc);
    double total = 0;
    double norm = 0;
    for (int e = 0; e < 2; e++) {
      double mean = Arrays.stream(g[e]).average().orElseThrow();
      double m = mean;
      double variance = Arrays.stream(g[e]).map(x -> (x - m) * (x - m)).sum() / 49;
      assertThat(s.mean(e)).isCloseTo(mean, within(1e-14));
      assertThat(s.variance(e)).isCloseTo(variance, within(1e-13));
      assertThat(s.standardError(e)).isCloseTo(Math.sqrt(variance / 50), within(1e-14));
      total += variance;
      norm += mean * mean;
    }
    assertThat(s.mean()).isCloseTo(Math.sqrt(norm), within(1e-13));
    assertThat(s.variance()).isCloseTo(total, within(1e-13));
    assertThat(s.signalToNoise()).isCloseTo(Math.sqrt(norm / total), within(1e-13));
    assertThat(s.seconds()).isPositive();
    assertThat(s.varianceSeconds()).isCloseTo(total * s.seconds(), within(1e-13));
    assertThat(report.of("pathwise", scale).shape().isScalar()).isTrue();
    assertThat(report.valueOf("pathwise").runs()).isEqualTo(50);
  }

  @Test
  void tableAndCsvHaveARowForEachEstimatorAndVariable() {
    Tensor exact = loc.square().sum().add(scale.square().mul(2));
    VarianceReport report =
        GradientVariance.of("pathwise", loss).and("exact, \"0\"", exact).run(RandomKey.of(1), 4);

    assertThat(report.rows()).hasSize(6);
    assertThat(report.toString().lines()).hasSize(7).allMatch(l -> l.length() > 60);
    assertThat(report.toString()).contains("estimator", "pathwise", "loc [2]", "variance x time");
    StringBuilder csv = new StringBuilder();
    report.writeCsv(csv);
    assertThat(csv.toString().lines()).hasSize(7);
    assertThat(csv).contains("\n\"exact, \"\"0\"\"\",loc,2,4,");
    StringBuilder elements = new StringBuilder();
    report.writeElementsCsv(elements);
    assertThat(elements.toString().lines()).hasSize(9);
    assertThat(elements).contains("\n\"exact, \"\"0\"\"\",loc,1,4,-2.0,0.0,0.0\n");
    assertThat(report.of("exact, \"0\"", scale).variance()).isZero();
    assertThat(report.of("exact, \"0\"", scale).signalToNoise()).isInfinite();
  }

  /** Ten times the loss has 100 times the variance, two decades to the right; 0 has no dot. */
  @Test
  void chartIsLogarithmic() throws Exception {
    VarianceReport report =
        GradientVariance.of("a < b & c", loss)
            .and("ten", loss.mul(10))
            .and("exact", loc.square().sum())
            .by(loc)
            .run(RandomKey.of(1), 40);
    StringBuilder svg = new StringBuilder();
    report.writeSvg(svg);
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg.toString())))
            .getDocumentElement();
    NodeList dots = root.getElementsByTagName("circle");
    assertThat(dots.getLength()).isEqualTo(4);
    NodeList texts = root.getElementsByTagName("text");
    List<String> lines =
        IntStream.range(0, texts.getLength())
            .mapToObj(i -> texts.item(i).getTextContent())
            .toList();
    assertThat(lines).contains("variance of the gradient by loc", "a < b & c", "0.00");
    double[] decades =
        lines.stream()
            .filter(t -> t.matches("1e-?[0-9]"))
            .mapToDouble(t -> Double.parseDouble(t.substring(2)))
            .sorted()
            .toArray();
    double perDecade = 420 / (decades[decades.length - 1] - decades[0]);
    for (int i = 0; i < 4; i += 2) {
      double first = Double.parseDouble(((Element) dots.item(i)).getAttribute("cx"));
      double second = Double.parseDouble(((Element) dots.item(i + 1)).getAttribute("cx"));
      assertThat(second - first).isCloseTo(2 * perDecade, within(0.2));
    }
  }

  @Test
  void refusesWhatItCannotMeasure() {
    assertThatThrownBy(() -> GradientVariance.of("a", loss).and("a", loss))
        .hasMessage("GradientVariance.and: names must differ, got 'a'");
    assertThatThrownBy(() -> GradientVariance.of("a", loss).run(RandomKey.of(1), 1))
        .hasMessage("GradientVariance.run: runs must be >= 2, got 1");
    assertThatThrownBy(() -> GradientVariance.of("a", Tensor.scalar(1)).run(RandomKey.of(1), 2))
        .hasMessageContaining("there must be a variable to differentiate by");
    assertThatThrownBy(() -> GradientVariance.of("a", z).run(RandomKey.of(1), 2))
        .hasMessageContaining("gradients: loss must be a scalar, got shape [2]");
    VarianceReport report = GradientVariance.of("a", loss).by(loc).run(RandomKey.of(1), 2);
    assertThatThrownBy(() -> report.of("a", scale))
        .hasMessage(
            "VarianceReport.of: estimator and variable must be of this report, got 'a' by 'scale'");
    assertThatThrownBy(() -> report.of("a", loc).mean(2))
        .hasMessage("GradientStatistics.mean: element must be in [0, 2), got 2");
  }
}
