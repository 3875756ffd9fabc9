/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.internal;

import java.lang.reflect.Constructor;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether this process computes with {@code jdk.incubator.vector}, and loads the classes
 * that do. The decision is made once, at the first use, for kernels and noise alike, and logged in
 * one line, which says what to do if it is for plain loops.
 *
 * <p>The system property {@value #PROPERTY} overrides the checks of the JVM: {@code off} selects
 * plain loops; {@code on} selects the module wherever it is present, whatever the compiler, the
 * release or the vector width; {@code auto} is the default.
 *
 * <p>Classes on the module are compiled apart and named by strings here, because a class that
 * refers to them cannot be linked without the module.
 */
public final class VectorProvider {
  /** The system property that overrides the checks: {@code on}, {@code off} or {@code auto}. */
  static final String PROPERTY = "reparam4j.vector";

  static final String MODULE = "jdk.incubator.vector";

  /** Releases of Java that the vector classes are tested on; an incubating API may change. */
  static final int MIN_JDK = 17;

  static final int MAX_JDK = 25;

  /** A conversion from float to double fills two vectors of at least two doubles. */
  static final int MIN_BITS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(VectorProvider.class);
  private static final Decision DECISION = decideAndLog();

  private VectorProvider() {}

  /**
   * The properties of the JVM that decide.
   *
   * @param hasModule whether Java was started with the module
   * @param feature the release of Java, such as 17
   * @param name the property {@code java.vm.name}
   * @param version the property {@code java.vm.version}
   * @param info the property {@code java.vm.info}
   * @param bits preferred width of a vector, 0 without the module
   */
  record Jvm(boolean hasModule, int feature, String name, String version, String info, int bits) {
    static Jvm current() {
      boolean hasModule = ModuleLayer.boot().findModule(MODULE).isPresent();
      return new Jvm(
          hasModule,
          Runtime.version().feature(),
          System.getProperty("java.vm.name", ""),
          System.getProperty("java.vm.version", ""),
          System.getProperty("java.vm.info", ""),
          hasModule ? preferredBits() : 0);
    }

    private static int preferredBits() {
      try {
        Class<?> shapes = Class.forName(MODULE + ".VectorShape");
        Object preferred = shapes.getMethod("preferredShape").invoke(null);
        return (int) shapes.getMethod("vectorBitSize").invoke(preferred);
      } catch (ReflectiveOperationException | LinkageError e) {
        LOG.debug("width of vectors is unknown", e);
        return 0;
      }
    }

    /**
     * Whether HotSpot's C2 compiles hot methods. Without it, every operation on vectors is a call
     * that makes an object.
     */
    boolean hasC2() {
      return name.contains("Server VM")
          && !version.contains("jvmci")
          && !info.contains("interpreted")
          && !info.contains("emulated-client");
    }
  }

  /**
   * The outcome.
   *
   * @param usesVectors whether to load the vector classes
   * @param reason the line to be logged
   */
  record Decision(boolean usesVectors, String reason) {
    private static Decision plain(String reason) {
      return new Decision(false, "computing with plain loops: " + reason);
    }
  }

  /** The decision for a value of {@link #PROPERTY} and a JVM. */
  static Decision decide(String property, Jvm jvm) {
    String choice = property.strip().toLowerCase(Locale.ROOT);
    String forcing = "-D" + PROPERTY + "=";
    if (choice.equals("off")) {
      return Decision.plain(forcing + "off");
    }
    if (!jvm.hasModule()) {
      return Decision.plain("start Java with --add-modules " + MODULE + " for faster ones");
    }
    if (!choice.equals("on")) {
      if (!choice.isEmpty() && !choice.equals("auto")) {
        return Decision.plain(PROPERTY + " must be on, off or auto, got '" + property + "'");
      }
      if (!jvm.hasC2()) {
        return Decision.plain(
            "%s needs HotSpot's C2 compiler, got %s (%s); %son overrides this"
                .formatted(MODULE, jvm.name(), jvm.info(), forcing));
      }
      if (jvm.feature() < MIN_JDK || jvm.feature() > MAX_JDK) {
        return Decision.plain(
            "%s is tested on JDK %d to %d, got %d; %son overrides this"
                .formatted(MODULE, MIN_JDK, MAX_JDK, jvm.feature(), forcing));
      }
      if (jvm.bits() < MIN_BITS) {
        return Decision.plain(
            "vectors must have at least %d bits, got %d; %son overrides this"
                .formatted(MIN_BITS, jvm.bits(), forcing));
      }
    }
    return new Decision(
        true, "computing with %s, vectors of %d bits".formatted(MODULE, jvm.bits()));
  }

  private static Decision decideAndLog() {
    Decision decision = decide(System.getProperty(PROPERTY, ""), Jvm.current());
    LOG.info(decision.reason());
    return decision;
  }

  /**
   * Makes an object of a class on the module if this process uses vectors.
   *
   * @param <T> the type that its users know
   * @param type the same
   * @param implementation name of a class of that type, with a constructor without arguments
   * @param fallback what is returned if this process uses plain loops, or the class cannot be
   *     loaded, which is logged; may be null
   * @return a new object of the class, or the fallback
   */
  public static <T> T load(Class<T> type, String implementation, T fallback) {
    if (!DECISION.usesVectors()) {
      return fallback;
    }
    try {
      Constructor<?> constructor = Class.forName(implementation).getDeclaredConstructor();
      constructor.setAccessible(true);
      return type.cast(constructor.newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.warn("{} cannot be loaded; computing with plain loops instead", implementation, e);
      return fallback;
    }
  }
}
