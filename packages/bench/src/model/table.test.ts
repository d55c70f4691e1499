import { expect, it } from 'vitest';
import { formatKernels, formatTimes } from './table.ts';

it('compares round by round with PyTorch', () => {
  const times = (ms: number) => ({
    version: '1',
    parameters: 7,
    forward: [ms],
    detect: [ms],
    step: [ms],
    peakMemory: ms * 2 ** 20,
  });
  const table = formatTimes(
    new Map([
      ['wasm', [times(20), times(30)]],
      ['pytorch', [times(10), times(60)]],
    ]),
  );
  // Medians 25 and 35; ratios 10 / 20 = 0.5 and 60 / 30 = 2, whose median is 1.25.
  expect(table).toContain('| wasm 1 | 7 | 25 | 1.25 | 25 | 1.25 | 25 | 1.25 | 25 |');
  expect(table).toContain('| pytorch 1 | 7 | 35 | 1.00 | 35 | 1.00 | 35 | 1.00 | 35 |');
});

it('leaves the ratio out without a peer', () => {
  const times = { version: '1', parameters: 7, forward: [5], detect: [6], step: [7], peakMemory: 2 ** 23 };
  expect(formatTimes(new Map([['wasm', [times]]]))).toContain('| wasm 1 | 7 | 5 | - | 6 | - | 7 | - | 8 |');
});

it('gives each kernel its share', () => {
  const table = formatKernels('wasm', [
    { kernel: 'A', calls: 2, milliseconds: 30 },
    { kernel: 'B', calls: 1, milliseconds: 10 },
  ]);
  expect(table).toContain('| A | 2 | 30.0 | 75.0 % |');
  expect(table).toContain('40 ms in kernels');
});
