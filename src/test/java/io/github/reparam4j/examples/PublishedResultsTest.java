/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.RealData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Short forms of the programs whose figures stand on the page of results. The keys are fixed; the
 * bounds are at least six standard deviations of the figures from what they should be.
 */
final class PublishedResultsTest {
  private static String run(CommandLine command, String... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    assertThat(command.setOut(out).setErr(out).execute(arguments)).as("%s", text).isZero();
    return text.toString();
  }

  private static String data(String folder) {
    return "--data=" + RealData.require(folder);
  }

  /** The words of the lines that begin with a name, without the name. */
  private static List<String[]> lines(String text, String name) {
    return text.lines()
        .filter(line -> line.strip().startsWith(name))
        .map(line -> line.strip().substring(name.length()).strip().split(" +"))
        .toList();
  }

  private static double number(String word) {
    return Double.parseDouble(word.replaceAll("[()]", ""));
  }

  @Test
  void linearAutoencodersReachTheMaximumOfPca() {
    String text =
        run(
            LinearVae.commandLine(),
            data("uci/wine-quality-red"),
            "--latent=1,2",
            "--seeds=1",
            "--steps=600",
            "--rate=0.05");
    for (String q : List.of("1 ", "2 ")) {
      String[] row = lines(text, q).get(0);
      assertThat(number(row[3])).as(text).isBetween(0.0, 1e-3);
    }
    assertThat(text).contains("-14.995822", "-14.658170");
  }

  /** Sees variances that are wrong by 2 %, of the heavy-tailed score function by 20 %. */
  @Test
  void variancesAreThoseOfTheClosedForms() {
    String text = run(GradientVariances.commandLine(), "--elements=300", "--runs=1000");
    int compared = 0;
    for (String line : text.lines().skip(4).toList()) {
      String[] row = line.substring("measure-valued".length()).strip().split(" +");
      String exact = row[row.length - 1];
      if (!exact.equals("-")) {
        double error = Math.abs(number(row[row.length - 3]) - number(exact));
        assertThat(error).as(line).isLessThanOrEqualTo(6 * number(row[row.length - 2]) + 1e-4);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(12);
  }

  @Test
  void signalToNoiseHasTheSlopesOfTheTheory() {
    String text = run(SignalToNoise.commandLine(), "--samples=8,16,32", "--runs=1500");
    String[] slopes = lines(text, "slope").get(0);
    assertThat(number(slopes[0])).as(text).isBetween(0.4, 0.6);
    assertThat(number(slopes[1])).as(text).isBetween(-0.95, -0.1);
    assertThat(number(slopes[2])).as(text).isBetween(0.4, 0.6);
  }

  @Test
  void moreSamplesGiveMoreLikelihoodAtEqualSteps() {
    String text =
        run(
            IwaeDigits.commandLine(),
            data("mnist"),
            "--bounds=1,dreg5",
            "--train=2000",
            "--epochs=1",
            "--test=100",
            "--test-samples=50",
            "--seeds=0");
    double one = number(lines(text, "1 ").get(0)[1]);
    assertThat(number(lines(text, "dreg5 ").get(0)[1])).as(text).isLessThan(one);
  }

  @Test
  void estimatorsOfDiscreteCodesHaveVariancesInTheKnownOrder() {
    String text =
        run(
            DiscreteCodes.commandLine(),
            data("mnist"),
            "--methods=loo2,disarm,loo4,gumbel",
            "--hidden=0",
            "--train=500",
            "--epochs=1",
            "--draws=30",
            "--reference=30");
    List<Double> variances =
        Stream.of("LOO2", "DISARM", "LOO4", "GUMBEL")
            .map(method -> number(lines(text, method).get(1)[0]))
            .toList();
    assertThat(variances).as(text).isSortedAccordingTo(Comparator.reverseOrder());
  }

  /** The peers' programs count as many ones. */
  @Test
  void bitsOfDigitsAreThoseOfThePeers() {
    BinaryDigits digits = BinaryDigits.read(RealData.require("mnist"), 1000, 500);
    assertThat(digits.train().sumNumber().doubleValue()).isEqualTo(100_654);
    assertThat(digits.test().sumNumber().doubleValue()).isEqualTo(47_203);
  }

  @Test
  void autoencoderHasARowForEachSeedAndTheirMean() {
    String text =
        run(MnistVae.commandLine(), data("mnist"), "--train=1280", "--epochs=1", "--seeds=1,2");
    double first = number(lines(text, "1 ").get(0)[1]);
    double second = number(lines(text, "2 ").get(0)[1]);
    assertThat(first).isNotEqualTo(second);
    assertThat(number(lines(text, "mean").get(0)[1])).isBetween(first - 20, first + 20);
  }

  @Test
  void missingDataAreNamed() {
    for (CommandLine command :
        List.of(
            LinearVae.commandLine(),
            IwaeDigits.commandLine(),
            DiscreteCodes.commandLine(),
            MnistVae.commandLine())) {
      StringWriter text = new StringWriter();
      command.setErr(new PrintWriter(text)).setOut(new PrintWriter(new StringWriter()));
      assertThat(command.execute("--data=" + Path.of("absent"))).isEqualTo(1);
      assertThat(text.toString()).startsWith("error: ").contains("absent");
    }
  }
}
