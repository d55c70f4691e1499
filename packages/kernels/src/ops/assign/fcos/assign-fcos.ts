import { cast, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { runKernel } from '../../../run-kernel.ts';
import { checkShape } from '../../../shapes.ts';
import { withoutTape } from '../../../without-tape.ts';

export interface FcosInputs {
  /** [A, 2] as x, y in pixels. */
  readonly centers: Tensor2D;
  /** [A], pixels per cell. */
  readonly strides: Tensor1D;
  /** [A, 2]: smallest and largest distance to a side, in pixels, that a prior may have to answer for. */
  readonly ranges: Tensor2D;
  /** [B, A]: 1 for a prior that may be assigned, 0 for one in the padding. */
  readonly validPriors: Tensor2D;
  /** [B, G, 4] */
  readonly truthBoxes: Tensor3D;
  /** [B, G]: 1 for an object, 0 for padding. */
  readonly truthMask: Tensor2D;
}

export interface FcosOptions {
  /** Half side, in strides, of the square around an object's centre that its priors lie in; 0 for the whole object. */
  readonly radius?: number;
}

/**
 * Assignment by ranges of size: a prior may have every object that its centre lies in (strictly; in the
 * part of it within `radius` strides of the object's centre, if not 0) and whose farthest side is at a
 * distance within the prior's range, both ends included. Of these the object of smallest area has it, of
 * equal areas that of lower index. All in float32, as in the reference. Records no gradient.
 *
 * Shapes: see `FcosInputs`; returns gtIndex [B, A] int32, -1 for background.
 * Source: Tian et al. 2019, FCOS; mmdetection 2.14's `fcos_head.py`.
 */
export function assignFcos(inputs: FcosInputs, { radius = 0 }: FcosOptions = {}): Tensor2D {
  const where = 'assignFcos';
  const letters = checkShape(where, inputs.centers, 'A 2');
  checkShape(where, inputs.strides, 'A', letters);
  checkShape(where, inputs.ranges, 'A 2', letters);
  checkShape(where, inputs.validPriors, 'B A', letters);
  checkShape(where, inputs.truthBoxes, 'B G 4', letters);
  checkShape(where, inputs.truthMask, 'B G', letters);
  return withoutTape(() =>
    runKernel<Tensor2D>(
      'TandemAssignFcos',
      {
        ...inputs,
        validPriors: cast(inputs.validPriors, 'float32'),
        truthMask: cast(inputs.truthMask, 'float32'),
      },
      { radius },
    ),
  );
}
