/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.internal.VectorProvider.Decision;
import io.github.reparam4j.internal.VectorProvider.Jvm;
import io.github.reparam4j.program.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorProviderTest {
  private static final String SERVER = "OpenJDK 64-Bit Server VM";
  private static final Jvm GOOD = new Jvm(true, 21, SERVER, "21.0.4+7", "mixed mode, sharing", 256);
  private static final String PLAIN = "computing with plain loops: ";

  private static Jvm without(boolean hasModule, int feature, int bits) {
    return new Jvm(hasModule, feature, GOOD.name(), GOOD.version(), GOOD.info(), bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "auto", "on", " ON "})
  void vectorsAreUsedWhereEveryCheckHolds(String property) {
    assertThat(VectorProvider.decide(property, GOOD))
        .isEqualTo(new Decision(true, "computing with jdk.incubator.vector, vectors of 256 bits"));
  }

  @Test
  void missingModuleNamesTheFlag() {
    for (String property : List.of("", "on", "auto")) {
      assertThat(VectorProvider.decide(property, without(false, 17, 0)))
          .isEqualTo(
              new Decision(
                  false,
                  PLAIN + "start Java with --add-modules jdk.incubator.vector for faster ones"));
    }
  }

  @Test
  void offForcesPlainLoops() {
    assertThat(VectorProvider.decide("off", GOOD))
        .isEqualTo(new Decision(false, PLAIN + "-Dreparam4j.vector=off"));
  }

  @Test
  void unknownValueIsNamedAndGivesPlainLoops() {
    assertThat(VectorProvider.decide("yes", GOOD))
        .isEqualTo(
            new Decision(false, PLAIN + "reparam4j.vector must be on, off or auto, got 'yes'"));
  }

  @ParameterizedTest
  @CsvSource({"16, false", "17, true", "25, true", "26, false"})
  void onlyTestedReleasesAreTaken(int feature, boolean expected) {
    assertThat(VectorProvider.decide("", without(true, feature, 256)).usesVectors())
        .isEqualTo(expected);
    assertThat(VectorProvider.decide("on", without(true, feature, 256)).usesVectors()).isTrue();
    assertThat(VectorProvider.decide("", without(true, 26, 256)).reason())
        .isEqualTo(
            PLAIN
                + "jdk.incubator.vector is tested on JDK 17 to 25, got 26;"
                + " -Dreparam4j.vector=on overrides this");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "64, false", "128, true", "512, true", "2048, true"})
  void narrowVectorsAreNotTaken(int bits, boolean expected) {
    assertThat(VectorProvider.decide("", without(true, 17, bits)).usesVectors())
        .isEqualTo(expected);
    assertThat(VectorProvider.decide("on", without(true, 17, bits)).usesVectors()).isTrue();
    assertThat(VectorProvider.decide("", without(true, 17, 64)).reason())
        .isEqualTo(
            PLAIN
                + "vectors must have at least 128 bits, got 64;"
                + " -Dreparam4j.vector=on overrides this");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OpenJDK 64-Bit Server VM | 17.0.9 | interpreted mode, sharing",
        "OpenJDK 64-Bit Server VM | 17.0.9 | mixed mode, emulated-client, sharing",
        "OpenJDK 64-Bit Client VM | 17.0.9 | mixed mode",
        "OpenJDK 64-Bit Zero VM | 17.0.9 | interpreted mode",
        "OpenJDK 64-Bit Server VM | 17.0.9+9-jvmci-23.0-b22 | mixed mode, sharing",
        "Eclipse OpenJ9 VM | openj9-0.40.0 | JRE 17 Linux amd64-64-Bit",
      })
  void vectorsNeedC2(String name, String version, String info) {
    Jvm jvm = new Jvm(true, 17, name, version, info, 512);
    assertThat(VectorProvider.decide("", jvm))
        .isEqualTo(
            new Decision(
                false,
                PLAIN
                    + "jdk.incubator.vector needs HotSpot's C2 compiler, got "
                    + (name + " (" + info + "); -Dreparam4j.vector=on overrides this")));
    assertThat(VectorProvider.decide("on", jvm).usesVectors()).isTrue();
  }

  @Test
  void implementationThatCannotBeLoadedGivesTheFallback() {
    assertThat(VectorProvider.load(CharSequence.class, "no.such.Class", "plain"))
        .isEqualTo("plain");
  }

  /** Prints the class that it was given. */
  static final class Child {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        CharSequence made =
            VectorProvider.load(CharSequence.class, "java.lang.StringBuilder", "plain");
        System.out.println("loaded " + made.getClass().getSimpleName());
      }
    }
  }

  /** A property of the process, so it takes a process: one line is logged, whoever asks. */
  @ParameterizedTest
  @CsvSource({
    "true, on, StringBuilder, computing with jdk.incubator.vector",
    "true, off, String, computing with plain loops: -Dreparam4j.vector=off",
    "false, on, String, start Java with --add-modules jdk.incubator.vector",
  })
  void propertyForcesTheChoice(boolean module, String choice, String loaded, String line)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(module ? ChildJvm.VECTORS : List.of());
    options.add("-Dreparam4j.vector=" + choice);
    options.add("-Dorg.slf4j.simpleLogger.log.io.github.reparam4j.internal=info");
    String output = ChildJvm.run(options, Child.class);
    assertThat(output.lines().filter(l -> l.equals("loaded " + loaded))).hasSize(2);
    assertThat(output.lines().filter(l -> l.contains("computing with"))).hasSize(1);
    assertThat(output).contains(line);
  }
}
