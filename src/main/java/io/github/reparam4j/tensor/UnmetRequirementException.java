package io.github.reparam4j.tensor;

/**
 * Thrown while a program runs, when an element of a tensor breaks a requirement, such as that of a
 * distribution's scale. The message names the operation, the element and its value.
 */
public final class UnmetRequirementException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final transient Annotation.Require requirement;
  private final String value;

  UnmetRequirementException(String message, Annotation.Require requirement, String value) {
    super(message);
    this.requirement = requirement;
    this.value = value;
  }

  /** {@return what was required; null after serialization} */
  public Annotation.Require requirement() {
    return requirement;
  }

  /** {@return the element that breaks it, as text of its dtype's precision} */
  public String value() {
    return value;
  }
}
