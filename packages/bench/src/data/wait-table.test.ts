import { expect, it } from 'vitest';
import { waitTable } from './wait-table.ts';

it('counts the waiting of a whole round against its time, not step by step', () => {
  const rounds = [
    // 0.06 of 4 s wait: 1.5 %; the mean of the steps' own shares would be 3 %
    { version: 'wasm, 2 threads', seconds: [1, 3], waited: [0.06, 0] },
    { version: 'wasm, 2 threads', seconds: [2, 2], waited: [0.02, 0] },
  ];
  // Shares 1.5 % and 0.5 %: median 1 %. Steps 1, 2, 2, 3 s: median 2 s.
  expect(waitTable(new Map([['wasm', rounds]])).split('\n')).toEqual([
    '| training fed by threads | steps | step ms | longest wait ms | waiting for data |',
    '| --- | --- | --- | --- | --- |',
    '| wasm, 2 threads | 2 | 2000 | 60.0 | 1.00 % |',
  ]);
});
