/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.lang.StackWalker.StackFrame;
import java.net.URL;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The line of the user's code that made an expression: the innermost stack frame outside the
 * library's own jar; within the library's own programs, the innermost one outside this package.
 *
 * <p>Expressions that reverse mode makes carry the origin of the expression they differentiate.
 */
final class Origin {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final URL LIBRARY = location(Origin.class);
  private static final String PACKAGE = Origin.class.getPackageName();

  private static final ClassValue<Boolean> OF_LIBRARY =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          URL location = location(type);
          // JDK classes (streams, reflection) have no location and are never "the user's line".
          return location == null || location.equals(LIBRARY);
        }
      };

  /**
   * Set while a gradient rule runs, so that its expressions carry the origin of the differentiated
   * one.
   */
  private static final ThreadLocal<Origin> INHERITED = new ThreadLocal<>();

  private final StackFrame frame;

  private Origin(StackFrame frame) {
    this.frame = frame;
  }

  static Origin here() {
    Origin inherited = INHERITED.get();
    return inherited != null ? inherited : new Origin(WALKER.walk(Origin::find));
  }

  /** Runs work whose new expressions are to carry this origin. */
  void during(Runnable work) {
    Origin outer = INHERITED.get();
    INHERITED.set(this);
    try {
      work.run();
    } finally {
      if (outer == null) {
        INHERITED.remove();
      } else {
        INHERITED.set(outer);
      }
    }
  }

  private static StackFrame find(Stream<StackFrame> frames) {
    StackFrame outsidePackage = null;
    for (StackFrame f : (Iterable<StackFrame>) frames::iterator) {
      Class<?> type = f.getDeclaringClass();
      if (!OF_LIBRARY.get(type)) {
        return f;
      }
      if (outsidePackage == null
          && type.getName().startsWith("io.github.reparam4j.")
          && !type.getPackageName().equals(PACKAGE)) {
        outsidePackage = f;
      }
    }
    return outsidePackage;
  }

  private static URL location(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .orElse(null);
  }

  @Override
  public String toString() {
    return frame == null ? "unknown line" : frame.toStackTraceElement().toString();
  }
}
