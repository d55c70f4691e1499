import { expect, it } from 'vitest';
import { batchInputDescription } from './batch-input.ts';
import { localLoader } from './loader/local-loader.ts';
import { horizontalFlip } from './transforms/flip.ts';

it('says all that decides a batch, and nothing of where it is made', () => {
  const expected = {
    transforms: [],
    normalization: { mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] },
    padMultiple: 32,
    objectMultiple: 8,
    groupByShape: false,
    onBadImage: 'error',
  };
  expect(batchInputDescription()).toEqual(expected);
  expect(batchInputDescription({ prefetch: 5, loader: localLoader() })).toEqual(expected);
  const size = { width: 64, height: 32 };
  expect(batchInputDescription({ transforms: [horizontalFlip()], size, objects: 3 })).toEqual({
    ...expected,
    transforms: [{ kind: 'horizontalFlip', options: { probability: 0.5 } }],
    size,
    objects: 3,
  });
});

it.each([
  [{ padMultipel: 16 }, 'got the unknown option "padMultipel". Did you mean "padMultiple"?'],
  [
    { onBadImage: 'skp' },
    'batches: onBadImage: expected one of "error", "skip", got "skp". Did you mean "skip"?',
  ],
  [{ size: { width: 64 } }, 'batches: size.height: expected a whole number ≥ 1, got nothing.'],
  [
    { transforms: horizontalFlip() },
    'batches: transforms: expected a list of transforms, such as [horizontalFlip()], got a function.',
  ],
  [
    { normalization: { mean: [0, 0, 0] } },
    'batches: normalization.deviation: expected three numbers, one a channel, got nothing.',
  ],
])('refuses %o', (input, message) => {
  expect(() => batchInputDescription(input as never)).toThrow(message);
});
