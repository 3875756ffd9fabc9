/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The line of the user's code that made an expression: the innermost stack frame outside the
 * library's own jar; within the library's own programs, the innermost one outside this package.
 *
 * <p>Expressions that reverse mode makes carry the origin of the expression they differentiate.
 */
final class Origin {
  /** Frames of reflection are the JDK's, which find skips anyway; leaving them out is slow. */
  private static final StackWalker WALKER =
      StackWalker.getInstance(
          Set.of(
              StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES));

  private static final URL LIBRARY = location(Origin.class);
  private static final String PACKAGE = Origin.class.getPackageName();

  /** Whose code a class is. */
  private enum Code {
    USER,
    JDK,
    LIBRARY,
    THIS_PACKAGE
  }

  private static final ClassValue<Code> CODE =
      new ClassValue<>() {
        @Override
        protected Code computeValue(Class<?> type) {
          URL location = location(type);
          // JDK classes (streams, reflection) have no location and are never "the user's line".
          if (location != null && !location.equals(LIBRARY)) {
            return Code.USER;
          } else if (!type.getName().startsWith(ROOT)) {
            return Code.JDK;
          }
          return type.getPackageName().equals(PACKAGE) ? Code.THIS_PACKAGE : Code.LIBRARY;
        }
      };

  /**
   * Set while a gradient rule runs, so that its expressions carry the origin of the differentiated
   * one.
   */
  private static final ThreadLocal<Origin> INHERITED = new ThreadLocal<>();

  private static final String ROOT = PACKAGE.substring(0, PACKAGE.lastIndexOf('.') + 1);

  private final StackFrame frame;

  /** The library's method that the line calls, or null if there is no code of the user. */
  private final StackFrame call;

  private Origin(StackFrame frame, StackFrame call) {
    this.frame = frame;
    this.call = call;
  }

  static Origin here() {
    Origin inherited = INHERITED.get();
    return inherited != null ? inherited : WALKER.walk(Origin::find);
  }

  /**
   * The library's method that the user's code called and that is running now, as the user wrote it:
   * {@code reshape}, {@code Tensor.fill}, {@code Normal.of}.
   *
   * @param otherwise the name if there is no code of the user
   */
  static String calledMethod(String otherwise) {
    return WALKER.walk(Origin::find).method(otherwise);
  }

  /** The method that made the expression, as {@link #calledMethod}. */
  String method(String otherwise) {
    if (call == null || call.getMethodName().contains("$")) {
      return otherwise;
    }
    Class<?> type = call.getDeclaringClass();
    String name = call.getMethodName();
    if (name.equals("<init>")) {
      return type.getSimpleName();
    }
    // The user may have called an inherited method on another type, so that its type says little.
    boolean isInherited =
        type == Tensor.class
            || !Modifier.isPublic(type.getModifiers())
            || Modifier.isAbstract(type.getModifiers());
    return isStatic(type, name) || !isInherited
        ? type.getNestHost().getSimpleName() + "." + name
        : name;
  }

  private static boolean isStatic(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(m -> m.getName().equals(name) && Modifier.isStatic(m.getModifiers()));
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

  private static Origin find(Stream<StackFrame> frames) {
    StackFrame outsidePackage = null;
    StackFrame call = null;
    for (StackFrame f : (Iterable<StackFrame>) frames::iterator) {
      Code code = CODE.get(f.getDeclaringClass());
      if (code == Code.USER) {
        return new Origin(f, call);
      } else if (code != Code.JDK) {
        call = f;
        outsidePackage = outsidePackage == null && code == Code.LIBRARY ? f : outsidePackage;
      }
    }
    return new Origin(outsidePackage, null);
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
