import { liesInside } from '../shared/single-precision.ts';
import type { SimOtaOptions } from './assign-sim-ota.ts';

const round = Math.fround;

/** Whether a prior (its index among the A of an image) is near or in an object (its index among the B·G). */
export interface SimOtaRegion {
  /** The prior lies in the object's region: it costs no penalty. */
  readonly holds: (truth: number, center: number) => boolean;
  /** The prior is a candidate because of this object. */
  readonly admits: (truth: number, center: number) => boolean;
}

/** The regions of objects [B·G, 4] among priors with centers [A, 2] and strides [A]; every border is outside. */
export function simOtaRegion(
  centers: Float32Array,
  strides: Float32Array,
  truthBoxes: Float32Array,
  { region, centerRadius }: Required<Pick<SimOtaOptions, 'region' | 'centerRadius'>>,
): SimOtaRegion {
  const reach = strides.map((stride) => stride * centerRadius);
  const middles = new Float32Array(truthBoxes.length / 2);
  for (let i = 0; i < middles.length; i++) {
    const box = 4 * (i >> 1) + (i & 1);
    middles[i] = round(truthBoxes[box]! + truthBoxes[box + 2]!) / 2;
  }
  const near = (truth: number, center: number): boolean => {
    const x = centers[2 * center]!;
    const y = centers[2 * center + 1]!;
    const middleX = middles[2 * truth]!;
    const middleY = middles[2 * truth + 1]!;
    const far = reach[center]!;
    return (
      x > round(middleX - far) &&
      x < round(middleX + far) &&
      y > round(middleY - far) &&
      y < round(middleY + far)
    );
  };
  if (region === 'center') return { holds: near, admits: near };
  const inside = (truth: number, center: number) =>
    liesInside(centers[2 * center]!, centers[2 * center + 1]!, truthBoxes, 4 * truth, 0);
  return {
    holds: (truth, center) => near(truth, center) && inside(truth, center),
    admits: (truth, center) => near(truth, center) || inside(truth, center),
  };
}
