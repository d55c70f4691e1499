import { ExpectationError } from '@tandem-det/base';
import { findCases } from '../cases/find-cases.ts';
import { runCase } from '../run-case.ts';

/** The cases, by kind and component, that are about one op and little else. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['op/conv2d'],
  deformableConv2d: ['op/deformable-conv2d'],
  maxPool2d: ['op/max-pool'],
  upsampleNearest: ['op/nearest-upsample'],
  boundarySampling: ['op/boundary-sampling'],
  batchNormTrain: ['op/batch-norm'],
  batchNormFrozen: ['op/batch-norm'],
  groupNorm: ['op/group-norm'],
  geometricMeanLogit: ['op/sigmoid-geometric-mean'],
  sigmoidFocal: ['op/sigmoid-focal-loss', 'loss/focal', 'loss/focal-on-probabilities'],
  qualityFocal: ['loss/quality-focal', 'loss/task-aligned-focal'],
  varifocal: ['loss/varifocal'],
  sigmoidCrossEntropy: ['loss/binary-cross-entropy', 'loss/centerness'],
  softmaxCrossEntropy: ['loss/cross-entropy', 'loss/balanced-cross-entropy'],
  distributionFocal: ['loss/distribution-focal'],
  distributionIntegral: ['op/distribution-integral'],
  smoothL1: ['loss/l1', 'loss/smooth-l1'],
  alignedIou: [
    ...['iou', 'linear-iou', 'giou', 'diou', 'ciou'].map((kind) => `op/${kind}-loss`),
    ...['iou', 'giou', 'diou', 'ciou'].map((kind) => `loss/${kind}`),
  ],
  pairwiseIou: ['op/pairwise-iou', 'op/pairwise-giou'],
  assignTaskAligned: ['assigner/task-aligned'],
  assignAtss: ['assigner/atss'],
  assignMaxIou: ['assigner/max-iou'],
  assignFcos: ['assigner/fcos'],
  assignSimOta: ['assigner/simota'],
  assignOta: ['assigner/ota'],
  nms: ['op/nms', 'op/batched-nms'],
};

/** The golden cases' worst relative error of results and gradients by op, on the backend in use. */
export async function goldenErrors(
  folder: string,
  ops: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const cases = findCases(folder)
    .filter(({ name }) => /^(op|loss|assigner)-/.test(name))
    .map((found) => ({ found, golden: found.read() }));
  const errors = new Map<string, number>();
  for (const op of ops) {
    const components = COMPONENTS[op] ?? [];
    for (const { found, golden } of cases) {
      if (!components.includes(`${golden.kind}/${golden.component}`)) continue;
      const { outcome, comparisons, reason } = await runCase(found);
      if (outcome !== 'passed') {
        throw new ExpectationError(`accuracy: ${found.name}`, 'a case that passes', reason ?? outcome);
      }
      const worst = Math.max(...comparisons.map(({ relative }) => relative));
      errors.set(op, Math.max(errors.get(op) ?? 0, worst));
    }
  }
  return errors;
}
