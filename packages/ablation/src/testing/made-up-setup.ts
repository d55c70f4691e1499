import { ownPart } from '@tandem-det/base';
import { ParameterStore } from '@tandem-det/core';
import { generatedScenes, horizontalFlip } from '@tandem-det/data';
import { constant, sgd } from '@tandem-det/training';
import type { RunSetup } from '../index.ts';

/** What `prepare` returns, with a detector that is never run. */
export function madeUpSetup({ detector = madeUpDetector(), ...changes }: Partial<RunSetup> = {}): RunSetup {
  const size = { width: 32, height: 32 };
  return {
    detector,
    dataset: generatedScenes({ count: 2, size }),
    validation: generatedScenes({ count: 1, split: 'val', size }),
    input: { transforms: [horizontalFlip()] },
    optimizer: sgd(),
    training: { schedule: constant(0.01), batchSize: 2, epochs: 1 },
    ...changes,
  };
}

export function madeUpDetector(options: object = {}): RunSetup['detector'] {
  const parameters = new ParameterStore();
  parameters.scope('layer').parameter('weight', [2], { initializer: () => Float32Array.of(1, 2) });
  const detector = {
    classes: ['key', 'paddle', 'tag', 'hammer', 'dart'],
    parameters,
    gradients: () => {},
    dispose: () => parameters.dispose(),
  };
  return ownPart(detector, { version: 1, kind: 'madeUp', options }) as unknown as RunSetup['detector'];
}
