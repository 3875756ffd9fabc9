package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * The formula of {@link Adam} and {@link AdamW}, with the corrections for the moments' start at 0
 * drawn into two numbers for all parameters: with c = sqrt(1 - beta2^t),
 *
 * <pre>
 * lr mHat / (sqrt(vHat) + epsilon) = (lr c / (1 - beta1^t)) m / (sqrt(v) + epsilon c)
 * </pre>
 *
 * @param weightDecay of AdamW; 0 for Adam
 */
record MomentRule(double beta1, double beta2, double epsilon, double weightDecay)
    implements UpdateRule {

  static MomentRule standard(double weightDecay) {
    return new MomentRule(0.9, 0.999, 1e-8, weightDecay);
  }

  MomentRule withBetas(String optimizer, double first, double second) {
    HyperParameter.fraction(optimizer + ".betas", "beta1", first);
    HyperParameter.fraction(optimizer + ".betas", "beta2", second);
    return new MomentRule(first, second, epsilon, weightDecay);
  }

  MomentRule withEpsilon(String optimizer, double other) {
    HyperParameter.positive(optimizer + ".epsilon", "epsilon", other);
    return new MomentRule(beta1, beta2, other, weightDecay);
  }

  MomentRule withWeightDecay(String optimizer, double other) {
    HyperParameter.nonNegative(optimizer + ".weightDecay", "weight decay", other);
    return new MomentRule(beta1, beta2, epsilon, other);
  }

  @Override
  public List<String> slots() {
    return List.of("m", "v");
  }

  @Override
  public ForParameter at(Tensor rate, Tensor count) {
    Tensor c = oneMinusPower(beta2, count).sqrt();
    Tensor size = rate.mul(c).div(oneMinusPower(beta1, count));
    Tensor floor = c.mul(epsilon);
    return (p, g, slots) -> {
      Tensor m = slots.get(0).add(g.sub(slots.get(0)).mul(1 - beta1));
      Tensor v = slots.get(1).mul(beta2).add(g.square().mul(1 - beta2));
      Tensor move = m.mul(size.cast(p.dtype())).div(v.sqrt().add(floor.cast(p.dtype())));
      if (weightDecay > 0) {
        move = move.add(p.mul(rate.mul(weightDecay).cast(p.dtype())));
      }
      return List.of(p.sub(move), m, v);
    };
  }

  private static Tensor oneMinusPower(double beta, Tensor count) {
    return Tensor.scalar(1).sub(Tensor.scalar(beta).pow(count));
  }
}
