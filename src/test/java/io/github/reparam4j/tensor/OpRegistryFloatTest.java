/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@link OpRegistryTest} in FLOAT; a class of its own so that both run side by side. */
class OpRegistryFloatTest {
  @TestFactory
  Stream<DynamicTest> valueAndGradientMatchTheNaiveEvaluator() {
    return OpRegistryTest.matchesTheNaiveEvaluator(DType.FLOAT);
  }
}
