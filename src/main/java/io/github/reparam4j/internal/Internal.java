/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.internal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a package, type or member that is public only because other packages of the library use it.
 * User code must not depend on it: it has no compatibility promise and does not appear in the
 * Javadoc.
 *
 * <p>Java has no access level between package and public, and the library ships no module
 * descriptor. {@code ArchitectureTest} therefore checks that the signatures of the public API name
 * no internal type.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({
  ElementType.PACKAGE,
  ElementType.TYPE,
  ElementType.METHOD,
  ElementType.CONSTRUCTOR,
  ElementType.FIELD
})
public @interface Internal {}
