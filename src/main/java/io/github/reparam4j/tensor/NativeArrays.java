/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of arrays that user code can reach: it may close, resize or replace it at any time, or
 * leave the workspace that the memory belongs to. Reading it then would crash the JVM, or show
 * other data, so it is checked before each use.
 *
 * @hidden
 */
@Internal
public final class NativeArrays {
  private NativeArrays() {}

  /**
   * Why the memory of an array must not be read.
   *
   * @param array the array
   * @return the reason, to follow "got", or null if the memory may be read
   */
  public static String defect(INDArray array) {
    if (array.wasClosed()) {
      return "a closed one";
    }
    if (array.isEmpty()) {
      return null;
    }
    DataBuffer data = array.data();
    DataBuffer original = data.originalDataBuffer();
    if (original != null && original.wasClosed()) {
      return "a view of a closed one";
    }
    if (data.length() < array.length()) {
      return "one with memory for " + data.length() + " of its " + array.length() + " elements";
    }
    return isInScope(data) && (original == null || isInScope(original))
        ? null
        : "one of a workspace that was left";
  }

  /**
   * Checks that an array that enters the library has numbers that can be read.
   *
   * @param where the operation, as the user wrote it
   * @param name the array there
   * @param array the array
   * @throws IllegalArgumentException if it is closed, or not numeric
   */
  public static void requireUsable(String where, String name, INDArray array) {
    String defect = defect(array);
    if (defect != null) {
      throw Errors.argument(where, name + " must be open", defect, null);
    }
    if (!array.dataType().isNumerical() && array.dataType() != DataType.BOOL) {
      throw Errors.argument(
          where, name + " must be numeric", array.dataType(), "convert it with castTo");
    }
  }

  private static boolean isInScope(DataBuffer data) {
    return !data.isAttached()
        || data.isInScope()
            && data.getGenerationId() == data.getParentWorkspace().getGenerationId();
  }

  /**
   * A token of the memory of an array, to be compared by identity: closing, resizing or replacing
   * the memory changes it. Costs nanoseconds.
   *
   * @param array the array
   * @return the token, or null if the array is closed or empty
   */
  public static Object memory(INDArray array) {
    DataBuffer data = array.data();
    return data == null || array.wasClosed() ? null : data.indexer();
  }

  /**
   * Makes an array that outlives the workspace of the calling thread, if there is one.
   *
   * @param make makes it
   * @return the array, which is not attached to a workspace
   */
  public static INDArray detached(Supplier<INDArray> make) {
    if (Nd4j.getMemoryManager().getCurrentWorkspace() == null) {
      return make.get();
    }
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      return make.get();
    } finally {
      outside.close();
    }
  }
}
