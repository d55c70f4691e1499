import { expect, it } from 'vitest';
import { dataTable } from './command.ts';

const times = (...pairs: [imagesPerSecond: number, cpuMillisecondsPerImage: number][]) =>
  pairs.map(([imagesPerSecond, cpuMillisecondsPerImage]) => ({ imagesPerSecond, cpuMillisecondsPerImage }));

it('compares with the peer round by round', () => {
  const results = new Map([
    ['Tandem, threads', times([100, 4], [300, 2], [150, 8])],
    ['PyTorch DataLoader (PIL, torch)', times([50, 4], [200, 6], [50, 4])],
  ]);
  // Ratios 2, 1.5, 3: median 2; of CPU time 1, 3, 0.5: median 1. Rates: medians 150 and 50; CPU: 4 and 4.
  expect(dataTable(results).split('\n')).toEqual([
    'Tandem, threads                       150.0 images/s  2.00x     4.00 ms CPU/image  1.00x',
    'PyTorch DataLoader (PIL, torch)        50.0 images/s  1.00x     4.00 ms CPU/image  1.00x',
  ]);
});

it('goes without a peer, and says the most memory of all rounds', () => {
  const rounds = times([1, 3], [2, 4]).map((each, round) => ({
    ...each,
    peakMemory: (80 - round) * 2 ** 20,
  }));
  expect(dataTable(new Map([['Tandem, threads', rounds]]))).toBe(
    'Tandem, threads                         1.5 images/s     3.50 ms CPU/image     80 MiB',
  );
});
