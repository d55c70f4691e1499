import { expect, it } from 'vitest';
import { formatKernels, formatTimes } from './table.ts';

/** A round of a contender whose every run takes this long on the wall, and three times that on the CPU. */
const round = (ms: number) => {
  const times = (each: number) => ({ forward: [each], detect: [each], step: [each] });
  return { version: '1', parameters: 7, wall: times(ms), cpu: times(3 * ms), peakMemory: ms * 2 ** 20 };
};

it('compares round by round with PyTorch', () => {
  const results = new Map([
    ['wasm', [round(20), round(30)]],
    ['pytorch', [round(10), round(60)]],
  ]);
  const table = formatTimes(results, 'wall');
  // Medians 25 and 35; ratios 10 / 20 = 0.5 and 60 / 30 = 2, whose median is 1.25.
  expect(table).toContain('| wasm 1 | 7 | 25 | 1.25 | 25 | 1.25 | 25 | 1.25 | 25 |');
  expect(table).toContain('| pytorch 1 | 7 | 35 | 1.00 | 35 | 1.00 | 35 | 1.00 | 35 |');
  expect(formatTimes(results, 'cpu')).toContain('| wasm 1 | 7 | 75 | 1.25 | 75 | 1.25 | 75 | 1.25 | 25 |');
});

it('leaves the ratio out without a peer', () => {
  const table = formatTimes(new Map([['wasm', [round(8)]]]), 'wall');
  expect(table).toContain('| wasm 1 | 7 | 8 | - | 8 | - | 8 | - | 8 |');
});

it('gives each kernel its share', () => {
  const table = formatKernels('wasm', [
    { kernel: 'A', calls: 2, milliseconds: 30 },
    { kernel: 'B', calls: 1, milliseconds: 10 },
  ]);
  expect(table).toContain('| A | 2 | 30.0 | 75.0 % |');
  expect(table).toContain('40 ms in kernels');
});
