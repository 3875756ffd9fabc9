/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line for each epoch, and one at the end, at level info. */
public final class EpochLog implements TrainingListener {
  private final Logger logger;

  private EpochLog(Logger logger) {
    this.logger = logger;
  }

  /**
   * Logs under the name of {@link Training}.
   *
   * @return the listener
   */
  public static EpochLog create() {
    return to(LoggerFactory.getLogger(Training.class));
  }

  /**
   * Logs to a logger of the caller's.
   *
   * @param logger the logger
   * @return the listener
   */
  public static EpochLog to(Logger logger) {
    Errors.given("EpochLog.to", "logger", logger);
    return new EpochLog(logger);
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    logger.info("{}", epoch);
  }

  @Override
  public void onEnd(TrainingResult result) {
    logger.info("{}", result);
  }
}
