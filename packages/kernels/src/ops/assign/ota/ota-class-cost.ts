import { sigmoid, softplus } from '../../../host/sigmoid.ts';

export interface OtaClassCost {
  /** The focal loss of a prior against zeros. */
  readonly background: (prior: number) => number;
  /** The same against the one-hot of the label. */
  readonly object: (prior: number, label: number) => number;
}

/** Focal losses summed over the classes, of logits [B·A, K]: float64, since those of objects are found by subtraction. */
export function otaClassCost(
  logits: Float32Array,
  classes: number,
  { alpha, gamma }: { alpha: number; gamma: number },
): OtaClassCost {
  const [weightYes, weightNo] = alpha >= 0 ? [alpha, 1 - alpha] : [1, 1];
  const no = (x: number) => weightNo * sigmoid(x) ** gamma * softplus(x);
  const yes = (x: number) => weightYes * sigmoid(-x) ** gamma * softplus(-x);
  const sums = new Float64Array(logits.length / classes).fill(Number.NaN);
  const background = (prior: number): number => {
    if (Number.isNaN(sums[prior]!)) {
      let sum = 0;
      for (let k = prior * classes; k < (prior + 1) * classes; k++) sum += no(logits[k]!);
      sums[prior] = sum;
    }
    return sums[prior]!;
  };
  return {
    background,
    object: (prior, label) => {
      const x = logits[prior * classes + label]!;
      return background(prior) - no(x) + yes(x);
    },
  };
}
