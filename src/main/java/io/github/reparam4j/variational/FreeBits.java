/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.tensor.Tensor;

/** Free bits (Kingma et al. 2016, appendix C.8): a floor under the divergence of each element. */
final class FreeBits {
  private FreeBits() {}

  /**
   * sum_j max(nats, mean over the batch of KL_j), the same for every row.
   *
   * @param kl the divergence of each row, [batch]
   */
  static Tensor penalty(Distribution q, Distribution prior, Tensor kl, double nats) {
    int axes = 0;
    Tensor elements = kl;
    if (q instanceof Independent a
        && prior instanceof Independent b
        && a.axes() == b.axes()
        && KlDivergence.exists(a.base(), b.base())) {
      axes = a.axes();
      elements = KlDivergence.of(a.base(), b.base());
    }
    int batch = elements.shape().rank() - axes;
    int[] rows = new int[batch];
    for (int i = 0; i < batch; i++) {
      rows[i] = i;
    }
    Tensor mean = batch == 0 ? elements : elements.mean(rows);
    return mean.maximum(nats).sum().broadcastTo(kl.shape());
  }
}
