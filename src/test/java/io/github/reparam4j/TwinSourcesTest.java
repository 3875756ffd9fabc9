/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code that is written for float and for double is the same code. Each source for double follows
 * from the one for float by substitutions: those of {@link #EVERYWHERE} and those of its pair.
 * Members are compared by name, token by token; comments and the values of constants are not.
 * Members that differ for a reason are listed with it, and an entry of that list is an error once
 * the members are the same.
 */
class TwinSourcesTest {
  private static final Path SOURCES = Path.of("src/main/java/io/github/reparam4j");

  private static final Pattern TOKEN =
      Pattern.compile(
          "//.*|(?s:/\\*.*?\\*/)|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|\\w+|\\S");

  /** Pattern and replacement, in this order. */
  private static final Map<String, String> EVERYWHERE =
      table(
          "(\\d\\.\\d+)f\\b", "$1",
          "\\b(\\d+)f\\b", "$1.0",
          "RawIntBits", "RawLongBits",
          "intBitsTo", "longBitsTo",
          "IntVector", "LongVector",
          "INTS", "LONGS",
          "reinterpretAsInts", "reinterpretAsLongs",
          "Float", "Double",
          "float", "double",
          "FLOAT", "DOUBLE");

  private static final String MORE_TERMS = "the polynomial for double has more terms";
  private static final String NO_CONVERSION =
      "AVX2 has no conversion from long to double, so other operations do it";
  private static final String BITS_OF_X = "a float's range is checked on its bits, which is faster";

  /**
   * A pair of sources.
   *
   * @param room the package below the root's, or the parent of the one they are in
   * @param floats name of the source for float
   * @param doubles name of the source for double
   * @param substitutions those of this pair, before the others
   * @param different names of members that differ, with the reason
   */
  record Pair(
      String room,
      String floats,
      String doubles,
      Map<String, String> substitutions,
      Map<String, String> different) {
    @Override
    public String toString() {
      return room + ": " + floats + ", " + doubles;
    }
  }

  static List<Pair> pairs() {
    return List.of(
        new Pair(
            "random",
            "FloatNoise",
            "DoubleNoise",
            table("int\\[", "long[", "copyInts", "copyLongs"),
            table()),
        new Pair(
            "random",
            "FloatKernels",
            "DoubleKernels",
            table(
                "int\\[\\]",
                "long[]",
                "\\bint (bits|word|\\w+Angle|\\w+Sign)\\b",
                "long $1",
                "\\(float\\) Math",
                "Math"),
            table("finishNegativeLog", MORE_TERMS, "multiplyBySine", MORE_TERMS)),
        new Pair(
            "random",
            "VectorApiFloatNoise",
            "VectorApiDoubleNoise",
            table("int\\[\\]", "long[]", "of\\(int ", "of(long "),
            table(
                "toDouble", NO_CONVERSION,
                "plusTwo52", NO_CONVERSION,
                "uniform", NO_CONVERSION,
                "exponent", NO_CONVERSION,
                "splitUniform", "AVX2 has no arithmetic shift of long lanes",
                "shiftedBits", "the bias of a float's exponent cancels, see exponent",
                "negativeLog", MORE_TERMS,
                "timesSine", MORE_TERMS)),
        new Pair(
            "program", "FloatTile", "DoubleTile", table("\\(float\\) (from|value)", "$1"), table()),
        new Pair("program", "VectorApiFloatPanels", "VectorApiDoublePanels", table(), table()),
        new Pair(
            "program",
            "VectorApiFloats",
            "VectorApiDoubles",
            table("\\bof\\(([A-Z][A-Z_0-9]*)\\)", "$1", "of\\(int ", "of(long "),
            table(
                "magnitude", BITS_OF_X,
                "nan", BITS_OF_X,
                "exp", BITS_OF_X,
                "expOfMinusAbs", BITS_OF_X,
                "expOfRest", BITS_OF_X,
                "expm1", BITS_OF_X,
                "expm1OfMinusTwice", BITS_OF_X,
                "expm1OfHeld", BITS_OF_X,
                "oneMinusExp", "floats of LOG1MEXP are computed in double",
                "expm1Tail", MORE_TERMS,
                "logOnePlus", MORE_TERMS)),
        new Pair(
            "program",
            "VectorApiFloatLoops",
            "VectorApiDoubleLoops",
            table("\\bof\\(([A-Z][A-Z_0-9]*)\\)", "$1"),
            table(
                "addTo", "further operations on floats are computed in double",
                "addSelections", "RSQRT of doubles is faster in the operation's own loop",
                "rsqrt", "RSQRT of doubles is faster in the operation's own loop",
                "expm1", "the loop for float is cut in two, for C2 to inline all of it",
                "expm1OfMinusTwice", BITS_OF_X,
                "expOfMinusAbs", BITS_OF_X,
                "oneMinusExp", "floats of LOG1MEXP are computed in double",
                "timesLog", "floats of XLOGY are computed in double",
                "expOfMinusDistance", "floats of LOG_ADD_EXP are computed in double",
                "logAddExp", "floats of LOG_ADD_EXP are computed in double")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void doubleFollowsFromFloat(Pair pair) throws IOException {
    Map<String, List<String>> expected =
        members(substitute(source(pair.room, pair.floats), pair.substitutions, EVERYWHERE));
    Map<String, List<String>> actual = members(source(pair.room, pair.doubles));
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    Set<String> different = new TreeSet<>();
    for (String name : names) {
      if (!Objects.equals(expected.get(name), actual.get(name))) {
        different.add(name);
        if (!pair.different.containsKey(name)) {
          assertThat(actual.get(name)).as(name).isEqualTo(expected.get(name));
        }
      }
    }
    assertThat(different).as("members that differ").isEqualTo(pair.different.keySet());
  }

  /** In a source that has both, every member for float has a twin. */
  @ParameterizedTest
  @CsvSource({"random, BoxMullerLayout", "program, VectorKernels", "program, VectorApiLoopChain"})
  void memberForDoubleFollowsFromThatForFloat(String room, String name) throws IOException {
    List<String> all = members(source(room, name)).values().stream().flatMap(List::stream).toList();
    List<String> floats = all.stream().filter(m -> m.matches("(?i).*float.*")).toList();
    assertThat(floats).isNotEmpty();
    assertThat(floats)
        .allSatisfy(member -> assertThat(all).contains(substitute(member, EVERYWHERE)));
  }

  /** Of keys and values by turns, in this order. */
  private static Map<String, String> table(String... keysAndValues) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      all.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return all;
  }

  @SafeVarargs
  private static String substitute(String text, Map<String, String>... substitutions) {
    String result = text;
    for (Map<String, String> some : substitutions) {
      for (Map.Entry<String, String> s : some.entrySet()) {
        result = result.replaceAll(s.getKey(), s.getValue());
      }
    }
    return result;
  }

  /** The only source of this name in a package or below it. */
  private static String source(String room, String name) throws IOException {
    try (Stream<Path> all = Files.walk(SOURCES.resolve(room))) {
      List<Path> found = all.filter(p -> p.endsWith(name + ".java")).toList();
      assertThat(found).as("%s in %s", name, room).hasSize(1);
      return Files.readString(found.get(0));
    }
  }

  /** The members of the first class of a source, without its constants, by name. */
  private static Map<String, List<String>> members(String source) {
    Map<String, List<String>> members = new TreeMap<>();
    List<String> member = new ArrayList<>();
    int depth = 0;
    Matcher tokens = TOKEN.matcher(source);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.startsWith("//") || token.startsWith("/*")) {
        continue;
      }
      depth -= token.equals("}") ? 1 : 0;
      if (depth > 0) {
        member.add(token);
      }
      if (depth == 1 && (token.equals(";") || token.equals("}") && !isField(member))) {
        if (!(isField(member) && member.contains("static") && member.contains("final"))) {
          members
              .computeIfAbsent(name(member), n -> new ArrayList<>())
              .add(String.join(" ", member));
        }
        member.clear();
      }
      depth += token.equals("{") ? 1 : 0;
    }
    return members;
  }

  private static boolean isField(List<String> member) {
    int value = member.indexOf("=");
    int body = member.indexOf("{");
    return value >= 0 ? body < 0 || value < body : !member.contains("(") && body < 0;
  }

  /** Of a field the word before its value, of a method that before its parameters. */
  private static String name(List<String> member) {
    for (String kind : List.of("class", "interface", "record")) {
      if (member.contains(kind)) {
        return member.get(member.indexOf(kind) + 1);
      }
    }
    int end = isField(member) ? member.indexOf("=") : member.indexOf("(");
    return member.get(end > 0 ? end - 1 : member.size() - 2);
  }
}
