/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The words of this project are those of the field: {@code glossary.tsv} lists the words that
 * neither sources nor pages use, each with its replacement. Its head explains its columns.
 */
class GlossaryTest {
  private static final Path FILE = Path.of("src/test/resources/glossary.tsv");

  /** Comments, string literals, character literals, or identifiers. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>//[^\n]*|/\\*.*?\\*/)|(?<text>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\")"
              + "|'(?:\\\\.|[^'\\\\])+'|(?<name>[A-Za-z_][A-Za-z_0-9]*)",
          Pattern.DOTALL);

  /** The marks of comments at the start and the end of a line. */
  private static final Pattern MARKS =
      Pattern.compile("^[ \t]*(?:/\\*\\*?|\\*/|\\*|//)[ \t]*|[ \t]*\\*/$", Pattern.MULTILINE);

  private static final Pattern WORD_STARTS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");

  private enum Kind {
    PROSE,
    IDENTIFIER,
    NAME,
    TYPE
  }

  /** A text of a kind that starts at a line of a file. */
  private record Piece(Kind kind, String text, int line) {}

  /** A line of the list: a pattern that texts of some kinds below a folder don't match. */
  private record Entry(Set<Kind> kinds, String folder, Pattern pattern, String instead) {
    static Entry of(String line) {
      String[] columns = columns(line);
      String[] scope = columns[0].split(":");
      Set<Kind> kinds =
          scope[0].equals("both")
              ? Set.of(Kind.PROSE, Kind.IDENTIFIER)
              : Set.of(Kind.valueOf(scope[0].toUpperCase(Locale.ROOT)));
      boolean words = kinds.contains(Kind.PROSE) || kinds.contains(Kind.IDENTIFIER);
      String pattern =
          "\\b(?:" + (words ? columns[1].replace(" ", "\\s{1,4}") : columns[1]) + ")\\b";
      return new Entry(
          kinds,
          scope.length == 1 ? "" : "/" + scope[1] + "/",
          Pattern.compile(pattern, words ? Pattern.CASE_INSENSITIVE : 0),
          columns[2]);
    }

    boolean covers(String file, Kind kind) {
      return kinds.contains(kind) && file.contains(folder);
    }
  }

  /**
   * The list of words.
   *
   * @param known whether some entry matches an identifier, for identifiers that were met before
   */
  private record Glossary(List<Entry> entries, Set<String> exceptions, Map<String, Boolean> known) {
    static Glossary of(List<String> lines) {
      List<String> used = lines.stream().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
      Predicate<String> isException = l -> l.startsWith("except\t");
      return new Glossary(
          used.stream().filter(isException.negate()).map(Entry::of).toList(),
          used.stream().filter(isException).map(l -> columns(l)[1]).collect(Collectors.toSet()),
          new HashMap<>());
    }

    /** The changes that a file needs, a line each. */
    List<String> check(String file, List<Piece> pieces) {
      List<String> found = new ArrayList<>();
      for (Piece piece : pieces) {
        if (piece.kind != Kind.IDENTIFIER || known.computeIfAbsent(piece.text, this::isListed)) {
          entries.stream()
              .filter(e -> e.covers(file, piece.kind))
              .forEach(e -> find(e, piece, file, found));
        }
      }
      return found;
    }

    private boolean isListed(String identifier) {
      String words = words(identifier);
      return !exceptions.contains(identifier)
          && entries.stream()
              .anyMatch(e -> e.kinds.contains(Kind.IDENTIFIER) && e.pattern.matcher(words).find());
    }

    private static void find(Entry entry, Piece piece, String file, List<String> found) {
      boolean split = piece.kind == Kind.IDENTIFIER;
      String text = split ? words(piece.text) : piece.text;
      Matcher m = entry.pattern.matcher(text);
      while (m.find()) {
        found.add(
            "%s:%d: \"%s\"%s; write %s"
                .formatted(
                    file,
                    piece.line + newlines(text, 0, m.start()),
                    m.group().replaceAll("\\s+", " "),
                    split ? " in " + piece.text : "",
                    entry.instead));
      }
    }
  }

  private static String[] columns(String line) {
    String[] columns = line.split("\t");
    assertThat(columns).as(line).hasSize(3);
    return columns;
  }

  private static String words(String identifier) {
    return WORD_STARTS.matcher(identifier).replaceAll(" ");
  }

  @Test
  void sourcesUseTheWordsOfTheField() throws IOException {
    Glossary glossary = Glossary.of(Files.readAllLines(FILE));
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of("src"), ".java")) {
      if (!file.endsWith("GlossaryTest.java")) {
        found.addAll(glossary.check(unix(file), source(unix(file), Files.readString(file))));
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void pagesUseTheWordsOfTheField() throws IOException {
    Glossary glossary = Glossary.of(Files.readAllLines(FILE));
    List<Path> pages = new ArrayList<>(files(Path.of("src/site"), ".md"));
    pages.add(Path.of("README.md"));
    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      List<Piece> pieces = page(Files.readString(page));
      boolean tellsFormerNames = page.endsWith("changelog.md");
      found.addAll(
          glossary.check(
              unix(page),
              pieces.stream().filter(p -> p.kind != Kind.NAME || !tellsFormerNames).toList()));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void findsTheWordsOfTheListWithTheirLines() {
    Glossary glossary =
        Glossary.of(
            List.of(
                "# law	is a comment",
                "",
                "both	laws?	distribution",
                "prose	whole numbers?	integer",
                "identifier:program	halves	shared exponential",
                "name	Graphs	Expressions",
                "type	Plain	NonReparameterized",
                "except	LAW_OF_OHM	physics"));
    String source =
        """
        /**
         * Some whole
         * numbers, halves.
         */
        int lawIndex; // the law
        String s = "a law";
        char c = '"'; // law-abiding, {@link Graphs}
        int flaw, inLaw, OUTLAW, LAW_COUNT, LAW_OF_OHM, Graphs, halves;
        """;
    List<String> anywhere =
        List.of(
            "Plain.java:1: \"Plain\"; write NonReparameterized",
            "Plain.java:7: \"Graphs\"; write Expressions",
            "Plain.java:8: \"Graphs\"; write Expressions",
            "Plain.java:2: \"whole numbers\"; write integer",
            "Plain.java:5: \"law\" in lawIndex; write distribution",
            "Plain.java:5: \"law\"; write distribution",
            "Plain.java:6: \"law\"; write distribution",
            "Plain.java:7: \"law\"; write distribution",
            "Plain.java:8: \"Law\" in inLaw; write distribution",
            "Plain.java:8: \"LAW\" in LAW_COUNT; write distribution");
    String halves = "/program/Plain.java:8: \"halves\" in halves; write shared exponential";
    assertThat(glossary.check("Plain.java", source("Plain.java", source)))
        .containsExactlyElementsOf(anywhere);
    assertThat(glossary.check("/program/Plain.java", source("/program/Plain.java", source)))
        .containsExactlyElementsOf(
            Stream.concat(anywhere.stream().map(l -> "/program/" + l), Stream.of(halves)).toList());
    assertThat(glossary.check("p.md", page("x\nwhole\nnumbers\n`Graphs`")))
        .containsExactly(
            "p.md:4: \"Graphs\"; write Expressions", "p.md:2: \"whole numbers\"; write integer");
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String unix(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static List<Piece> page(String text) {
    return List.of(new Piece(Kind.NAME, text, 1), new Piece(Kind.PROSE, text, 1));
  }

  private static List<Piece> source(String file, String text) {
    List<Piece> pieces = new ArrayList<>();
    String name = file.substring(file.lastIndexOf('/') + 1);
    pieces.add(new Piece(Kind.TYPE, name.replace(".java", ""), 1));
    pieces.add(new Piece(Kind.NAME, text, 1));
    Matcher m = TOKEN.matcher(text);
    int line = 1;
    int at = 0;
    while (m.find()) {
      line += newlines(text, at, m.start());
      at = m.start();
      if (m.group("name") != null) {
        pieces.add(new Piece(Kind.IDENTIFIER, m.group(), line));
      } else if (m.group("comment") != null || m.group("text") != null) {
        pieces.add(new Piece(Kind.PROSE, MARKS.matcher(m.group()).replaceAll(""), line));
      }
    }
    return pieces;
  }

  private static int newlines(String s, int from, int to) {
    return (int) s.substring(from, to).chars().filter(c -> c == '\n').count();
  }
}
