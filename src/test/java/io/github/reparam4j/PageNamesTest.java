/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types, packages and other pages that a page names exist. */
class PageNamesTest {
  private static final Path SITE = Path.of("src/site/markdown");
  private static final Path SOURCES = Path.of("src/main/java/io/github/reparam4j");

  /** A word in code that starts as the name of a type does: a capital, then a small letter. */
  private static final Pattern TYPE =
      Pattern.compile("`(?:new )?([A-Z][a-z]\\w*)(?:[.(<:][^`\n]*)?`");

  private static final Pattern LINK = Pattern.compile("\\]\\(([\\w-]+)\\.html(?:#[\\w-]*)?\\)");
  private static final Pattern ITEM = Pattern.compile("href=\"([\\w-]+)\\.html\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)`");

  /** Types of the JDK, of ND4J, and of pages' own examples. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "AssertionError",
          "UnsupportedOperationException",
          "DoubleVector",
          "FloatVector",
          "Math",
          "Each",
          "Above",
          "Below");

  /** Pages of names as they were before. */
  private static final Set<String> HISTORY = Set.of("changelog.md");

  private static Set<String> typesOfSources() throws IOException {
    Set<String> types = new TreeSet<>();
    Pattern declared = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");
    for (Path file : files(Path.of("src"), ".java")) {
      Matcher m = declared.matcher(Files.readString(file));
      while (m.find()) {
        types.add(m.group(1));
      }
    }
    return types;
  }

  private static List<Path> files(Path root, String end) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(f -> f.toString().endsWith(end)).sorted().toList();
    }
  }

  @Test
  void typesExist() throws IOException {
    Set<String> types = typesOfSources();
    Set<String> unknown = new TreeSet<>();
    for (Path page : files(SITE, ".md")) {
      Matcher m = TYPE.matcher(Files.readString(page));
      while (!HISTORY.contains(page.getFileName().toString()) && m.find()) {
        if (!types.contains(m.group(1)) && !OF_OTHERS.contains(m.group(1))) {
          unknown.add(page.getFileName() + ": " + m.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void theTableOfPackagesHasAll() throws IOException {
    Set<String> packages =
        files(SOURCES, ".java").stream()
            .map(f -> SOURCES.relativize(f.getParent()).toString().replace('/', '.'))
            .map(f -> f.replace('\\', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    String page = Files.readString(SITE.resolve("design.md"));
    Set<String> rows =
        ROW.matcher(page.substring(page.indexOf("## Packages"), page.indexOf("## Operations")))
            .results()
            .map(r -> r.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(packages);
  }

  @Test
  void everyPageIsInTheMenuAndLinksLead() throws IOException {
    Set<String> pages =
        files(SITE, ".md").stream()
            .map(f -> f.getFileName().toString().replace(".md", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    String menu = Files.readString(Path.of("src/site/site.xml"));
    assertThat(ITEM.matcher(menu).results().map(r -> r.group(1)).filter(i -> !i.equals("index")))
        .containsExactlyInAnyOrderElementsOf(pages);
    for (Path page : files(SITE, ".md")) {
      assertThat(LINK.matcher(Files.readString(page)).results().map(r -> r.group(1)))
          .as("%s", page)
          .allMatch(pages::contains);
    }
  }
}
