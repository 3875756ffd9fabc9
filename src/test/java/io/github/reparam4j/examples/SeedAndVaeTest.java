/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.RealData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SeedAndVaeTest {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        SeedAndVae.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = command.execute(Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    return new Outcome(code, plain(out), plain(err));
  }

  private static String plain(StringWriter text) {
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void shortFormPrintsResultsAndDrawsThem() throws IOException {
    Outcome outcome = run("--short", "--out", folder);

    assertThat(outcome.err).isEmpty();
    assertThat(outcome.code).isZero();
    assertThat(outcome.out)
        .contains("1. Seed network Y = mu(X) + sigma(X) Z, Z ~ N(0, 1)\n")
        .contains("squared loss   neg. log-lik.           truth\n")
        .containsPattern("sigma\\(1\\.571\\) +\\S+ +0\\.\\d{4} +0\\.2000\n")
        .contains("Why sigma collapses: E (y - t)^2 = (mu - t)^2 + sigma^2 is least at sigma = 0.")
        .contains("generated digits: 8000 to train on, 500 to test on")
        .containsPattern(" 4/4 +-1\\d\\d\\.\\d\\d +-1\\d\\d\\.\\d\\d +\\d+\\.\\d\n");
    for (String name :
        new String[] {
          "seed-bands.png", "vae-elbo.png", "vae-reconstructions.png", "vae-samples.png"
        }) {
      assertThat(outcome.out).contains("\n  " + folder.resolve(name) + "\n");
      requirePicture(folder.resolve(name));
    }
    assertThat(folder.toFile().list()).hasSize(4);
  }

  private static void requirePicture(Path path) throws IOException {
    BufferedImage image = ImageIO.read(path.toFile());
    assertThat(image.getWidth()).as("width of %s", path).isBetween(800, 2000);
    assertThat(image.getHeight()).as("height of %s", path).isBetween(600, 1000);
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    long colours = IntStream.of(pixels).distinct().count();
    long white = IntStream.of(pixels).filter(p -> p == 0xffffffff).count();
    assertThat(colours).as("colours of %s", path).isGreaterThan(50);
    assertThat(white).as("white pixels of %s", path).isBetween(1L, pixels.length * 97L / 100);
  }

  @Test
  void trainsOnFilesOfTheUsers() {
    Outcome outcome =
        run(
            "--short",
            "--epochs=1",
            "--curve",
            RealData.require("mcycle.csv"),
            "--mnist",
            RealData.require("mnist"),
            "--out",
            folder);

    assertThat(outcome.err).isEmpty();
    assertThat(outcome.code).isZero();
    assertThat(outcome.out)
        .contains("106 points of acceleration_g against time_ms")
        .contains("on the fifth of the rows that was held out")
        .contains("mnist: 8000 to train on, 500 to test on")
        .contains(" 1/1 ");
  }

  @Test
  void helpNamesEveryOption() {
    Outcome outcome = run("--help");

    assertThat(outcome.code).isZero();
    assertThat(outcome.out)
        .contains("--curve", "--mnist", "--epochs", "--seed", "--out", "--short", "--help")
        .contains("Default: target/reparam4j.");
    assertThat(outcome.out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @Test
  void wrongOptionsGiveOneLineAndCodeTwo() {
    assertThat(run("--epochs", "0"))
        .isEqualTo(
            new Outcome(
                2, "", "error: --epochs: N must be >= 1, got 0\n--help lists the options\n"));
    assertThat(run("--epochs", "ten"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "error: Invalid value for option '--epochs': 'ten' is not an int\n"
                    + "--help lists the options\n"));
    assertThat(run("--bogus"))
        .isEqualTo(
            new Outcome(2, "", "error: Unknown option: '--bogus'\n--help lists the options\n"));
  }

  @Test
  void missingFilesGiveOneLineAndCodeOne() {
    Path curve = folder.resolve("none.csv");
    Path out = folder.resolve("out");

    Outcome outcome = run("--curve", curve, "--out", out);
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.err)
        .isEqualTo("error: Table.read: file must exist, got no file at " + curve + "\n");
    assertThat(out).isEmptyDirectory();

    outcome = run("--mnist", folder.resolve("none"), "--out", out);
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.err)
        .startsWith("error: Mnist.in: folder must hold the four MNIST files")
        .hasLineCount(1);
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void filesOfAnotherFormGiveOneLineAndCodeOne() throws IOException {
    String three =
        IntStream.range(0, 30).mapToObj(i -> i + ",1,2").collect(Collectors.joining("\n"));
    Path wide = Files.writeString(folder.resolve("wide.csv"), three);
    assertThat(run("--curve", wide, "--out", folder.resolve("out")))
        .isEqualTo(
            new Outcome(
                1,
                "Preparing data ...\n",
                "error: --curve: file must have two columns, x and y, got 3 in " + wide + "\n"));

    Path few = Files.writeString(folder.resolve("few.csv"), "x,y\n1,2\n3,4\n");
    assertThat(run("--curve", few, "--out", folder.resolve("out")).err())
        .isEqualTo("error: --curve: file must have at least 20 rows, got 2 in " + few + "\n");
  }

  @Test
  void anOutputThatIsAFileGivesOneLineAndCodeOne() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "kept");

    assertThat(run("--out", file))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "error: --out: path must be a folder, got "
                    + file
                    + "; name another folder with --out\n"));
    assertThat(file).hasContent("kept");
  }
}
