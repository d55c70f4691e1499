import { sigmoid } from '../../../host/sigmoid.ts';

const round = Math.fround;

/** PyTorch's floor of the logarithms of a binary cross-entropy. */
const LOWEST_LOG = -100;
/** Products are turned into logarithms before they fall below the normal numbers. */
const SMALL = 1e-200;

/**
 * The class term of SimOTA's cost, `Σ_K BCE(p, one-hot of the label)` by prior and label, for the logits of
 * all images [B·A, K] and objectness [B·A] if there is any. The sum over the classes that the object does not
 * have is computed once per prior, when it is first asked for.
 */
export function simOtaClassCost(
  classLogits: Float32Array,
  objectnessLogits: Float32Array | undefined,
  classes: number,
): (prior: number, label: number) => number {
  const count = classLogits.length / classes;
  const ofBackground = new Float64Array(count).fill(Number.NaN);
  const score = (prior: number, label: number, objectness: number): number => {
    const own = round(sigmoid(classLogits[prior * classes + label]!));
    return objectnessLogits ? round(Math.sqrt(round(own * objectness))) : own;
  };
  return (prior, label) => {
    const objectness = objectnessLogits ? round(sigmoid(objectnessLogits[prior]!)) : 1;
    if (Number.isNaN(ofBackground[prior]!)) {
      let total = 0;
      let product = 1;
      for (let k = 0; k < classes; k++) {
        const rest = 1 - score(prior, k, objectness);
        if (rest === 0) total -= LOWEST_LOG;
        else product *= rest;
        if (product < SMALL) {
          total -= Math.log(product);
          product = 1;
        }
      }
      ofBackground[prior] = total - Math.log(product);
    }
    const p = score(prior, label, objectness);
    const no = -Math.max(Math.log1p(-p), LOWEST_LOG);
    const yes = -Math.max(Math.log(p), LOWEST_LOG);
    return round(ofBackground[prior]! - no + yes);
  };
}
