import { cast, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { checkShape, type Letters } from '../../../shapes.ts';

/** What an assignment by the cost of predictions reads. */
export interface CostInputs {
  /** [B, A, K], before the sigmoid. */
  readonly classLogits: Tensor3D;
  /** [B, A, 4] decoded boxes as x1, y1, x2, y2 in pixels. */
  readonly boxes: Tensor3D;
  /** [A, 2] as x, y in pixels; the middles of the cells in YOLOX and OTA. */
  readonly centers: Tensor2D;
  /** [A], pixels per cell. */
  readonly strides: Tensor1D;
  /** [B, A]: 1 for a prior that may be assigned, 0 for one in the padding. */
  readonly validPriors: Tensor2D;
  /** [B, G, 4] */
  readonly truthBoxes: Tensor3D;
  /** [B, G] int32, in 0 to K - 1. */
  readonly truthClasses: Tensor2D;
  /** [B, G]: 1 for an object, 0 for padding. */
  readonly truthMask: Tensor2D;
}

/** Throws unless all shapes fit together; gives the sizes of B, A, K and G. */
export function checkCostInputs(where: string, inputs: CostInputs): Letters {
  const letters = checkShape(where, inputs.classLogits, 'B A K');
  checkShape(where, inputs.boxes, 'B A 4', letters);
  checkShape(where, inputs.centers, 'A 2', letters);
  checkShape(where, inputs.strides, 'A', letters);
  checkShape(where, inputs.validPriors, 'B A', letters);
  checkShape(where, inputs.truthBoxes, 'B G 4', letters);
  checkShape(where, inputs.truthClasses, 'B G', letters);
  checkShape(where, inputs.truthMask, 'B G', letters);
  return letters;
}

/** The same with the types that kernels read: classes int32, masks float32. */
export function castCostInputs(inputs: CostInputs): CostInputs {
  return {
    ...inputs,
    validPriors: cast(inputs.validPriors, 'float32'),
    truthClasses: cast(inputs.truthClasses, 'int32'),
    truthMask: cast(inputs.truthMask, 'float32'),
  };
}
