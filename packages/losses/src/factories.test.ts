import { describeFactories } from '@tandem-det/core/testing';
import * as exported from './index.ts';

const { fixedNormalizer, focal, giou, positives, sumLosses, weighted } = exported;
const normalizer = fixedNormalizer(7);
const coder = { stds: [1, 1, 1, 1] };

describeFactories({
  exported,
  notFactories: ['balancedClassWeights', 'centernessTarget'],
  required: {
    balancedCrossEntropy: { counts: [3, 1] },
    fixedNormalizer: { value: 4 },
    sumLosses: { losses: [focal()] },
    weighted: { weight: 2, loss: focal() },
  },
  calls: {
    fixedNormalizer: ({ value }: { value: number }) => fixedNormalizer(value),
    sumLosses: ({ losses }: { losses: [] }) => sumLosses(...losses),
    weighted: ({ weight, loss }: { weight: number; loss: ReturnType<typeof giou> }) => weighted(weight, loss),
  },
  changes: {
    balancedCrossEntropy: { counts: [1, 3], normalizer },
    centerness: { normalizer },
    ciou: { normalizer },
    crossEntropy: { normalizer, classWeights: [2, 1] },
    diou: { normalizer },
    distributionFocal: { normalizer },
    focal: { normalizer: positives({ floor: { atLeast: 1 } }) },
    giou: { normalizer },
    iou: { normalizer },
    iouQuality: { normalizer },
    l1: { normalizer, coder },
    objectness: { normalizer },
    positives: { floor: { atLeast: 1 } },
    qualityFocal: { normalizer },
    smoothL1: { normalizer, coder },
    sumLosses: { losses: [focal(), giou()] },
    sumOfAlignment: { floor: { atLeast: 1 } },
    sumOfWeights: { floor: { belowThenOne: 1 } },
    varifocal: { normalizer },
    weighted: { loss: giou() },
  },
});
