import type { Loss } from '@tandem-det/core';
import { describeOnce } from '@tandem-det/kernels/testing';
import { expect, it } from 'vitest';
import { focal } from './focal.ts';
import { giou } from './giou.ts';
import { smallExample } from './small-example.fixture.ts';
import { sumLosses } from './sum-losses.ts';
import { weighted } from './weighted.ts';

describeOnce('what no compiler has seen is refused', () => {
  it.each<[string, () => Loss, string]>([
    [
      'a list of losses',
      () => sumLosses([focal(), giou()] as never),
      'sumLosses: losses.0: expected a loss, such as focal() and no list: sumLosses(focal(), giou()), got a list of 2.',
    ],
    [
      'a weight in the wrong place',
      () => weighted(giou() as never, 2 as never),
      'weighted: weight: expected a number ≥ 0, got a function.',
    ],
  ])('%s', (_, create, message) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    expect(() => create()(predictions, priors, truth, assignment, progress)).toThrow(message);
    dispose();
  });
});
