import { resnet } from '@tandem-det/backbones';
import { describeAssigner, describeHead, describeLoss } from '@tandem-det/core/testing';
import { generatedScenes, letterbox } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { describeBackends } from '@tandem-det/kernels/testing';
import { giou, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { constant, sgd, train } from '@tandem-det/training';
import { expect, it } from 'vitest';
import { centerPrior } from './center-prior.ts';
import { polyFocal } from './poly-focal.ts';
import { tinyHead } from './tiny-head.ts';

describeAssigner('centerPrior', () => centerPrior());
describeLoss('polyFocal', () => polyFocal(), { reads: ['classLogits'] });
describeHead('tinyHead', () => tinyHead(), [
  { stride: 8, channels: 8 },
  { stride: 16, channels: 8 },
]);

describeBackends('a detector of three parts of one’s own', () => {
  it('trains', async () => {
    const size = { width: 64, height: 64 };
    const dataset = generatedScenes({ count: 4, seed: 1, size });
    const detector = createDetector({
      classes: dataset.classes.map(({ name }) => name),
      backbone: resnet({ depth: 18, width: 8, norm: { kind: 'group' } }),
      neck: fpn({ channels: 8, levels: [3, 5] }),
      head: tinyHead(),
      assigner: centerPrior({ radius: 2 }),
      loss: sumLosses(polyFocal(), weighted(2, giou())),
    });
    const losses: number[] = [];
    const optimizer = sgd();
    await train({
      detector,
      dataset,
      input: { transforms: [letterbox(size)], size },
      optimizer,
      schedule: constant(0.01),
      clipNorm: 1,
      batchSize: 4,
      steps: 20,
      onEvent: (event) => event.kind === 'step' && losses.push(event.loss),
    });
    expect(losses).toHaveLength(20);
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    optimizer.dispose();
    detector.dispose();
  });
});
