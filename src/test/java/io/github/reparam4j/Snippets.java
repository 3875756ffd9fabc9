/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java code of a page: each block must stand in the test that runs it. */
final class Snippets {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\R(.*?)^```");

  private Snippets() {}

  /** The blocks between lines of ```java and ```. */
  static List<String> of(Path page) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(page));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  /** Checks that the source of a test has all code of a page, but for spaces and comments. */
  static void assertRunBy(Class<?> test, Path page) throws IOException {
    Path file = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
    String source = bare(Files.readString(file));
    List<String> blocks = of(page);
    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      assertThat(source.contains(bare(block))).as("%s has%n%s", test.getName(), block).isTrue();
    }
  }

  private static String bare(String code) {
    return code.replaceAll("(?m)(^|\\s)//.*$", "").replaceAll("\\s", "");
  }
}
