import { expect, it } from 'vitest';
import type { KernelCase } from './case.ts';
import type { CaseTimes, KernelTimes } from './contender.ts';
import { formatBackend, formatDisagreements, formatPeaks } from './table.ts';

const prepare = () => ({ tandem: () => [] });
const product: KernelCase = { op: 'product', name: 'large', flops: 4e9, prepare };
const copy: KernelCase = { op: 'copy', name: 'small', bytes: 2e6, prepare };
const round = (gigaflops: number, cases: Record<string, CaseTimes>): KernelTimes => ({
  version: '1',
  peak: { gigaflops, gigabytes: 8 },
  cases,
});

const results = new Map([
  [
    'wasm',
    [
      round(80, {
        'product: large': { times: [100, 100], plain: [300] },
        'copy: small': { times: [1], result: 7 },
      }),
      round(50, {
        'product: large': { times: [100, 50], plain: [150] },
        'copy: small': { times: [1], result: 7 },
      }),
    ],
  ],
  [
    'pytorch',
    [round(100, { 'product: large': { times: [50] } }), round(90, { 'product: large': { times: [150] } })],
  ],
]);

it('compares within each round, and with the best peak', () => {
  // Median of 100, 100, 100, 50 is 100 ms: 40 GFLOP/s, half of 80. Plain 300 / 100 and 150 / 75, in the middle
  // 2.5; PyTorch 50 / 100 and 150 / 75, in the middle 1.25.
  const [, , first, second] = formatBackend([product, copy], 'wasm', results).split('\n');
  expect(first).toBe('| product | large | 100 | 40.0 GFLOP/s | 50 % | 225 | 2.50 | 100 | 1.25 |');
  // 2 MB in 1 ms: 2 GB/s of 8
  expect(second).toBe('| copy | small | 1.00 | 2.00 GB/s | 25 % | - | - | - | - |');
  expect(formatPeaks(results)).toContain('| wasm | 1 | 80 | 8.0 |');
});

it('takes the times of torchvision where there are any', () => {
  const vision = [
    round(9, { 'product: large': { times: [200] } }),
    round(9, { 'product: large': { times: [150] } }),
  ];
  const table = formatBackend([product], 'wasm', new Map([...results, ['torchvision', vision]]));
  // 200 / 100 and 150 / 75
  expect(table.split('\n')[2]).toContain('| 175 | 2.00 |');
});

it('says why a case has no times', () => {
  const missing = new Map([['webgpu', [round(1, { 'product: large': { missing: 'no such kernel' } })]]]);
  expect(formatBackend([product], 'webgpu', missing)).toContain('| no such kernel | - | - | - | - | - | - |');
});

it('counts the shaders of webgpu beside those of the plain ops', () => {
  const own = { times: [2], plain: [6], dispatches: [1, 12] };
  const webgpu = new Map([['webgpu', [round(1, { 'product: large': own, 'copy: small': { times: [1] } })]]]);
  const [header, , first, second] = formatBackend([product, copy], 'webgpu', webgpu).split('\n');
  expect(header).toContain('| × plain | dispatches / plain | PyTorch ms |');
  expect(first).toContain('| 6.00 | 3.00 | 1 / 12 | - | - |');
  expect(second).toContain('| - | - | - | - | - |');
});

it('tells where contenders decide differently', () => {
  expect(formatDisagreements([product, copy], results)).toBe('all agree on copy: 7');
  const other = [round(1, { 'copy: small': { times: [1], result: 8 } })];
  expect(formatDisagreements([copy], new Map([...results, ['tensorflow', other]]))).toBe(
    'they differ on copy: wasm 7, tensorflow 8',
  );
});
