import { expect, it } from 'vitest';
import { dataTable } from './command.ts';

it('compares with the peer round by round', () => {
  const results = new Map([
    ['Tandem, threads', [100, 300, 150]],
    ['PyTorch DataLoader (PIL, torch)', [50, 200, 50]],
  ]);
  // Ratios 2, 1.5, 3: median 2. Rates: medians 150 and 50.
  expect(dataTable(results).split('\n')).toEqual([
    'Tandem, threads                       150.0 images/s  2.00x',
    'PyTorch DataLoader (PIL, torch)        50.0 images/s  1.00x',
  ]);
});

it('goes without a peer', () => {
  expect(dataTable(new Map([['Tandem, threads', [1, 2]]]))).toBe(
    'Tandem, threads                         1.5 images/s',
  );
});
